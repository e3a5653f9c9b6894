import { assert } from "@std/assert";
import * as module from "../../../src/globus/transfer/mod.ts";
import type { Call } from "../comparison/_python.ts";

/** Anything by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** One call, as each of the two makes it to a server that keeps what is sent. */
export interface KeptCall {
  /** The operation, as the SDK calls it. */
  readonly name: string;
  /** Makes the call with keyferry. */
  ours(client: module.TransferClient): Promise<unknown>;
  /** The call of `globus_sdk_transfer.py`, at a base URL. */
  theirs(url: string): Call;
}

const [e, f, t] = [
  "a1b2c3d4-0000-4000-8000-000000000001",
  "a1b2c3d4-0000-4000-8000-000000000002",
  "a1b2c3d4-0000-4000-8000-000000000003",
];
const given = { made: "up", nested: { key: [1, null, "é€𝄞"] } };
const params = { extra: "x y&z=é€𝄞/+%2F", count: 3 };
const path = "/~/a folder/é€𝄞+%&=#?.txt";
const filter = { status: ["ACTIVE", "INACTIVE"], type: "TRANSFER" };
const completion = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"] as const;
const notify = { notifyOnSucceeded: false, notifyOnFailed: true, notifyOnInactive: false };
const deadline = "2030-01-01T00:00:00+00:00";
const moment = "2030-06-01T12:30:00+01:00";
const search = {
  filterFulltext: "a b/é",
  filterScope: "my-endpoints",
  filterOwnerId: f,
  filterHostEndpoint: t,
  filterEntityType: "GCSv5_guest_collection",
  filterNonFunctional: false,
};
const managed = {
  filterStatus: ["ACTIVE", "INACTIVE"],
  filterTaskId: [t, f],
  filterOwnerId: f,
  filterEndpoint: e,
  filterEndpointUse: "source",
  filterCompletionTime: completion,
  filterMinFaults: 2,
  filterLocalUser: "é b",
};

const transferOptions = {
  label: "run 7 é",
  syncLevel: "checksum",
  verifyChecksum: true,
  preserveTimestamp: true,
  encryptData: false,
  deadline,
  skipSourceErrors: true,
  failOnQuotaErrors: false,
  deleteDestinationExtra: true,
  ...notify,
  sourceLocalUser: "a",
  destinationLocalUser: "b",
  additionalFields: { more: 1 },
} as const;
const items = [
  ["/a/", "/b/", { recursive: true }],
  ["/é", "/f", { externalChecksum: "00ff", checksumAlgorithm: "MD5", additionalFields: { x: 1 } }],
  ["/c", "/d", {}],
] as const;
const rules = [["*.tmp", { type: "file" }], ["keep*", { method: "include" }]] as const;
const deleteOptions = {
  label: "old",
  recursive: true,
  ignoreMissing: true,
  interpretGlobs: false,
  deadline,
  localUser: "c",
  ...notify,
  additionalFields: { more: 1 },
} as const;

