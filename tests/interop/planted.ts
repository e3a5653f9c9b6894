import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { plantArgument, plants } from "./_plants.ts";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

for (const [name, { file, scenario, shows }] of Object.entries(plants)) {
  Deno.test(`a run fails where the sandbox gives a wrong answer: ${name}`, async () => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["test", "-P=interop", "--no-prompt", "--no-check", "--filter", scenario],
        ...[`tests/interop/${file}`, "--", plantArgument(name)],
      ],
      cwd: checkout,
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
