import { assertEquals } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { folderOf, item, tree } from "../../_sandbox.ts";
import {
  allow,
  asColleague,
  asPerson,
  codeOf,
  eventually,
  giveRole,
  share,
  submitDelete,
  submitTransfer,
} from "../_transfer.ts";

/** What a manager's task document has beyond the owner's (globus-sdk-python test data, Apache-2.0). */
const managerKeys = [
  "destination_base_path",
  "destination_host_endpoint",
  "destination_host_endpoint_display_name",
  "destination_host_endpoint_id",
  "destination_host_path",
  "destination_local_user",
  "destination_local_user_status",
  "destination_mapped_collection_display_name",
  "destination_mapped_collection_id",
  "owner_string",
  "source_base_path",
  "source_host_endpoint",
  "source_host_endpoint_display_name",
  "source_host_endpoint_id",
  "source_host_path",
  "source_local_user",
  "source_local_user_status",
  "source_mapped_collection_display_name",
  "source_mapped_collection_id",
];

/** A guest collection of lab that the colleague reads and a drop box of archive that they fill. */
async function shares(sandbox: Sandbox): Promise<[string, string]> {
  const source = await share(sandbox, "/");
  await allow(sandbox, source, { path: "/", permissions: "r" });
  const target = await share(sandbox, "/", { host_endpoint: await collectionId("archive") });
  await allow(sandbox, target, { path: "/", permissions: "rw" });
  return [source, target];
}

/** A transfer of the colleague's. */
async function theirTask(
  sandbox: Sandbox,
  pair: readonly [string, string],
  from = "/cells.csv",
): Promise<string> {
  const { body } = await submitTransfer(asColleague(sandbox), pair, [item(from, "/theirs.csv")]);
  return body.task_id;
}

Deno.test("The endpoint manager answers nobody without a role", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const task = await theirTask(sandbox, pair);
  await sandbox.idle();
  const them = asColleague(sandbox);
  const manager = "/endpoint_manager";
  const paths = [
    `${manager}/monitored_endpoints`,
    `${manager}/endpoint/${pair[0]}`,
    `${manager}/endpoint/${pair[0]}/hosted_endpoint_list`,
    `${manager}/endpoint/${pair[0]}/access_list`,
    `${manager}/task_list`,
    // Not even of their own task.
    `${manager}/task/${task}`,
    `${manager}/task/${task}/event_list`,
    `${manager}/task/${task}/pause_info`,
    `${manager}/task/${task}/successful_transfers`,
    `${manager}/task/${task}/skipped_errors`,
    `${manager}/pause_rule_list`,
  ];
  for (const path of paths) {
    assertEquals([path, ...codeOf(await them.get(path))], [path, 403, "PermissionDenied"]);
  }
  const body = { task_id_list: [task], message: "m" };
  for (const action of ["admin_cancel", "admin_pause", "admin_resume"]) {
    assertEquals(
      [action, ...codeOf(await them.post(`${manager}/${action}`, body))],
      [action, 403, "PermissionDenied"],
    );
  }
});

Deno.test("A manager sees the endpoints they watch over, their guests and their rules", async () => {
  await using sandbox = await startSandbox();
  const [source] = await shares(sandbox);
  const lab = await collectionId("lab");
  await giveRole(sandbox, lab, "activity_monitor");
  const them = asColleague(sandbox);
  const manager = "/endpoint_manager";
  const { body: monitored } = await them.get(`${manager}/monitored_endpoints`);
  assertEquals(monitored.DATA.map((endpoint: { id: string }) => endpoint.id), [lab, source]);
  assertEquals(
    ["my_effective_roles", "display_name", "owner_id", "owner_string"]
      .filter((key) => !(key in monitored.DATA[0])),
    [],
  );
  const { body: endpoint } = await them.get(`${manager}/endpoint/${source}`);
  assertEquals([endpoint.DATA_TYPE, endpoint.id, endpoint.in_use], ["endpoint", source, null]);
  const { body: hosted } = await them.get(`${manager}/endpoint/${lab}/hosted_endpoint_list`);
  assertEquals(hosted.DATA.map((guest: { id: string }) => guest.id), [source]);
  const guest = await them.get(`${manager}/endpoint/${source}/hosted_endpoint_list`);
  assertEquals(
    [...codeOf(guest), guest.body.message.includes("not a host endpoint")],
    [409, "Conflict", true],
  );
  const { body: rules } = await them.get(`${manager}/endpoint/${source}/access_list`);
  assertEquals(
    [rules.DATA_TYPE, rules.DATA.map((rule: { permissions: string }) => rule.permissions)],
    ["access_list", ["rw", "r"]],
  );
  assertEquals(
    (await them.get(`${manager}/endpoint/${await collectionId("archive")}`)).status,
    403,
  );
});

