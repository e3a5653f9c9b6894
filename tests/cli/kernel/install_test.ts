import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../mod.ts";
import { kernelInstall, type KernelInstallOptions } from "../../../src/cli/kernel/install.ts";
import { kernelspecText } from "../../../src/cli/kernel/kernelspec.ts";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";

const file = "kernels/deno/kernel.json";

/** Installs into a folder of Jupyter's data; what was printed, and said. */
async function install(
  options: KernelInstallOptions,
  io = fakeIo(),
): Promise<{ code: number; output: string; talk: string }> {
  const code = await kernelInstall(options, io);
  return { code, output: io.output, talk: io.talk };
}

Deno.test("kernelInstall() writes a kernelspec for this Deno, and says where notebooks must lie", async () => {
  await using folder = await temporaryFolder();
  const { code, output, talk } = await install({ dir: folder.path });
  assertEquals([code, output], [0, `${folder.path}/${file}\n`]);
  assertEquals(await fileNames(folder.path), [file]);
  const text = await Deno.readTextFile(`${folder.path}/${file}`);
  assertEquals(text, kernelspecText(Deno.execPath()));
  assertStringIncludes(talk, "the nearest deno.json, in their folder or above it");
  assertStringIncludes(talk, "keyferry kernel doctor FOLDER");
});

Deno.test("kernelInstall() writes where the person's Jupyter looks, or below a prefix", async () => {
  await using folder = await temporaryFolder();
  const env = { JUPYTER_DATA_DIR: `${folder.path}/data` };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await install({}, io), {
    code: 0,
    output: `${folder.path}/data/${file}\n`,
    talk: io.talk,
  });
  await install({ prefix: `${folder.path}/venv` });
  assertEquals(await fileNames(folder.path), [`data/${file}`, `venv/share/jupyter/${file}`]);
});

Deno.test("kernelInstall() lets others on the machine read what it wrote", async () => {
  await using folder = await temporaryFolder();
  await install({ dir: folder.path });
  const { mode } = await Deno.stat(`${folder.path}/${file}`);
  assertEquals((mode ?? 0) & 0o044, 0o044);
});

Deno.test("kernelInstall() leaves the same kernelspec as it is", async () => {
  await using folder = await temporaryFolder();
  await install({ dir: folder.path });
  const before = await snapshot(folder.path);
  const { output, talk } = await install({ dir: folder.path, json: true });
  assertEquals(JSON.parse(output), {
    path: `${folder.path}/${file}`,
    deno: Deno.execPath(),
    written: false,
  });
  assertStringIncludes(talk, "It was there already");
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("kernelInstall() does not replace another kernelspec unless it is told to", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    [file]: kernelspecText("/old/deno"),
    "kernels/deno/logo.svg": "",
  });
  const before = await snapshot(folder.path);
  const error = await assertRejects(() => install({ dir: folder.path }), FileError);
  assertStringIncludes(error.message, "starts /old/deno: add --force");

  const refused = fakeIo({ answers: ["n"] });
  assertEquals((await install({ dir: folder.path }, refused)).code, 1);
  assertStringIncludes(refused.prompts[0] ?? "", "starts /old/deno. Replace it? [y/N]");
  assertEquals(await snapshot(folder.path), before);

  assertEquals((await install({ dir: folder.path }, fakeIo({ answers: ["y"] }))).code, 0);
  assertEquals(await Deno.readTextFile(`${folder.path}/${file}`), kernelspecText(Deno.execPath()));
  const deno = "/other/deno";
  assertEquals((await install({ dir: folder.path, force: true, deno })).code, 0);
  assertEquals(await Deno.readTextFile(`${folder.path}/${file}`), kernelspecText(deno));
  assertEquals(await fileNames(folder.path), [file, "kernels/deno/logo.svg"]);
});

Deno.test("kernelInstall() tells of a kernelspec that nobody could start", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [file]: "{" });
  const error = await assertRejects(() => install({ dir: folder.path }), FileError);
  assertStringIncludes(error.message, "is not one that Jupyter can start: add --force");
});

Deno.test("kernelInstall() refuses options that make no sense", async () => {
  const options = [{ prefix: "/a", dir: "/b" }, { deno: "./deno" }, { deno: "bin/deno" }, {
    deno: "",
  }];
  for (const one of options) {
    await assertRejects(() => install({ dir: "/nowhere", ...one }), MisuseError);
  }
});

Deno.test("kernelInstall() names the folder that cannot be written", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "kernels": "a file" });
  const error = await assertRejects(() => install({ dir: folder.path }), FileError);
  assertStringIncludes(error.message, `${folder.path}/${file}`);
});
