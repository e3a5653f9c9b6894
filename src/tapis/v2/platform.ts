/** Tapis v2 as a platform: a session that may go to its tenant. */

import type { Platform, Renewability } from "../../credentials/platform.ts";
import { addressIn } from "./address.ts";
import { addressPermissions, identityOf, originOf, shipments } from "../shipments.ts";
import { type Capabilities, capabilitiesOf } from "./capabilities.ts";
import { renewalPermissions } from "./session/keeping.ts";
import {
  type FoundSession,
  secretsOf,
  sessionChain,
  type SessionSearch,
  sessionSearchKinds,
} from "./session/session_chain.ts";
import { wanted } from "./cache/session_record.ts";

/**
 * Tapis v2, for {@linkcode find} and {@linkcode permissionsFor}.
 *
 * @example What a script needs that renews its token
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { permissionFlags, permissionsFor } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const { needed } = await permissionsFor(v2.platform, {
 *   home: "/home/ada",
 *   env: {
 *     TAPIS_BASE_URL: "https://api.tacc.utexas.edu",
 *     TAPIS_API_KEY: "made-up",
 *     TAPIS_API_SECRET: "made-up",
 *     TAPIS_REFRESH_TOKEN: "made-up",
 *   },
 * });
 * assertEquals(permissionFlags(needed), [
 *   "--allow-net=api.tacc.utexas.edu",
 *   "--allow-read=/home/ada/.agave",
 *   "--allow-write=/home/ada/.agave",
 * ]);
 * ```
 *
 * @category Sessions
 */
export const platform: Platform<SessionSearch, FoundSession> = {
  name: "Tapis v2",
  wanted,
  choices: sessionSearchKinds,
  chain: sessionChain,
  destinations({ value, choice, source }) {
    const { from, session: { baseUrl } } = value;
    const address = { url: addressIn(choice), name: "baseurl" };
    return shipments({ secrets: secretsOf(value), from, baseUrl }, address, choice, source);
  },
  addressPermissions: (choice, value) => addressPermissions(value?.from, addressIn(choice), choice),
  addresses(choice, value): Record<string, string> {
    const tapis = addressIn(choice) ?? value?.session.baseUrl;
    return tapis === undefined ? {} : { tapis };
  },
  renewal,
  identity: ({ session }) => identityOf(session),
  hasToken: ({ session }) => session.accessToken !== undefined,
  expiresAt: ({ session }) => session.expiresAt,
};

/** A session with a password is renewed in memory where it cannot be kept. */
function renewal(value: FoundSession, choice: SessionSearch): Renewability {
  const { canRefresh, reason } = capabilitiesAt(value, addressIn(choice) ?? value.session.baseUrl);
  const keeping = renewalPermissions(value, choice);
  return {
    canRefresh,
    ...(reason === undefined ? {} : { reason }),
    permissions: value.login === undefined ? keeping : [],
    optional: value.login === undefined ? [] : keeping,
  };
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
