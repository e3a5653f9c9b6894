import { assertEquals } from "@std/assert";
import { localTarget } from "../../../src/ferry/ports/local.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

Deno.test("localTarget() takes a folder that is there, or a slash at the end, for a folder", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "sub/a.txt": "a" });
  assertEquals(localTarget("b.txt", `${folder.path}/sub`), `${folder.path}/sub/b.txt`);
  assertEquals(localTarget("b.txt", "new/"), "new/b.txt");
  assertEquals(localTarget("b.txt", `${folder.path}/sub/a.txt`), `${folder.path}/sub/a.txt`);
  assertEquals(localTarget("b.txt", "c.txt"), "c.txt");
  assertEquals(localTarget("b.txt", "./"), "b.txt");
});
