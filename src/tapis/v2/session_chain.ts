/** Where a Tapis v2 session is looked for. */

import { type Chain, chain } from "../../credentials/chain.ts";
import type { Cargo } from "../../credentials/destination.ts";
import { fromEnvGroup } from "../../credentials/from_env.ts";
import { fromValue } from "../../credentials/from_value.ts";
import type { Secret } from "../../credentials/secret.ts";
import { mapSource, type Source } from "../../credentials/source.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { fromCurrent, type SessionChoice, type SessionRecord } from "./cache.ts";

/** What narrows the search for a session. */
export interface SessionSearch extends SessionChoice, Surroundings {
  /** The access token itself; needs `apiServer` beside it. */
  readonly token?: string | Secret;
  /** The tenant's address. */
  readonly apiServer?: string;
}

/** A session, and who gave it. */
export interface FoundSession {
  /** The session. */
  readonly session: SessionRecord;
  /** Who gave it. */
  readonly from: Cargo["from"];
}

/**
 * The sources of a Tapis v2 session: `TAPIS_BASE_URL` with a token, then the cache that the Bash CLI
 * and AgavePy share.
 *
 * @param search What narrows the search. Choosing a client, key or tenant leaves the environment out.
 * @throws {TypeError} When `token` comes without `apiServer`.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = v2.sessionChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), [
 *   "TAPIS_BASE_URL + TAPIS_TOKEN or TAPIS_API_TOKEN",
 *   "~/.agave/current",
 * ]);
 * ```
 */
export function sessionChain(search: SessionSearch = {}): Chain<FoundSession> {
  return chain("Tapis token", sources(search));
}

function sources(search: SessionSearch): Source<FoundSession>[] {
  const { token, apiServer } = search;
  if (token !== undefined) {
    if (apiServer === undefined) {
      throw new TypeError("A Tapis token belongs to a tenant: give apiServer beside token");
    }
    return [mapSource(fromValue(token), ({ value }) => found(bare(apiServer, value), "caller"))];
  }
  const stored = mapSource(fromCurrent(search, search), ({ value, expiresAt }) => ({
    ...found(value, "stored"),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }));
  const { apiKey, clientName, tenantId } = search;
  const choosing = [apiKey, clientName, tenantId].some((choice) => choice !== undefined);
  return choosing ? [stored] : [fromEnvironment(search), stored];
}

function fromEnvironment(search: SessionSearch): Source<FoundSession> {
  const fields = {
    baseUrl: ["TAPIS_BASE_URL"],
    token: ["TAPIS_TOKEN", "TAPIS_API_TOKEN"],
  } as const;
  return mapSource(fromEnvGroup(fields, search), ({ value }) => {
    return found(bare(value.baseUrl.reveal(), value.token), "environment");
  });
}

/** A session that is an address and a token alone: it cannot be renewed. */
function bare(baseUrl: string, accessToken: Secret): SessionRecord {
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    accessToken,
    tenantId: undefined,
    username: undefined,
    clientName: undefined,
    apiKey: undefined,
    apiSecret: undefined,
    refreshToken: undefined,
    expiresAt: undefined,
  };
}

function found(
  session: SessionRecord,
  from: Cargo["from"],
): { state: "used"; value: FoundSession } {
  return { state: "used", value: { session, from } };
}
