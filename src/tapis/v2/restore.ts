/** Finding a Tapis v2 session and making a client with it. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { CredentialOrigin } from "../../credentials/origin.ts";
import { withOrigin } from "../../http/authorizer.ts";
import { resolveKinds, type ResolveOptions } from "../../credentials/sources/chain.ts";
import { isKeyferryError } from "../../credentials/errors/error_guards.ts";
import { FileError, type KeyferryError } from "../../credentials/errors/errors.ts";
import { findAmong } from "../../credentials/platform.ts";
import { expiryWords, shownAsCard } from "../../credentials/errors/card.ts";
import { shownAs } from "../../credentials/errors/shown_as.ts";
import type { Report } from "../../credentials/sources/report.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../../http/client.ts";
import type { FileStore } from "../../oauth/record_store.ts";
import { liveSession } from "../live_session.ts";
import { addressIn } from "./address.ts";
import { adviseOn, withAdvice } from "./advised.ts";
import type { Capabilities } from "./capabilities.ts";
import { type TapisClient, tapisClient } from "./client.ts";
import { keptNow, renewalFile, storeFor } from "./session/keeping.ts";
import { capabilitiesAt, platform } from "./platform.ts";
import {
  keptFresh,
  lastingAuthorizer,
  type SessionAuthorizer,
} from "./session/session_authorizer.ts";
import {
  type FoundSession,
  type SessionSearch,
  sessionSearchKinds,
} from "./session/session_chain.ts";
import type { SessionRecord } from "./cache/session_record.ts";
import { type Tokens, tokensOf } from "./session/session_tokens.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * How a Tapis v2 client is restored.
 *
 * @category Start here
 */
export interface RestoreOptions
  extends SessionSearch, ResolveOptions, Omit<ClientOptions, "authorizer" | "baseUrl"> {
  /** Is told of each new pair of tokens, after it was stored or could not be: see `storeUnsavedLogins()`. */
  readonly onRefresh?: ((tokens: Tokens) => void | Promise<void>) | undefined;
  /**
   * Keep new tokens for the next run. Without it they stay in memory, nothing is written, and a program
   * that is to go on later keeps what `onRefresh` is told: a refresh token is good for one use.
   *
   * @default {true}
   */
  readonly cache?: boolean | undefined;
}

const restoreKinds: OptionKinds<RestoreOptions> = {
  ...sessionSearchKinds,
  ...resolveKinds,
  ...behaviourKinds,
  onRefresh: "function",
  cache: "flag",
};

/**
 * A Tapis v2 client, and where its token came from.
 *
 * @category Start here
 */
export interface RestoredTapis extends TapisClient {
  /** The name of the source that had the session. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
  /** What the session allows. */
  readonly capabilities: Capabilities;
  /** The person, the tenant and the OAuth client, and when the token expires, where known; live. */
  readonly session: Readonly<
    Pick<SessionRecord, "username" | "tenantId" | "clientName" | "expiresAt">
  >;
}

/**
 * Finds a Tapis v2 session, as AgavePy's `Agave.restore()` does, and returns a client that uses it and
 * renews it when a call needs that. Touches no network, and writes nothing.
 *
 * @param options What narrows the search, and how the client behaves.
 * @throws {CredentialError} When no session is found, or the one found may not be sent where
 * `TAPIS_BASE_URL` says.
 * @throws {TypeError} When an address is not valid.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = await v2.restore({
 *   env: { TAPIS_BASE_URL: "https://api.tacc.utexas.edu", TAPIS_TOKEN: "made-up" },
 * });
 * const { mode, canCall, canRefresh } = tapis.capabilities;
 * assertEquals([mode, canCall, canRefresh], ["Access-Only", true, false]);
 * ```
 *
 * @category Start here
 */
export async function restore(options: RestoreOptions = {}): Promise<RestoredTapis> {
  checkOptions(options, restoreKinds);
  const { value: found, source, report, origin } = await findAmong(platform, options);
  const baseUrl = addressIn(options) ?? found.session.baseUrl;
  return await clientOf(found, { options, source, report, baseUrl, origin });
}

