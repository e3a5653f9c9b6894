/**
 * CAVE: tokens where CAVEclient and cloud-volume keep them, and the services they open.
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
export type { CaveToken, TokenChoice } from "./token_chain.ts";
export { tokenChain } from "./token_chain.ts";
export type { TokenSearch } from "./platform.ts";
export { platform } from "./platform.ts";
export type { SaveTokenOptions } from "./save_token.ts";
export { saveToken } from "./save_token.ts";
export { rememberServer, serverOfDatastack } from "./datastack_map.ts";
export { defaultServer, secretFiles, serverFile } from "./secret_files.ts";
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
} from "./token_keeping.ts";
export type { BrowserLoginOptions } from "./browser_login.ts";
export type { NodeId } from "./node_id.ts";
export { toNodeId } from "./node_id.ts";
export type { AuthCallOptions } from "./auth.ts";
export {
  createToken,
  deleteToken,
  getGroupUsers,
  getMissingTerms,
  getPermissions,
  getTokens,
  getUserInformation,
  getUserNames,
  isValid,
  whoami,
} from "./auth.ts";
export type {
  GroupUserDocument,
  PermissionsDocument,
  TermsDocument,
  TokenDocument,
  UserDocument,
  UserInformation,
  UserNameDocument,
} from "./auth_documents.ts";
export type { DatastackChoice, ImageChoice, InfoFacts } from "./info.ts";
export type { FormatChoice } from "./info_sources.ts";
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
} from "./info.ts";
export {
  annotationEndpoint,
  imageSource,
  localServer,
  segmentationSource,
  synapseSegmentationSource,
  viewerResolution,
  viewerSite,
} from "./info_sources.ts";
export type { AlignedVolume, DatastackInfo, ImageMirror } from "./info_documents.ts";
export type { SourceFormat } from "./source_format.ts";
export type {
  JsonObject,
  NeuroglancerUrlOptions,
  StateCallOptions,
  StateFacts,
  ViewerKind,
} from "./state.ts";
export {
  buildNeuroglancerUrl,
  getNeuroglancerInfo,
  getPropertyJson,
  getStateJson,
  stateServiceEndpoint,
  uploadPropertyJson,
  uploadStateJson,
} from "./state.ts";
export type { Bounds, GraphCallOptions, GraphClient, Moment } from "./_graph_call.ts";
export type { LeavesOptions } from "./chunkedgraph.ts";
export {
  getChildren,
  getLeaves,
  getLeavesMany,
  getMinimalCoveringNodes,
  getRootId,
  getRoots,
  isValidNodes,
  level2ChunkGraph,
  segmentationInfo,
} from "./chunkedgraph.ts";
export type { LineageOptions, SpanOptions } from "./chunkedgraph_history.ts";
export type { ChangeLogOptions } from "./chunkedgraph_changes.ts";
export {
  getDeltaRoots,
  getLatestRoots,
  getLineageGraph,
  getOriginalRoots,
  getPastIds,
  getRootTimestamps,
  isLatestRoots,
} from "./chunkedgraph_history.ts";
export {
  getChangeLog,
  getMergeLog,
  getOperationDetails,
  getTabularChangeLog,
} from "./chunkedgraph_changes.ts";
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
} from "./chunkedgraph_documents.ts";
export * from "../credentials/types.ts";
export * from "../http/types.ts";
