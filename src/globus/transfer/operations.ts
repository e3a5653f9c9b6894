/**
 * Files on a collection.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { iterableOver, type Listed } from "../../http/iterable_document.ts";
import { path } from "../../http/path.ts";
import type { FileDocument, FileListDocument } from "./documents.ts";
import type { CallParams } from "./endpoints.ts";

/** What to list, and how. */
export interface OperationLsOptions extends CallParams {
  /** The folder; the collection's default folder otherwise. */
  readonly path?: string;
  /** Whether names that begin with a dot are listed; the service lists them otherwise. */
  readonly showHidden?: boolean;
  /** The most items to list. */
  readonly limit?: number;
  /** How many items to leave out at the beginning. */
  readonly offset?: number;
  /** The order: a field, or several; with ` DESC` downwards. */
  readonly orderby?: string | readonly string[];
  /** Which items, such as `name:~*.txt/type:file`; or fields and their values. */
  readonly filter?: string | Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Lists a folder (`GET /v0.10/operation/endpoint/{id}/ls`).
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
 */
export async function operationLs(
  client: Client,
  endpointId: string,
  options: OperationLsOptions = {},
): Promise<Listed<FileListDocument, FileDocument>> {
  const { path: folder, showHidden, limit, offset, orderby, filter, params, signal } = options;
  const document = await callDocument<FileListDocument>(
    client,
    "GET",
    path`/v0.10/operation/endpoint/${endpointId}/ls`,
    {
      query: {
        ...params,
        path: folder,
        show_hidden: showHidden === undefined ? undefined : Number(showHidden),
        limit,
        offset,
        orderby,
        filter: filterText(filter),
      },
      ...(signal === undefined ? {} : { signal }),
    },
  );
  return iterableOver(document, document.DATA);
}

function filterText(filter: OperationLsOptions["filter"]): string | undefined {
  if (filter === undefined || typeof filter === "string") return filter;
  return Object.entries(filter)
    .map(([field, values]) => `${field}:${[values].flat().join(",")}`)
    .join("/");
}
