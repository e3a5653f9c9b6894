/** Where a Tapis v3 session is looked for. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import {
  type CallersSources,
  callersSources,
  callersSourcesKinds,
} from "../../../credentials/sources/callers_sources.ts";
import { type Chain, chain } from "../../../credentials/sources/chain.ts";
import type { Cargo } from "../../../credentials/destination.ts";
import { loginCall, narrowing } from "../../../credentials/errors/step.ts";
import { modeFacts } from "../../../credentials/files/files.ts";
import { withEnvFile } from "../../../credentials/files/env_file.ts";
import { broken, readPermissions } from "../../../credentials/sources/from_json_file.ts";
import { fromValue } from "../../../credentials/sources/from_value.ts";
import { forHeader } from "../../../credentials/secret/header_text.ts";
import { Secret } from "../../../credentials/secret/secret.ts";
import {
  mapSource,
  type NotFound,
  type Outcome,
  type Source,
} from "../../../credentials/sources/source.ts";
import { type Surroundings, surroundingsKinds } from "../../../credentials/surroundings.ts";
import { loadTrusted } from "../../../credentials/files/trusted_file.ts";
import { isWholeJson } from "../../../credentials/files/whole_text.ts";
import { checkedBaseUrl } from "../../../http/base_url.ts";
import { ofOneTenant } from "../../env_file_tenant.ts";
import { clientKeyProblem } from "../../client_key.ts";
import { ownFile } from "../../own_file.ts";
import { ofNamedUser } from "../../named_user.ts";
import { heldPassword, type Password } from "../../password.ts";
import { useV2 } from "../../other_version.ts";
import { fromEnvironment, names } from "./env_session.ts";
import { isJwt } from "../../jwt.ts";
import { loginAgain } from "./login_again.ts";
import type { Login } from "./session_authorizer.ts";
import {
  chooseAmong,
  isOfClient,
  isRenewable,
  sessionName,
  type SessionRecord,
  sessionsIn,
  sessionWith,
  wanted,
} from "./session_record.ts";
import { checkOptions, type OptionKinds } from "../../../options.ts";

/**
 * What narrows the search for a Tapis v3 session.
 *
 * @category Sessions
 */
export interface SessionSearch extends Surroundings, CallersSources {
  /** The tenant's address. */
  readonly baseUrl?: string | undefined;
  /** The access token itself; needs `baseUrl` beside it. */
  readonly token?: string | Secret | undefined;
  /** The OAuth client, among those stored; an empty text for a session without one. */
  readonly clientId?: string | undefined;
  /** The person: among those stored, or who logs in with `password`. */
  readonly username?: string | undefined;
  /**
   * The person's password, or a function that asks for it each time it is needed; needs `baseUrl` and
   * `username` beside it. Nothing is looked for then, and nothing kept.
   */
  readonly password?: Password | undefined;
  /** The tenant's id, among those stored. */
  readonly tenantId?: string | undefined;
}

/** What narrows the search for a Tapis v3 session, as a value. */
export const sessionSearchKinds: OptionKinds<SessionSearch> = {
  ...surroundingsKinds,
  ...callersSourcesKinds,
  baseUrl: "text",
  token: "secret",
  clientId: "text",
  username: "text",
  password: "any",
  tenantId: "text",
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
  /** A name and a password, where both are known. */
  readonly login: Login | undefined;
}

/**
 * The sources of a Tapis v3 session: the `TAPIS_*` variables, then keyferry's own file.
 *
 * @param search What narrows the search. Choosing a person, a tenant or an OAuth client leaves the
 * environment out.
 * @throws {TypeError} When `token` or `sources` come without `baseUrl`, or `password` without `baseUrl` and
 * `username`; when an address is not valid.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = v3.sessionChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), ["TAPIS_* variables", "~/.agave/keyferry.json"]);
 * ```
 *
 * @category Sessions
 */
export function sessionChain(search: SessionSearch = {}): Chain<FoundSession> {
  checkOptions(search, sessionSearchKinds);
  // What the caller changes afterwards is about another search.
  return chain(wanted, sources({ ...search }), {
    kind: "log in",
    platform: "Tapis v3",
    how: "restore({ baseUrl, username, password })",
    cell: loginCall("tapis", [
      ...["clientId", "clientKey"],
      ...narrowing(search, ["baseUrl", "username", "tenantId"]),
    ]),
  });
}

function sources(search: SessionSearch): Source<FoundSession>[] {
  const { token, password } = search;
  if (password !== undefined) heldPassword(password);
  const baseUrl = search.baseUrl === undefined ? undefined : checkedBaseUrl(search.baseUrl);
  if (token !== undefined) {
    return [
      callersSource(
        baseUrl ?? noTenant("token"),
        typeof token === "string" ? new Secret(token) : token,
      ),
    ];
  }
  if (password !== undefined) return [withPassword(password, search, baseUrl)];
  const own = search.sources === undefined
    ? []
    : ownSources(search, baseUrl ?? noTenant("sources"));
  return [...own, ...nativeSources(search, baseUrl)];
}

function ownSources(search: SessionSearch, baseUrl: string): Source<FoundSession>[] {
  return callersSources(search.sources, ({ value }) => sessionOf(baseUrl, value));
}

function noTenant(beside: string): never {
  throw new ArgumentTypeError(
    `A Tapis v3 token belongs to a tenant: give baseUrl with ${beside}`,
  );
}

