/** Tapis v3 as a platform: a session that may go to its tenant. */

import type { Platform } from "../../credentials/platform.ts";
import { addressPermissions, identityOf, shipments } from "../shipments.ts";
import { renewalPermissions } from "./session/renewal_permissions.ts";
import {
  type FoundSession,
  sessionChain,
  type SessionSearch,
  sessionSearchKinds,
} from "./session/session_chain.ts";
import { isRenewable, wanted } from "./session/session_record.ts";

/**
 * What a Tapis v3 session allows.
 *
 * @category Sessions
 */
export interface Capabilities {
  /** Whether a new token can be had from what is known. */
  readonly canRefresh: boolean;
  /** Why not. */
  readonly reason?: string | undefined;
}

/**
 * Tapis v3, for {@linkcode find} and {@linkcode permissionsFor}.
 *
 * @example What a script needs that logs in with a password
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { permissionFlags, permissionsFor } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const { needed } = await permissionsFor(v3.platform, {
 *   env: {
 *     TAPIS_BASE_URL: "https://tacc.tapis.io",
 *     TAPIS_USERNAME: "ada",
 *     TAPIS_PASSWORD: "made-up",
 *   },
 * });
 * assertEquals(permissionFlags(needed), ["--allow-net=tacc.tapis.io"]);
 * ```
 *
 * @category Sessions
 */
export const platform: Platform<SessionSearch, FoundSession> = {
  name: "Tapis v3",
  wanted,
  choices: sessionSearchKinds,
  chain: sessionChain,
  destinations({ value: { session, from, login }, choice, source }) {
    const { baseUrl } = session;
    // A password that is asked for later goes to the address in the same call that asks.
    const password = typeof login?.password === "function" ? undefined : login?.password;
    const secrets = [session.accessToken, session.refreshToken, password]
      .filter((secret) => secret !== undefined);
    const address = { url: choice.baseUrl, name: "base_url" };
    return shipments({ secrets, from, baseUrl }, address, choice, source);
  },
  addressPermissions: (choice, value) => addressPermissions(value?.from, choice.baseUrl, choice),
  addresses(choice, value): Record<string, string> {
    const tapis = choice.baseUrl ?? value?.session.baseUrl;
    return tapis === undefined ? {} : { tapis };
  },
  renewal: (value, choice) => ({
    ...capabilitiesOf(value),
    permissions: renewalPermissions(value, choice),
  }),
  identity: ({ session }) => identityOf(session),
  loginOf: ({ session }) => (step) => ({ ...step, clientId: session.oauthClient?.clientId }),
  hasToken: ({ session }) => session.accessToken !== undefined,
  expiresAt: ({ session }) => session.expiresAt,
};

/** What a session allows. */
export function capabilitiesOf({ session, login }: FoundSession): Capabilities {
  if (login !== undefined || isRenewable(session)) return { canRefresh: true };
  const reason = session.refreshToken === undefined
    ? "there is an access token and nothing to renew it: only an OAuth client gets refresh tokens"
    : "there is a refresh token, but not the OAuth client that it was given to";
  return { canRefresh: false, reason };
}
