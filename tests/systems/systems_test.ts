/**
 * Rules of Windows and macOS, held on any system: another process of tests is told that it runs there. What
 * only a real one can show, its files and programs, is run by .github/workflows/ci.yml.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const checkout = fromFileUrl(new URL("../../", import.meta.url));

async function run(system: "darwin" | "windows", files: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-q", "-P=test", "--no-prompt", "--no-check", "--no-lock"],
      ...["--preload", `tests/systems/_as_${system}.ts`, ...files],
    ],
    cwd: checkout,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(stdout);
  assertEquals([code, code === 0 || said + decoder.decode(stderr)], [0, true]);
  return said;
}

Deno.test("the rules of paths, names and shells on Windows", async () => {
  assertMatch(await run("windows", ["tests/systems/on_windows.ts"]), /ok \| 11 passed \| 0 failed/);
});

/** Quick tests of what asks for the system: macOS is treated as Linux where nothing else is said. */
const onDarwin = [
  "tests/systems/on_darwin.ts",
  "tests/cave/token/secret_files_test.ts",
  "tests/credentials/files/trusted_file_test.ts",
  "tests/ferry/items/names_test.ts",
  "tests/ferry/place_test.ts",
  "tests/globus/sources/app_files_test.ts",
  "tests/globus/sources/ini_source_test.ts",
  "tests/shell_word_test.ts",
];

Deno.test("what is found, stored and named on macOS", async () => {
  const said = await run("darwin", onDarwin);
  const [, passed = "0"] = /ok \| (\d+) passed/.exec(said) ?? [];
  assertEquals(Number(passed) >= 50, true, said.slice(-300));
});
