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

export type { CallParams, ListOptions } from "./_ask.ts";
export type { Filter } from "./submit/_filter_text.ts";
export type { Items } from "./submit/_items.ts";
export type { ChecksumAlgorithm } from "../../http/files/digest.ts";
export type { NotifyOptions } from "./submit/_submission.ts";
export type { Watched } from "../../http/waiting/watched.ts";
export {
  addEndpointAclRule,
  deleteEndpointAclRule,
  endpointAclList,
  getEndpointAclRule,
  updateEndpointAclRule,
} from "./endpoints/access_rules.ts";
export type { AutoactivateOptions } from "./endpoints/activation.ts";
export {
  endpointActivate,
  endpointAutoactivate,
  endpointDeactivate,
  endpointGetActivationRequirements,
} from "./endpoints/activation.ts";
export type {
  ActivationRequirementsDocument,
  ActivationRequirementsFacts,
  ActiveUntilOptions,
} from "./endpoints/activation_requirements.ts";
export type { BookmarkListDocument } from "./bookmarks.ts";
export {
  bookmarkList,
  createBookmark,
  deleteBookmark,
  getBookmark,
  updateBookmark,
} from "./bookmarks.ts";
export type { TransferClient } from "./client.ts";
export { transferClient } from "./client.ts";
export type { CollectionClient } from "./files/collection_client.ts";
export { collectionClient } from "./files/collection_client.ts";
export type { ByteProgress, Checksum, Download, DownloadOptions } from "./files/download.ts";
export { download } from "./files/download.ts";
export type { DownloadedFile, DownloadFileOptions, KeptFile } from "./files/download_file.ts";
export { downloadFile } from "./files/download_file.ts";
export type { UploadOptions, UploadResult } from "./files/upload.ts";
export { upload } from "./files/upload.ts";
export type { UploadFileOptions } from "./files/upload_file.ts";
export { uploadFile } from "./files/upload_file.ts";
export type { TaskFault } from "./tasks/fault_of.ts";
export { faultOf } from "./tasks/fault_of.ts";
export type { Place } from "./files/find_place.ts";
export { findPlace, placeById } from "./files/find_place.ts";
export type { TransferBatchOptions } from "./submit/transfer_batch.ts";
export { transferBatch } from "./submit/transfer_batch.ts";
export type { Deadline, RelativeTime } from "./tasks/deadline.ts";
export type { DeleteData, DeleteDataOptions, DeleteItemDocument } from "./submit/delete_data.ts";
export { deleteData } from "./submit/delete_data.ts";
export type {
  EndpointDocument,
  EndpointListDocument,
  FileDocument,
  FileListDocument,
  ListDocument,
  ResultDocument,
  TaskDocument,
  TransferResultDocument,
} from "./documents.ts";
export {
  endpointManagerAclList,
  endpointManagerGetEndpoint,
  endpointManagerHostedEndpointList,
  endpointManagerMonitoredEndpoints,
} from "./manager/managed_endpoints.ts";
export type { EndpointManagerTaskListOptions } from "./manager/managed_tasks.ts";
export { endpointManagerGetTask, endpointManagerTaskList } from "./manager/managed_tasks.ts";
export type { EndpointManagerTaskEventListOptions } from "./manager/managed_task_reports.ts";
export {
  endpointManagerTaskEventList,
  endpointManagerTaskPauseInfo,
  endpointManagerTaskSkippedErrors,
  endpointManagerTaskSuccessfulTransfers,
} from "./manager/managed_task_reports.ts";
export {
  endpointManagerCancelStatus,
  endpointManagerCancelTasks,
  endpointManagerPauseTasks,
  endpointManagerResumeTasks,
} from "./manager/managed_task_changes.ts";
export type { EndpointSearchOptions } from "./endpoints/endpoints.ts";
export {
  createEndpoint,
  deleteEndpoint,
  endpointSearch,
  getEndpoint,
  setSubscriptionAdminVerified,
  setSubscriptionId,
  updateEndpoint,
} from "./endpoints/endpoints.ts";
export type { OperationLsOptions, OperationOptions } from "./files/operations.ts";
export {
  operationLs,
  operationMkdir,
  operationRename,
  operationStat,
  operationSymlink,
} from "./files/operations.ts";
export type { PauseRuleListDocument, PauseRuleListOptions } from "./endpoints/pause_rules.ts";
export {
  endpointManagerCreatePauseRule,
  endpointManagerDeletePauseRule,
  endpointManagerGetPauseRule,
  endpointManagerPauseRuleList,
  endpointManagerUpdatePauseRule,
  myEffectivePauseRuleList,
} from "./endpoints/pause_rules.ts";
export type {
  AccessRuleData,
  BookmarkData,
  EndpointData,
  PauseRuleData,
  RoleData,
  ServerData,
  SharedEndpointData,
  TaskData,
} from "./endpoints/resource_data.ts";
export type {
  AccessListDocument,
  AccessRuleCreateDocument,
  AccessRuleDocument,
} from "./endpoints/access_rules.ts";
export type {
  AdminCancelDocument,
  EndpointCreateDocument,
  EndpointsDocument,
  EventDocument,
  EventListDocument,
  ManagedTaskDocument,
  ManagedTaskListDocument,
  PausedOperations,
  PauseInfoDocument,
  PauseRuleDocument,
  SkippedErrorDocument,
  SkippedErrorsDocument,
  SuccessfulTransferDocument,
  SuccessfulTransfersDocument,
  TaskListDocument,
} from "./endpoints/resource_documents.ts";
export type { BookmarkDocument } from "./bookmarks.ts";
export type { RoleDocument, RoleListDocument } from "./endpoints/roles.ts";
export type { ServerCreateDocument, ServerDocument } from "./endpoints/servers.ts";
export type { SharedEndpointDocument, SharedEndpointsDocument } from "./endpoints/sharing.ts";
export {
  addEndpointRole,
  deleteEndpointRole,
  endpointRoleList,
  getEndpointRole,
} from "./endpoints/roles.ts";
export type { ServerListDocument } from "./endpoints/servers.ts";
export {
  addEndpointServer,
  deleteEndpointServer,
  endpointServerList,
  getEndpointServer,
  updateEndpointServer,
} from "./endpoints/servers.ts";
export {
  createSharedEndpoint,
  getSharedEndpointList,
  mySharedEndpointList,
} from "./endpoints/sharing.ts";
export type { SubmissionDocument, SubmissionIdDocument } from "./submit/submit.ts";
export { getSubmissionId, submitDelete, submitTransfer } from "./submit/submit.ts";
export type { ManyState, SubmitManyOptions } from "./submit/submit_many.ts";
export { submitMany } from "./submit/submit_many.ts";
export type { TaskWaitOptions } from "./tasks/task_wait.ts";
export { taskWait } from "./tasks/task_wait.ts";
export type { TaskEventListOptions, TaskListOptions } from "./tasks/tasks.ts";
export {
  cancelTask,
  getTask,
  taskEventList,
  taskList,
  taskPauseInfo,
  taskSkippedErrors,
  taskSuccessfulTransfers,
  updateTask,
} from "./tasks/tasks.ts";
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
export type { WalkEntry, WalkOptions } from "./files/walk.ts";
export { walk } from "./files/walk.ts";
export type {
  TaskEnd,
  TaskOutcome,
  TaskState,
  TaskWatch,
  WatchTaskOptions,
} from "./tasks/watch_task.ts";
export { watchTask } from "./tasks/watch_task.ts";
export type { Listed } from "../../http/reply/iterable_document.ts";
export * from "../../http/types.ts";
