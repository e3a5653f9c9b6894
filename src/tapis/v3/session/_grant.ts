/** One grant of tokens, whatever it is made with. */

import type { Secret } from "../../../credentials/secret/secret.ts";
import { nullAuthorizer } from "../../../http/authorizer.ts";
import type { Client } from "../../../http/client.ts";
import { document } from "../../../http/reply/shape.ts";
import { basicAuthorizer } from "../../../oauth/basic_authorizer.ts";
import { envelopeResult } from "../../envelope.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { type GrantResult, pairIn, type TokenPair } from "./token_pair.ts";

/**
 * An OAuth client of Tapis v3.
 *
 * @category Sessions
 */
export interface OAuthClient {
  /** Its id. */
  readonly clientId: string;
  /** Its key, which is its secret. */
  readonly clientKey: string | Secret;
}

/** One grant. As JSON: the service loses the device grant's fields of a form. */
export async function grant(
  client: Client,
  oauthClient: OAuthClient | undefined,
  json: Readonly<Record<string, string>>,
  options: SignalOptions,
): Promise<TokenPair> {
  const authorizer = oauthClient === undefined
    ? nullAuthorizer()
    : basicAuthorizer(oauthClient.clientId, oauthClient.clientKey);
  const result = await envelopeResult<GrantResult>(
    { ...client, authorizer },
    "POST",
    "/v3/oauth2/tokens",
    { json, signal: options.signal, retry401: false, retryBusy: true },
    document(),
  );
  return pairIn(client, result);
}
