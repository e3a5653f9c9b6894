import { assertEquals } from "@std/assert";
import { collectionId, startSandbox } from "../../../src/sandbox/mod.ts";
import { item, run } from "../_sandbox.ts";
import { asPerson, codeOf, share } from "./_transfer.ts";

// `globus task cancel --all` of globus-cli 3.43.0 lists tasks so.
Deno.test("Of a list, the items have the fields that are asked for, and what kind they are", async () => {
  await using sandbox = await startSandbox();
  const { task_id } = await run(sandbox, ["lab", "archive"], [item("/cells.csv", "/c.csv")]);
  const me = asPerson(sandbox);
  const list = await me.get("/task_list?filter=type:TRANSFER,DELETE&fields=task_id");
  assertEquals(list.body, {
    DATA: [{ DATA_TYPE: "task", task_id }],
    DATA_TYPE: "task_list",
    length: 1,
    limit: 10,
    offset: 0,
    total: 1,
  });
  const lab = await collectionId("lab");
  const { body } = await me.get(`/operation/endpoint/${lab}/ls?path=/&fields=name,type`);
  assertEquals([body.total, body.DATA[0]], [
    3,
    { DATA_TYPE: "file", name: "README.txt", type: "file" },
  ]);
  const guest = await share(sandbox, "/runs/");
  const shared = await me.get(`/endpoint/${lab}/shared_endpoint_list?fields=id`);
  assertEquals(shared.body, {
    next_token: null,
    shared_endpoints: [{ DATA_TYPE: "endpoint", id: guest }],
  });
});

// So polls the Java client of Globus, which wants a "task" with a status.
Deno.test("A single document has the fields that are asked for, an endpoint not even its servers", async () => {
  await using sandbox = await startSandbox();
  const { task_id } = await run(sandbox, ["lab", "archive"], [item("/cells.csv", "/c.csv")]);
  const me = asPerson(sandbox);
  assertEquals((await me.get(`/task/${task_id}?fields=status`)).body, {
    DATA_TYPE: "task",
    status: "SUCCEEDED",
  });
  const lab = await collectionId("lab");
  assertEquals((await me.get(`/endpoint/${lab}?fields=display_name,no_such_field`)).body, {
    DATA_TYPE: "endpoint",
    display_name: "lab",
  });
  const refused = await me.get(`/task/${crypto.randomUUID()}?fields=status`);
  assertEquals(codeOf(refused), [404, "ClientError.NotFound"]);
  const { body } = await me.get(`/task/${task_id}?fields=`);
  assertEquals("files" in body, true);
});
