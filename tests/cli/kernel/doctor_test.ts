import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { FileError } from "../../../mod.ts";
import { kernelDoctor, type KernelReport } from "../../../src/cli/kernel/doctor.ts";
import { kernelspecText } from "../../../src/cli/kernel/kernelspec.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";
import { run } from "../_program.ts";

const notebooks = fromFileUrl(new URL("../../../notebooks", import.meta.url));
const file = "kernels/deno/kernel.json";

/** What the command reports of a folder, where the person's Jupyter has this kernelspec. */
async function reportOn(folder: string, spec?: string): Promise<KernelReport & { code: number }> {
  await using data = await temporaryFolder();
  if (spec !== undefined) await writeFiles(data.path, { [file]: spec });
  const env = { JUPYTER_PATH: `/nowhere/at/all:${data.path}` };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  const code = await kernelDoctor({ folder, json: true }, io);
  return { code, ...JSON.parse(io.output) };
}

/** A report in short: what was checked, and how it stands. */
function standing({ code, findings }: KernelReport & { code: number }): unknown[] {
  return [code, ...findings.map(({ check, state }) => `${check} ${state}`)];
}

Deno.test("kernelDoctor() runs the kernel's Deno in the folder, and imports keyferry there", async () => {
  const report = await reportOn(notebooks, kernelspecText(Deno.execPath()));
  assertEquals(standing(report), [
    0,
    "kernelspec ok",
    "kernel ok",
    "import ok",
    "permissions note",
  ]);
  const [spec, kernel, , permissions] = report.findings;
  assertStringIncludes(spec?.detail ?? "", `${file} starts ${Deno.execPath()}`);
  assertStringIncludes(kernel?.detail ?? "", `Deno ${Deno.version.deno} runs`);
  assertStringIncludes(permissions?.detail ?? "", "may do all that you may");
});

Deno.test("kernelDoctor() says what to do where no deno.json leads to keyferry", async () => {
  await using folder = await temporaryFolder();
  const report = await reportOn(folder.path, kernelspecText(Deno.execPath()));
  assertEquals(standing(report).slice(0, -1), [1, "kernelspec ok", "kernel ok", "import problem"]);
  assertEquals(report.ok, false);
  assertStringIncludes(report.findings[2]?.next ?? "", "deno add jsr:@keyferry/keyferry");
});

Deno.test("kernelDoctor() shows Deno's own words as a line of text, without escapes", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [file]: kernelspecText(Deno.execPath()) });
  const env = { JUPYTER_PATH: folder.path };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await kernelDoctor({ folder: folder.path }, io), 1);
  const [line = ""] = io.output.split("\n").filter((one) => one.includes("import"));
  assertStringIncludes(line, "is not found from");
  assertStringIncludes(line, "not a dependency at");
  const escapes = ["\\\\x", "\\\\u", "\x1b"].filter((escape) => io.output.includes(escape));
  assertEquals(escapes, [], io.output);
});

Deno.test("kernelDoctor() says what to do without a kernelspec, or with a useless one", async () => {
  await using folder = await temporaryFolder();
  const none = await reportOn(folder.path);
  const useless = await reportOn(folder.path, `{"argv": ["deno"]}`);
  for (const report of [none, useless]) assertEquals(standing(report), [1, "kernelspec problem"]);
  assertEquals(none.findings[0]?.next, "run `keyferry kernel install`");
  assertStringIncludes(none.findings[0]?.detail ?? "", "~/.local/share/jupyter/kernels/deno");
  assertEquals(useless.findings[0]?.next, "run `keyferry kernel install --force`");
});

const broken: [what: string, program: string, said: string][] = [
  ["is not there", "/nowhere/deno", "/nowhere/deno is not there"],
  [
    "fails",
    "#!/bin/sh\necho 'error: broken' >&2\nexit 7\n",
    "ended at once (exit 7): error: broken",
  ],
  ["is not Deno", "#!/bin/sh\necho hello\n", "is not Deno, or does not answer as Deno does"],
];
for (const [what, program, said] of broken) {
  Deno.test(`kernelDoctor() tells of a program that ${what}`, async () => {
    await using folder = await temporaryFolder();
    const path = program.startsWith("#!") ? `${folder.path}/program` : program;
    if (path !== program) {
      await writeFiles(folder.path, { program });
      await Deno.chmod(path, 0o700);
    }
    const report = await reportOn(folder.path, kernelspecText(path));
    assertEquals(standing(report), [1, "kernelspec ok", "kernel problem"]);
    assertStringIncludes(report.findings[1]?.detail ?? "", said);
    assertEquals(report.findings[1]?.next, "run `keyferry kernel install --force`");
  });
}

Deno.test("kernelDoctor() prints a line for each finding, with the next step", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [file]: kernelspecText(Deno.execPath()) });
  const io = fakeIo({ surroundings: { env: { JUPYTER_PATH: folder.path }, home: "/nowhere" } });
  assertEquals(await kernelDoctor({ folder: folder.path }, io), 1);
  const lines = io.output.trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(/ {2,}/).slice(0, 2)), [
    ["ok", "kernelspec"],
    ["ok", "kernel"],
    ["problem", "import"],
    ["note", "permissions"],
  ]);
  assertStringIncludes(lines[2] ?? "", "): run `deno add");
});

Deno.test("kernelDoctor() refuses a folder that is not one", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.ipynb": "" });
  for (const name of ["none", "a.ipynb"]) {
    const path = `${folder.path}/${name}`;
    const error = await assertRejects(() => kernelDoctor({ folder: path }, fakeIo()), FileError);
    assertStringIncludes(error.message, path);
  }
});

Deno.test("keyferry kernel doctor leaves no file behind", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    [file]: kernelspecText(Deno.execPath()),
    "temporary/.keep": "",
    "notebooks/.keep": "",
  });
  const ran = await run(["kernel", "doctor", `${folder.path}/notebooks`], {
    flags: ["-A"],
    env: { JUPYTER_PATH: folder.path, TMPDIR: `${folder.path}/temporary`, HOME: folder.path },
  });
  assertEquals([ran.code, ran.stderr], [1, ""]);
  for (const name of ["temporary", "notebooks"]) {
    const left = await Array.fromAsync(Deno.readDir(`${folder.path}/${name}`));
    assertEquals(left.map(({ name }) => name), [".keep"]);
  }
});
