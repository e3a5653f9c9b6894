import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import * as cave from "../../src/cave/mod.ts";
import { ferry } from "../../src/ferry/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { AuthorizationRequiredError } from "../../mod.ts";
import { loginInNotebook } from "../../src/notebook/mod.ts";
import { sandboxLab } from "../../src/sandbox/mod.ts";
import { v3 } from "../../src/tapis/mod.ts";

const unseen = { display: () => Promise.resolve() };

Deno.test("sandboxLab() begins with nothing but an app, and answers every login", async () => {
  await using lab = await sandboxLab();
  await assertRejects(() => globus.restore(lab.globus), Error, "No Globus Transfer token found");
  const { answer } = lab;
  const login = await loginInNotebook("globus", { ...lab.globus, answer, ...unseen });
  assert((await login.transfer.operationLs(lab.source.id, { path: "/" })).DATA.length > 0);
  const { auth } = await loginInNotebook("cave", { ...lab.cave, answer, ...unseen });
  assertEquals(await auth.isValid(), true);
  const open = v3.tapisClient({ baseUrl: lab.tapis.baseUrl });
  const { accessToken } = await open.createToken(lab.username, await lab.askPassword());
  const mine = await v3.restore({ ...lab.tapis, token: accessToken });
  const { clientId, clientKey } = await mine.createClient({ displayName: "mine" });
  const tapis = await loginInNotebook("tapis", {
    ...lab.tapis,
    clientId,
    clientKey,
    answer,
    ...unseen,
  });
  assertEquals(tapis.session.username, lab.username);
});

Deno.test("sandboxLab() has the credentials of all platforms where they are wanted", async () => {
  await using lab = await sandboxLab({ credentials: true });
  const { transfer } = await globus.restore(lab.globus);
  assertEquals((await transfer.get("/v0.10/task_list")).status, 200);
  assertEquals(typeof (await v3.restore(lab.tapis)).session.username, "string");
  const { info } = await cave.restore(lab.datastack, lab.cave);
  assert((await info.getDatastacks()).includes(lab.datastack));
});

Deno.test("sandboxLab() has a run of tiles on a slow network", async () => {
  await using lab = await sandboxLab({ credentials: true, tiles: 3 });
  const { transfer } = await globus.restore(lab.globus);
  const listing = await transfer.operationLs(lab.source.id, { path: lab.source.path });
  assertEquals([...listing].map(({ name }) => name), [
    "tile_000.raw",
    "tile_001.raw",
    "tile_002.raw",
  ]);
  const { source, destination } = lab;
  const data = globus.transferData(source.id, destination.id);
  data.addItem(source.path, destination.path, { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  const { reason, task } = await transfer.watchTask(task_id, { pollingInterval: 0.05 }).done;
  assertEquals([reason, task.files_transferred], ["succeeded", 3]);
});

Deno.test("sandboxLab() has a collection that asks for a consent of its own", async () => {
  await using lab = await sandboxLab({ credentials: true, consent: true });
  const { transfer } = await globus.restore(lab.globus);
  await assertRejects(
    () => transfer.operationLs(lab.destination.id, { path: "/~/" }),
    AuthorizationRequiredError,
  );
});

Deno.test("sandboxLab() has the variables of an app that logs in as itself", async () => {
  await using lab = await sandboxLab();
  const { transfer } = await globus.restore({ env: lab.env });
  assertMatch(transfer.baseUrl, /^http:\/\/127\.0\.0\.1:/);
  assert((await transfer.operationLs(lab.source.id, { path: "/" })).DATA.length > 0);
  // As a cell's value it would be kept in the notebook.
  const { GLOBUS_CLIENT_SECRET: secret = "" } = { ...lab.env };
  assert(secret.length > 10);
  assertEquals(Deno.inspect(lab.env).includes(secret), false);
});

Deno.test("sandboxLab() refuses a number of tiles that is not a count, and leaves nothing", async () => {
  for (const tiles of [-1, 1.5, 10_001]) {
    await assertRejects(() => sandboxLab({ tiles }), RangeError, "tiles must be");
  }
});

Deno.test("sandboxLab() says after close() that it was closed, rather than that nothing is found", async () => {
  const lab = await sandboxLab({ credentials: true });
  const { source, folder } = lab;
  const card = Reflect.get(lab, Symbol.for("Jupyter.display"))()["text/plain"];
  assertEquals(card.split("\n")[0], "A sandbox that plays Globus, Tapis and CAVE");
  assertMatch(card, /page +http:\/\/127\.0\.0\.1:[^]*source +lab:\/\n +destination +archive:/);
  const from = `tapis:lab:/${lab.file}`;
  const { copied } = await ferry(from, `${folder}/`, { tapis: lab.tapis }).done;
  assertEquals([copied, (await Deno.stat(`${folder}/cells.csv`)).isFile], [1, true]);
  await lab.close();
  await lab.close();
  await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
  assert(source.id.length > 0);
  for (const name of ["here", "globus", "tapis", "cave", "env"] as const) {
    assertThrows(() => lab[name], Error, "closed: run the cell that starts it again");
  }
  const link = "http://127.0.0.1/v2/oauth2/authorize";
  await assertRejects(() => lab.answer(link), Error, "closed: run the cell");
});
