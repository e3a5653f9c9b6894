import { assertEquals, assertThrows } from "@std/assert";
import { lockDown, type PermissionKind } from "../../src/notebook/mod.ts";
import { entryUrl, runChild } from "../helpers/child.ts";

/** Runs a few lines in a process that has every permission; gives what they print. */
async function withAll(lines: string): Promise<string> {
  const { code, stdout, stderr } = await runChild(
    `import { lockDown } from "${entryUrl("src/notebook/mod.ts")}";\n${lines}`,
    { flags: ["--allow-all"] },
  );
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

const restart = 'Where Deno says "run again with the --allow-... flag", restart the kernel.';

const states = `
const states = (at) => ["env", "ffi", "import", "net", "read", "run", "sys", "write"]
  .filter((name) => Deno.permissions.querySync({ name }).state === "granted").join();
`;

Deno.test("lockDown() gives up every kind that is not kept", async () => {
  const said = await withAll(`${states}
    console.log(states());
    console.log(lockDown({ keep: ["net", "read"] }));
    console.log(states());
    console.log(lockDown({ keep: [] }));
    console.log(states());`);
  assertEquals(said.split("\n"), [
    "env,ffi,import,net,read,run,sys,write",
    `Given up until the kernel restarts: env, ffi, import, run, sys, write. Kept: net, read. ${restart}`,
    "net,read",
    `Given up until the kernel restarts: env, ffi, import, net, read, run, sys, write. Kept: nothing. ${restart}`,
    "",
    "",
  ]);
});

Deno.test("lockDown() does not say that it kept what an earlier call gave up", async () => {
  const said = await withAll(`${states}
    lockDown({ keep: ["net", "read", "write"] });
    lockDown({ keep: ["net", "write"] });
    const { givenUp, kept } = lockDown({ keep: ["net", "read", "env"] });
    console.log([givenUp.join(), kept.join(), states()].join(" "));
    console.log(lockDown({ keep: ["net", "read"] }));`);
  assertEquals(said.split("\n"), [
    "env,ffi,import,read,run,sys,write net net",
    "Given up until the kernel restarts: env, ffi, import, read, run, sys, write. Kept: net. " +
    `To have read again, restart the kernel. ${restart}`,
    "",
  ]);
});

Deno.test("lockDown() gives up what was granted for one place, too", async () => {
  const { stdout } = await runChild(
    `import { lockDown } from "${entryUrl("src/notebook/mod.ts")}";
    lockDown({ keep: ["net"] });
    console.log(Deno.permissions.querySync({ name: "read", path: Deno.args[0] ?? "/tmp" }).state);`,
    { flags: ["--allow-read=/tmp"] },
  );
  assertEquals(stdout, "prompt\n");
});

Deno.test("lockDown() makes what reaches for more fail at once", async () => {
  const said = await withAll(`
    const { givenUp, kept } = lockDown({ keep: ["net"] });
    console.log(givenUp.length, kept.join());
    try {
      Deno.readTextFileSync("/etc/hostname");
    } catch (error) {
      console.log(error.name);
    }`);
  assertEquals(said, "7 net\nNotCapable\n");
});

Deno.test("lockDown() refuses a kind that there is not, and gives up nothing", async () => {
  const wrong = "network" as PermissionKind;
  assertThrows(
    () => lockDown({ keep: ["read", wrong] }),
    TypeError,
    'There is no kind of permission "network": keep some of env, ffi, import, net, read, run, sys, write',
  );
  const said = await withAll(`${states}
    try {
      lockDown({ keep: ["network"] });
    } catch {
      console.log(states());
    }`);
  assertEquals(said, "env,ffi,import,net,read,run,sys,write\n");
});

Deno.test("lockDown() says what it needs where it is not told what to keep", () => {
  for (const wrong of [undefined, {}, { keep: "net" }]) {
    assertThrows(
      () => lockDown(wrong as unknown as Parameters<typeof lockDown>[0]),
      TypeError,
      'Say which kinds to keep, as a list: lockDown({ keep: ["net"] })',
    );
  }
});
