/** Calls of the token endpoint. */

import { call } from "../../../http/call.ts";
import type { AppClient } from "../app_client.ts";
import type { TokenReply } from "./token_response.ts";

/** Fields of a form; those `undefined` are left out. */
export type Form = Readonly<Record<string, string | undefined>>;

/** How a token is asked for. */
export interface TokenCallOptions {
  /** Gives up, at the risk of losing the new token. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether nothing is used by it, so that it may be sent twice.
   *
   * @default {false}
   */
  readonly idempotent?: boolean | undefined;
}

const path = "/v2/oauth2/token";

/**
 * Posts a form to the token endpoint.
 *
 * @param client An Auth client.
 * @param form The form.
 * @param options `signal`, `idempotent`.
 * @throws {ApiError} When the service refuses.
 */
export async function tokenCall(
  client: AppClient,
  form: Form,
  options: TokenCallOptions = {},
): Promise<TokenReply> {
  const { signal, idempotent = false } = options;
  const reply = await call(client, "POST", path, {
    form,
    idempotent,
    retryBusy: true,
    ...(signal === undefined ? {} : { signal }),
  });
  return { client, path, reply };
}
