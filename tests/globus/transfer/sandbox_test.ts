import { assert, assertEquals, assertGreater, assertRejects } from "@std/assert";
import {
  accessTokenAuthorizer,
  clientCredentialsAuthorizer,
  confidentialAppAuthClient,
} from "../../../src/globus/auth/mod.ts";
import {
  collectionClient,
  deleteData,
  type TransferClient,
  transferClient,
  transferData,
} from "../../../src/globus/transfer/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import type { Sandbox, SandboxOptions } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";

interface Scene extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly transfer: TransferClient;
  /** The same service, as a colleague sees it. */
  readonly colleague: TransferClient;
  /** A collection with sample files. */
  readonly lab: string;
  /** A collection with room. */
  readonly archive: string;
}

async function scene(options: SandboxOptions = {}): Promise<Scene> {
  const sandbox = await startSandbox(options);
  const clientOf = (token: string): TransferClient => {
    return transferClient({ authorizer: accessTokenAuthorizer(token), baseUrl: sandbox.url });
  };
  const [lab, archive] = sandbox.collections;
  return {
    sandbox,
    transfer: clientOf(sandbox.tokens.globusTransfer),
    colleague: clientOf(sandbox.tokens.globusColleague.globusTransfer),
    lab: lab?.id ?? "",
    archive: archive?.id ?? "",
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

const quick = { pollingInterval: 0.05 };

async function codeOf(call: () => Promise<unknown>): Promise<string | undefined> {
  return (await assertRejects(call, ApiError)).apiCode;
}

/** A guest collection in the archive. */
async function shareOf({ transfer, archive }: Scene): Promise<string> {
  await transfer.operationMkdir(archive, "/shared/");
  const { id } = await transfer.createSharedEndpoint({
    DATA_TYPE: "shared_endpoint",
    host_endpoint: archive,
    host_path: "/shared/",
    display_name: "my share",
  });
  return id;
}

Deno.test("files on a collection: mkdir, ls, stat, rename, symlink", async () => {
  await using here = await scene();
  const { transfer, archive } = here;
  assertEquals((await transfer.operationMkdir(archive, "/new é/")).code, "DirectoryCreated");
  assertEquals((await transfer.operationRename(archive, "/new é", "/old")).code, "FileRenamed");
  const { name, type } = await transfer.operationStat(archive, "/old");
  assertEquals([name, type], ["old", "dir"]);
  const link = await transfer.operationSymlink(archive, "/README.txt", "/link.txt");
  assertEquals(link.code, "SymlinkCreated");
  const names = [...await transfer.operationLs(archive, { path: "/", orderby: "name" })]
    .map(({ name }) => name);
  assertEquals(names.filter((name) => name !== "2019"), ["README.txt", "link.txt", "old"]);
  const filter = { type: "dir", name: "~ol*" };
  const filtered = await transfer.operationLs(archive, { path: "/", filter });
  assertEquals([...filtered].map(({ name }) => name), ["old"]);
  const either = await transfer.operationLs(archive, {
    path: "/",
    filter: [filter, "name:l*,~*.txt"],
  });
  assertEquals([...either].map(({ name }) => name), ["README.txt", "link.txt", "old"]);
  await assertRejects(() => transfer.operationStat(archive, "/missing"), ApiError, "404");
});

Deno.test("a walk finds what the sample collection holds, breadth first and depth first", async () => {
  await using here = await scene();
  const { transfer, lab } = here;
  const found: Record<string, string[]> = {};
  for (const order of ["breadth", "depth"] as const) {
    const entries = await Array.fromAsync(transfer.walk(lab, { path: "/", order }));
    found[order] = entries.map(({ path }) => path);
  }
  assert(found.breadth?.includes("/runs/2026-03-21/"));
  assertEquals(found.breadth?.toSorted(), found.depth?.toSorted());
});

Deno.test("a transfer is submitted, watched to its end, and tells what it moved", async () => {
  await using here = await scene();
  const { transfer, lab, archive } = here;
  const data = transferData(lab, archive, { label: "run 7", deadline: { hours: 1 } });
  data.addItem("/runs/", "/copy/", { recursive: true }).addFilterRule("*.log");
  const { task_id, code } = await transfer.submitTransfer(data);
  assertEquals([code, (await transfer.submitTransfer(data)).code], ["Accepted", "Duplicate"]);
  const watch = transfer.watchTask(task_id, { ...quick, events: "all" });
  const events: string[] = [];
  for await (const { newEvents } of watch) events.push(...newEvents.map(({ code }) => code));
  const { reason, task, faults } = await watch.done;
  assertEquals([reason, task.label, faults], ["succeeded", "run 7", []]);
  assertEquals([events[0], events.at(-1)], ["STARTED", "SUCCEEDED"]);
  assertGreater(task.bytes_transferred, 0);
  const moved = await Array.fromAsync(transfer.taskSuccessfulTransfers(task_id));
  assertEquals(moved.length, task.files_transferred ?? 0);
  assert(moved.every(({ destination_path }) => destination_path?.startsWith("/copy/")));
  const { items } = await transfer.taskList({ filter: { status: "SUCCEEDED" } }).collect();
  assertEquals(items.map(({ task_id }) => task_id), [task_id]);
  assertEquals((await transfer.taskEventList(task_id).collect()).total, events.length);
  assertEquals(await codeOf(() => transfer.updateTask(task_id, { label: "late" })), "Conflict");
  assertEquals((await transfer.cancelTask(task_id)).code, "TaskComplete");
});

Deno.test("items that come from an iterable arrive all the same", async () => {
  await using here = await scene();
  const { transfer, lab, archive } = here;
  const items = async function* () {
    for (const name of ["a", "b", "c"]) {
      yield { source_path: "/README.txt", destination_path: `/copies/${name}.txt` };
    }
  };
  const data = transferData(lab, archive, { items: items() });
  const { task_id } = await transfer.submitTransfer(data);
  assertEquals((await transfer.watchTask(task_id, quick).done).reason, "succeeded");
  const copies = await transfer.operationLs(archive, { path: "/copies/", orderby: "name" });
  assertEquals([...copies].map(({ name }) => name), ["a.txt", "b.txt", "c.txt"]);
});

Deno.test("a delete removes what it is told to", async () => {
  await using here = await scene();
  const { transfer, archive } = here;
  await transfer.operationMkdir(archive, "/old/");
  await transfer.operationMkdir(archive, "/old/run/");
  const data = deleteData(archive, { recursive: true }).addItem("/old/");
  const { task_id } = await transfer.submitDelete(data);
  const { reason, task } = await transfer.watchTask(task_id, quick).done;
  assertEquals([reason, task.type], ["succeeded", "DELETE"]);
  await assertRejects(() => transfer.operationStat(archive, "/old"), ApiError, "404");
  const missing = deleteData(archive, { ignoreMissing: true }).addItem("/never was");
  const again = await transfer.submitDelete(missing);
  assertEquals((await transfer.watchTask(again.task_id, quick).done).reason, "succeeded");
});

Deno.test("a transfer that cannot succeed is told of at once, and cancelled if so wished", async () => {
  await using here = await scene({ keepRetrying: true });
  const { transfer, lab, archive } = here;
  const data = transferData(lab, archive).addItem("/no such file", "/x");
  const { task_id } = await transfer.submitTransfer(data);
  let told: string | undefined;
  for await (const { task, newEvents } of transfer.watchTask(task_id, quick)) {
    told = newEvents.find(({ is_error }) => is_error)?.code;
    assertEquals(task.status, "ACTIVE");
    if (told !== undefined) break;
  }
  assertEquals(told, "FILE_NOT_FOUND");
  const watch = transfer.watchTask(task_id, { ...quick, onFault: "cancel" });
  const { reason, faults } = await watch.done;
  assertEquals([reason, faults[0]?.code], ["cancelled", "FILE_NOT_FOUND"]);
});

Deno.test("what a transfer leaves out for errors is told", async () => {
  await using here = await scene();
  const { transfer, lab, archive } = here;
  const data = transferData(lab, archive, { skipSourceErrors: true });
  data.addItem("/README.txt", "/x.txt").addItem("/no such file", "/y.txt");
  const { task_id } = await transfer.submitTransfer(data);
  assertEquals((await transfer.watchTask(task_id, quick).done).reason, "succeeded");
  const skipped = await Array.fromAsync(transfer.taskSkippedErrors(task_id));
  assertEquals(skipped.map(({ source_path }) => source_path), ["/no such file"]);
});

Deno.test("collections are found, changed and shared", async () => {
  await using here = await scene();
  const { transfer, archive } = here;
  const search = transfer.endpointSearch({
    filterScope: "my-endpoints",
    filterFulltext: "archive",
  });
  assert((await Array.fromAsync(search)).some(({ id }) => id === archive));
  assertEquals((await transfer.updateEndpoint(archive, { description: "room" })).code, "Updated");
  assertEquals((await transfer.getEndpoint(archive)).description, "room");
  const share = await shareOf(here);
  const mine = await transfer.mySharedEndpointList(archive);
  assertEquals([...mine].map(({ id }) => id), [share]);
  const more = await transfer.createSharedEndpoint({
    DATA_TYPE: "shared_endpoint",
    host_endpoint: archive,
    host_path: "/shared/",
    display_name: "another",
  });
  const all = await Array.fromAsync(transfer.getSharedEndpointList(archive, { pageSize: 1 }));
  assertEquals(all.map(({ id }) => id), [share, more.id]);
  assertEquals((await transfer.setSubscriptionId(archive, "DEFAULT")).code, "Updated");
  assertEquals((await transfer.setSubscriptionAdminVerified(archive, true)).code, "Updated");
  assertEquals((await transfer.deleteEndpoint(share)).code, "Deleted");
  await assertRejects(() => transfer.getEndpoint(share), ApiError, "404");
});

Deno.test("endpoints of the years before have servers, and are activated", async () => {
  await using here = await scene();
  const { transfer, archive } = here;
  const { id } = await transfer.createEndpoint({
    DATA_TYPE: "endpoint",
    display_name: "old cluster",
    myproxy_server: "myproxy.example.org",
    DATA: [{ DATA_TYPE: "server", hostname: "gridftp.example.org" }],
  });
  const added = await transfer.addEndpointServer(id, {
    DATA_TYPE: "server",
    hostname: "second.example.org",
  });
  await transfer.updateEndpointServer(id, added.id, { port: 2812 });
  assertEquals((await transfer.getEndpointServer(id, added.id)).port, 2812);
  assertEquals([...await transfer.endpointServerList(id)].length, 2);
  assertEquals((await transfer.deleteEndpointServer(id, added.id)).code, "Deleted");

  const wanted = await transfer.endpointGetActivationRequirements(id);
  assertEquals([wanted.activeUntil(0), wanted.supportsWebActivation], [false, true]);
  assertEquals((await transfer.endpointAutoactivate(id)).code, "AutoActivationFailed");
  const filled = {
    ...wanted,
    DATA: wanted.DATA.map((field) => ({ ...field, value: field.value ?? "made up" })),
  };
  await transfer.endpointActivate(id, filled);
  const active = await transfer.endpointGetActivationRequirements(id);
  assertEquals([active.activeUntil(3600), active.alwaysActivated], [true, false]);
  assertEquals((await transfer.endpointDeactivate(id)).code, "Deactivated");
  assertEquals((await transfer.endpointAutoactivate(archive)).code.split(".")[0], "AutoActivated");
  const always = await transfer.endpointGetActivationRequirements(archive);
  assertEquals([always.alwaysActivated, always.activeUntil(1e9)], [true, true]);
});

Deno.test("access rules open a shared folder to a colleague", async () => {
  await using here = await scene();
  const { transfer, colleague, sandbox } = here;
  const share = await shareOf(here);
  await assertRejects(() => colleague.operationLs(share, { path: "/" }), ApiError, "403");
  const { access_id } = await transfer.addEndpointAclRule(share, {
    DATA_TYPE: "access",
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    path: "/",
    permissions: "r",
  });
  const rule = String(access_id);
  assertEquals([...await colleague.operationLs(share, { path: "/" })], []);
  await assertRejects(() => colleague.operationMkdir(share, "/mine/"), ApiError, "403");
  await transfer.updateEndpointAclRule(share, rule, { DATA_TYPE: "access", permissions: "rw" });
  assertEquals((await transfer.getEndpointAclRule(share, rule)).permissions, "rw");
  assertEquals((await colleague.operationMkdir(share, "/mine/")).code, "DirectoryCreated");
  assert([...await transfer.endpointAclList(share)].some(({ id }) => id === rule));
  assert([...await transfer.endpointManagerAclList(share)].some(({ id }) => id === rule));
  await transfer.deleteEndpointAclRule(share, rule);
  await assertRejects(() => colleague.operationLs(share, { path: "/" }), ApiError, "403");
});

Deno.test("roles are given and taken back", async () => {
  await using here = await scene();
  const { transfer, colleague, archive, sandbox } = here;
  const { id } = await transfer.addEndpointRole(archive, {
    DATA_TYPE: "role",
    principal_type: "identity",
    principal: sandbox.tokens.globusColleague.id,
    role: "activity_monitor",
  });
  assertEquals((await transfer.getEndpointRole(archive, id)).role, "activity_monitor");
  assert([...await transfer.endpointRoleList(archive)].some((role) => role.id === id));
  const watched = [...await colleague.endpointManagerMonitoredEndpoints()];
  assertEquals(watched.map(({ id }) => id), [archive]);
  assertEquals((await transfer.deleteEndpointRole(archive, id)).code, "Deleted");
  const call = () => colleague.endpointManagerMonitoredEndpoints();
  assertEquals(await codeOf(call), "PermissionDenied");
});

Deno.test("bookmarks are made, changed and removed", async () => {
  await using here = await scene();
  const { transfer, lab } = here;
  const { id } = await transfer.createBookmark({ name: "runs", endpoint_id: lab, path: "/runs/" });
  await transfer.updateBookmark(id, { name: "all runs" });
  assertEquals((await transfer.getBookmark(id)).name, "all runs");
  assertEquals([...await transfer.bookmarkList()].map(({ path }) => path), ["/runs/"]);
  assertEquals((await transfer.deleteBookmark(id)).code, "Deleted");
  await assertRejects(() => transfer.getBookmark(id), ApiError, "BookmarkNotFound");
});

Deno.test("managers watch over others' tasks, hold them up and cancel them", async () => {
  await using here = await scene({ keepRetrying: true });
  const { transfer, lab, archive } = here;
  const data = transferData(lab, archive).addItem("/no such file", "/x");
  const { task_id } = await transfer.submitTransfer(data);
  const listed = transfer.endpointManagerTaskList({ filterTaskId: [task_id] });
  assertEquals((await listed.collect()).items.map(({ task_id }) => task_id), [task_id]);
  assertEquals((await transfer.endpointManagerGetTask(task_id)).task_id, task_id);
  assertEquals((await transfer.endpointManagerGetEndpoint(archive)).id, archive);

  const paused = await transfer.endpointManagerPauseTasks([task_id], "maintenance");
  assertEquals(paused.code, "PauseAccepted");
  assertEquals((await transfer.getTask(task_id)).is_paused, true);
  const info = await transfer.endpointManagerTaskPauseInfo(task_id);
  assert(JSON.stringify(info).includes("maintenance"));
  assert(JSON.stringify(await transfer.taskPauseInfo(task_id)).includes("maintenance"));
  assertEquals((await transfer.endpointManagerResumeTasks([task_id])).code, "ResumeAccepted");
  for await (const { newEvents } of transfer.watchTask(task_id, quick)) {
    if (newEvents.length > 0) break;
  }
  const errors = transfer.endpointManagerTaskEventList(task_id, { filterIsError: true });
  assertGreater((await errors.collect()).items.length, 0);

  const { id } = await transfer.endpointManagerCancelTasks([task_id], "make room");
  assertEquals((await transfer.watchTask(task_id, quick).done).reason, "cancelled");
  assert((await transfer.endpointManagerCancelStatus(id)).done);
  const none = await Array.fromAsync(transfer.endpointManagerTaskSuccessfulTransfers(task_id));
  assertEquals(none, []);
  const left = await Array.fromAsync(transfer.endpointManagerTaskSkippedErrors(task_id));
  assertEquals(left, []);
});

Deno.test("hosts are asked for what they share", async () => {
  await using here = await scene();
  const share = await shareOf(here);
  const hosted = await here.transfer.endpointManagerHostedEndpointList(here.archive);
  assertEquals([...hosted].map(({ id }) => id), [share]);
});

Deno.test("a pause rule holds everybody up until it goes", async () => {
  await using here = await scene();
  const { transfer, archive } = here;
  const { id } = await transfer.endpointManagerCreatePauseRule({
    DATA_TYPE: "pause_rule",
    message: "maintenance",
    endpoint_id: archive,
    identity_id: null,
    start_time: null,
  });
  await assertRejects(() => transfer.operationLs(archive, { path: "/" }), ApiError);
  assertEquals([...await transfer.myEffectivePauseRuleList(archive)].length, 1);
  const rules = await transfer.endpointManagerPauseRuleList({ filterEndpoint: archive });
  assertEquals([...rules].map((rule) => rule.id), [id]);
  const change = { DATA_TYPE: "pause_rule", message: "soon over", pause_ls: false } as const;
  await transfer.endpointManagerUpdatePauseRule(id, change);
  assertEquals((await transfer.endpointManagerGetPauseRule(id)).message, "soon over");
  await transfer.operationLs(archive, { path: "/" });
  assertEquals((await transfer.endpointManagerDeletePauseRule(id)).code, "Deleted");
  assertEquals([...await transfer.myEffectivePauseRuleList(archive)], []);
});

Deno.test("files are written and read over HTTPS, and go on where they were left", async () => {
  await using here = await scene();
  const { sandbox, transfer, archive } = here;
  const { id, secret } = sandbox.tokens.globusClient;
  const app = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
  const scope = `https://auth.globus.org/scopes/${archive}/https`;
  const { https_server: server } = await transfer.getEndpoint(archive);
  const files = collectionClient(server ?? "", {
    authorizer: clientCredentialsAuthorizer(app, scope),
  });
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7919) >>> 4);
  const sent = await files.upload("/run é.bin", new Blob([bytes]).stream(), { checksum: "sha256" });
  assertEquals((await transfer.operationStat(archive, "/run é.bin")).size, 200_000);
  const checksum = { algorithm: "sha256", value: sent.checksum ?? "" } as const;
  const { stream, size } = await files.download("/run é.bin", { checksum });
  assertEquals([size, await new Response(stream).bytes()], [200_000, bytes]);
  const rest = await files.download("/run é.bin", { offset: 150_000 });
  assertEquals(await new Response(rest.stream).bytes(), bytes.slice(150_000));
  await assertRejects(() => files.download("/missing"), ApiError, "404");
});
