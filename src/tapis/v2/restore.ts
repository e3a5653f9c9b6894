/** Finding a Tapis v2 session and making a client with it. */

import { resolve, type ResolveOptions } from "../../credentials/chain.ts";
import { checkDestination } from "../../credentials/destination.ts";
import { CredentialError } from "../../credentials/errors.ts";
import type { Report } from "../../credentials/report.ts";
import { readVariable } from "../../credentials/surroundings.ts";
import type { ClientOptions } from "../../http/client.ts";
import { accessTokenAuthorizer } from "../../oauth/access_token_authorizer.ts";
import { isRenewable, type SessionRecord } from "./cache.ts";
import { type TapisClient, tapisClient } from "./client.ts";
import { sessionChain, type SessionSearch } from "./session_chain.ts";

/** How a Tapis v2 client is restored. */
export interface RestoreOptions
  extends SessionSearch, ResolveOptions, Omit<ClientOptions, "authorizer" | "baseUrl"> {}

/** What a session allows. */
export interface Capabilities {
  /** AgavePy's name for such a session. */
  readonly mode: "Access-Only" | "Token-Refresh" | "Bare-Refresh";
  /** Whether a new token can be had from what is stored. */
  readonly canRefresh: boolean;
}

/** A Tapis v2 client, and where its token came from. */
export interface RestoredTapis extends TapisClient {
  /** The name of the source that had the session. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
  /** What the session allows. */
  readonly capabilities: Capabilities;
  /** The person, the tenant and the OAuth client, where known. */
  readonly session: Pick<SessionRecord, "username" | "tenantId" | "clientName" | "expiresAt">;
}

/**
 * Finds a Tapis v2 session, as AgavePy's `Agave.restore()` does, and returns a client that uses it.
 * Touches no network, and writes nothing.
 *
 * @param options What narrows the search, and how the client behaves.
 * @throws {CredentialError} When no session is found, or the one found may not be sent where
 * `TAPIS_BASE_URL` says.
 * @throws {TypeError} When an address is none.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = await v2.restore({
 *   env: { TAPIS_BASE_URL: "https://api.tacc.utexas.edu", TAPIS_TOKEN: "made-up" },
 * });
 * assertEquals(tapis.capabilities, { mode: "Access-Only", canRefresh: false });
 * ```
 */
export async function restore(options: RestoreOptions = {}): Promise<RestoredTapis> {
  const { value, source, report } = await resolve(sessionChain(options), options);
  const { session, from } = value;
  const { apiServer } = options;
  if (from === "stored" && apiServer === undefined) {
    refuseOtherAddress(session, source, report, options);
  }
  const baseUrl = apiServer ?? session.baseUrl;
  await checkDestination(
    { secret: session.accessToken, source, from, issuers: [new URL(session.baseUrl).origin] },
    {
      url: baseUrl,
      chosenBy: apiServer !== undefined
        ? "caller"
        : options.sandboxOrigin !== undefined
        ? "sandbox"
        : "default",
      name: "baseurl",
    },
    report,
  );
  const authorizer = accessTokenAuthorizer(session.accessToken);
  const client = tapisClient({ ...options, authorizer, baseUrl });
  const { username, tenantId, clientName, expiresAt } = session;
  return {
    ...client,
    source,
    report,
    capabilities: capabilitiesOf(session),
    session: { username, tenantId, clientName, expiresAt },
  };
}

/** A record goes to the address it was issued by, and says so where a variable names another. */
function refuseOtherAddress(
  session: SessionRecord,
  source: string,
  report: Report,
  options: RestoreOptions,
): void {
  const own = new URL(session.baseUrl).origin;
  const read = readVariable("TAPIS_BASE_URL", options);
  const named = "value" in read && read.value ? URL.parse(read.value)?.origin : undefined;
  const marked = options.sandboxOrigin;
  const [name, other] = marked !== undefined && marked !== own
    ? ["the sandbox", marked]
    : ["TAPIS_BASE_URL", named];
  if (other === undefined || other === own) return;
  throw new CredentialError(
    `The Tapis token from ${source} is not sent to ${other}: ${name} names that address, and the ` +
      `token was issued by ${own}; unset it, or give a token for that address in the same way`,
    report,
  );
}

function capabilitiesOf(session: SessionRecord): Capabilities {
  const canRefresh = isRenewable(session);
  const bare = session.refreshToken !== undefined && !canRefresh;
  return { mode: canRefresh ? "Token-Refresh" : bare ? "Bare-Refresh" : "Access-Only", canRefresh };
}
