import { assertEquals } from "@std/assert";
import {
  type AccessRuleCreateDocument,
  type AccessRuleDocument,
  type ActivationRequirementsFacts,
  type AdminCancelDocument,
  type BookmarkDocument,
  type CallParams,
  type EndpointCreateDocument,
  type EndpointDocument,
  type EndpointListDocument,
  type EventDocument,
  type EventListDocument,
  type FileDocument,
  type FileListDocument,
  type PauseInfoDocument,
  type PauseRuleDocument,
  type ResultDocument,
  type RoleDocument,
  type ServerCreateDocument,
  type ServerDocument,
  type SharedEndpointsDocument,
  type SkippedErrorDocument,
  type SuccessfulTransfersDocument,
  type TaskDocument,
  type TaskListDocument,
  type TaskWatch,
  type TransferClient,
  transferClient,
  type TransferResultDocument,
  type WatchTaskOptions,
} from "../../../src/globus/transfer/mod.ts";
import type { Listed } from "../../../src/http/reply/iterable_document.ts";
import type { Pages } from "../../../src/http/pages.ts";
import { responseOf } from "../../../src/http/reply/reply.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

/** Whether two types are one; assignable both ways would let `any` through. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

/** Compiles only where the types are one. */
function same<A, B>(_: Same<A, B>): void {}

// Shaped as the service's recorded answers are; names, ids and times are made up.
const link = { DATA_TYPE: "link", href: "/v0.10/task/T", rel: "related", resource: "task" };
const task: TaskDocument = {
  DATA_TYPE: "task",
  bytes_checksummed: 0,
  bytes_transferred: 14,
  canceled_by_admin: null,
  canceled_by_admin_message: null,
  command: "API 0.10",
  completion_time: "2026-02-06T06:59:02+00:00",
  deadline: "2026-02-07T06:58:59+00:00",
  delete_destination_extra: false,
  destination_endpoint_display_name: "Archive",
  destination_endpoint_id: "00000000-0000-4000-8000-000000000002",
  destination_local_user: "ada",
  directories: 0,
  effective_bytes_per_second: 5,
  fail_on_quota_errors: false,
  fatal_error: null,
  faults: 0,
  files: 1,
  files_skipped: 0,
  files_transferred: 1,
  filter_rules: null,
  history_deleted: false,
  is_ok: null,
  is_paused: false,
  label: null,
  nice_status: null,
  nice_status_details: null,
  nice_status_expires_in: null,
  nice_status_short_description: null,
  owner_id: "00000000-0000-4000-8000-000000000009",
  request_time: "2026-02-06T06:58:59+00:00",
  source_endpoint_display_name: "Lab",
  source_endpoint_id: "00000000-0000-4000-8000-000000000001",
  status: "SUCCEEDED",
  subtasks_succeeded: 2,
  subtasks_total: 2,
  sync_level: null,
  task_id: "00000000-0000-4000-8000-0000000000aa",
  type: "TRANSFER",
  username: "ada",
  verify_checksum: true,
};
const deletion: TaskDocument = {
  ...task,
  type: "DELETE",
  status: "FAILED",
  destination_endpoint_id: null,
  destination_endpoint_display_name: null,
  files_transferred: null,
  files_skipped: null,
  fatal_error: { code: "FILE_NOT_FOUND", description: "file not found" },
};
const result: ResultDocument = {
  DATA_TYPE: "result",
  code: "Updated",
  message: "Endpoint updated successfully",
  request_id: "R1",
  resource: "/v0.10/endpoint/e",
};
const submission: TransferResultDocument = {
  DATA_TYPE: "transfer_result",
  code: "Accepted",
  message: "The transfer has been accepted",
  request_id: "R1",
  resource: "/v0.10/transfer",
  submission_id: "S",
  task_id: "T",
  task_link: link,
};
const server: ServerDocument = {
  DATA_TYPE: "server",
  hostname: null,
  id: 512656,
  incoming_data_port_end: null,
  incoming_data_port_start: null,
  is_connected: true,
  is_paused: false,
  outgoing_data_port_end: null,
  outgoing_data_port_start: null,
  port: null,
  scheme: null,
  subject: null,
};
const endpoint: EndpointDocument = {
  DATA_TYPE: "endpoint",
  id: "e",
  display_name: "Lab",
  organization: null,
  owner_id: "o",
  owner_string: "ada@example.org",
  entity_type: "GCSv5_guest_collection",
  public: false,
  high_assurance: false,
  host_path: "/",
  non_functional: false,
  default_directory: null,
  my_effective_roles: ["administrator"],
  https_server: null,
  max_concurrency: 4,
  expires_in: -1,
  DATA: [server],
};
const file: FileDocument = {
  DATA_TYPE: "file",
  group: "root",
  last_modified: "2026-01-15 01:45:50+00:00",
  link_group: null,
  link_target: null,
  name: "bin",
  permissions: "0755",
  size: 4096,
  type: "dir",
  user: "root",
};
const event: EventDocument = {
  DATA_TYPE: "event",
  code: "PERMISSION_DENIED",
  description: "permission denied",
  details: "Error (make directories)",
  is_error: true,
  time: "2026-10-06T16:13:57+00:00",
};
const rule: AccessRuleDocument = {
  DATA_TYPE: "access",
  create_time: "2026-12-16T21:30:15+00:00",
  expiration_date: null,
  id: "r",
  path: "/",
  permissions: "rw",
  principal: "p",
  principal_type: "identity",
  role_id: null,
  role_type: null,
};
const skipped: SkippedErrorDocument = {
  DATA_TYPE: "skipped_error",
  checksum_algorithm: null,
  destination_path: "/~/no-such-file",
  error_code: "FILE_NOT_FOUND",
  error_details: "550 not found",
  error_time: "2026-01-29T18:50:37+00:00",
  external_checksum: null,
  is_delete_destination_extra: false,
  is_directory: false,
  is_symlink: false,
  source_path: "/~/no-such-file",
};
const pauseRule: PauseRuleDocument = {
  DATA_TYPE: "pause_rule",
  id: "r",
  message: "maintenance",
  endpoint_id: "e",
  identity_id: null,
  start_time: null,
  pause_ls: true,
};
const bookmark: BookmarkDocument = {
  DATA_TYPE: "bookmark",
  endpoint_id: "e",
  id: "b",
  name: "data",
  path: "/home/",
  pinned: false,
};
const role: RoleDocument = {
  DATA_TYPE: "role",
  id: "r",
  principal_type: "identity",
  principal: "p",
  role: "activity_monitor",
};
const list: EndpointListDocument = {
  DATA_TYPE: "endpoint_list",
  limit: 100,
  offset: 0,
  has_next_page: false,
  DATA: [endpoint],
};
const files: FileListDocument = {
  DATA_TYPE: "file_list",
  DATA: [file],
  absolute_path: null,
  endpoint: "e",
  length: 1,
  path: "/",
  rename_supported: true,
  symlink_supported: false,
  total: 1,
};
const events: EventListDocument = {
  DATA_TYPE: "event_list",
  length: 1,
  limit: 10,
  offset: 0,
  total: 1,
  DATA: [event],
};
const tasks: TaskListDocument = {
  DATA_TYPE: "task_list",
  DATA: [task],
  length: 1,
  limit: 1000,
  offset: 0,
  total: 1,
};
const managed: TaskListDocument = {
  DATA_TYPE: "task_list",
  DATA: [task],
  has_next_page: false,
  last_key: "complete,2026-02-06T06:59:02.2",
  limit: 100,
};
const transfers: SuccessfulTransfersDocument = {
  DATA_TYPE: "successful_transfers",
  marker: 0,
  next_marker: null,
  DATA: [{ destination_path: "/b", source_path: "/a", DATA_TYPE: "successful_transfer" }],
};
const shares: SharedEndpointsDocument = { shared_endpoints: [{ id: "s" }], next_token: null };
const pauseInfo: PauseInfoDocument = {
  DATA_TYPE: "pause_info",
  pause_rules: [pauseRule],
  source_pause_message: null,
};
const cancel: AdminCancelDocument = { DATA_TYPE: "admin_cancel", id: "c", done: false };
const created: EndpointCreateDocument = {
  DATA_TYPE: "endpoint_create_result",
  code: "Created",
  message: "Endpoint created",
  globus_connect_setup_key: null,
  id: "e",
  request_id: "R1",
};
const serverAdded: ServerCreateDocument = {
  DATA_TYPE: "endpoint_server_add_result",
  id: 985,
  code: "Created",
  message: "Server added to endpoint successfully",
};
const ruleAdded: AccessRuleCreateDocument = {
  DATA_TYPE: "access_create_result",
  code: "Created",
  message: "Access rule created successfully",
  access_id: 12345,
};

