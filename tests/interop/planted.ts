import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { basename } from "@std/path/posix/basename";
import { filesBelow, root } from "../helpers/source/modules.ts";
import { plantArgument, plants } from "./comparison/_plants.ts";

Deno.test("each comparison has wrong answers planted in it", async () => {
  const counts: [name: string, compared: number, planted: number][] = [];
  for (const path of await filesBelow("tests/interop")) {
    const name = basename(path);
    if (name.startsWith("_") || name === "planted.ts") continue;
    const text = await Deno.readTextFile(`${root}${path}`);
    const calls = (word: string): number => text.split(`${word}(`).length - 1;
    if (calls("assertTrue") > 0) counts.push([name, calls("assertTrue"), calls("assertNoticed")]);
  }
  assert(counts.length >= 5, `${counts.length} files with comparisons`);
  assertEquals(counts.filter(([, compared, planted]) => planted < compared), []);
});

for (const [name, { file, scenario, shows }] of Object.entries(plants)) {
  Deno.test(`a run fails where the sandbox gives a wrong answer: ${name}`, async () => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "-P=interop", "--no-prompt", "--no-check", "--filter", scenario],
        ...[`tests/interop/${file}`, "--", plantArgument(name)],
      ],
      cwd: root,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stderr: "null",
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertEquals(code, 1, said);
    assertStringIncludes(said, `${scenario} ... FAILED`);
    assertStringIncludes(said, "AssertionError: Values are not equal");
    // A line of the difference: on one side what was planted.
    assertMatch(said, new RegExp(`^[-+] .*${RegExp.escape(shows)}`, "m"), said);
  });
}
