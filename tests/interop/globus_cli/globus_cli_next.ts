import { assertEquals } from "@std/assert";
import { main } from "../../../cli.ts";
import { collectionId } from "../../../src/sandbox/mod.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { offered } from "../../cli/_desk.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { terminal } from "./_globus_cli.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

for (const profile of [undefined, "lab"]) {
  scenario(
    [programs.globusCli],
    `the consent that keyferry offers after a login of it makes keyferry's call work${
      profile === undefined ? "" : ", in a profile, too"
    }`,
    async (stage) => {
      await using folder = await temporaryFolder();
      await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
      const set = profile === undefined ? {} : { GLOBUS_PROFILE: profile };
      await terminal(stage, sandbox, set).text("login", "--no-local-server");
      const [lab, archive] = [await collectionId("lab"), await collectionId("archive")];
      const calls = [
        ["globus", "get", `${lab}:/README.txt`, folder.path],
        ["globus", "ls", `${archive}:/`],
      ];
      const place = [
        "--sandbox",
        sandbox.home,
        ...profile === undefined ? [] : ["--profile", profile],
      ];
      for (const call of calls) {
        const refused = fakeIo();
        assertEquals(await main([...call, ...place], refused), 3, refused.talk);
        // The printed line, as a shell reads it: in the sandbox's surroundings, which a file sets.
        const { program: shell, words: [, line = ""] } = await offered(refused.talk);
        const inSandbox = `. ${sandbox.home}/activate; `;
        assertEquals([shell, line.startsWith(inSandbox)], ["sh", true], line);
        const native = `Next: ${line.slice(inSandbox.length)}`;
        const { variables, program, words } = await offered(native);
        assertEquals([variables, program, words.slice(0, 2)], [set, "globus", [
          "session",
          "consent",
        ]]);
        await terminal(stage, sandbox, variables).text(...words, "--no-local-server");
        const again = fakeIo();
        assertEquals(await main([...call, ...place], again), 0, again.talk);
      }
    },
  );
}
