/**
 * Transfers of Tapis v3: the service itself copies between systems.
 *
 * @module
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { Client } from "../../../http/client.ts";
import { pageKinds, type PageOptions, type Pages } from "../../../http/pages.ts";
import { path } from "../../../http/path.ts";
import { document, filled, number, optional, text } from "../../../http/reply/shape.ts";
import { envelopeDone, envelopeResult } from "../../envelope.ts";
import { envelopePages } from "../../envelope_pages.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { checkArguments, checkOptions, type OptionKinds, signalKinds } from "../../../options.ts";

/**
 * How a transfer stands.
 *
 * @category Transfers
 */
export type TransferStatus =
  | "ACCEPTED"
  | "STAGED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "CANCELLED"
  | "FAILED"
  | "FAILED_OPT"
  | "PAUSED"
  | "UNKNOWN";

/**
 * What one line of a transfer copies.
 *
 * @category Transfers
 */
export interface TransferElement {
  /** Where from: `tapis://system/path`, or an address of the web. */
  readonly sourceURI: string;
  /** Where to: `tapis://system/path`. */
  readonly destinationURI: string;
  /** Whether the rest goes on where this fails. @default {false} */
  readonly optional?: boolean | undefined;
}

/**
 * One line of a transfer, or a file of it, as it stands.
 *
 * @category Transfers
 */
export interface TransferPart {
  /** Its id. */
  readonly uuid: string;
  /** Where from. */
  readonly sourceURI: string;
  /** Where to. */
  readonly destinationURI: string;
  /** How it stands. */
  readonly status: TransferStatus;
  /** How many bytes there are, where known. */
  readonly totalBytes?: number | undefined;
  /** How many are transferred. */
  readonly bytesTransferred?: number | undefined;
  /** Why it failed. */
  readonly errorMessage?: string | null | undefined;
  /** The files of a line. */
  readonly children?: readonly TransferPart[] | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * A transfer.
 *
 * @category Transfers
 */
export interface TransferTask {
  /** Its id. */
  readonly uuid: string;
  /** The person's own word for it. */
  readonly tag?: string | null | undefined;
  /** How it stands. */
  readonly status: TransferStatus;
  /** When it was made, as ISO 8601. */
  readonly created?: string | undefined;
  /** When it began. */
  readonly startTime?: string | null | undefined;
  /** When it ended. */
  readonly endTime?: string | null | undefined;
  /** Why it failed. */
  readonly errorMessage?: string | null | undefined;
  /** How many bytes are transferred; in a summary, elsewhere 0. */
  readonly totalBytesTransferred?: number | undefined;
  /** How many bytes there are, as far as is known; in a summary, elsewhere 0. */
  readonly estimatedTotalBytes?: number | undefined;
  /** How many files are done; in a summary, elsewhere 0. */
  readonly completeTransfers?: number | undefined;
  /** How many files there are; in a summary, elsewhere 0. */
  readonly totalTransfers?: number | undefined;
  /** Its lines, in the details; elsewhere nothing. */
  readonly parentTasks?: readonly TransferPart[] | null | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

const task = document({
  uuid: filled,
  status: filled,
  totalBytesTransferred: optional(number),
  estimatedTotalBytes: optional(number),
  startTime: optional(text),
  endTime: optional(text),
});

/**
 * What a transfer is given beyond its lines.
 *
 * @category Transfers
 */
export interface TransferOptions extends SignalOptions {
  /** A word to find it by. */
  readonly tag?: string | undefined;
}

const transferKinds: OptionKinds<TransferOptions> = {
  signal: "signal",
  tag: "text",
};

/**
 * Begins a transfer (`POST /v3/files/transfers`).
 *
 * @param client A Tapis v3 client.
 * @param elements What is copied; see {@linkcode tapisUri}.
 * @param options `tag`, `signal`.
 * @throws {TypeError} When nothing is to be copied.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const tapis = await v3.restore({ env });
 * const { uuid } = await tapis.createTransferTask([
 *   { sourceURI: "tapis://lab/runs", destinationURI: "tapis://archive/runs" },
 * ]);
 * const { status } = await tapis.waitForTransfer(uuid, { pollingInterval: 0.05 });
 * assertEquals(status, "COMPLETED");
 * ```
 *
 * @category Transfers
 */
export async function createTransferTask(
  client: Client,
  elements: readonly TransferElement[],
  options: TransferOptions = {},
): Promise<TransferTask> {
  checkOptions(options, transferKinds);
  checkArguments({ elements }, { elements: "list" });
  // A Set is a list, too, and nothing in JSON.
  const json = { tag: options.tag, elements: [...elements] };
  if (json.elements.length === 0) {
    throw new ArgumentTypeError("The transfer has no elements: give one at least");
  }
  return await envelopeResult(client, "POST", "/v3/files/transfers", {
    json,
    signal: options.signal,
  }, task);
}

/**
 * A transfer with its counts (`GET /v3/files/transfers/{uuid}?includeSummary=true`).
 *
 * @param client A Tapis v3 client.
 * @param transferId The transfer's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertRejects } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
 * await assertRejects(() => tapis.getTransferTask(".."), TypeError);
 * ```
 *
 * @category Transfers
 */
export async function getTransferTask(
  client: Client,
  transferId: string,
  options: SignalOptions = {},
): Promise<TransferTask> {
  checkOptions(options, signalKinds);
  return await envelopeResult(client, "GET", path`/v3/files/transfers/${{ transferId }}`, {
    query: { includeSummary: true },
    signal: options.signal,
  }, task);
}

/**
 * A transfer with its lines and files (`GET /v3/files/transfers/{uuid}/details`).
 *
 * @param client A Tapis v3 client.
 * @param transferId The transfer's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertRejects } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
 * await assertRejects(() => tapis.getTransferTaskDetails(""), TypeError);
 * ```
 *
 * @category Transfers
 */
export async function getTransferTaskDetails(
  client: Client,
  transferId: string,
  options: SignalOptions = {},
): Promise<TransferTask> {
  checkOptions(options, signalKinds);
  const at = path`/v3/files/transfers/${{ transferId }}/details`;
  return await envelopeResult(client, "GET", at, options, task);
}

/**
 * The person's transfers, the latest first (`GET /v3/files/transfers`).
 *
 * @param client A Tapis v3 client.
 * @param options `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @returns The transfers, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const env = { TAPIS_BASE_URL: sandbox.url, TAPIS_USERNAME: username, TAPIS_PASSWORD: password };
 * const { items } = await (await v3.restore({ env })).listTransferTasks().collect();
 * assertEquals(items, []);
 * ```
 *
 * @category Transfers
 */
export function listTransferTasks(
  client: Client,
  options: PageOptions = {},
): Pages<TransferTask, TransferTask[]> {
  checkOptions(options, pageKinds);
  const facts = { largest: 1000, item: document() };
  return envelopePages(client, "/v3/files/transfers", facts, options);
}

/**
 * Asks the service to end a transfer (`DELETE /v3/files/transfers/{uuid}`); it does so in its own time.
 *
 * @param client A Tapis v3 client.
 * @param transferId The transfer's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertRejects } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
 * await assertRejects(() => tapis.cancelTransferTask("."), TypeError);
 * ```
 *
 * @category Transfers
 */
export async function cancelTransferTask(
  client: Client,
  transferId: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  await envelopeDone(
    client,
    "DELETE",
    path`/v3/files/transfers/${{ transferId }}`,
    options,
  );
}
