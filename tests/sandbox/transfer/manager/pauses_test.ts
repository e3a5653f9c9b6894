import { assertEquals, assertStringIncludes } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { eventCodes, folderOf, item, tree } from "../../_sandbox.ts";
import {
  allow,
  asColleague,
  asPerson,
  type Caller,
  codeOf,
  eventually,
  giveRole,
  share,
  submitDelete,
  submitTransfer,
} from "../_transfer.ts";

/** What a rule says that stops everything, as globus-sdk 1.1.0's tests expect it. */
const everything = {
  pause_ls: true,
  pause_mkdir: true,
  pause_symlink: true,
  pause_rename: true,
  pause_task_delete: true,
  pause_task_transfer_write: true,
  pause_task_transfer_read: true,
};

async function makeRule(
  me: Caller,
  endpointId: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const { body } = await me.post("/endpoint_manager/pause_rule", {
    DATA_TYPE: "pause_rule",
    message: "SDK Test Pause Rule",
    endpoint_id: endpointId,
    identity_id: null,
    start_time: null,
    ...more,
  });
  return body.id;
}

/** A transfer of one file from lab to archive. */
async function transferOne(sandbox: Sandbox, name: string): Promise<string> {
  const pair = [await collectionId("lab"), await collectionId("archive")] as const;
  const { body } = await submitTransfer(asPerson(sandbox), pair, [item("/cells.csv", `/${name}`)]);
  return body.task_id;
}

Deno.test("A pause rule is made, read, changed, listed and deleted in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const guest = await share(sandbox, "/runs/");
  const id = await makeRule(me, guest);
  const path = `/endpoint_manager/pause_rule/${id}`;
  const { modified_time, ...read } = (await me.get(path)).body;
  assertEquals(Number.isNaN(Date.parse(modified_time)), false);
  assertEquals(read, {
    DATA_TYPE: "pause_rule",
    ...everything,
    created_by_host_manager: false,
    editable: true,
    endpoint_display_name: "shared runs",
    endpoint_id: guest,
    id,
    identity_id: null,
    message: "SDK Test Pause Rule",
    modified_by: "ferry@sandbox.example.org",
    modified_by_id: read.modified_by_id,
    start_time: null,
  });
  const changes = { message: "New Message", pause_ls: false, pause_task_transfer_read: false };
  const { body: changed } = await me.put(path, changes);
  assertEquals(
    [changed.DATA_TYPE, changed.message, changed.pause_ls, changed.pause_mkdir],
    ["pause_rule", "New Message", false, true],
  );
  const list = async (query: string) => {
    const { body } = await me.get(`/endpoint_manager/pause_rule_list${query}`);
    assertEquals(body.DATA_TYPE, "pause_rule_list");
    return body.DATA.map((rule: { id: string }) => rule.id);
  };
  assertEquals(await list(""), [id]);
  assertEquals(await list(`?filter_endpoint=${guest}`), [id]);
  assertEquals(await list(`?filter_endpoint=${await collectionId("lab")}`), []);
  assertEquals(await list(`?filter_host_endpoint=${await collectionId("lab")}`), [id]);
  assertEquals(codeOf(await me.del(path)), [200, "Deleted"]);
  assertEquals(codeOf(await me.get(path)), [404, "PauseRuleNotFound"]);
});

Deno.test("Pause rules are for activity managers; what a host's manager made is theirs alone", async () => {
  await using sandbox = await startSandbox();
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const guest = await share(sandbox, "/runs/");
  const id = await makeRule(me, guest);
  const path = `/endpoint_manager/pause_rule/${id}`;
  const document = { DATA_TYPE: "pause_rule", message: "m", endpoint_id: guest };
  const attempts = async () => [
    (await them.get("/endpoint_manager/pause_rule_list")).status,
    (await them.get(path)).status,
    (await them.put(path, { message: "theirs" })).status,
    (await them.post("/endpoint_manager/pause_rule", document)).status,
  ];
  assertEquals(await attempts(), [403, 403, 403, 403]);
  // To list them takes less than to read one (globus-sdk 4.9.0).
  await giveRole(sandbox, guest, "activity_monitor");
  assertEquals(await attempts(), [200, 403, 403, 403]);
  await giveRole(sandbox, await collectionId("lab"), "activity_manager");
  const hosts = (await them.post("/endpoint_manager/pause_rule", document)).body;
  assertEquals([hosts.created_by_host_manager, hosts.editable], [true, true]);
  assertEquals(await attempts(), [200, 200, 200, 200]);
});

