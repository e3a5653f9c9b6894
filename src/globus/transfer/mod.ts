/**
 * Globus Transfer: collections, files on them, and tasks that move files.
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

export type { TransferClient } from "./client.ts";
export { transferClient } from "./client.ts";
export type {
  EndpointDocument,
  EndpointListDocument,
  FileDocument,
  FileListDocument,
  TaskDocument,
  TransferResultDocument,
} from "./documents.ts";
export type { CallParams, EndpointSearchOptions } from "./endpoints.ts";
export { endpointSearch, getEndpoint } from "./endpoints.ts";
export type { OperationLsOptions } from "./operations.ts";
export { operationLs } from "./operations.ts";
export type {
  AddItemOptions,
  SyncLevel,
  TransferData,
  TransferDataOptions,
  TransferItemDocument,
} from "./transfer_data.ts";
export { transferData } from "./transfer_data.ts";
export type { SubmissionIdDocument } from "./submit.ts";
export { getSubmissionId, submitTransfer } from "./submit.ts";
export type { TaskState, TaskWaitOptions, WatchTaskOptions } from "./tasks.ts";
export { getTask, taskWait, watchTask } from "./tasks.ts";