function nativeSources(
  search: SessionSearch,
  baseUrl: string | undefined,
): Source<FoundSession>[] {
  const { clientId, username, tenantId } = search;
  const kept = (chosen: SessionSearch): Source<FoundSession> => storedSource(chosen, baseUrl);
  if ([clientId, username, tenantId].some((choice) => choice !== undefined)) return [kept(search)];
  const environment = withEnvFile(
    search,
    (variables) => [environmentOf({ ...variables, now: search.now }, baseUrl)],
    (found) => ofOneTenant(found, search, baseUrl),
  );
  return [...environment, ofNamedUser(search, [names.username], kept)];
}

function environmentOf(
  machine: Pick<Surroundings, "env" | "now">,
  baseUrl: string | undefined,
): Source<FoundSession> {
  return mapSource(
    fromEnvironment(machine, baseUrl),
    ({ value, expiresAt }): Outcome<FoundSession> => ({
      state: "used",
      value: { ...value, from: "environment" },
      detail: sessionName(value.session),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }),
  );
}

function withPassword(
  password: Password,
  { username, clientId, tenantId }: SessionSearch,
  baseUrl: string | undefined,
): Source<FoundSession> {
  if (baseUrl === undefined || username === undefined) {
    throw new ArgumentTypeError(
      "A password belongs to a person: give baseUrl and username with password",
    );
  }
  if (clientId !== undefined || tenantId !== undefined) {
    throw new ArgumentTypeError(
      "clientId and tenantId choose a stored session: leave them out, or password",
    );
  }
  const session: SessionRecord = {
    baseUrl,
    username,
    tenantId: undefined,
    oauthClient: undefined,
    accessToken: undefined,
    refreshToken: undefined,
    expiresAt: undefined,
  };
  const login = { username, password: heldPassword(password) };
  return {
    name: "given by the caller",
    permissions: [],
    load: () =>
      Promise.resolve({
        state: "used",
        value: { session, from: "caller", login },
        detail: sessionName(session),
      }),
  };
}

function callersSource(baseUrl: string, token: Secret): Source<FoundSession> {
  return mapSource(forHeader(fromValue(token)), ({ value }) => sessionOf(baseUrl, value));
}

function sessionOf(baseUrl: string, token: Secret): Outcome<FoundSession> {
  if (!isJwt(token.reveal())) {
    return broken("is not a JWT, so not a token of Tapis v3", undefined, useV2);
  }
  const session = sessionWith(baseUrl, token, undefined, undefined);
  return { state: "used", value: { session, from: "caller", login: undefined } };
}

function storedSource(search: SessionSearch, baseUrl: string | undefined): Source<FoundSession> {
  const location = ownFile(search);
  return {
    name: location.label,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<FoundSession>> {
      const file = await loadTrusted(location, isWholeJson);
      if ("state" in file) return file;
      let sessions: SessionRecord[];
      try {
        sessions = sessionsIn(file.text);
      } catch (cause) {
        return broken(`is not JSON: ${(cause as SyntaxError).message}`, cause);
      }
      const outcome = chooseSession(sessions, search, baseUrl);
      if (outcome.state !== "used") return outcome;
      return { ...outcome, ...await modeFacts(file.path) };
    },
  };
}

function noSuch(sessions: readonly SessionRecord[]): NotFound {
  const only = sessions.map(sessionName).join(", ");
  const detail = only === "" ? "has no session" : `has no such session of Tapis v3, only ${only}`;
  return { state: "keyless", detail };
}

function chooseSession(
  sessions: readonly SessionRecord[],
  search: SessionSearch,
  baseUrl: string | undefined,
): Outcome<FoundSession> {
  const { clientId, username, tenantId, sandboxOrigin } = search;
  const fitting = sessions.filter((session) => {
    return (baseUrl === undefined || new URL(baseUrl).origin === new URL(session.baseUrl).origin) &&
      isOfClient(session, clientId) &&
      (username === undefined || session.username === username) &&
      (tenantId === undefined || session.tenantId === tenantId) &&
      (sandboxOrigin === undefined || new URL(session.baseUrl).origin === sandboxOrigin);
  });
  const now = (search.now ?? Date.now)();
  const living = fitting.filter((session) => {
    return isRenewable(session) ||
      session.accessToken !== undefined && (session.expiresAt ?? Infinity) > now;
  });
  const damaged = fitting.find(({ accessToken }) => accessToken === undefined);
  const [session, another] = living;
  if (session === undefined && damaged !== undefined) {
    return broken(
      `holds a damaged access_token for ${sessionName(damaged)}, and nothing to renew it with`,
      undefined,
      loginAgain(damaged),
    );
  }
  if (session === undefined) {
    const [old] = fitting;
    return old === undefined ? noSuch(sessions) : {
      state: "expired",
      detail: "holds an expired token, and no refresh token to renew it",
      step: loginAgain(old),
    };
  }
  if (another !== undefined) {
    return broken(
      `holds several sessions: ${living.map(sessionName).join(", ")}`,
      undefined,
      chooseAmong(living),
    );
  }
  const odd = clientKeyProblem(session.oauthClient?.clientId);
  if (odd !== undefined) return broken(`holds a client_id with ${odd}`, undefined);
  const { expiresAt } = session;
  return {
    state: "used",
    value: { session, from: "stored", login: undefined },
    detail: sessionName(session),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
