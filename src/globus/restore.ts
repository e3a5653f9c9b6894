/** Finding Globus tokens and making clients with them. */

import type { CredentialOrigin } from "../credentials/origin.ts";
import { resolveKinds, type ResolveOptions } from "../credentials/sources/chain.ts";
import { findAmong } from "../credentials/platform.ts";
import { expiryWords } from "../credentials/errors/card.ts";
import { shownAs } from "../credentials/errors/shown_as.ts";
import type { Report } from "../credentials/sources/report.ts";
import { type Authorizer, nullAuthorizer, withOrigin } from "../http/authorizer.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../http/client.ts";
import { accessTokenAuthorizer } from "../http/access_token_authorizer.ts";
import type { AppClient } from "./auth/app_client.ts";
import { type AuthClient, authClient, bareAuthClient } from "./auth/client.ts";
import {
  type Service,
  type ServiceUrls,
  serviceUrls,
  type TokenChoice,
  tokenChoiceKinds,
} from "./config.ts";
import { isRenewing } from "../oauth/renewing_authorizer.ts";
import { clientCards } from "./client_cards.ts";
import { platform } from "./platform.ts";
import { memoryAuthorizer, ownTokensFor, refreshingAuthorizer } from "./renewal.ts";
import { recordStore } from "./storage/token_file.ts";
import { buysItsOwn, canRenew, type GlobusTokens, renewalOf } from "./tokens.ts";
import { type TransferClient, transferClient } from "./transfer/client.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/**
 * How Globus clients are restored.
 *
 * @category Start here
 */
export interface RestoreOptions
  extends TokenChoice, ResolveOptions, Omit<ClientOptions, "authorizer"> {}

/** How Globus clients are restored, as a value. */
export const restoreKinds: OptionKinds<RestoreOptions> = {
  ...tokenChoiceKinds,
  ...resolveKinds,
  ...behaviourKinds,
};

/**
 * Globus clients, ready to use.
 *
 * @category Start here
 */
export interface Globus {
  /** Globus Transfer. */
  readonly transfer: TransferClient;
  /** Globus Auth; without a token of its own where none was found beside Transfer's. */
  readonly auth: AuthClient;
  /** The name of the source that had the tokens. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
  /**
   * When the Transfer token expires and whose it is, where known; and whether it can be renewed. It is live:
   * after a renewal it says when the new token expires.
   */
  readonly session: Pick<GlobusTokens, "expiresAt" | "identityId"> & {
    /** Whether a new token can be had from what was found. */
    readonly canRefresh: boolean;
    /** Whether there is a token for Globus Auth beside Transfer's, or one can be obtained. */
    readonly hasAuth: boolean;
  };
}

/**
 * Finds Globus tokens and returns clients that use them, and renew them in the place they came from.
 * Touches no network: a token is renewed with the first call that needs it.
 *
 * @param options What narrows the search, and how the clients behave.
 * @throws {CredentialError} When no token for Transfer is found, or what was found may not be sent
 * where `GLOBUS_SDK_SERVICE_URL_TRANSFER` or `GLOBUS_SDK_SERVICE_URL_AUTH` says.
 * @throws {RangeError} When there is no such Globus environment.
 * @throws {TypeError} When choices contradict each other, or an address is not valid.
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
 *
 * @category Start here
 */
export async function restore(options: RestoreOptions = {}): Promise<Globus> {
  checkOptions(options, restoreKinds);
  const { value, choice, source, report, origin } = await findAmong(platform, options);
  const { expiresAt, identityId } = value;
  const hasAuth = value.auth !== undefined || buysItsOwn(value);
  const urls = serviceUrls(choice, value.addresses);
  const clients = clientsWith(value, urls, clientPart(options), origin);
  const { authorizer } = clients.transfer;
  const session: Globus["session"] = {
    get expiresAt(): number | undefined {
      return isRenewing(authorizer) ? authorizer.current().expiresAt : expiresAt;
    },
    identityId,
    canRefresh: canRenew(value),
    hasAuth,
  };
  const words = `Globus clients transfer and auth for ${clients.transfer.baseUrl}, from ${source}`;
  return clientCards(shownAs({ ...clients, source, report, session }, words), () => ({
    account: identityId,
    source,
    expires: expiryWords(session.expiresAt),
  }));
}

/**
 * Clients that use tokens, and renew them in the place they came from.
 *
 * @param tokens The tokens.
 * @param urls Where the services answer.
 * @param behaviour How the clients behave.
 * @param origin Where the tokens came from, where they were found.
 */
export function clientsWith(
  tokens: GlobusTokens,
  urls: ServiceUrls,
  behaviour: ClientOptions,
  origin?: CredentialOrigin,
): Pick<Globus, "transfer" | "auth"> {
  const auth = { ...behaviour, baseUrl: urls.auth.url };
  const renewer = bareAuthClient(auth);
  return {
    transfer: transferClient({
      ...behaviour,
      baseUrl: urls.transfer.url,
      authorizer: withOrigin(authorizerFor("transfer", tokens, renewer), origin),
    }),
    auth: authClient({
      ...auth,
      authorizer: withOrigin(authorizerFor("auth", tokens, renewer), origin),
    }),
  };
}

/** What puts a service's token on requests, and renews it where that can be done. */
function authorizerFor(
  service: Service,
  tokens: GlobusTokens,
  renewer: AppClient,
): Authorizer {
  if (buysItsOwn(tokens)) return memoryAuthorizer(ownTokensFor[service], tokens.client, renewer);
  const renewal = renewalOf(service, tokens);
  if (renewal !== undefined) {
    const { record, client, stored } = renewal;
    const store = recordStore(stored.file, stored.namespace, record);
    return refreshingAuthorizer(record, client, store, renewer);
  }
  const token = tokens[service];
  return token === undefined ? nullAuthorizer() : accessTokenAuthorizer(token);
}
