/** Finding a Tapis v3 session and making a client with it. */

import { withOrigin } from "../../http/authorizer.ts";
import { resolveKinds, type ResolveOptions } from "../../credentials/sources/chain.ts";
import { findAmong } from "../../credentials/platform.ts";
import { expiryWords, shownAsCard } from "../../credentials/errors/card.ts";
import { shownAs } from "../../credentials/errors/shown_as.ts";
import type { Report } from "../../credentials/sources/report.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../../http/client.ts";
import { liveSession } from "../live_session.ts";
import { ownFile } from "../own_file.ts";
import { type TapisClient, tapisClient } from "./client.ts";
import { type Capabilities, capabilitiesOf, platform } from "./platform.ts";
import { sessionAuthorizer } from "./session/session_authorizer.ts";
import {
  type FoundSession,
  type SessionSearch,
  sessionSearchKinds,
} from "./session/session_chain.ts";
import { type SessionRecord, sessionStore } from "./session/session_record.ts";
import { type TokenPair, tokenPair } from "./session/token_pair.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * How a Tapis v3 client is restored.
 *
 * @category Start here
 */
export interface RestoreOptions
  extends SessionSearch, ResolveOptions, Omit<ClientOptions, "authorizer" | "baseUrl"> {
  /** Is told of each new pair of tokens, after it was stored or could not be: see `storeUnsavedLogins()`. */
  readonly onRefresh?: ((tokens: TokenPair) => void | Promise<void>) | undefined;
}

/** How a Tapis v3 client is restored, as a value. */
export const restoreKinds: OptionKinds<RestoreOptions> = {
  ...sessionSearchKinds,
  ...resolveKinds,
  ...behaviourKinds,
  onRefresh: "function",
};

/**
 * A Tapis v3 client, and where its token came from.
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
  /** The person, the tenant, and when the token expires, where known; live. */
  readonly session: Pick<SessionRecord, "username" | "tenantId" | "expiresAt">;
}

/**
 * Finds a Tapis v3 session and returns a client that uses it, and renews it when a call needs that.
 * Touches no network, and writes nothing.
 *
 * @param options What narrows the search, and how the client behaves.
 * @throws {CredentialError} When no session is found, when a token is one of Tapis v2, or when the
 * session found may not be sent where `TAPIS_BASE_URL` says.
 * @throws {TypeError} When an address is not valid.
 *
 * @example Log in with a password
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = await v3.restore({ baseUrl: sandbox.url, username, password });
 * assertEquals((await tapis.getUserinfo()).username, username);
 * ```
 *
 * @example A token of the other version is refused with a hint
 * ```ts
 * import { CredentialError } from "@keyferry/keyferry/credentials";
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertRejects } from "@std/assert";
 *
 * const token = "00112233445566778899aabbccddeeff";
 * await assertRejects(
 *   () => v3.restore({ baseUrl: "https://tacc.tapis.io", token }),
 *   CredentialError,
 *   "tapis.restore()",
 * );
 * ```
 *
 * @category Start here
 */
export async function restore(options: RestoreOptions = {}): Promise<RestoredTapis> {
  checkOptions(options, restoreKinds);
  const { value: found, source, report, origin } = await findAmong(platform, options);
  const { session, login } = found;
  const { baseUrl } = session;
  const { signal: _signal, onRefresh, ...others } = options;
  // A renewal is not given up half-way: its answer may be the only copy of the next refresh token.
  const client = tapisClient({ ...clientPart(others), baseUrl });
  const authorizer = sessionAuthorizer(session, {
    client,
    login,
    store: storeFor(found, options),
    ...(onRefresh === undefined ? {} : {
      onRefresh: ({ accessToken, refreshToken }: SessionRecord): void | Promise<void> => {
        return accessToken && onRefresh(tokenPair(accessToken, refreshToken));
      },
    }),
  });
  const restored = Object.assign(
    tapisClient({ ...clientPart(options), authorizer: withOrigin(authorizer, origin), baseUrl }),
    {
      source,
      report,
      capabilities: capabilitiesOf(found),
      session: liveSession(() => authorizer.current(), ["username", "tenantId", "expiresAt"]),
    },
  );
  return shownAsCard(shownAs(restored, `Tapis v3 client for ${baseUrl}, from ${source}`), () => ({
    title: restored.service,
    facts: {
      service: baseUrl,
      account: restored.session.username,
      source,
      expires: expiryWords(restored.session.expiresAt),
    },
  }));
}

function storeFor(
  { session, from }: FoundSession,
  options: RestoreOptions,
): ReturnType<typeof sessionStore> | undefined {
  if (from !== "stored") return undefined;
  const path = ownFile(options).find();
  return typeof path === "string" ? sessionStore(session, path) : undefined;
}
