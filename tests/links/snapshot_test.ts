/**
 * What the tests need of @std/testing/snapshot; see `path_test.ts`. Snapshots are written as a test
 * run ends, so each step here is a test run of its own.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path/join";
import { fromFileUrl } from "@std/path/from-file-url";

const configuration = fromFileUrl(new URL("../../deno.json", import.meta.url));

interface Run {
  code: number;
  said: string;
  snapshots: string | undefined;
}

interface Steps extends AsyncDisposable {
  run(tests: string, ...args: string[]): Promise<Run>;
}

async function inTempFolder(): Promise<Steps> {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "some_test.ts");
  return {
    async run(tests, ...args) {
      const head = 'import { assertSnapshot } from "@std/testing/snapshot";\n';
      await Deno.writeTextFile(file, head + tests);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["test", "--config", configuration, "--no-check", "--no-prompt", "--no-lock"],
          ...[`--allow-read=${folder}`, `--allow-write=${folder}`, file, "--", ...args],
        ],
        cwd: folder,
        env: { NO_COLOR: "1" },
      }).output();
      const decoder = new TextDecoder();
      const snapshots = await Deno.readTextFile(join(folder, "__snapshots__", "some_test.ts.snap"))
        .catch(() => undefined);
      return { code, said: decoder.decode(stdout) + decoder.decode(stderr), snapshots };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const one = 'Deno.test("one", (t) => assertSnapshot(t, { b: 1, a: ["`$x`", "back\\\\slash"] }));\n';
const two = 'Deno.test("two", async (t) => {\n' +
  '  await assertSnapshot(t, "flat");\n' +
  '  await t.step("inner", (t) => assertSnapshot(t, [1, 2]));\n' +
  '  await assertSnapshot(t, "round");\n' +
  "});\n";

const written = `export const snapshot = {};

snapshot[\`one 1\`] = \`
{
  a: [
    "\\\`\\$x\\\`",
    "back\\\\\\\\slash",
  ],
  b: 1,
}
\`;

snapshot[\`two 1\`] = \`"flat"\`;

snapshot[\`two > inner 1\`] = \`
[
  1,
  2,
]
\`;

snapshot[\`two 2\`] = \`"round"\`;
`;

Deno.test("assertSnapshot() asks for a snapshot before it compares", async () => {
  await using steps = await inTempFolder();
  const { code, said, snapshots } = await steps.run(one);
  assertEquals([code, snapshots], [1, undefined]);
  assertStringIncludes(said, "Missing snapshot file.");
});

Deno.test("assertSnapshot() writes snapshots on --update, and then compares with them", async () => {
  await using steps = await inTempFolder();
  const update = await steps.run(one + two, "--update");
  assertEquals([update.code, update.snapshots], [0, written]);
  assertStringIncludes(update.said, "4 snapshots updated");
  const compare = await steps.run(one + two);
  assertEquals([compare.code, compare.snapshots], [0, written]);
});

Deno.test("assertSnapshot() shows the difference and leaves the file alone", async () => {
  await using steps = await inTempFolder();
  await steps.run(one + two, "--update");
  const { code, said, snapshots } = await steps.run(one.replace("b: 1", "b: 2") + two);
  assertEquals([code, snapshots], [1, written]);
  assertStringIncludes(said, "Snapshot does not match");
  assertStringIncludes(said, "b: 2,");
});

Deno.test("assertSnapshot() drops the snapshots of tests that are gone, on --update", async () => {
  await using steps = await inTempFolder();
  await steps.run(one + two, "--update");
  const { code, snapshots } = await steps.run(two.replace('"flat"', '"bumpy"'), "--update");
  const [, flat = ""] = written.split("\nsnapshot[`two 1`]");
  assertEquals(code, 0);
  assertEquals(
    snapshots,
    "export const snapshot = {};\n\nsnapshot[`two 1`]" + flat.replace("flat", "bumpy"),
  );
  const missing = await steps.run(one);
  assertStringIncludes(missing.said, "Missing snapshot: one 1");
});
