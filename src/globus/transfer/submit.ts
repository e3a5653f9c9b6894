/**
 * Submitting transfers, so that none runs twice.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import type { TransferResultDocument } from "./documents.ts";
import type { TransferData } from "./transfer_data.ts";

/** A submission id. */
export interface SubmissionIdDocument {
  /** The id. */
  readonly value: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A new submission id (`GET /v0.10/submission_id`).
 *
 * @param client A Transfer client.
 * @param options `signal` gives up.
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
 * assert((await transfer.getSubmissionId()).value !== "");
 * ```
 */
export function getSubmissionId(
  client: Client,
  options: { readonly signal?: AbortSignal } = {},
): Promise<SubmissionIdDocument> {
  return callDocument(client, "GET", "/v0.10/submission_id", options);
}

/**
 * Submits a transfer (`POST /v0.10/transfer`). A missing submission id is fetched first and stays in
 * the document, so that trying again, here or by the caller, never starts a second task.
 *
 * @param client A Transfer client.
 * @param data What {@linkcode transferData} made.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses it, for want of items or permissions say.
 * @throws {AuthorizationRequiredError} When the person must consent first.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
 * const transfer = transferClient({ authorizer, baseUrl: sandbox.url });
 * const [lab, archive] = sandbox.collections;
 * const data = transferData(lab?.id ?? "", archive?.id ?? "");
 * data.addItem("/", "/copy/", { recursive: true });
 * const { task_id, code } = await transfer.submitTransfer(data);
 * assertEquals([code, (await transfer.submitTransfer(data)).task_id], ["Accepted", task_id]);
 * ```
 */
export async function submitTransfer(
  client: Client,
  data: TransferData,
  options: { readonly signal?: AbortSignal } = {},
): Promise<TransferResultDocument> {
  if (data.submission_id === undefined) {
    const { value } = await getSubmissionId(client, options);
    // Looked at again after the wait: two submissions of one document share one id.
    data.submission_id ??= value;
  }
  return await callDocument(client, "POST", "/v0.10/transfer", {
    ...options,
    json: data,
    idempotent: true,
  });
}
