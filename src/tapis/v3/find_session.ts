/** Finding a Tapis v3 session that may go where it is to be used. */

import { resolve, type ResolveOptions } from "../../credentials/chain.ts";
import { checkDestination } from "../../credentials/destination.ts";
import { CredentialError } from "../../credentials/errors.ts";
import type { Report } from "../../credentials/report.ts";
import { readVariable } from "../../credentials/surroundings.ts";
import { type FoundSession, sessionChain, type SessionSearch } from "./session_chain.ts";
import { isRenewable, type SessionRecord } from "./session_record.ts";

/** A session, and where it was found. */
export interface SessionFinding {
  /** The session. */
  readonly found: FoundSession;
  /** The name of the source that had it. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
}

/** What a Tapis v3 session allows. */
export interface Capabilities {
  /** Whether a new token can be had from what is known. */
  readonly canRefresh: boolean;
  /** Why not. */
  readonly reason?: string;
}

/**
 * Finds a session as `restore()` does, and makes no client.
 *
 * @param options What narrows the search.
 * @throws {CredentialError} When there is none, or the one found may not be sent where
 * `TAPIS_BASE_URL` says.
 * @throws {TypeError} When an address is none.
 */
export async function findSession(
  options: SessionSearch & ResolveOptions,
): Promise<SessionFinding> {
  const { value: found, source, report } = await resolve(sessionChain(options), options);
  const { session, login, from } = found;
  if (from === "stored" && options.baseUrl === undefined) {
    refuseOtherAddress(session, source, report, options);
  }
  const { baseUrl } = session;
  const chosenBy = options.baseUrl !== undefined
    ? "caller"
    : options.sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  const issuers = [new URL(baseUrl).origin];
  const secrets = [session.accessToken, session.refreshToken, login?.password]
    .filter((secret) => secret !== undefined);
  for (const secret of secrets) {
    const destination = { url: baseUrl, chosenBy, name: "base_url" } as const;
    await checkDestination({ secret, source, from, issuers }, destination, report);
  }
  return { found, source, report };
}

/** What a session allows. */
export function capabilitiesOf({ session, login }: FoundSession): Capabilities {
  if (login !== undefined || isRenewable(session)) return { canRefresh: true };
  const reason = session.refreshToken === undefined
    ? "there is an access token and nothing to renew it: only an OAuth client gets refresh tokens"
    : "there is a refresh token, but not the OAuth client that it was given to";
  return { canRefresh: false, reason };
}

/** A record goes to the address it was issued by, and says so where a variable names another. */
function refuseOtherAddress(
  { baseUrl }: SessionRecord,
  source: string,
  report: Report,
  options: SessionSearch,
): void {
  const own = new URL(baseUrl).origin;
  const read = readVariable("TAPIS_BASE_URL", options);
  const named = "value" in read && read.value ? URL.parse(read.value)?.origin : undefined;
  if (named === undefined || named === own) return;
  throw new CredentialError(
    `The Tapis token from ${source} is not sent to ${named}: TAPIS_BASE_URL names that address, and ` +
      `the token was issued by ${own}; unset it, or give a token for that address in the same way`,
    report,
  );
}