/** The calls, with every option of an operation somewhere. */
export const rows: readonly KeptCall[] = [
  same("endpoint_search"),
  same("endpoint_search", [], search),
  same("endpoint_search", [], { filterNonFunctional: true, params }),
  same("get_endpoint", [e], { params }),
  same("update_endpoint", [e, given], { params }),
  same("update_endpoint", [e, { myproxy_server: "m" }]),
  same("delete_endpoint", [e]),
  same("set_subscription_id", [e, f]),
  same("set_subscription_id", [e, "DEFAULT"]),
  same("set_subscription_id", [e, null]),
  same("set_subscription_admin_verified", [e, true]),
  same("my_effective_pause_rule_list", [e], { params }),
  same("my_shared_endpoint_list", [e], { params }),
  same("get_shared_endpoint_list", [e], { params }),
  same("get_shared_endpoint_list", [e], { pageSize: 7 }, { max_results: 7 }),
  same("create_shared_endpoint", [given]),
  same("endpoint_server_list", [e], { params }),
  same("get_endpoint_server", [e, 7], { params }),
  same("endpoint_role_list", [e], { params }),
  same("add_endpoint_role", [e, given]),
  same("get_endpoint_role", [e, "r"], { params }),
  same("delete_endpoint_role", [e, "r"]),
  same("endpoint_acl_list", [e], { params }),
  same("get_endpoint_acl_rule", [e, "r"], { params }),
  same("add_endpoint_acl_rule", [e, given]),
  same("update_endpoint_acl_rule", [e, "r", given]),
  same("delete_endpoint_acl_rule", [e, "r"]),
  same("bookmark_list", [], { params }),
  same("create_bookmark", [given]),
  same("get_bookmark", [t], { params }),
  same("update_bookmark", [t, given]),
  same("delete_bookmark", [t]),
  same("operation_ls", [e]),
  same("operation_ls", [e], {
    path,
    showHidden: false,
    orderby: ["type", "name DESC"],
    limit: 5,
    offset: 2,
    filter: { name: ["~*.txt", "b"], type: "file" },
    localUser: "é b",
    params,
  }),
  same("operation_ls", [e], { path: "/", showHidden: true, filter: "name:a", orderby: "size" }),
  same("operation_ls", [e], { filter: [{ type: "dir" }, { name: ["~*.txt", "b"] }, "size:1"] }),
  same("operation_mkdir", [e, path]),
  same("operation_mkdir", [e, path], { localUser: "a", params }),
  same("operation_rename", [e, path, "/b"]),
  same("operation_rename", [e, "/b", path], { localUser: "a", params }),
  same("operation_stat", [e, path], { localUser: "a", params }),
  same("get_submission_id", [], { params }),
  same("task_list"),
  same("task_list", [], { filter, orderby: ["label", "status DESC"], params }),
  same("task_list", [], { filter: "status:ACTIVE", orderby: "label" }),
  same("task_event_list", [t], { params }),
  same("task_event_list", [t], { filter: "is_error:1" }, {
    query_params: { filter: "is_error:1" },
  }),
  same("get_task", [t], { params }),
  same("update_task", [t, given], { params }),
  same("cancel_task", [t]),
  same("task_wait", [t], { timeout: 3, pollingInterval: 2 }),
  same("task_pause_info", [t], { params }),
  same("task_successful_transfers", [t], { params }),
  same("task_skipped_errors", [t], { params }),
  same("endpoint_manager_monitored_endpoints", [], { params }),
  same("endpoint_manager_hosted_endpoint_list", [e], { params }),
  same("endpoint_manager_get_endpoint", [e], { params }),
  same("endpoint_manager_acl_list", [e], { params }),
  same("endpoint_manager_task_list"),
  same("endpoint_manager_task_list", [], { ...managed, params }),
  same("endpoint_manager_task_list", [], { filterIsPaused: true }),
  same("endpoint_manager_get_task", [t], { params }),
  same("endpoint_manager_task_event_list", [t], { filterIsError: true, params }),
  same("endpoint_manager_task_event_list", [t], { filterIsError: false }),
  same("endpoint_manager_task_pause_info", [t], { params }),
  same("endpoint_manager_task_successful_transfers", [t], { params }),
  same("endpoint_manager_task_skipped_errors", [t], { params }),
  same("endpoint_manager_cancel_tasks", [[t, f], "é"], { params }),
  same("endpoint_manager_cancel_status", [t], { params }),
  same("endpoint_manager_pause_tasks", [[t, f], "é"], { params }),
  same("endpoint_manager_resume_tasks", [[t, f]], { params }),
  same("endpoint_manager_pause_rule_list", [], { filterEndpoint: e, params }),
  same("endpoint_manager_create_pause_rule", [given]),
  same("endpoint_manager_get_pause_rule", [t], { params }),
  same("endpoint_manager_update_pause_rule", [t, given]),
  same("endpoint_manager_delete_pause_rule", [t], { params }),
  same("submit_transfer", [{ ...given, DATA: [] }]),
  same("submit_delete", [{ ...given, DATA: [], submission_id: "mine" }]),
  transferred({}, [], []),
  transferred(transferOptions, items, rules),
  transferred({ syncLevel: 0, submissionId: f }, items, []),
  transferred({ deadline: new Date(moment) }, items, []),
  deleted({}, []),
  deleted({ deadline: new Date(moment) }, [path]),
  deleted(deleteOptions, [path, "/b"]),
];

/** A call of the same arguments; options by keyferry's names, and by the SDK's where those differ. */
function same(
  name: string,
  args: readonly unknown[] = [],
  options?: Fields,
  theirs?: Fields,
): KeptCall {
  return {
    name,
    async ours(client) {
      const method: unknown = Reflect.get(client, camelCase(name));
      assert(typeof method === "function", `${camelCase(name)} is a method`);
      const result: unknown = await Reflect.apply(
        method,
        client,
        structuredClone(options === undefined ? args : [...args, options]),
      );
      if (typeof result === "object" && result !== null && "collect" in result) {
        await (result as { collect(): Promise<unknown> }).collect();
      }
    },
    theirs: (url) => ["call", { url, name, args, options: theirs ?? pythonic(options ?? {}) }],
  };
}

function transferred(
  options: module.TransferDataOptions,
  items: readonly (readonly [string, string, module.AddItemOptions])[],
  rules: readonly (readonly [string, module.FilterRuleOptions])[],
): KeptCall {
  return {
    name: "submit_transfer",
    async ours(client) {
      const data = module.transferData(e, f, options);
      for (const item of items) data.addItem(...item);
      for (const rule of rules) data.addFilterRule(...rule);
      await client.submitTransfer(data);
    },
    theirs: (url) => ["submit_transfer", {
      url,
      ends: [e, f],
      options: pythonic({ ...options }),
      items: items.map(([from, to, more]) => [from, to, pythonic({ ...more })]),
      rules,
    }],
  };
}

function deleted(options: module.DeleteDataOptions, paths: readonly string[]): KeptCall {
  return {
    name: "submit_delete",
    async ours(client) {
      const data = module.deleteData(e, options);
      for (const path of paths) data.addItem(path);
      await client.submitDelete(data);
    },
    theirs: (url) => ["submit_delete", {
      url,
      endpoint: e,
      options: pythonic({ ...options }),
      paths,
    }],
  };
}

/** The name that keyferry has for an operation of the SDK. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Options by the names that the SDK has for them. */
export function pythonic(options: Fields): Fields {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => {
      const plain = value instanceof Date ? { moment } : value;
      return [name === "params" ? "query_params" : snakeCase(name), plain];
    }),
  );
}
