/** What calls may add. */

import type { Body } from "./body/body.ts";
import type { OptionKinds } from "../options.ts";
import type { Query } from "./path.ts";

/**
 * What a single call may add.
 *
 * @category Calls and clients
 */
export interface CallOptions extends Body {
  /** Query parameters. */
  readonly query?: Query | undefined;
  /** Headers; they override keyferry's own, except Authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Ask the authorizer to renew and send once more when the service refuses the credential (401).
   *
   * @default {true}
   */
  readonly retry401?: boolean | undefined;
  /**
   * Whether sending twice does no harm. Others are sent again only where nothing was done, see
   * {@linkcode CallOptions.retryBusy}.
   *
   * @default {true for GET, HEAD, PUT and DELETE}
   */
  readonly idempotent?: boolean | undefined;
  /**
   * Whether 429 and 503 say that nothing was done, so that a call which is not sent twice otherwise is
   * sent again after these. A stream cannot be.
   *
   * @default {429 says it, and a 503 with Retry-After}
   */
  readonly retryBusy?: boolean | undefined;
  /**
   * How long one attempt may take, body included, in milliseconds.
   *
   * @default {the client's; with a stream no limit but that something must move within the client's}
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long an answer that is read whole may be once it is unpacked, in bytes.
   *
   * @default {the client's}
   */
  readonly maxBytes?: number | undefined;
  /** Gives up this call. */
  readonly signal?: AbortSignal | undefined;
}

/** What an exchange takes beside what a call does. */
export interface ExchangeOptions extends CallOptions {
  /** Sent as it is, with a GET too. */
  readonly bytes?: Uint8Array<ArrayBuffer> | undefined;
  /** Is told of each piece of a body that is sent as a stream, or read as one. */
  readonly onPiece?: ((piece: Uint8Array) => void) | undefined;
  /**
   * Opens a stream once more: with it, a body that is sent as a stream is sent again after 429 and 503,
   * which say that nothing was done, and with a new credential.
   */
  readonly again?: (() => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>) | undefined;
  /** Whether the body of the answer is read as it comes, after the exchange has ended. */
  readonly open?: boolean | undefined;
}

/** The options of an exchange, as a value. */
export const exchangeKinds: OptionKinds<ExchangeOptions> = {
  json: "anything",
  form: "names",
  text: "text",
  blob: "object",
  stream: "object",
  bytes: "object",
  query: "names",
  headers: "names",
  retry401: "flag",
  idempotent: "flag",
  retryBusy: "flag",
  timeoutMs: "number",
  maxBytes: "number",
  signal: "signal",
  onPiece: "function",
  again: "function",
  open: "flag",
};
