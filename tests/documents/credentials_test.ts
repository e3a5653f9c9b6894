/** docs/credentials.md shows what keyferry says. */
import { assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { restore } from "../../src/cave/mod.ts";
import { CredentialError } from "../../src/credentials/mod.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const page = fromFileUrl(new URL("../../docs/credentials.md", import.meta.url));

Deno.test({
  name: "docs/credentials.md shows the error of a search that finds nothing as a script sees it",
  // CAVE_TOKEN is what Deno does not allow.
  permissions: { read: true, write: true, env: ["CLOUD_VOLUME_DIR"] },
  async fn() {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": "{}" });
    Deno.env.delete("CLOUD_VOLUME_DIR");
    const { message } = await assertRejects(() => restore({ home: folder.path }), CredentialError);
    const [, shown] =
      /^```\n(No CAVE token found.*?)\n```$/ms.exec(await Deno.readTextFile(page)) ??
        [];
    assertEquals(shown, message);
  },
});
