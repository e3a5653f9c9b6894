/** What puts a Tapis v3 token on a request, and keeps it fresh where that is possible. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import type { Authorizer } from "../../../http/authorizer.ts";
import type { Client } from "../../../http/client.ts";
import { isRefusal } from "../../../http/reply/is_refusal.ts";
import type { RecordStore } from "../../../oauth/record_store.ts";
import { type RenewingAuthorizer, renewingAuthorizer } from "../../../oauth/renewing_authorizer.ts";
import { askedPassword, type HeldPassword } from "../../password.ts";
import { loginAgain } from "./login_again.ts";
import { isRenewable, type SessionRecord, wanted } from "./session_record.ts";
import { createToken, refreshToken } from "./token_grants.ts";

/**
 * A name and a password. The password is kept in memory alone, or asked for each time.
 *
 * @category Sessions
 */
export interface Login {
  /** The person. */
  readonly username: string;
  /** The person's password, or how to get it. */
  readonly password: HeldPassword;
}

/** An authorizer that knows its session. */
export interface SessionAuthorizer extends Authorizer {
  /** The session as it is now. */
  current(): SessionRecord;
  /** Renews it now, or joins a renewal under way. */
  refresh(): Promise<SessionRecord>;
}

const known = new WeakSet<Authorizer>();

/**
 * The authorizer that `restore()` made.
 *
 * @param client The client.
 * @throws {CredentialError} When the client has another one.
 */
export function sessionAuthorizerOf({ authorizer }: Client): SessionAuthorizer {
  if (known.has(authorizer)) return authorizer as SessionAuthorizer;
  throw new CredentialError(
    "This Tapis client has an authorizer of its own, which holds its tokens: use restore() for a " +
      "client that knows them",
    { wanted, lines: [] },
  );
}

/** How a session is renewed. */
export interface RenewalChoice {
  /** A client for the tenant, to get tokens with. */
  readonly client: Client;
  /** A name and a password, where known. */
  readonly login: Login | undefined;
  /** Where the session is kept; in memory alone without it. */
  readonly store: RecordStore<SessionRecord> | undefined;
  /** Is told of each new session, after it was stored or could not be: `storeUnsavedLogins()` tells. */
  readonly onRefresh?: ((session: SessionRecord) => void | Promise<void>) | undefined;
}

/**
 * An authorizer for a session. One that cannot be renewed is used as it is, to its end.
 *
 * @param session The session.
 * @param choice How it is renewed.
 */
export function sessionAuthorizer(
  session: SessionRecord,
  { client, login, store, onRefresh }: RenewalChoice,
): SessionAuthorizer {
  const canRenew = isRenewable(session) || login !== undefined;
  const inner = canRenew
    ? renewingAuthorizer(session, {
      wanted,
      now: client.now,
      renew: (record) => renewSession(client, record, login),
      ...(store === undefined ? {} : { store }),
      ...(onRefresh === undefined ? {} : { onRefresh }),
    })
    : lasting(session);
  const authorizer = { ...inner, ...underOwnName(inner) };
  known.add(authorizer);
  return authorizer;
}

/**
 * The token stands in `X-Tapis-Token`, bare; how it is kept fresh does not depend on that.
 *
 * @param inner An authorizer that sends it as a bearer token.
 */
export function underOwnName(inner: Authorizer): Authorizer {
  const sentAs = new WeakMap<Headers, Headers>();
  return {
    async apply(headers: Headers): Promise<void> {
      const bearer = new Headers();
      await inner.apply(bearer);
      sentAs.set(headers, bearer);
      headers.delete("authorization");
      const [, token] = bearer.get("authorization")?.split(" ", 2) ?? [];
      if (token !== undefined) headers.set("x-tapis-token", token);
    },
    rejected: (response, sent) => inner.rejected(response, sentAs.get(sent) ?? new Headers()),
  };
}

function lasting(session: SessionRecord): RenewingAuthorizer<SessionRecord> {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new CredentialError(
        "Cannot renew the Tapis v3 token: there is neither a refresh token with its OAuth client nor " +
          "a password",
        { wanted, lines: [] },
        { step: loginAgain(session) },
      ),
    );
  return {
    current: () => session,
    refresh: refuse,
    apply(headers: Headers): void {
      const token = session.accessToken?.reveal();
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    },
    rejected: () => false,
  };
}

/** With the refresh token, or with the password where that is missing or no longer taken. */
async function renewSession(
  client: Client,
  session: SessionRecord,
  login: Login | undefined,
): Promise<SessionRecord> {
  const { oauthClient } = session;
  if (session.refreshToken !== undefined && oauthClient !== undefined) {
    try {
      return next(session, await refreshToken(client, oauthClient, session.refreshToken));
    } catch (error) {
      if (login === undefined || !isRefusal(error)) throw error;
    }
  }
  if (login === undefined) {
    throw new ArgumentTypeError("There is nothing to renew the session with");
  }
  const { username } = login;
  const password = await askedPassword(login.password);
  const options = oauthClient === undefined ? {} : { oauthClient };
  return next(session, await createToken(client, username, password, options));
}

function next(
  session: SessionRecord,
  pair: Awaited<ReturnType<typeof createToken>>,
): SessionRecord {
  return {
    ...session,
    username: session.username ?? pair.claims["tapis/username"],
    tenantId: pair.claims["tapis/tenant_id"] ?? session.tenantId,
    accessToken: pair.accessToken,
    refreshToken: pair.refreshToken ?? session.refreshToken,
    expiresAt: pair.expiresAt?.getTime(),
  };
}
