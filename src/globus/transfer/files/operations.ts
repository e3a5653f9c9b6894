/**
 * Files on a collection.
 *
 * @module
 */

import type { Client } from "../../../http/client.ts";
import type { Listed } from "../../../http/reply/iterable_document.ts";
import { path } from "../../../http/path.ts";
import { ask, askList, callKinds, type CallParams, change } from "../_ask.ts";
import { type Filter, filterQuery } from "../submit/_filter_text.ts";
import type { FileDocument, FileListDocument, ResultDocument } from "../documents.ts";
import { checkArguments, type OptionKinds, requiredText } from "../../../options.ts";

/**
 * What to list, and how.
 *
 * @category Files
 */
export interface OperationLsOptions extends CallParams {
  /** The folder; the collection's default folder otherwise. */
  readonly path?: string | undefined;
  /** Whether names that begin with a dot are listed; the service lists them otherwise. */
  readonly showHidden?: boolean | undefined;
  /** The most items to list. */
  readonly limit?: number | undefined;
  /** How many items to leave out at the beginning. */
  readonly offset?: number | undefined;
  /** The order: a field, or several; with ` DESC` downwards. */
  readonly orderby?: string | readonly string[] | undefined;
  /**
   * Which items, such as `name:~*.txt/type:file`; or fields and their values. Of several filters, an
   * item must pass one.
   */
  readonly filter?: Filter | readonly Filter[] | undefined;
  /** The user of the collection's own system to act as, where there are several. */
  readonly localUser?: string | undefined;
}

const operationLsKinds: OptionKinds<OperationLsOptions> = {
  ...callKinds,
  path: "text",
  showHidden: "flag",
  limit: "number",
  offset: "number",
  orderby: "texts",
  filter: "any",
  localUser: "text",
};

/**
 * Lists a folder (`GET /v0.10/operation/endpoint/{id}/ls`).
 *
 * In Python: `operation_ls()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The collection's id.
 * @param options See {@linkcode OperationLsOptions}.
 * @returns The listing, iterable over its files.
 * @throws {ApiError} When the folder is not there or may not be read.
 * @throws {TypeError} When the id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const listing = await transfer.operationLs(sandbox.collections[0]?.id ?? "", { path: "/" });
 * assert([...listing].every(({ name }) => name !== ""));
 * ```
 *
 * @category Files
 */
export async function operationLs(
  client: Client,
  endpointId: string,
  options: OperationLsOptions = {},
): Promise<Listed<FileListDocument, FileDocument>> {
  return await askList(client, path`/operation/endpoint/${{ endpointId }}/ls`, options, {
    kinds: operationLsKinds,
    query: () => ({ filter: filterQuery(options.filter) }),
  });
}

/**
 * How a file operation is done.
 *
 * @category Files
 */
export interface OperationOptions extends CallParams {
  /** The user of the collection's own system to act as, where there are several. */
  readonly localUser?: string | undefined;
}

const operationKinds: OptionKinds<OperationOptions> = {
  ...callKinds,
  localUser: "text",
};

/**
 * Makes a folder (`POST /v0.10/operation/endpoint/{id}/mkdir`).
 *
 * In Python: `operation_mkdir()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param folder The folder, in a folder that is there.
 * @param options See {@linkcode OperationOptions}.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "mkdir_result", code: "DirectoryCreated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.operationMkdir("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "/~/run 7/");
 * assertEquals(code, "DirectoryCreated");
 * ```
 *
 * @category Files
 */
export async function operationMkdir(
  client: Client,
  endpointId: string,
  folder: string,
  options: OperationOptions = {},
): Promise<ResultDocument> {
  checkArguments({ folder }, { folder: "text" });
  return await change(client, path`POST /operation/endpoint/${{ endpointId }}/mkdir`, options, {
    kinds: operationKinds,
    json: { DATA_TYPE: "mkdir", path: folder, ...localUser(options.localUser) },
  });
}

/**
 * Renames or moves a file or folder within a collection (`POST
 * /v0.10/operation/endpoint/{id}/rename`).
 *
 * In Python: `operation_rename()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param oldPath Where it is.
 * @param newPath Where it goes.
 * @param options See {@linkcode OperationOptions}.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "result", code: "FileRenamed", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.operationRename("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "/~/a.txt", "/~/b.txt");
 * assertEquals(code, "FileRenamed");
 * ```
 *
 * @category Files
 */
export async function operationRename(
  client: Client,
  endpointId: string,
  oldPath: string,
  newPath: string,
  options: OperationOptions = {},
): Promise<ResultDocument> {
  checkArguments({ oldPath, newPath }, { oldPath: "text", newPath: "text" });
  return await change(client, path`POST /operation/endpoint/${{ endpointId }}/rename`, options, {
    kinds: operationKinds,
    json: {
      DATA_TYPE: "rename",
      old_path: oldPath,
      new_path: newPath,
      ...localUser(options.localUser),
    },
  });
}

/**
 * What is known about one file or folder (`GET /v0.10/operation/endpoint/{id}/stat`).
 *
 * In Python: `operation_stat()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param file The file or folder.
 * @param options See {@linkcode OperationOptions}.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "file", name: "a.txt", size: 7 };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { size } = await transfer.operationStat("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "/~/a.txt");
 * assertEquals(size, 7);
 * ```
 *
 * @category Files
 */
export async function operationStat(
  client: Client,
  endpointId: string,
  file: string,
  options: OperationOptions = {},
): Promise<FileDocument> {
  return await ask(client, path`GET /operation/endpoint/${{ endpointId }}/stat`, options, {
    kinds: operationKinds,
    query: { path: requiredText("file", file) },
  });
}

/**
 * Makes a symbolic link (`POST /v0.10/operation/endpoint/{id}/symlink`). No collection is known to
 * support it.
 *
 * @param client A Transfer client.
 * @param endpointId The endpoint's id.
 * @param symlinkTarget Where the link leads.
 * @param link The link.
 * @param options See {@linkcode OperationOptions}.
 * @throws {ApiError} When the service refuses.
 * @throws {TypeError} When an id is empty or a dot segment.
 *
 * @example
 * ```ts
 * import { transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { DATA_TYPE: "symlink_result", code: "SymlinkCreated", message: "" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const { code } = await transfer.operationSymlink("6c54cade-bde5-45c1-bdea-f4bd71dba2cc", "/~/a.txt", "/~/b.txt");
 * assertEquals(code, "SymlinkCreated");
 * ```
 *
 * @category Files
 */
export async function operationSymlink(
  client: Client,
  endpointId: string,
  symlinkTarget: string,
  link: string,
  options: OperationOptions = {},
): Promise<ResultDocument> {
  checkArguments({ symlinkTarget, link }, { symlinkTarget: "text", link: "text" });
  return await change(client, path`POST /operation/endpoint/${{ endpointId }}/symlink`, options, {
    kinds: operationKinds,
    json: {
      DATA_TYPE: "symlink",
      symlink_target: symlinkTarget,
      path: link,
      ...localUser(options.localUser),
    },
  });
}

function localUser(name: string | undefined): { local_user?: string | undefined } {
  return name === undefined ? {} : { local_user: name };
}
