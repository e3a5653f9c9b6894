import { assert } from "@std/assert";
import { join } from "@std/path";
import type * as module from "../../../src/globus/transfer/mod.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import type { Row } from "../comparison/_same_requests.ts";
import { camelCase, type Fields, pythonic } from "./_transfer_calls.ts";

/** One call of the tour. */
export interface Step {
  /** The method, as the SDK calls it. */
  readonly name: string;
  /** Its arguments; `$name.key` stands for what an earlier step kept. */
  readonly args?: readonly unknown[];
  /** Its options, by keyferry's names. */
  readonly options?: Fields;
  /** The name under which the answer is kept. */
  readonly keep?: string;
  /** What both must be answered: of a step that reads. */
  readonly expected?: unknown;
}

/** Waits until all tasks have ended; no method. */
export const settle: Step = { name: "settle" };

const rule = {
  DATA_TYPE: "access",
  principal_type: "identity",
  principal: "$colleague",
  path: "/",
  permissions: "r",
};
const role = {
  DATA_TYPE: "role",
  principal_type: "identity",
  principal: "$colleague",
  role: "activity_monitor",
};
const copy = (from: string, to: string, more: Fields = {}): Fields => ({
  DATA_TYPE: "transfer",
  source_endpoint: "$lab",
  destination_endpoint: "$archive",
  DATA: [{ DATA_TYPE: "transfer_item", source_path: from, destination_path: to }],
  ...more,
});
const removal = {
  DATA_TYPE: "delete",
  endpoint: "$archive",
  DATA: [{ DATA_TYPE: "delete_item", path: "/copy.csv" }],
};
const pause = {
  DATA_TYPE: "pause_rule",
  endpoint_id: "$guest.id",
  message: "closed for repairs",
  pause_ls: true,
};
const bookmark = { name: "runs", endpoint_id: "$lab", path: "/runs/" };

const lab = { id: "$lab", display_name: "lab", DATA_TYPE: "endpoint" };
const archive = { ...lab, id: "$archive", display_name: "archive" };
const guest = {
  id: "$guest.id",
  display_name: "é",
  description: "runs of é",
  host_endpoint_id: "$lab",
  host_path: "/runs/",
};
const server = { id: 1, hostname: "127.0.0.1", is_connected: true };
const rules = (permissions: string): Fields => ({
  endpoint: "$guest.id",
  DATA: [
    { path: "/", permissions: "rw", role_type: "administrator" },
    { id: "$rule.access_id", path: "/", permissions, principal: "$colleague" },
  ],
});
const given = { id: "$role.id", principal: "$colleague", role: "activity_monitor" };
const paused = { id: "$pause.id", endpoint_id: "$guest.id", pause_ls: true };
const marked = {
  id: "$bookmark.id",
  name: "runs",
  endpoint_id: "$lab",
  path: "/runs/",
  pinned: false,
};
const copied = {
  type: "TRANSFER",
  status: "SUCCEEDED",
  label: "run 7 é",
  source_endpoint_id: "$lab",
  destination_endpoint_id: "$archive",
  files_transferred: 1,
  bytes_transferred: "$size",
  task_id: "$copied.task_id",
};
const skipped = {
  type: "TRANSFER",
  status: "SUCCEEDED",
  task_id: "$skipped.task_id",
  files_transferred: 0,
};
const removed = { type: "DELETE", status: "SUCCEEDED", task_id: "$removal.task_id", files: 1 };
const events = [
  { code: "SUCCEEDED", is_error: false, details: /"files_succeeded": 1/ },
  { code: "STARTED", is_error: false, details: /"source": "lab"/ },
];
const done = [{ source_path: "/cells.csv", destination_path: "/copy.csv" }];
const missed = [{ source_path: "/nothing.csv", error_code: "FILE_NOT_FOUND" }];
const held = {
  source_pause_message: "wait",
  destination_pause_message: "wait",
  pause_rules: [],
};

/**
 * The tour: every method of the SDK's client that the sandbox has, on collections with files, tasks and
 * people. A file called `held.txt` is copied only after it has ended.
 */
