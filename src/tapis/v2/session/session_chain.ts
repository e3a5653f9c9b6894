/** Where a Tapis v2 session is looked for. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import {
  type CallersSources,
  callersSources,
  callersSourcesKinds,
} from "../../../credentials/sources/callers_sources.ts";
import { type Chain, chain } from "../../../credentials/sources/chain.ts";
import type { Cargo } from "../../../credentials/destination.ts";
import { withEnvFile } from "../../../credentials/files/env_file.ts";
import { fromValue } from "../../../credentials/sources/from_value.ts";
import { forHeader } from "../../../credentials/secret/header_text.ts";
import type { Secret } from "../../../credentials/secret/secret.ts";
import { broken } from "../../../credentials/sources/from_json_file.ts";
import { mapSource, type Outcome, type Source } from "../../../credentials/sources/source.ts";
import {
  type Surroundings,
  surroundingsKinds,
  type Variables,
} from "../../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import { ofOneTenant } from "../../env_file_tenant.ts";
import { isJwt } from "../../jwt.ts";
import { ofNamedUser } from "../../named_user.ts";
import { useV3 } from "../../other_version.ts";
import { type AddressChoice, addressIn, addressKinds } from "../address.ts";
import { type Mode, modeOf } from "../capabilities.ts";
import { fromEnvironment, spellings } from "./env_modes.ts";
import {
  fromAgpy,
  fromConfig,
  fromCurrent,
  isChoosing,
  type SessionChoice,
  sessionChoiceKinds,
} from "../cache/from_cache.ts";
import type { Login } from "./renewal.ts";
import { sessionName, type SessionRecord, wanted } from "../cache/session_record.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What narrows the search for a session.
 *
 * @category Sessions
 */
export interface SessionSearch extends SessionChoice, Surroundings, CallersSources, AddressChoice {
  /** The access token itself; needs `baseUrl` beside it. */
  readonly token?: string | Secret | undefined;
}

/** What narrows the search for a session, as a value. */
export const sessionSearchKinds: OptionKinds<SessionSearch> = {
  ...sessionChoiceKinds,
  ...surroundingsKinds,
  ...callersSourcesKinds,
  ...addressKinds,
  token: "secret",
};

/**
 * A session, and who gave it.
 *
 * @category Sessions
 */
export interface FoundSession {
  /** The session. */
  readonly session: SessionRecord;
  /** Who gave it. */
  readonly from: Cargo["from"];
  /** AgavePy's name for such a session. */
  readonly mode: Mode;
  /** A name and a password, where both are known. */
  readonly login: Login | undefined;
  /** Where new tokens go: the cache, AgavePy's list in the home folder, or keyferry's own file. */
  readonly keptIn: "cache" | "list" | "own" | undefined;
}

/** The secrets of a session, in the order in which they tell where it belongs. */
export function secretsOf({ session, login }: FoundSession): Secret[] {
  const { accessToken, refreshToken, apiSecret } = session;
  // A password that is asked for later goes to the address in the same call that asks.
  const password = typeof login?.password === "function" ? undefined : login?.password;
  return [accessToken, refreshToken, password, apiSecret].filter((secret) => secret !== undefined);
}

/**
 * The sources of a Tapis v2 session: the `TAPIS_*` variables, then the files of the cache that the Bash
 * CLI and AgavePy share.
 *
 * @param search What narrows the search. Choosing a client, key, user or tenant leaves the environment
 * out.
 * @throws {TypeError} When `token` or `sources` come without `baseUrl`, or that is not an address.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = v2.sessionChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), [
 *   "TAPIS_* variables",
 *   "~/.agave/current",
 *   "~/.agpy",
 *   "~/.agave/config.json",
 * ]);
 * ```
 *
 * @category Sessions
 */
export function sessionChain(search: SessionSearch = {}): Chain<FoundSession> {
  checkOptions(search, sessionSearchKinds);
  // What the caller changes afterwards is about another search.
  return chain(wanted, sources({ ...search }), {
    kind: "log in",
    platform: "Tapis v2",
    how: "client({ baseUrl, username, password, apiKey, apiSecret })",
  });
}

function sources(search: SessionSearch): Source<FoundSession>[] {
  const { token } = search;
  const given = addressIn(search);
  const apiServer = given === undefined ? undefined : checkedBaseUrl(given);
  if (token !== undefined) {
    const address = apiServer ?? noTenant("token");
    return [mapSource(forHeader(fromValue(token)), ({ value }) => bareSession(address, value))];
  }
  const own = search.sources === undefined
    ? []
    : ownSources(search, apiServer ?? noTenant("sources"));
  const stored = (
    [[fromCurrent, "cache"], [fromAgpy, "list"], [fromConfig, "cache"]] as const
  ).map(([from, keptIn]) => (chosen: SessionSearch) => sessionSource(from(chosen, chosen), keptIn));
  if (isChoosing(search)) return [...own, ...stored.map((make) => make(search))];
  const environments = withEnvFile(
    search,
    (variables) => [environment(variables, apiServer)],
    (found) => ofOneTenant(found, search, apiServer),
  );
  const ofUser = stored.map((make) => ofNamedUser(search, spellings.username, make));
  return [...own, ...environments, ...ofUser];
}

function ownSources(search: SessionSearch, apiServer: string): Source<FoundSession>[] {
  return callersSources(search.sources, ({ value }) => bareSession(apiServer, value));
}

function noTenant(beside: string): never {
  throw new ArgumentTypeError(`A Tapis token belongs to a tenant: give baseUrl with ${beside}`);
}

/** A session of which the token is all that is known. */
function bareSession(apiServer: string, accessToken: Secret): Outcome<FoundSession> {
  if (isJwt(accessToken.reveal())) return broken("is a token of Tapis v3", undefined, useV3);
  const session: SessionRecord = {
    baseUrl: apiServer,
    accessToken,
    tenantId: undefined,
    username: undefined,
    clientName: undefined,
    apiKey: undefined,
    apiSecret: undefined,
    refreshToken: undefined,
    createdAt: undefined,
    expiresAt: undefined,
  };
  return {
    state: "used",
    value: { session, from: "caller", mode: "Access-Only", login: undefined, keptIn: undefined },
  };
}

function environment(
  variables: Variables,
  apiServer: string | undefined,
): Source<FoundSession> {
  const kept = { "Standard": "cache", "Token-Refresh": "own" } as const;
  return mapSource(fromEnvironment(variables, apiServer), ({ value }) => {
    const { mode } = value;
    const keptIn = mode === "Standard" || mode === "Token-Refresh" ? kept[mode] : undefined;
    return { state: "used", value: { ...value, from: "environment", keptIn }, detail: mode };
  });
}

function sessionSource(
  source: Source<SessionRecord>,
  keptIn: "cache" | "list",
): Source<FoundSession> {
  return mapSource(source, ({ value: session, expiresAt }) => ({
    state: "used",
    value: { session, from: "stored", mode: modeOf(session), login: undefined, keptIn },
    detail: sessionName(session),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }));
}