Deno.test("documents come as the service sends them, with the answer they came in", async () => {
  const table: readonly [unknown, (transfer: TransferClient) => Promise<object>][] = [
    [task, (transfer) => transfer.getTask("T")],
    [deletion, (transfer) => transfer.endpointManagerGetTask("T")],
    [result, (transfer) => transfer.updateEndpoint("e", { public: true })],
    [result, (transfer) => transfer.operationRename("e", "/a", "/b")],
    [submission, (transfer) => transfer.submitTransfer({ DATA: [], submission_id: "S" })],
    [server, (transfer) => transfer.getEndpointServer("e", 512656)],
    [serverAdded, (transfer) => transfer.addEndpointServer("e", { hostname: "h" })],
    [endpoint, (transfer) => transfer.getEndpoint("e")],
    [created, (transfer) => transfer.createEndpoint({})],
    [file, (transfer) => transfer.operationStat("e", "/bin")],
    [files, (transfer) => transfer.operationLs("e")],
    [rule, (transfer) => transfer.getEndpointAclRule("e", "r")],
    [ruleAdded, (transfer) => transfer.addEndpointAclRule("e", { path: "/" })],
    [role, (transfer) => transfer.getEndpointRole("e", "r")],
    [bookmark, (transfer) => transfer.getBookmark("b")],
    [pauseRule, (transfer) => transfer.endpointManagerGetPauseRule("r")],
    [pauseInfo, (transfer) => transfer.taskPauseInfo("T")],
    [cancel, (transfer) => transfer.endpointManagerCancelStatus("c")],
  ];
  for (const [json, run] of table) {
    await using server = startRawServer([{ status: 202, json }]);
    const document = await run(transferClient({ baseUrl: server.url }));
    assertEquals(JSON.parse(JSON.stringify(document)), json);
    assertEquals(responseOf(document)?.status, 202);
  }
});