export const tour: readonly Step[] = [
  read("endpoint_search", [], [lab], { filterFulltext: "lab" }),
  read("endpoint_search", [], [lab, archive], { filterScope: "my-endpoints" }),
  read("endpoint_search", [], {
    length: 250,
    0: { display_name: "Climate model output 0001" },
    100: { DATA_TYPE: "endpoint" },
    249: { DATA_TYPE: "endpoint" },
  }, { filterFulltext: "made-up" }),
  read("get_endpoint", ["$lab"], { ...lab, DATA: [server] }),
  read("operation_ls", ["$lab"], {
    path: "/",
    DATA: [
      { name: "runs", type: "dir" },
      { name: "held.txt", type: "file", size: 4 },
      { name: "cells.csv", type: "file", size: "$size" },
      { name: "README.txt", type: "file" },
    ],
  }, {
    path: "/",
    showHidden: false,
    filter: [{ type: "dir" }, { name: ["~*.csv", "~*.txt"] }],
    orderby: ["type", "name DESC"],
    limit: 10,
  }),
  read("operation_ls", ["$lab"], { path: "/", DATA: [], total: 0 }, {
    path: "/",
    filter: { last_modified: ["", "2021-01-01"] },
  }),
  read("operation_stat", ["$lab", "/cells.csv"], {
    name: "cells.csv",
    type: "file",
    size: "$size",
    last_modified: "2025-01-01 00:00:00+00:00",
  }),
  step("operation_mkdir", ["$archive", "/made"]),
  step("operation_rename", ["$archive", "/made", "/moved"]),
  read(
    "endpoint_server_list",
    ["$lab"],
    { endpoint: "$lab", DATA: [server] },
    undefined,
    "servers",
  ),
  read("get_endpoint_server", ["$lab", "$servers.DATA.0.id"], server),
  step("set_subscription_id", ["$lab", null]),
  step("set_subscription_id", ["$lab", "DEFAULT"]),
  step("set_subscription_admin_verified", ["$lab", true]),

  step(
    "create_shared_endpoint",
    [{
      DATA_TYPE: "shared_endpoint",
      host_endpoint: "$lab",
      host_path: "/runs/",
      display_name: "é",
    }],
    undefined,
    "guest",
  ),
  step("update_endpoint", ["$guest.id", { DATA_TYPE: "endpoint", description: "runs of é" }]),
  read("my_shared_endpoint_list", ["$lab"], { DATA: [guest] }),
  read("get_shared_endpoint_list", ["$lab"], [guest]),
  step("add_endpoint_acl_rule", ["$guest.id", rule], undefined, "rule"),
  read("endpoint_acl_list", ["$guest.id"], rules("r")),
  read("get_endpoint_acl_rule", ["$guest.id", "$rule.access_id"], {
    id: "$rule.access_id",
    permissions: "r",
    principal: "$colleague",
  }),
  step("update_endpoint_acl_rule", ["$guest.id", "$rule.access_id", {
    DATA_TYPE: "access",
    permissions: "rw",
  }]),
  read("endpoint_manager_acl_list", ["$guest.id"], rules("rw")),
  step("delete_endpoint_acl_rule", ["$guest.id", "$rule.access_id"]),
  step("add_endpoint_role", ["$guest.id", role], undefined, "role"),
  read("endpoint_role_list", ["$guest.id"], { DATA: [{ role: "administrator" }, given] }),
  read("get_endpoint_role", ["$guest.id", "$role.id"], given),
  step("delete_endpoint_role", ["$guest.id", "$role.id"]),
  read("endpoint_manager_monitored_endpoints", [], { DATA: [lab, archive, guest] }),
  read("endpoint_manager_hosted_endpoint_list", ["$lab"], { DATA: [guest] }),
  read("endpoint_manager_get_endpoint", ["$guest.id"], { ...guest, DATA: [] }),
  step("endpoint_manager_create_pause_rule", [pause], undefined, "pause"),
  read("endpoint_manager_pause_rule_list", [], {
    DATA: [{ ...paused, message: "closed for repairs" }],
  }, { filterEndpoint: "$guest.id" }),
  read("endpoint_manager_get_pause_rule", ["$pause.id"], {
    ...paused,
    message: "closed for repairs",
  }),
  step("endpoint_manager_update_pause_rule", ["$pause.id", { message: "closed for good" }]),
  read("my_effective_pause_rule_list", ["$guest.id"], {
    DATA: [{ ...paused, message: "closed for good" }],
  }),
  step("endpoint_manager_delete_pause_rule", ["$pause.id"]),
  step("delete_endpoint", ["$guest.id"]),

  step("create_bookmark", [bookmark], undefined, "bookmark"),
  read("bookmark_list", [], { DATA: [marked] }),
  read("get_bookmark", ["$bookmark.id"], marked),
  step("update_bookmark", ["$bookmark.id", { name: "old runs" }]),
  step("delete_bookmark", ["$bookmark.id"]),

  read("get_submission_id", [], { value: /^made-up id \d+$/ }),
  step(
    "submit_transfer",
    [copy("/cells.csv", "/copy.csv", { label: "run 7 é" })],
    undefined,
    "copied",
  ),
  settle,
  read("task_wait", ["$copied.task_id"], true, { timeout: 1, pollingInterval: 1 }),
  read("get_task", ["$copied.task_id"], copied),
  read("task_event_list", ["$copied.task_id"], events),
  read("task_successful_transfers", ["$copied.task_id"], done),
  read("endpoint_manager_get_task", ["$copied.task_id"], copied),
  read("endpoint_manager_task_event_list", ["$copied.task_id"], events),
  read("endpoint_manager_task_successful_transfers", ["$copied.task_id"], done),
  step(
    "submit_transfer",
    [copy("/nothing.csv", "/nothing.csv", { skip_source_errors: true })],
    undefined,
    "skipped",
  ),
  step("submit_delete", [removal], undefined, "removal"),
  settle,
  read("task_skipped_errors", ["$skipped.task_id"], missed),
  read("endpoint_manager_task_skipped_errors", ["$skipped.task_id"], missed),
  read("task_list", [], [skipped, copied, removed], {
    filter: { status: ["SUCCEEDED"] },
    orderby: ["type DESC", "label"],
  }),
  read("task_list", [], [removed], { filter: "type:DELETE" }),
  read("endpoint_manager_task_list", [], [skipped, copied], {
    filterStatus: ["SUCCEEDED"],
    filterEndpoint: "$lab",
  }),
  read("endpoint_manager_task_list", [], [], { filterStatus: "ACTIVE", filterIsPaused: true }),

  step("submit_transfer", [copy("/held.txt", "/a.txt")], undefined, "task"),
  step("update_task", ["$task.task_id", { DATA_TYPE: "task", label: "held" }]),
  step("endpoint_manager_pause_tasks", [["$task.task_id"], "wait"]),
  read("task_pause_info", ["$task.task_id"], held),
  read("endpoint_manager_task_pause_info", ["$task.task_id"], held),
  step("endpoint_manager_resume_tasks", [["$task.task_id"]]),
  step("endpoint_manager_cancel_tasks", [["$task.task_id"], "stop"], undefined, "cancel"),
  read("endpoint_manager_cancel_status", ["$cancel.id"], { id: "$cancel.id", done: true }),
  step("submit_transfer", [copy("/held.txt", "/b.txt")], undefined, "task"),
  step("cancel_task", ["$task.task_id"]),
];

