/** What lies on a collection. */

import type { TransferClient } from "../../globus/transfer/client.ts";
import type { FileDocument } from "../../globus/transfer/documents.ts";
import { isApiError } from "../../http/errors.ts";

/**
 * What lies at a path; `undefined` where nothing does.
 *
 * @param transfer A Transfer client.
 * @param collection The collection's id.
 * @param path The path.
 * @throws {ApiError} When the service does not tell.
 */
export async function statOf(
  transfer: TransferClient,
  collection: string,
  path: string,
): Promise<FileDocument | undefined> {
  try {
    return await transfer.operationStat(collection, path);
  } catch (error) {
    if (isApiError(error) && error.status === 404) return undefined;
    throw error;
  }
}
