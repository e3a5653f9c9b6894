/**
 * Submitting transfers and deletes, so that none runs twice.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import { callDocument } from "../../../http/call.ts";
import type { Client } from "../../../http/client.ts";
import { document, filled } from "../../../http/reply/shape.ts";
import { ask, type CallParams } from "../_ask.ts";
import { documentBlob, hasItems } from "./_items.ts";
import { setDeadline } from "../tasks/deadline.ts";
import type { DeleteData } from "./delete_data.ts";
import type { TransferResultDocument } from "../documents.ts";
import type { TransferData } from "./transfer_data.ts";
import { checkOptions, requiredClient, signalKinds } from "../../../options.ts";

/**
 * A submission id.
 *
 * @category Transfers and deletes
 */
export interface SubmissionIdDocument {
  /** The id. */
  readonly value: string;
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * A document to submit that was not made by {@linkcode transferData} or {@linkcode deleteData}.
 *
 * @category Transfers and deletes
 */
export interface SubmissionDocument extends
  Partial<
    Omit<TransferData, "DATA_TYPE" | "DATA" | "submission_id" | "addItem" | "addFilterRule">
  >,
  Partial<
    Pick<
      DeleteData,
      "endpoint" | "recursive" | "ignore_missing" | "interpret_globs" | "local_user"
    >
  > {
  /** `transfer` or `delete`. */
  readonly DATA_TYPE?: "transfer" | "delete" | undefined;
  /** What to transfer or delete. */
  readonly DATA: readonly object[];
  /** The submission's id; it is set where it is missing. */
  submission_id?: string | undefined;
}

/**
 * A new submission id (`GET /v0.10/submission_id`).
 *
 * In Python: `get_submission_id()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param options `params`: query parameters as the REST API spells them; `signal` gives up.
 * @throws {ApiError} When the service refuses.
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
 *
 * @category Transfers and deletes
 */
export async function getSubmissionId(
  client: Client,
  options: CallParams = {},
): Promise<SubmissionIdDocument> {
  const shape = document({ value: filled });
  return await ask(client, "GET /submission_id", options, { shape });
}

/**
 * Submits a transfer (`POST /v0.10/transfer`). A missing submission id is fetched first and stays in
 * the document, so that trying again, here or by the caller, never starts a second task.
 *
 * In Python: `submit_transfer()` of globus-sdk.
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
 *
 * @category Transfers and deletes
 */
export async function submitTransfer(
  client: Client,
  data: TransferData | SubmissionDocument,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<TransferResultDocument> {
  checkOptions(options, signalKinds);
  requiredClient(client);
  return await submit(client, "/v0.10/transfer", data, options);
}

/**
 * Submits a delete (`POST /v0.10/delete`). A missing submission id is fetched first and stays in the
 * document, so that trying again, here or by the caller, never starts a second task.
 *
 * In Python: `submit_delete()` of globus-sdk.
 *
 * @param client A Transfer client.
 * @param data What {@linkcode deleteData} made.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses it, for want of items or permissions say.
 * @throws {AuthorizationRequiredError} When the person must consent first.
 *
 * @example
 * ```ts
 * import { deleteData, transferClient } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const answer = { value: "submission-id", code: "Accepted", task_id: "task-id" };
 * // A made-up answer, so that this runs anywhere; leave `fetch` out for the service's own.
 * const transfer = transferClient({ fetch: () => Promise.resolve(Response.json(answer)) });
 * const data = deleteData("collection-id", { recursive: true }).addItem("/old run/");
 * assertEquals((await transfer.submitDelete(data)).code, "Accepted");
 * ```
 *
 * @category Transfers and deletes
 */
export async function submitDelete(
  client: Client,
  data: DeleteData | SubmissionDocument,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<TransferResultDocument> {
  checkOptions(options, signalKinds);
  requiredClient(client);
  return await submit(client, "/v0.10/delete", data, options);
}

async function submit(
  client: Client,
  path: string,
  data: TransferData | DeleteData | SubmissionDocument,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<TransferResultDocument> {
  const given = { signal };
  if (!hasItems(data)) {
    throw new ArgumentTypeError(
      "What is submitted must be a document with its items in a list (DATA)",
    );
  }
  const id: unknown = data.submission_id;
  // By an empty one, submissions that have nothing to do with each other would be one.
  if (id !== undefined && (typeof id !== "string" || id === "")) {
    throw new ArgumentTypeError(
      "submission_id must be a text that is not empty: leave it out for a new one",
    );
  }
  if (id === undefined) {
    const { value } = await getSubmissionId(client, given);
    // Looked at again after the wait: two submissions of one document share one id.
    data.submission_id ??= value;
  }
  setDeadline(data, client.now);
  const blob = await documentBlob(data);
  const body = blob === undefined ? { json: data } : { blob };
  return await callDocument(
    client,
    "POST",
    path,
    { ...given, ...body, idempotent: true },
    document({ task_id: filled }),
  );
}