Deno.test("paged documents come as the service sends them", async () => {
  const table: readonly [unknown, (transfer: TransferClient) => Pages<unknown>][] = [
    [list, (transfer) => transfer.endpointSearch()],
    [tasks, (transfer) => transfer.taskList()],
    [managed, (transfer) => transfer.endpointManagerTaskList()],
    [events, (transfer) => transfer.taskEventList("T")],
    [transfers, (transfer) => transfer.taskSuccessfulTransfers("T")],
    [{ DATA: [skipped], next_marker: null }, (transfer) => transfer.taskSkippedErrors("T")],
    [shares, (transfer) => transfer.getSharedEndpointList("e")],
  ];
  for (const [json, run] of table) {
    await using server = startRawServer([{ json }]);
    const pages = run(transferClient({ baseUrl: server.url })).pages();
    assertEquals(await Array.fromAsync(pages), [json]);
  }
});

Deno.test("keys that a release adds stay reachable, as values of unknown type", () => {
  const added: TaskDocument = { ...task, key_of_next_year: { at: 7 } };
  same<TaskDocument["key_of_next_year"], unknown>(true);
  same<FileDocument["key_of_next_year"], unknown>(true);
  assertEquals(added.key_of_next_year, { at: 7 });
});

Deno.test("operations are methods with the arguments of the Python SDK", () => {
  type Client = TransferClient;
  same<
    Parameters<Client["getEndpointRole"]>,
    [endpointId: string, roleId: string, options?: CallParams | undefined]
  >(true);
  same<
    Parameters<Client["endpointManagerCancelTasks"]>,
    [taskIds: readonly string[], message: string, options?: CallParams | undefined]
  >(true);
  same<ReturnType<Client["taskList"]>, Pages<TaskDocument, TaskListDocument>>(true);
  same<ReturnType<Client["operationLs"]>, Promise<Listed<FileListDocument, FileDocument>>>(true);
  same<ReturnType<Client["watchTask"]>, TaskWatch>(true);
  same<
    Parameters<Client["watchTask"]>,
    [taskId: string, options?: WatchTaskOptions | undefined]
  >(true);
});

Deno.test("activation requirements answer the questions of the Python SDK's response", async () => {
  const base = {
    DATA_TYPE: "activation_requirements",
    activated: true,
    expires_in: 100,
    auto_activation_supported: false,
    oauth_server: null,
    DATA: [],
  } as const;
  const ask = async (facts: ActivationRequirementsFacts, at = 1_000_500) => {
    let time = 1_000_500;
    await using server = startRawServer([{ json: facts }]);
    const transfer = transferClient({ baseUrl: server.url, now: () => time });
    const requirements = await transfer.endpointGetActivationRequirements("e");
    time = at;
    assertEquals(JSON.parse(JSON.stringify(requirements)), facts);
    return requirements;
  };
  const timed = await ask(base);
  assertEquals([timed.expiresAt, timed.alwaysActivated], [1100, false]);
  assertEquals([timed.activeUntil(99), timed.activeUntil(100)], [true, false]);
  const absolute = { relativeTime: false };
  assertEquals([timed.activeUntil(1099, absolute), timed.activeUntil(1100, absolute)], [
    true,
    false,
  ]);
  const later = await ask(base, 1_050_500);
  assertEquals([later.expiresAt, later.activeUntil(60), later.activeUntil(49)], [
    1100,
    false,
    true,
  ]);
  const always = await ask({ ...base, expires_in: -1 });
  assertEquals([always.expiresAt, always.alwaysActivated], [null, true]);
  assertEquals([always.activeUntil(1e9), always.activeUntil(1e12, absolute)], [true, true]);
  const off = await ask({ ...base, activated: false, expires_in: -1 });
  assertEquals(off.activeUntil(0), false);

  const web: readonly [Partial<ActivationRequirementsFacts>, boolean, boolean][] = [
    [{}, false, false],
    [{ auto_activation_supported: true }, true, true],
    [{ oauth_server: "oauth.example.org" }, false, true],
    [{ DATA: [{ type: "myproxy" }] }, false, true],
    [{ DATA: [{ type: "other" }, { type: "delegate_myproxy" }] }, false, true],
    [{ DATA: [{ type: "delegate_proxy" }] }, false, false],
  ];
  for (const [facts, auto, inBrowser] of web) {
    const requirements = await ask({ ...base, ...facts });
    assertEquals(
      [requirements.supportsAutoActivation, requirements.supportsWebActivation],
      [auto, inBrowser],
    );
  }
});
