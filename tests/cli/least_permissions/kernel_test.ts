import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

Deno.test("permissions kernel install is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const kernel = `${folder.path}/.local/share/jupyter/kernels/deno`;
  await holdToItsWord({
    words: ["kernel", "install"],
    env: { HOME: folder.path },
    code: 0,
    expected: [
      "env:JUPYTER_DATA_DIR",
      "env:XDG_DATA_HOME",
      "env:HOME",
      `read:${kernel}`,
      `write:${kernel}`,
    ],
  });
});

Deno.test("permissions kernel install needs no more than the folder that is named", async () => {
  await using folder = await temporaryFolder();
  const kernel = `${folder.path}/share/jupyter/kernels/deno`;
  await holdToItsWord({
    words: ["kernel", "install", "--prefix", folder.path],
    env: { HOME: "/nowhere" },
    code: 0,
    expected: [`read:${kernel}`, `write:${kernel}`],
  });
});

Deno.test("permissions kernel doctor is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const program = `${folder.path}/kernel.sh`;
  const spec = JSON.stringify({ argv: [program, "{connection_file}"] });
  await writeFiles(folder.path, {
    "data/kernels/deno/kernel.json": spec,
    "kernel.sh": "#!/bin/sh\nexit 7\n",
  });
  await Deno.chmod(program, 0o700);
  await holdToItsWord({
    words: ["kernel", "doctor", folder.path],
    env: {
      HOME: "/nowhere",
      JUPYTER_DATA_DIR: `${folder.path}/data`,
    },
    code: 1,
    expected: [
      "env:JUPYTER_PATH",
      "env:VIRTUAL_ENV",
      "env:CONDA_PREFIX",
      "env:JUPYTER_DATA_DIR",
      `read:${folder.path}`,
      `run:${program}`,
    ],
  });
});

testThatAllWereHeld(import.meta.url);
