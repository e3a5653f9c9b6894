/** What puts a Tapis v2 session on a request, and keeps it fresh where that is possible. */

import { CredentialError } from "../../../credentials/errors/errors.ts";
import type { Authorizer } from "../../../http/authorizer.ts";
import type { Client } from "../../../http/client.ts";
import { accessTokenAuthorizer } from "../../../http/access_token_authorizer.ts";
import type { RecordStore } from "../../../oauth/record_store.ts";
import { isAboutFiles } from "../../../oauth/renew_stored.ts";
import type { RenewingOptions } from "../../../oauth/renewable.ts";
import { type RenewingAuthorizer, renewingAuthorizer } from "../../../oauth/renewing_authorizer.ts";
import type { Capabilities } from "../capabilities.ts";
import { type Login, renewSession } from "./renewal.ts";
import { type SessionRecord, wanted } from "../cache/session_record.ts";

/** An authorizer that knows its session. */
export interface SessionAuthorizer extends Authorizer {
  /** The session as it is now. */
  current(): SessionRecord;
  /** Renews it now, or joins a renewal under way; what cannot be renewed is given back as it is. */
  refresh(): Promise<SessionRecord>;
  /** The name and the password, where known. */
  readonly login: Login | undefined;
}

/**
 * The authorizer that `restore()` made.
 *
 * @param client The client.
 * @throws {CredentialError} When the client has another one.
 */
export function sessionAuthorizerOf({ authorizer }: Client): SessionAuthorizer {
  if (isSessionAuthorizer(authorizer)) return authorizer;
  throw new CredentialError(
    "This Tapis client has an authorizer of its own, which holds its tokens: use restore() for a " +
      "client that knows them",
    { wanted, lines: [] },
  );
}

/** Whether an authorizer knows its session. */
export function isSessionAuthorizer(authorizer: Authorizer): authorizer is SessionAuthorizer {
  return "current" in authorizer && "refresh" in authorizer && "login" in authorizer;
}

/** What a session is made usable with. */
export interface SessionFacts {
  /** The session. */
  readonly session: SessionRecord;
  /** What it allows. */
  readonly capabilities: Capabilities;
  /** The name and the password, where known. */
  readonly login: Login | undefined;
}

/**
 * An authorizer for a session that cannot be renewed.
 *
 * @param facts The session.
 */
export function lastingAuthorizer(
  { session, capabilities, login }: SessionFacts,
): SessionAuthorizer {
  const { accessToken } = session;
  const refuse = (what: string): CredentialError => {
    return new CredentialError(`${what}: ${capabilities.reason}`, { wanted, lines: [] });
  };
  const authorizer = accessToken === undefined ? undefined : accessTokenAuthorizer(accessToken);
  return {
    login,
    current: () => session,
    refresh(): Promise<SessionRecord> {
      // As AgavePy has it: an access token alone is given back unchanged.
      if (capabilities.mode === "Access-Only") return Promise.resolve(session);
      return Promise.reject(refuse("Cannot renew the Tapis token"));
    },
    apply(headers: Headers): void {
      if (authorizer === undefined) throw refuse("Cannot call Tapis");
      authorizer.apply(headers);
    },
    rejected: () => false,
  };
}

/** How a session is renewed. */
export interface RenewalChoice {
  /** A client for the tenant, to get tokens with. */
  readonly client: Client;
  /** Where the session is kept, or why it cannot be kept; nothing where memory is all it is meant for. */
  readonly store: RecordStore<SessionRecord> | Error | undefined;
  /** Is told of each new session, after it was stored or could not be: `storeUnsavedLogins()` tells. */
  readonly onRefresh?: ((session: SessionRecord) => void | Promise<void>) | undefined;
}

/**
 * An authorizer for a session that can be renewed. Where a password is known and the session cannot be
 * kept, it is renewed in memory alone: a container may have no folder to write to. A refresh token
 * without a password is never used unless its successor can be kept.
 *
 * @param facts The session.
 * @param choice How it is renewed.
 */
export function keptFresh(
  { session, login }: SessionFacts,
  { client, store, onRefresh }: RenewalChoice,
): SessionAuthorizer {
  const options: RenewingOptions<SessionRecord> = {
    wanted,
    now: client.now,
    renew: (record) => renewSession(client, record, login),
    ...(onRefresh === undefined ? {} : { onRefresh }),
  };
  const alone = (record: SessionRecord): RenewingAuthorizer<SessionRecord> => {
    if (login === undefined) {
      return renewingAuthorizer(record, { ...options, renew: () => Promise.reject(store) });
    }
    // With the password each time: the refresh token may be one that others share through the store.
    const renew = (record: SessionRecord): Promise<SessionRecord> => {
      return renewSession(client, { ...record, refreshToken: undefined }, login);
    };
    return renewingAuthorizer(record, { ...options, renew });
  };
  if (store === undefined) return { ...renewingAuthorizer(session, options), login };
  if (store instanceof Error) return { ...alone(session), login };
  const kept = renewingAuthorizer(session, { ...options, store });
  if (login === undefined) return { ...kept, login };
  return { ...orAlone(kept, () => alone(kept.current())), login };
}

/** One authorizer until it cannot write, then another for good. */
function orAlone(
  kept: RenewingAuthorizer<SessionRecord>,
  alone: () => RenewingAuthorizer<SessionRecord>,
): RenewingAuthorizer<SessionRecord> {
  let used = kept;
  const attempt = async <T>(
    work: (authorizer: RenewingAuthorizer<SessionRecord>) => Promise<T>,
  ): Promise<T> => {
    const tried = used;
    try {
      return await work(tried);
    } catch (error) {
      if (tried !== kept || !isAboutFiles(error)) throw error;
      if (used === kept) used = alone();
      return await work(used);
    }
  };
  return {
    current: () => used.current(),
    refresh: () => attempt((authorizer) => authorizer.refresh()),
    apply: (headers) => attempt(async (authorizer) => await authorizer.apply(headers)),
    rejected: (response, sent) => {
      return attempt(async (authorizer) => await authorizer.rejected(response, sent));
    },
  };
}
