/**
 * CAVE: tokens where CAVEclient and cloud-volume keep them, and clients that use them.
 *
 * ```ts ignore
 * import * as cave from "@keyferry/keyferry/cave";
 *
 * const { info, chunkedgraph } = await cave.restore("minnie65_public");
 * console.log(await info.getDatastacks());
 * console.log(await chunkedgraph.getRootId(89309001002348421n));
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Which datastacks may I see?
 * ```ts
 * import * as cave from "@keyferry/keyferry/cave";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { info, source } = await cave.restore(await sandboxSurroundings(sandbox.home));
 * assert(source.endsWith("-cave-secret.json"));
 * assert((await info.getDatastacks()).length > 0);
 * ```
 *
 * @module
 */

export type { Cave, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export type { CaveToken, TokenChoice } from "./token/token_chain.ts";
export { tokenChain } from "./token/token_chain.ts";
export type { TokenSearch } from "./platform.ts";
export { platform } from "./platform.ts";
export type { RemovedToken, RemoveTokenOptions } from "./token/remove_token.ts";
export { removeToken } from "./token/remove_token.ts";
export type { SaveTokenOptions } from "./token/save_token.ts";
export { saveToken } from "./token/save_token.ts";
export { rememberServer, serverOfDatastack } from "./datastack_map.ts";
export { defaultServer, secretFiles, serverFile } from "./token/secret_files.ts";
export type { CaveClients, CaveOptions, DatastackOptions } from "./clients.ts";
export { client } from "./clients.ts";
export type {
  AuthClient,
  ChunkedgraphClient,
  InfoChoice,
  InfoClient,
  StateClient,
} from "./client.ts";
export { chunkedgraphClient, infoClient } from "./client.ts";
export type { CaveCallOptions, CaveClient, CaveReply, Locate, Place } from "./send.ts";
export type {
  PageOptions,
  SaveOwnTokenOptions,
  TokenKeeping,
  TokenSteps,
} from "./token/token_keeping.ts";
export type { BrowserLoginOptions } from "./token/browser_login.ts";
export type { NodeId } from "./graph/node_id.ts";
export { toNodeId } from "./graph/node_id.ts";
export type { AuthCallOptions } from "./services/auth.ts";
export {
  createToken,
  deleteToken,
  getMissingTerms,
  getPermissions,
  getTokens,
  isValid,
  whoami,
} from "./services/auth.ts";
export { getGroupUsers, getUserInformation, getUserNames } from "./services/people.ts";
export type {
  GroupUserDocument,
  PermissionsDocument,
  TermsDocument,
  TokenDocument,
  UserDocument,
  UserInformation,
  UserNameDocument,
} from "./services/auth_documents.ts";
export type { DatastackChoice, ImageChoice, InfoFacts } from "./services/info.ts";
export type { FormatChoice } from "./services/info_sources.ts";
export {
  getAlignedVolumeInfo,
  getAlignedVolumeInfoById,
  getAlignedVolumes,
  getDatastackInfo,
  getDatastacks,
  getDatastacksByAlignedVolume,
  getImageMirrorNames,
  getImageMirrors,
  refreshStoredData,
} from "./services/info.ts";
export {
  annotationEndpoint,
  imageSource,
  localServer,
  segmentationSource,
  synapseSegmentationSource,
  viewerResolution,
  viewerSite,
} from "./services/info_sources.ts";
export type { AlignedVolume, DatastackInfo, ImageMirror } from "./services/info_documents.ts";
export type { SourceFormat } from "./services/source_format.ts";
export type { JsonObject, StateCallOptions, StateFacts } from "./services/state.ts";
export type { NeuroglancerUrlOptions, ViewerKind } from "./services/neuroglancer_url.ts";
export {
  getPropertyJson,
  getStateJson,
  stateServiceEndpoint,
  uploadPropertyJson,
  uploadStateJson,
} from "./services/state.ts";
export { buildNeuroglancerUrl, getNeuroglancerInfo } from "./services/neuroglancer_url.ts";
export type { Bounds, GraphCallOptions, GraphClient, Moment } from "./graph/_graph_call.ts";
export type { LeavesOptions } from "./graph/chunkedgraph.ts";
export {
  getChildren,
  getLeaves,
  getLeavesMany,
  getMinimalCoveringNodes,
  isValidNodes,
  level2ChunkGraph,
  segmentationInfo,
} from "./graph/chunkedgraph.ts";
export { getRootId, getRoots } from "./graph/chunkedgraph_roots.ts";
export type { LineageOptions, SpanOptions } from "./graph/chunkedgraph_history.ts";
export type { ChangeLogOptions } from "./graph/chunkedgraph_changes.ts";
export {
  getDeltaRoots,
  getLatestRoots,
  getLineageGraph,
  getOriginalRoots,
  getPastIds,
} from "./graph/chunkedgraph_history.ts";
export { getRootTimestamps, isLatestRoots } from "./graph/chunkedgraph_roots.ts";
export {
  getChangeLog,
  getMergeLog,
  getOperationDetails,
  getTabularChangeLog,
} from "./graph/chunkedgraph_changes.ts";
export type {
  ChangeLog,
  DeltaRoots,
  Lineage,
  LineageLink,
  LineageNode,
  MergeLog,
  OperationDetails,
  PastIds,
  Point,
  TabularChange,
} from "./graph/chunkedgraph_documents.ts";
export * from "../credentials/types.ts";
export * from "../http/types.ts";
