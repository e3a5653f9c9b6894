import { assertEquals, assertMatch } from "@std/assert";
import { main } from "../../../cli.ts";
import { collectionId } from "../../../src/sandbox/mod.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { terminal } from "./_globus_cli.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

scenario(
  [programs.globusCli],
  "the consent that keyferry offers after a login of it makes keyferry's call work",
  async (stage) => {
    await using folder = await temporaryFolder();
    await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
    const at = terminal(stage, sandbox);
    await at.text("login", "--no-local-server");
    const [lab, archive] = [await collectionId("lab"), await collectionId("archive")];
    const calls = [
      ["globus", "get", `${lab}:/README.txt`, folder.path],
      ["globus", "ls", `${archive}:/`],
    ];
    for (const words of calls) {
      const refused = fakeIo();
      assertEquals(await main([...words, "--sandbox", sandbox.home], refused), 3, refused.talk);
      const [, scope = ""] = /^Next: globus session consent '?([^'\n]+)'?$/m.exec(refused.talk) ??
        [];
      assertMatch(scope, /^(urn|https):/, refused.talk);
      await at.text("session", "consent", "--no-local-server", scope);
      const again = fakeIo();
      assertEquals(await main([...words, "--sandbox", sandbox.home], again), 0, again.talk);
    }
  },
);
