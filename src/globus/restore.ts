/** Finding Globus tokens and making clients with them. */

import { resolve, type ResolveOptions } from "../credentials/chain.ts";
import { checkDestination } from "../credentials/destination.ts";
import type { Report } from "../credentials/report.ts";
import type { Secret } from "../credentials/secret.ts";
import type { ClientOptions } from "../http/client.ts";
import { nullAuthorizer } from "../http/authorizer.ts";
import { accessTokenAuthorizer } from "../oauth/access_token_authorizer.ts";
import { type AuthClient, authClient } from "./auth/client.ts";
import { serviceUrl } from "./config.ts";
import { type GlobusTokens, tokenChain, type TokenChoice } from "./token_chain.ts";
import { type TransferClient, transferClient } from "./transfer/client.ts";

/** How Globus clients are restored. */
export interface RestoreOptions
  extends TokenChoice, ResolveOptions, Omit<ClientOptions, "authorizer"> {}

/** Globus clients, ready to use. */
export interface Globus {
  /** Globus Transfer. */
  readonly transfer: TransferClient;
  /** Globus Auth; without a token of its own where none was found beside Transfer's. */
  readonly auth: AuthClient;
  /** The name of the source that had the tokens. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
  /** When the Transfer token ends and whose it is, where known. */
  readonly session: Pick<GlobusTokens, "expiresAt" | "identityId">;
}

/**
 * Finds Globus tokens and returns clients that use them. Touches no network.
 *
 * @param options What narrows the search, and how the clients behave.
 * @throws {CredentialError} When no token for Transfer is found, or the one found may not be sent
 * where `GLOBUS_SDK_SERVICE_URL_TRANSFER` says.
 * @throws {RangeError} When there is no such Globus environment.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const { transfer, source } = await restore({ env: { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" } });
 * assertEquals(source, "GLOBUS_SDK_TRANSFER_TOKEN");
 * assertEquals(transfer.baseUrl, "https://transfer.api.globus.org");
 * ```
 */
export async function restore(options: RestoreOptions = {}): Promise<Globus> {
  const { value, source, report } = await resolve(tokenChain(options), options);
  const { expiresAt, identityId } = value;
  const clientOptions = async (
    service: "auth" | "transfer",
    token: Secret | undefined,
  ): Promise<ClientOptions> => {
    const destination = serviceUrl(service, options);
    if (token === undefined) {
      return { ...options, baseUrl: destination.url, authorizer: nullAuthorizer() };
    }
    await checkDestination({ secret: token, source, from: value.from }, destination, report);
    return { ...options, baseUrl: destination.url, authorizer: accessTokenAuthorizer(token) };
  };
  return {
    transfer: transferClient(await clientOptions("transfer", value.transfer)),
    auth: authClient(await clientOptions("auth", value.auth)),
    source,
    report,
    session: { expiresAt, identityId },
  };
}
