import { assert } from "@std/assert";
import type * as module from "../../src/globus/transfer/mod.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import type { Row } from "./_same_requests.ts";
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

/**
 * The tour: every method of the SDK's client that the sandbox has, on collections with files, tasks and
 * people. A file called `held.txt` is copied only after it has ended.
 */
export const tour: readonly Step[] = [
  step("endpoint_search", [], { filterFulltext: "lab" }),
  step("endpoint_search", [], { filterScope: "my-endpoints" }),
  step("endpoint_search", [], { filterFulltext: "made-up" }),
  step("get_endpoint", ["$lab"]),
  step("operation_ls", ["$lab"], {
    path: "/",
    showHidden: false,
    filter: [{ type: "dir" }, { name: ["~*.csv", "~*.txt"] }],
    orderby: ["type", "name DESC"],
    limit: 10,
  }),
  step("operation_ls", ["$lab"], { path: "/", filter: { last_modified: ["", "2021-01-01"] } }),
  step("operation_stat", ["$lab", "/cells.csv"]),
  step("operation_mkdir", ["$archive", "/made"]),
  step("operation_rename", ["$archive", "/made", "/moved"]),
  step("endpoint_server_list", ["$lab"], undefined, "servers"),
  step("get_endpoint_server", ["$lab", "$servers.DATA.0.id"]),
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
  step("my_shared_endpoint_list", ["$lab"]),
  step("get_shared_endpoint_list", ["$lab"]),
  step("add_endpoint_acl_rule", ["$guest.id", rule], undefined, "rule"),
  step("endpoint_acl_list", ["$guest.id"]),
  step("get_endpoint_acl_rule", ["$guest.id", "$rule.access_id"]),
  step("update_endpoint_acl_rule", ["$guest.id", "$rule.access_id", {
    DATA_TYPE: "access",
    permissions: "rw",
  }]),
  step("endpoint_manager_acl_list", ["$guest.id"]),
  step("delete_endpoint_acl_rule", ["$guest.id", "$rule.access_id"]),
  step("add_endpoint_role", ["$guest.id", role], undefined, "role"),
  step("endpoint_role_list", ["$guest.id"]),
  step("get_endpoint_role", ["$guest.id", "$role.id"]),
  step("delete_endpoint_role", ["$guest.id", "$role.id"]),
  step("endpoint_manager_monitored_endpoints"),
  step("endpoint_manager_hosted_endpoint_list", ["$lab"]),
  step("endpoint_manager_get_endpoint", ["$guest.id"]),
  step("endpoint_manager_create_pause_rule", [pause], undefined, "pause"),
  step("endpoint_manager_pause_rule_list", [], { filterEndpoint: "$guest.id" }),
  step("endpoint_manager_get_pause_rule", ["$pause.id"]),
  step("endpoint_manager_update_pause_rule", ["$pause.id", { message: "closed for good" }]),
  step("my_effective_pause_rule_list", ["$guest.id"]),
  step("endpoint_manager_delete_pause_rule", ["$pause.id"]),
  step("delete_endpoint", ["$guest.id"]),

  step("create_bookmark", [bookmark], undefined, "bookmark"),
  step("bookmark_list"),
  step("get_bookmark", ["$bookmark.id"]),
  step("update_bookmark", ["$bookmark.id", { name: "old runs" }]),
  step("delete_bookmark", ["$bookmark.id"]),

  step("get_submission_id"),
  step(
    "submit_transfer",
    [copy("/cells.csv", "/copy.csv", { label: "run 7 é" })],
    undefined,
    "task",
  ),
  settle,
  step("task_wait", ["$task.task_id"], { timeout: 30, pollingInterval: 1 }),
  step("get_task", ["$task.task_id"]),
  step("task_event_list", ["$task.task_id"]),
  step("task_successful_transfers", ["$task.task_id"]),
  step("endpoint_manager_get_task", ["$task.task_id"]),
  step("endpoint_manager_task_event_list", ["$task.task_id"], { filterIsError: false }),
  step("endpoint_manager_task_successful_transfers", ["$task.task_id"]),
  step(
    "submit_transfer",
    [copy("/nothing.csv", "/nothing.csv", { skip_source_errors: true })],
    undefined,
    "skipped",
  ),
  step("submit_delete", [removal]),
  settle,
  step("task_skipped_errors", ["$skipped.task_id"]),
  step("endpoint_manager_task_skipped_errors", ["$skipped.task_id"]),
  step("task_list", [], { filter: { status: ["SUCCEEDED"] }, orderby: ["type DESC", "label"] }),
  step("task_list", [], { filter: "type:DELETE" }),
  step("endpoint_manager_task_list", [], { filterStatus: ["SUCCEEDED"], filterEndpoint: "$lab" }),
  step("endpoint_manager_task_list", [], { filterIsPaused: true }),

  step("submit_transfer", [copy("/held.txt", "/a.txt")], undefined, "task"),
  step("update_task", ["$task.task_id", { DATA_TYPE: "task", label: "held" }]),
  step("endpoint_manager_pause_tasks", [["$task.task_id"], "wait"]),
  step("task_pause_info", ["$task.task_id"]),
  step("endpoint_manager_task_pause_info", ["$task.task_id"]),
  step("endpoint_manager_resume_tasks", [["$task.task_id"]]),
  step("endpoint_manager_cancel_tasks", [["$task.task_id"], "stop"], undefined, "cancel"),
  step("endpoint_manager_cancel_status", ["$cancel.id"]),
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
  return { lab: lab?.id, archive: archive?.id, colleague: tokens.globusColleague.id };
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
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, kept)]),
  );
}
