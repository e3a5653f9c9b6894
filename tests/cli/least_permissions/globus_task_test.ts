import { globusTransfer } from "../../../src/cli/globus/transfer.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { globusGrants, globusSaid } from "./_grants.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

for (const command of ["show", "wait", "watch", "events", "cancel"]) {
  Deno.test(`permissions globus task ${command} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home: sandbox, lab, archive } = planted;
    const io = fakeIo();
    const places = { source: `${lab}:/cells.csv`, destination: `${archive}:/c.csv` };
    await globusTransfer({ ...places, sandbox }, io);
    await planted.sandbox.idle();
    await holdToItsWord({
      words: ["globus", "task", command, io.output.trim(), "--sandbox", sandbox],
      env: {},
      code: 0,
      among: globusGrants(planted),
      said: globusSaid(planted),
    });
  });
}

Deno.test("permissions globus transfer --batch is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { home, lab, archive } = planted;
  const batch = `${folder.path}/batch.txt`;
  await writeFiles(folder.path, { "batch.txt": "/cells.csv /c.csv\n" });
  await holdToItsWord({
    words: ["globus", "transfer", "--batch", batch, lab, archive, "--sandbox", home],
    env: {},
    code: 0,
    among: [...globusGrants(planted), `read:${batch}`],
    said: globusSaid(planted),
  });
});

testThatAllWereHeld(import.meta.url);
