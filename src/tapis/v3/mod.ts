/**
 * Tapis v3, where Tapis lives now: tokens, files and transfers.
 *
 * ```ts ignore
 * import { restore } from "@keyferry/keyferry/tapis/v3";
 *
 * const tapis = await restore();
 * const files = tapis.listFiles("my-system", "runs/2026");
 * for await (const { name } of files) console.log(name);
 * ```
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Log in with a password
 * ```ts
 * import { restore } from "@keyferry/keyferry/tapis/v3";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = await restore({ baseUrl: sandbox.url, username, password });
 * assertEquals((await tapis.getUserinfo()).username, username);
 * ```
 *
 * @module
 */

export type { Capabilities } from "./platform.ts";
export { platform } from "./platform.ts";
export type { RestoredTapis, RestoreOptions } from "./restore.ts";
export { restore } from "./restore.ts";
export { renewalPermissions } from "./session/renewal_permissions.ts";
export type { StoreTokensOptions } from "./session/store_tokens.ts";
export { storeTokens } from "./session/store_tokens.ts";
export type { LoggedOut, LogoutOptions } from "./session/logout.ts";
export { logout } from "./session/logout.ts";
export type { FoundSession, SessionSearch } from "./session/session_chain.ts";
export { sessionChain } from "./session/session_chain.ts";
export type { HeldPassword, Password } from "../password.ts";
export type { Login } from "./session/session_authorizer.ts";
export type { SessionRecord } from "./session/session_record.ts";
export { accessTokenAuthorizer } from "./session/access_token_authorizer.ts";
export type { TapisClient, TapisClientOptions } from "./client.ts";
export { tapisClient } from "./client.ts";
export type { TokenClaims } from "../jwt.ts";
export { claimsOf } from "../jwt.ts";
export type { PlainTokenPair, TokenPair } from "./session/token_pair.ts";
export { refresh, tokens } from "./tokens.ts";
export type { OAuthClient } from "./session/_grant.ts";
export type { CreateTokenOptions, V2TokenDocument } from "./session/token_grants.ts";
export {
  createToken,
  exchangeCode,
  refreshToken,
  revokeToken,
  tokenToV2,
} from "./session/token_grants.ts";
export type { SignalOptions } from "../signal_options.ts";
export type { DeviceLogin, DeviceWaitOptions } from "./session/device_login.ts";
export { startDevice, waitForDevice } from "./session/device_login.ts";
export type { BrowserLogin } from "./session/browser_login.ts";
export { codeInAnswer, startBrowserLogin } from "./session/browser_login.ts";
export type { SiteDocument, TenantDocument } from "./tenants.ts";
export type { ListSystemsOptions, SystemDocument } from "./systems.ts";
export { checkSystemCredential, getSystem, listSystems } from "./systems.ts";
export { getTenant, listSites, listTenants } from "./tenants.ts";
export type {
  KeyedClient,
  ListClientsOptions,
  NewClientOptions,
  OAuthClientDocument,
  UpdateClientOptions,
} from "./oauth_clients.ts";
export {
  createClient,
  deleteClient,
  getClient,
  listClients,
  updateClient,
} from "./oauth_clients.ts";
export { ownOAuthClient } from "./own_oauth_client.ts";
export type { ProfileDocument } from "./profiles.ts";
export { getProfile, getUserinfo, listProfiles } from "./profiles.ts";
export type { FileInfo, FileStat, ListFilesOptions } from "./files/files.ts";
export { listFiles, statFile } from "./files/files.ts";
export { findFile } from "./files/find_file.ts";
export { copyFile, deleteFile, mkdir, moveFile } from "./files/file_changes.ts";
export type {
  ByteProgress,
  Download,
  DownloadOptions,
  UploadOptions,
  UploadSource,
} from "./files/contents.ts";
export type { ContentOptions } from "./files/_content.ts";
export { download, upload } from "./files/contents.ts";
export type { DownloadFileOptions, MovedFile, UploadFileOptions } from "./files/local_files.ts";
export { downloadFile, uploadFile } from "./files/local_files.ts";
export { tapisUri } from "./files/file_path.ts";
export type {
  TransferElement,
  TransferPart,
  TransferStatus,
  TransferTask,
} from "./files/transfers.ts";
export type { TransferOptions } from "./files/transfers.ts";
export {
  cancelTransferTask,
  createTransferTask,
  getTransferTask,
  getTransferTaskDetails,
  listTransferTasks,
} from "./files/transfers.ts";
export type { TransferState, WatchTransferOptions } from "./files/watch_transfer.ts";
export { waitForTransfer, watchTransfer } from "./files/watch_transfer.ts";
export * from "../../credentials/types.ts";
export * from "../../http/types.ts";