Deno.test("A manager sees everybody's tasks on what they watch over, and what became of them", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const done = await theirTask(sandbox, pair);
  const failed = await theirTask(sandbox, pair, "/nothing");
  await sandbox.idle();
  const me = asPerson(sandbox);
  const path = `/endpoint_manager/task/${done}`;
  const { body } = await me.get(path);
  assertEquals(managerKeys.filter((key) => !(key in body)), []);
  assertEquals(
    [body.task_id, body.owner_id, body.owner_string, body.status],
    [done, sandbox.tokens.globusColleague.id, "colleague@sandbox.example.org", "SUCCEEDED"],
  );
  assertEquals(
    [body.source_host_endpoint_id, body.source_host_path],
    [await collectionId("lab"), "/"],
  );
  const { body: copied } = await me.get(`${path}/successful_transfers`);
  assertEquals([copied.DATA_TYPE, copied.next_marker, copied.DATA], [
    "successful_transfers",
    null,
    [{
      DATA_TYPE: "successful_transfer",
      source_path: "/cells.csv",
      destination_path: "/theirs.csv",
    }],
  ]);
  const { body: events } = await me.get(
    `/endpoint_manager/task/${failed}/event_list?filter_is_error=1`,
  );
  assertEquals(events.DATA.map((event: { code: string }) => event.code), ["FILE_NOT_FOUND"]);
  assertEquals((await me.get(`${path}/skipped_errors`)).body.DATA, []);
  assertEquals(codeOf(await me.get(`/endpoint_manager/task/${crypto.randomUUID()}`)), [
    404,
    "ClientError.NotFound",
  ]);
});

Deno.test("The manager's task list pages by last_key, newest first", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const wanted: string[] = [];
  for (let index = 0; index < 5; index++) wanted.unshift(await theirTask(sandbox, pair));
  await sandbox.idle();
  const found: string[][] = [];
  let key: string | null = null;
  let isMore = true;
  while (isMore) {
    const query: string = key === null ? "" : `&last_key=${encodeURIComponent(key)}`;
    const { body } = await asPerson(sandbox)
      .get(`/endpoint_manager/task_list?filter_endpoint=${pair[1]}&limit=2${query}`);
    found.push(body.DATA.map((task: { task_id: string }) => task.task_id));
    key = body.last_key;
    isMore = body.has_next_page;
  }
  assertEquals(found.map((page) => page.length), [2, 2, 1]);
  assertEquals(found.flat(), wanted);
  const bad = await asPerson(sandbox)
    .get(`/endpoint_manager/task_list?filter_endpoint=${pair[1]}&last_key=x`);
  assertEquals(codeOf(bad), [400, "BadRequest"]);
});

Deno.test("The manager's task list filters", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const copy = await theirTask(sandbox, pair);
  const failed = await theirTask(sandbox, pair, "/nothing");
  const { body } = await submitDelete(them, pair[1], ["/nothing"], { ignore_missing: true });
  const mine = await submitDelete(me, await collectionId("lab"), ["/nothing"]);
  await sandbox.idle();
  const list = async (query: string) =>
    (await me.get(`/endpoint_manager/task_list?${query}`)).body.DATA
      .map((task: { task_id: string }) => task.task_id);
  const removed = body.task_id;
  const theirs = sandbox.tokens.globusColleague.id;
  const lab = `filter_endpoint=${await collectionId("lab")}`;
  assertEquals(await list(`${lab}&filter_status=FAILED`), [mine.body.task_id, failed]);
  assertEquals(await list(`filter_task_id=${copy},${removed}`), [removed, copy]);
  assertEquals(await list(`${lab}&filter_owner_id=${theirs}`), [failed, copy]);
  assertEquals(await list(`${lab}&filter_user_id=${theirs}&filter_status=SUCCEEDED`), [copy]);
  assertEquals(await list(`filter_endpoint=${pair[1]}`), [removed, failed, copy]);
  assertEquals(await list(`filter_endpoint=${pair[1]}&filter_endpoint_use=source`), [removed]);
  assertEquals(await list(`${lab}&filter_min_faults=1`), [mine.body.task_id, failed]);
  assertEquals(await list("filter_status=ACTIVE&filter_is_paused=1"), []);
  assertEquals(await list(`${lab}&filter_completion_time=2001-01-01,2002-01-01`), []);
  assertEquals((await list(`${lab}&filter_completion_time=2001-01-01,`)).length, 3);
  assertEquals(await list(`${lab}&filter_local_user=ferry`), []);
});