/** What a client is made of beside its session. */
export interface Making {
  /** How it behaves. */
  readonly options: Surroundings & Omit<ClientOptions, "authorizer" | "baseUrl" | "now"> & {
    readonly onRefresh?: ((tokens: Tokens) => void | Promise<void>) | undefined;
    readonly cache?: boolean | undefined;
  };
  /** The name of the source that had the session. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
  /** Where it sends its calls. */
  readonly baseUrl: string;
  /** Where the session came from, where it was found. */
  readonly origin?: CredentialOrigin | undefined;
}

/** The client of a session that may be sent where it is to go. */
export async function clientOf(
  found: FoundSession,
  { options, source, report, baseUrl, origin }: Making,
): Promise<RestoredTapis> {
  const capabilities = capabilitiesAt(found, baseUrl);
  const { authorizer: own, keptIn } = await authorizerFor(found, capabilities, baseUrl, options);
  const authorizer = withOrigin(own, origin);
  const client = tapisClient({ ...clientPart(options), authorizer, baseUrl });
  const from = keptIn === undefined ? source : `${source}, renewed in ${keptIn}`;
  const session = liveSession(() => authorizer.current(), [
    "username",
    "tenantId",
    "clientName",
    "expiresAt",
  ]);
  const words = `Tapis v2 client for ${baseUrl}, from ${from}`;
  const whole = shownAs(
    Object.assign(client, { source: from, report, capabilities, session }),
    words,
  );
  return shownAsCard(whole, () => ({
    title: client.service,
    facts: {
      service: baseUrl,
      account: session.username,
      client: session.clientName,
      source: from,
      expires: expiryWords(session.expiresAt),
    },
  }));
}

async function authorizerFor(
  found: FoundSession,
  capabilities: Capabilities,
  baseUrl: string,
  options: Making["options"],
): Promise<{ readonly authorizer: SessionAuthorizer; readonly keptIn: string | undefined }> {
  const { session, login } = found;
  if (!capabilities.canRefresh) {
    return { authorizer: lastingAuthorizer({ session, capabilities, login }), keptIn: undefined };
  }
  const { signal: _signal, onRefresh, ...others } = options;
  // A renewal is not given up half-way: its answer may be the only copy of the next refresh token.
  const client = tapisClient({ ...clientPart(others), baseUrl });
  const { cache = true } = options;
  const isAlone = found.from === "environment" && login === undefined && cache;
  if (!cache && found.from === "stored") {
    throw new ArgumentTypeError(
      "cache: false renews in memory alone, which would use up the refresh token of the file that the " +
        "session was found in: leave it out, or give the session in the environment",
    );
  }
  const store = found.keptIn === undefined || !cache
    ? undefined
    : await storeFor(found, options).catch(orError);
  const kept = store === undefined || store instanceof Error
    ? undefined
    : await startingWith(found, store, client.now()).catch((error: unknown) => {
      throw isAlone ? adviseOn(error) : error;
    });
  const authorizer = keptFresh({ session: kept ?? session, capabilities, login }, {
    client,
    store,
    ...(onRefresh === undefined ? {} : {
      onRefresh: (record: SessionRecord): void | Promise<void> => onRefresh(tokensOf(record)),
    }),
  });
  return {
    authorizer: isAlone ? withAdvice(authorizer) : authorizer,
    keptIn: kept === undefined ? undefined : renewalFile(found, options),
  };
}

/** That a session cannot be kept matters only once it is to be renewed. */
function orError(error: unknown): KeyferryError {
  if (isKeyferryError(error)) return error;
  throw error;
}

/**
 * What is kept of an environment's session from an earlier run: the descendant of its refresh token, or
 * a token that its password need not get again.
 */
async function startingWith(
  { session, from, keptIn, login }: FoundSession,
  store: FileStore<SessionRecord>,
  now: number,
): Promise<SessionRecord | undefined> {
  if (from !== "environment" || keptIn === "cache" && session.accessToken !== undefined) {
    return undefined;
  }
  const kept = await keptNow(store).catch((error: unknown) => {
    if (error instanceof FileError && login !== undefined) return undefined;
    throw error;
  });
  if (keptIn === "own") return kept;
  return (kept?.expiresAt ?? Infinity) > now ? kept : undefined;
}
