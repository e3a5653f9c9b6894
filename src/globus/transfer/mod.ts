/**
 * Globus Transfer: collections, files on them, and tasks that move files.
 *
 * ```ts ignore
 * import { restore } from "@keyferry/keyferry/globus";
 *
 * const { transfer } = await restore();
 * const folder = await transfer.operationLs("6c54cade-bde5-45c1-bdea-f4bd71dba2cc");
 * for (const { name } of folder) console.log(name);
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Copy a folder from one collection to another
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 *
 * const [lab, archive] = sandbox.collections;
 * const data = transferData(lab?.id ?? "", archive?.id ?? "", { label: "run 7" });
 * data.addItem("/", "/run 7/", { recursive: true });
 * const { task_id } = await transfer.submitTransfer(data);
 * assert(await transfer.taskWait(task_id, { timeout: 60, pollingInterval: 1 }));
 * ```
 *
 * @module
 */

export * from "./_operations.ts";
export * from "./client.ts";
export type * from "./documents.ts";
export type * from "./endpoints/resource_data.ts";
export type * from "./endpoints/resource_documents.ts";
export * from "./files/collection_client.ts";
export * from "./files/download.ts";
export * from "./files/download_file.ts";
export * from "./files/upload.ts";
export * from "./files/upload_file.ts";
export * from "./submit/delete_data.ts";
export * from "./submit/transfer_batch.ts";
export * from "./tasks/fault_of.ts";
export * from "../../http/types.ts";

export type { CallParams, ListOptions } from "./_ask.ts";
export type { Filter } from "./submit/_filter_text.ts";
export type { Items } from "./submit/_items.ts";
export type { NotifyOptions } from "./submit/_submission.ts";
export type {
  ActivationRequirementsDocument,
  ActivationRequirementsFacts,
  ActiveUntilOptions,
} from "./endpoints/activation_requirements.ts";
export type { Place } from "./files/find_place.ts";
export { placeById } from "./files/find_place.ts";
export type {
  AddItemOptions,
  FilterRuleDocument,
  FilterRuleOptions,
  SyncLevel,
  TransferData,
  TransferDataOptions,
  TransferItem,
  TransferItemDocument,
} from "./submit/transfer_data.ts";
export { transferData } from "./submit/transfer_data.ts";
export type { Deadline, RelativeTime } from "./tasks/deadline.ts";
export type {
  TaskEnd,
  TaskOutcome,
  TaskState,
  TaskWatch,
  WatchTaskOptions,
} from "./tasks/watch_task.ts";
export type { ChecksumAlgorithm } from "../../http/files/digest.ts";
export type { Listed } from "../../http/reply/iterable_document.ts";
export type { Watched } from "../../http/waiting/watched.ts";