// As globus-sdk 4.9.0 documents `TransferClient.endpoint_manager_task_list()`.
Deno.test("The manager's task list refuses what the service does not look for", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const task = await theirTask(sandbox, pair);
  await sandbox.idle();
  const lab = await collectionId("lab");
  const { id: owner } = sandbox.tokens.globusColleague;
  const ask = async (query: string, caller = asPerson(sandbox)) =>
    codeOf(await caller.get(`/endpoint_manager/task_list?${query}`));
  const refused = [
    "",
    "filter_status=SUCCEEDED",
    "filter_status=ACTIVE,FAILED",
    `filter_owner_id=${owner}`,
    "filter_completion_time=2001-01-01,",
    `filter_task_id=${task}&filter_status=SUCCEEDED`,
    `filter_task_id=${task}&filter_endpoint=${lab}`,
    `filter_task_id=${Array.from({ length: 51 }, () => task).join(",")}`,
    `filter_endpoint=${lab}&filter_is_paused=1`,
    `filter_endpoint=${lab}&filter_status=SUCCEEDED&filter_is_paused=0`,
    "filter_status=ACTIVE&filter_local_user=ferry",
    "filter_status=ACTIVE&filter_endpoint_use=source",
    `filter_endpoint=${lab}&filter_completion_time=,`,
  ];
  for (const query of refused) {
    assertEquals([query, ...await ask(query)], [query, 400, "BadRequest"]);
  }
  const nobody = `filter_endpoint=${lab}&filter_owner_id=${crypto.randomUUID()}`;
  assertEquals(await ask(nobody), [404, "UserNotFound"]);
  const others = await giveRole(sandbox, pair[0], "activity_monitor")
    .then(() => ask(`filter_endpoint=${pair[1]}`, asColleague(sandbox)));
  assertEquals(others, [403, "PermissionDenied"]);
  const unseen = await submitDelete(asPerson(sandbox), lab, ["/nothing"]);
  await sandbox.idle();
  const foreign = `filter_task_id=${task},${unseen.body.task_id}`;
  assertEquals(await ask(foreign, asColleague(sandbox)), [403, "PermissionDenied"]);
  assertEquals((await ask(`filter_task_id=${task}`, asColleague(sandbox)))[0], 200);
});

Deno.test("The manager's task list has what still runs where the time of its end is open", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  sandbox.faults.transfer = () => new Promise(() => {});
  const running = await theirTask(sandbox, pair);
  const list = async (range: string) =>
    (await asPerson(sandbox).get(
      `/endpoint_manager/task_list?filter_endpoint=${pair[0]}&filter_completion_time=${range}`,
    )).body.DATA.map((task: { task_id: string }) => task.task_id);
  assertEquals(await list("2001-01-01,"), [running]);
  assertEquals(await list("2001-01-01,2100-01-01"), []);
  assertEquals(await list(",2100-01-01"), []);
});