Deno.test("A pause rule stops operations with a message, for those whom it names", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  await allow(sandbox, guest, { path: "/", permissions: "rw" });
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  await makeRule(me, guest, {
    message: "back on Monday",
    identity_id: sandbox.tokens.globusColleague.id,
  });
  const operation = `/operation/endpoint/${guest}`;
  const stopped = await them.get(`${operation}/ls`);
  assertEquals(codeOf(stopped), [409, "Conflict"]);
  assertStringIncludes(stopped.body.message, "back on Monday");
  assertEquals(
    [
      (await them.post(`${operation}/mkdir`, { DATA_TYPE: "mkdir", path: "/m" })).status,
      (await them.post(`${operation}/rename`, {
        DATA_TYPE: "rename",
        old_path: "/2026-03-21",
        new_path: "/x",
      })).status,
      (await them.post(`${operation}/symlink`, {
        DATA_TYPE: "symlink",
        symlink_target: "2026-03-21",
        path: "/x",
      })).status,
      (await me.get(`${operation}/ls`)).status,
    ],
    [409, 409, 409, 200],
  );
  assertEquals((await tree(folderOf(sandbox, "lab"))).includes("runs/x/"), false);
});

Deno.test("my_effective_pause_rule_list shows the rules in force, the host's too, without who made them", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const guest = await share(sandbox, "/runs/");
  const me = asPerson(sandbox);
  const wanted = [
    await makeRule(me, guest),
    await makeRule(me, await collectionId("lab")),
  ];
  await makeRule(me, await collectionId("archive"));
  await makeRule(me, guest, { identity_id: sandbox.tokens.globusColleague.id });
  const later = await makeRule(me, guest, { start_time: "2026-03-21T01:00:00Z" });
  const list = async () => (await me.get(`/endpoint/${guest}/my_effective_pause_rule_list`)).body;
  const { DATA_TYPE, DATA } = await list();
  assertEquals(DATA_TYPE, "pause_rule_list");
  assertEquals(DATA.map((rule: { id: string }) => rule.id), wanted);
  assertEquals(DATA[0].DATA_TYPE, "pause_rule_limited");
  assertEquals(["modified_by", "modified_by_id", "editable"].filter((key) => key in DATA[0]), []);
  clock.now += 3600 * 1000;
  assertEquals((await list()).DATA.map((rule: { id: string }) => rule.id), [...wanted, later]);
});

Deno.test("A transfer waits while a rule stops it, and goes on when the rule is gone", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const rule = await makeRule(me, await collectionId("archive"), { message: "disk swap" });
  const id = await transferOne(sandbox, "late.csv");
  const paused = await eventually(
    () => me.get(`/task/${id}`),
    (task) => task.nice_status === "PAUSED",
  );
  assertEquals([paused.body.status, paused.body.is_paused], ["ACTIVE", true]);
  const { body: info } = await me.get(`/task/${id}/pause_info`);
  assertEquals(
    info.pause_rules.map((
      rule: Record<string, unknown>,
    ) => [rule.DATA_TYPE, rule.id, rule.message]),
    [["pause_rule_limited", rule, "disk swap"]],
  );
  assertEquals((await tree(folderOf(sandbox, "archive"))).includes("late.csv"), false);
  await me.del(`/endpoint_manager/pause_rule/${rule}`);
  await sandbox.idle();
  const { body: done } = await me.get(`/task/${id}`);
  assertEquals([done.status, done.is_paused, done.files_transferred], ["SUCCEEDED", false, 1]);
  assertEquals(await eventCodes(sandbox, id), ["STARTED", "PAUSED", "RESUMED", "SUCCEEDED"]);
});

Deno.test("A rule stops reads, writes and deletes each by itself", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const [lab, archive] = [await collectionId("lab"), await collectionId("archive")];
  const nothing = Object.fromEntries(Object.keys(everything).map((name) => [name, false]));
  const only = async (endpoint: string, name: string) => {
    const rule = await makeRule(me, endpoint, { ...nothing, [name]: true });
    const copy = await transferOne(sandbox, "x");
    const { body } = await submitDelete(me, archive, ["/nothing"], { ignore_missing: true });
    const stopped: boolean[] = [];
    for (const id of [copy, body.task_id]) {
      stopped.push((await me.get(`/task/${id}/pause_info`)).body.pause_rules.length > 0);
    }
    await me.del(`/endpoint_manager/pause_rule/${rule}`);
    await sandbox.idle();
    return stopped;
  };
  sandbox.faults.transfer = () => new Promise((resolve) => setTimeout(resolve, 30));
  assertEquals(await only(lab, "pause_task_transfer_read"), [true, false]);
  assertEquals(await only(archive, "pause_task_transfer_read"), [false, false]);
  assertEquals(await only(archive, "pause_task_transfer_write"), [true, false]);
  assertEquals(await only(archive, "pause_task_delete"), [false, true]);
});

Deno.test("A task that is paused past its deadline expires, and one that is cancelled ends", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const me = asPerson(sandbox);
  await makeRule(me, await collectionId("lab"));
  const canceled = await transferOne(sandbox, "a");
  assertEquals(codeOf(await me.post(`/task/${canceled}/cancel`)), [200, "Canceled"]);
  const expired = await transferOne(sandbox, "b");
  clock.now += 24 * 3600 * 1000;
  await sandbox.idle();
  assertEquals((await me.get(`/task/${expired}`)).body.fatal_error.code, "EXPIRED");
});
