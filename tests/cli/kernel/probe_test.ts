import { assertEquals, assertFalse, assertRejects, assertStringIncludes } from "@std/assert";
import { probe, ProbeError } from "../../../src/cli/kernel/probe.ts";
import { InterruptedError } from "../../../src/credentials/secret/hidden_input.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";
import { start } from "../_program.ts";

const spec = { argv: [Deno.execPath(), "jupyter"], env: {} };
const timeout = 60_000;

/** A program that writes its process's id to `pid`, and never answers. */
const mute = "#!/bin/sh\necho $$ >pid\nexec sleep 60\n";

async function isRunning(pid: string): Promise<boolean> {
  const { code } = await new Deno.Command("kill", { args: ["-0", pid], stderr: "null" }).output();
  return code === 0;
}

async function textOnceThere(path: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(path).catch(() => "");
    if (text.endsWith("\n")) return text.trim();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("probe() imports the module from the folder, with the kernel's variables", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    "deno.json": `{"imports": {"marked": "./marked.ts"}}`,
    "marked.ts": `if (Deno.env.get("MARK") !== "set") throw new Error("no mark");`,
  });
  const options = { folder: folder.path, timeout };
  assertEquals(await probe({ ...spec, env: { MARK: "set" } }, "marked", options, fakeIo()), {
    deno: Deno.version.deno,
  });
  assertEquals((await probe(spec, "marked", options, fakeIo())).why, "no mark");
  const { why = "" } = await probe(spec, "unknown", options, fakeIo());
  assertStringIncludes(why, `"unknown"`);
});

Deno.test("probe() ends a program that does not answer in time, or before it is stopped", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { mute });
  await Deno.chmod(`${folder.path}/mute`, 0o700);
  const silent = { argv: [`${folder.path}/mute`], env: {} };
  const options = { folder: folder.path, timeout: 1000 };
  const said = "did not answer within 1 seconds";
  await assertRejects(() => probe(silent, "marked", options, fakeIo()), ProbeError, said);
  assertFalse(await isRunning(await textOnceThere(`${folder.path}/pid`)));
  await Deno.remove(`${folder.path}/pid`);
  const pid = textOnceThere(`${folder.path}/pid`);
  const io = fakeIo({ stop: pid.then(() => {}) });
  await assertRejects(
    () => probe(silent, "marked", { ...options, timeout }, io),
    InterruptedError,
  );
  assertFalse(await isRunning(await pid));
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`keyferry kernel doctor ended by ${signal} leaves no process behind`, async () => {
    await using folder = await temporaryFolder();
    const program = `${folder.path}/mute`;
    await writeFiles(folder.path, {
      mute,
      "kernels/deno/kernel.json": JSON.stringify({ argv: [program, "{connection_file}"] }),
    });
    await Deno.chmod(program, 0o700);
    const child = start(["kernel", "doctor", folder.path], {
      flags: ["-A"],
      env: { JUPYTER_PATH: folder.path, HOME: folder.path, PATH: "/usr/bin:/bin" },
    });
    const pid = await textOnceThere(`${folder.path}/pid`);
    child.kill(signal);
    const { code } = await child.output();
    assertEquals(code, 130);
    assertFalse(await isRunning(pid));
  });
}