Deno.test("admin_cancel ends tasks of others, tells whose side it was, and when it is done", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  sandbox.faults.transfer = () => new Promise(() => {});
  const ids = [await theirTask(sandbox, pair), await theirTask(sandbox, pair)];
  const { body: cancel } = await me.post("/endpoint_manager/admin_cancel", {
    task_id_list: ids,
    message: "SDK test cancel tasks",
  });
  assertEquals(Object.keys(cancel).sort(), ["DATA_TYPE", "done", "id"]);
  assertEquals(cancel.DATA_TYPE, "admin_cancel");
  const status = await eventually(
    () => me.get(`/endpoint_manager/admin_cancel/${cancel.id}`),
    (body) => body.done,
  );
  assertEquals(status.body, { DATA_TYPE: "admin_cancel", done: true, id: cancel.id });
  for (const id of ids) {
    const { body } = await them.get(`/task/${id}`);
    assertEquals(
      [body.status, body.fatal_error.code, body.canceled_by_admin, body.canceled_by_admin_message],
      ["FAILED", "CANCELED", "BOTH", "SDK test cancel tasks"],
    );
  }
  const unknown = await me.get(`/endpoint_manager/admin_cancel/${crypto.randomUUID()}`);
  assertEquals(unknown.status, 404);
});

Deno.test("A manager of one side cancels as that side, and a monitor does not", async () => {
  await using sandbox = await startSandbox();
  const pair = [await collectionId("lab"), await collectionId("archive")] as const;
  sandbox.faults.transfer = () => new Promise(() => {});
  const me = asPerson(sandbox);
  const { body } = await submitTransfer(me, pair, [item("/cells.csv", "/c.csv")]);
  const cancel = () =>
    asColleague(sandbox).post("/endpoint_manager/admin_cancel", {
      task_id_list: [body.task_id],
      message: "m",
    });
  await giveRole(sandbox, pair[1], "activity_monitor");
  assertEquals(codeOf(await cancel()), [403, "PermissionDenied"]);
  await giveRole(sandbox, pair[1], "activity_manager");
  assertEquals((await cancel()).status, 200);
  await sandbox.idle();
  assertEquals((await me.get(`/task/${body.task_id}`)).body.canceled_by_admin, "DESTINATION");
});

Deno.test("admin_pause stops tasks of others with a message, admin_resume lets them go on", async () => {
  await using sandbox = await startSandbox();
  const pair = await shares(sandbox);
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const gate = Promise.withResolvers<void>();
  sandbox.faults.transfer = ({ step }) => step === "copy" ? gate.promise : undefined;
  const { body: { task_id: id } } = await submitTransfer(them, pair, [
    item("/runs/", "/runs/", { recursive: true }),
    item("/cells.csv", "/c.csv"),
  ]);
  const paused = await me.post("/endpoint_manager/admin_pause", {
    task_id_list: [id],
    message: "quota",
  });
  assertEquals([paused.body.DATA_TYPE, ...codeOf(paused)], ["result", 200, "PauseAccepted"]);
  assertEquals((await them.get(`/task/${id}`)).body.is_paused, true);
  const { body: info } = await me.get(`/endpoint_manager/task/${id}/pause_info`);
  assertEquals(
    [info.DATA_TYPE, info.pause_rules, info.source_pause_message_share],
    ["pause_info_limited", [], "quota"],
  );
  assertEquals(
    (await me.get("/endpoint_manager/task_list?filter_status=ACTIVE&filter_is_paused=1"))
      .body.DATA.length,
    1,
  );
  const resumed = await me.post("/endpoint_manager/admin_resume", { task_id_list: [id] });
  assertEquals([resumed.body.DATA_TYPE, ...codeOf(resumed)], ["result", 200, "ResumeAccepted"]);
  assertEquals((await them.get(`/task/${id}`)).body.is_paused, false);
  gate.resolve();
  await sandbox.idle();
  assertEquals((await them.get(`/task/${id}`)).body.status, "SUCCEEDED");
  assertEquals((await tree(folderOf(sandbox, "archive"))).includes("c.csv"), true);
});

Deno.test("Admin actions refuse a list that is not one, and unknown tasks", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  for (const action of ["admin_cancel", "admin_pause", "admin_resume"]) {
    const path = `/endpoint_manager/${action}`;
    const message = "m";
    assertEquals(
      [
        action,
        codeOf(await me.post(path, { message })),
        codeOf(await me.post(path, { message, task_id_list: [] })),
        codeOf(await me.post(path, { message, task_id_list: [crypto.randomUUID()] })),
      ],
      [action, [400, "BadRequest"], [400, "BadRequest"], [404, "ClientError.NotFound"]],
    );
  }
});
