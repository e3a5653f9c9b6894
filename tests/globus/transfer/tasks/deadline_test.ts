/** A program's own clock holds for every part. */

import { assert, assertEquals } from "@std/assert";
import { deleteData, transferClient, transferData } from "../../../../src/globus/transfer/mod.ts";
import { accessTokenAuthorizer } from "../../../../src/globus/auth/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";

const at = Date.UTC(2031, 0, 1);
const hour = 3_600_000;

Deno.test("a deadline from now is counted by the clock of the client that submits it, once", async () => {
  const sent: (string | undefined)[] = [];
  let time = at;
  const transfer = transferClient({
    now: () => time,
    retry: { retries: 0 },
    async fetch(_input, init) {
      if (init?.method === "POST") sent.push((await new Response(init.body).json()).deadline);
      return Response.json({ value: "submission", task_id: "task" });
    },
  });
  const relative = [
    transferData("a", "b", { deadline: { hours: 2 } }).addItem("/a", "/b"),
    transferData("a", "b", { deadline: "2h" }).addItem("/a", "/b"),
  ];
  for (const data of relative) await transfer.submitTransfer(data);
  await transfer.submitDelete(deleteData("a", { deadline: { hours: 2 } }).addItem("/a"));
  const due = new Date(at + 2 * hour).toISOString();
  assertEquals(sent.splice(0), [due, due, due]);
  // The same submission once more is the same document.
  time += hour;
  for (const data of relative) await transfer.submitTransfer(data);
  assertEquals(sent.splice(0), [due, due]);
  // A moment, a clock of one's own and a deadline that was set by hand stay as they are.
  const moment = "2031-05-01T00:00:00.000Z";
  const byHand = transferData("a", "b", { deadline: { hours: 2 } }).addItem("/a", "/b");
  Object.assign(byHand, { deadline: moment });
  const others = [
    byHand,
    transferData("a", "b", { deadline: new Date(moment) }).addItem("/a", "/b"),
    transferData("a", "b", {
      deadline: { hours: 2 },
      now: () => Date.parse(moment) - 2 * hour,
    }).addItem("/a", "/b"),
  ];
  for (const data of others) await transfer.submitTransfer(data);
  assertEquals(sent, [moment, moment, moment]);
});

Deno.test("a task that cannot succeed reaches its deadline by the sandbox's own clock, in no real time", async () => {
  let time = at;
  const now = (): number => time;
  const waits: number[] = [];
  await using sandbox = await startSandbox({
    now,
    keepRetrying: true,
    sleep(ms) {
      waits.push(ms);
      time += hour / 2;
      return Promise.resolve();
    },
  });
  sandbox.faults.transfer = () => ({ code: "QUOTA_EXCEEDED", description: "Disk quota exceeded" });
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
  const transfer = transferClient({ baseUrl: sandbox.url, authorizer, now });
  const [lab, archive] = sandbox.collections;
  const data = transferData(lab?.id ?? "", archive?.id ?? "", { deadline: { hours: 20 } })
    .addItem("/runs/", "/full/", { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  await sandbox.idle();
  const task = await transfer.getTask(task_id);
  assertEquals([task.status, task.fatal_error?.code], ["FAILED", "EXPIRED"]);
  assert(waits.length >= 39, `${waits.length} waits`);
  const events = await transfer.taskEventList(task_id).collect();
  assert(events.items.length > 39);
});