function step(name: string, args?: readonly unknown[], options?: Fields, keep?: string): Step {
  return {
    name,
    ...(args === undefined ? {} : { args }),
    ...(options === undefined ? {} : { options }),
    ...(keep === undefined ? {} : { keep }),
  };
}

/** A step that only reads. */
function read(
  name: string,
  args: readonly unknown[],
  expected: unknown,
  options?: Fields,
  keep?: string,
): Step {
  return { ...step(name, args, options, keep), expected };
}

/** What no two sandboxes share. */
const passing = new Set(["request_id", "effective_bytes_per_second", "port"]);

/** A document without what passes. */
export function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => passing.has(key) ? [] : [[key, lasting(item)]]),
  );
}

/** The values that steps refer to from the start. */
export function knownOf({ collections, tokens }: Sandbox): Fields {
  const [lab, archive] = collections;
  const { size } = Deno.statSync(join(lab?.path ?? "", "cells.csv"));
  return { lab: lab?.id, archive: archive?.id, colleague: tokens.globusColleague.id, size };
}

/**
 * The rows of the tour, as both programs take it.
 *
 * @param ours keyferry's sandbox.
 * @param flag The file that the other program leaves while it waits for its tasks.
 */
export function rowsOf(ours: Sandbox, client: module.TransferClient, flag: string): Row[] {
  const kept = new Map<string, unknown>(Object.entries(knownOf(ours)));
  return tour.map((one): Row => {
    const { name, args = [], options, keep = "" } = one;
    if (one === settle) {
      return { name, theirs: ["settle", { flag }], ours: () => ours.idle().then(() => null) };
    }
    return {
      name,
      theirs: ["step", { name, args, options: pythonic(options ?? {}), keep }],
      async ours() {
        const method: unknown = Reflect.get(client, camelCase(name));
        assert(typeof method === "function", `${camelCase(name)} is a method`);
        const given = options === undefined ? args : [...args, options];
        const result = await Reflect.apply(method, client, resolved(given, kept) as unknown[]);
        const told = await collected(result);
        kept.set(keep, told);
        return lasting(told);
      },
      expected: () => resolved(one.expected, kept),
      polls: name === "task_wait",
    };
  });
}

async function collected(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !("collect" in result)) return result;
  const { items } = await (result as { collect(): Promise<{ items: unknown }> }).collect();
  return items;
}

function resolved(value: unknown, kept: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string" && value.startsWith("$")) {
    const [name = "", ...path] = value.slice(1).split(".");
    const found = path.reduce<unknown>((at, key) => (at as Fields)[key], kept.get(name));
    assert(found !== undefined, `${value} was kept`);
    return found;
  }
  if (Array.isArray(value)) return value.map((item) => resolved(item, kept));
  if (typeof value !== "object" || value === null || value instanceof RegExp) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, kept)]),
  );
}
