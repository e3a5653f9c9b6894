/** Finding a Tapis v2 session that may go where it is to be used. */

import { resolve, type ResolveOptions } from "../../credentials/chain.ts";
import { checkDestination } from "../../credentials/destination.ts";
import { CredentialError } from "../../credentials/errors.ts";
import type { Report } from "../../credentials/report.ts";
import { readVariable, type Surroundings } from "../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../http/base_url.ts";
import { type Capabilities, capabilitiesOf } from "./capabilities.ts";
import { type FoundSession, secretsOf, sessionChain, type SessionSearch } from "./session_chain.ts";
import type { SessionRecord } from "./session_record.ts";

/** A session, and where it is to be used. */
export interface SessionFinding {
  /** The session. */
  readonly found: FoundSession;
  /** Where its calls go. */
  readonly baseUrl: string;
  /** The name of the source that had it. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
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
  const { apiServer } = options;
  if (found.from === "stored" && apiServer === undefined) {
    refuseOtherAddress(found.session, source, report, options);
  }
  const baseUrl = apiServer ?? found.session.baseUrl;
  const issuers = [originOf(found.session.baseUrl)];
  const chosenBy = apiServer !== undefined
    ? "caller"
    : options.sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  for (const secret of secretsOf(found)) {
    await checkDestination(
      { secret, source, from: found.from, issuers },
      { url: baseUrl, chosenBy, name: "baseurl" },
      report,
    );
  }
  return { found, baseUrl, source, report };
}

/** The chain has checked what it found; the caller's own address it has not. */
function originOf(address: string): string {
  return new URL(checkedBaseUrl(address)).origin;
}

/** A record goes to the address it was issued by, and says so where a variable names another. */
export function refuseOtherAddress(
  session: Pick<SessionRecord, "baseUrl">,
  source: string,
  report: Report,
  options: Surroundings,
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

/**
 * What a session allows where it is to be used. At another address than its own it is not renewed: the
 * new token would not be its own.
 */
export function capabilitiesAt(
  { session, from, mode, login }: FoundSession,
  baseUrl: string,
): Capabilities {
  const can = capabilitiesOf(mode, login !== undefined);
  const own = originOf(session.baseUrl);
  if (from !== "stored" || !can.canRefresh || originOf(baseUrl) === own) return can;
  return { ...can, canRefresh: false, reason: `the session belongs to ${own}` };
}
