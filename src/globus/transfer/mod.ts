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

export type { CallParams, ListOptions } from "./_ask.ts";
export type { Filter } from "./_filter_text.ts";
export type { Items } from "./_items.ts";
export type { ChecksumAlgorithm } from "../../http/files/digest.ts";
export type { NotifyOptions } from "./_submission.ts";
export type { Watched } from "../../http/watched.ts";
export {
  addEndpointAclRule,
  deleteEndpointAclRule,
  endpointAclList,
  getEndpointAclRule,
  updateEndpointAclRule,
} from "./access_rules.ts";
export type { AutoactivateOptions } from "./activation.ts";
export {
  endpointActivate,
  endpointAutoactivate,
  endpointDeactivate,
  endpointGetActivationRequirements,
} from "./activation.ts";
export type {
  ActivationRequirementsDocument,
  ActivationRequirementsFacts,
  ActiveUntilOptions,
} from "./activation_requirements.ts";
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
export type { CollectionClient } from "./collection_client.ts";
export { collectionClient } from "./collection_client.ts";
export type { ByteProgress, Checksum, Download, DownloadOptions } from "./download.ts";
export { download } from "./download.ts";
export type { DownloadedFile, DownloadFileOptions, KeptFile } from "./download_file.ts";
export { downloadFile } from "./download_file.ts";
export type { UploadOptions, UploadResult } from "./upload.ts";
export { upload } from "./upload.ts";
export type { UploadFileOptions } from "./upload_file.ts";
export { uploadFile } from "./upload_file.ts";
export type { TaskFault } from "./fault_of.ts";
export { faultOf } from "./fault_of.ts";
export type { Place } from "./find_place.ts";
export { findPlace, placeById } from "./find_place.ts";
export type { TransferBatchOptions } from "./transfer_batch.ts";
export { transferBatch } from "./transfer_batch.ts";
export type { Deadline, RelativeTime } from "./deadline.ts";
export type { DeleteData, DeleteDataOptions, DeleteItemDocument } from "./delete_data.ts";
export { deleteData } from "./delete_data.ts";
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
export type {
  EndpointManagerTaskEventListOptions,
  EndpointManagerTaskListOptions,
} from "./endpoint_manager.ts";
export {
  endpointManagerAclList,
  endpointManagerCancelStatus,
  endpointManagerCancelTasks,
  endpointManagerGetEndpoint,
  endpointManagerGetTask,
  endpointManagerHostedEndpointList,
  endpointManagerMonitoredEndpoints,
  endpointManagerPauseTasks,
  endpointManagerResumeTasks,
  endpointManagerTaskEventList,
  endpointManagerTaskList,
  endpointManagerTaskPauseInfo,
  endpointManagerTaskSkippedErrors,
  endpointManagerTaskSuccessfulTransfers,
} from "./endpoint_manager.ts";
export type { EndpointSearchOptions } from "./endpoints.ts";
export {
  createEndpoint,
  deleteEndpoint,
  endpointSearch,
  getEndpoint,
  setSubscriptionAdminVerified,
  setSubscriptionId,
  updateEndpoint,
} from "./endpoints.ts";
export type { OperationLsOptions, OperationOptions } from "./operations.ts";
export {
  operationLs,
  operationMkdir,
  operationRename,
  operationStat,
  operationSymlink,
} from "./operations.ts";
export type { PauseRuleListDocument, PauseRuleListOptions } from "./pause_rules.ts";
export {
  endpointManagerCreatePauseRule,
  endpointManagerDeletePauseRule,
  endpointManagerGetPauseRule,
  endpointManagerPauseRuleList,
  endpointManagerUpdatePauseRule,
  myEffectivePauseRuleList,
} from "./pause_rules.ts";
export type {
  AccessRuleData,
  BookmarkData,
  EndpointData,
  PauseRuleData,
  RoleData,
  ServerData,
  SharedEndpointData,
  TaskData,
} from "./resource_data.ts";
export type {
  AccessListDocument,
  AccessRuleCreateDocument,
  AccessRuleDocument,
} from "./access_rules.ts";
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
} from "./resource_documents.ts";
export type { BookmarkDocument } from "./bookmarks.ts";
export type { RoleDocument, RoleListDocument } from "./roles.ts";
export type { ServerCreateDocument, ServerDocument } from "./servers.ts";
export type { SharedEndpointDocument, SharedEndpointsDocument } from "./sharing.ts";
export { addEndpointRole, deleteEndpointRole, endpointRoleList, getEndpointRole } from "./roles.ts";
export type { ServerListDocument } from "./servers.ts";
export {
  addEndpointServer,
  deleteEndpointServer,
  endpointServerList,
  getEndpointServer,
  updateEndpointServer,
} from "./servers.ts";
export { createSharedEndpoint, getSharedEndpointList, mySharedEndpointList } from "./sharing.ts";
export type { SubmissionDocument, SubmissionIdDocument } from "./submit.ts";
export { getSubmissionId, submitDelete, submitTransfer } from "./submit.ts";
export type { ManyState, SubmitManyOptions } from "./submit_many.ts";
export { submitMany } from "./submit_many.ts";
export type { TaskWaitOptions } from "./task_wait.ts";
export { taskWait } from "./task_wait.ts";
export type { TaskEventListOptions, TaskListOptions } from "./tasks.ts";
export {
  cancelTask,
  getTask,
  taskEventList,
  taskList,
  taskPauseInfo,
  taskSkippedErrors,
  taskSuccessfulTransfers,
  updateTask,
} from "./tasks.ts";
export type {
  AddItemOptions,
  FilterRuleDocument,
  FilterRuleOptions,
  SyncLevel,
  TransferData,
  TransferDataOptions,
  TransferItem,
  TransferItemDocument,
} from "./transfer_data.ts";
export { transferData } from "./transfer_data.ts";
export type { WalkEntry, WalkOptions } from "./walk.ts";
export { walk } from "./walk.ts";
export type { TaskEnd, TaskOutcome, TaskState, TaskWatch, WatchTaskOptions } from "./watch_task.ts";
export { watchTask } from "./watch_task.ts";
export type { Listed } from "../../http/iterable_document.ts";
export * from "../../http/types.ts";
