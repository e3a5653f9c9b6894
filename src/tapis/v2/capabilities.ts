/** What a Tapis v2 session allows. Source: the six modes in AgavePy's documentation. */

import { isRenewable, type SessionRecord } from "./cache/session_record.ts";

/**
 * AgavePy's name for a kind of session. `Standard` is what its documentation also calls
 * Token-Generator: the two need the same variables.
 *
 * @category Sessions
 */
export type Mode =
  | "Standard"
  | "Access-Only"
  | "Token-Refresh"
  | "Bare-Refresh"
  | "Client-Manager";

/**
 * What a session allows.
 *
 * @category Sessions
 */
export interface Capabilities {
  /** AgavePy's name for such a session. */
  readonly mode: Mode;
  /** Whether the APIs can be called. */
  readonly canCall: boolean;
  /** Whether a new token can be had from what is known. */
  readonly canRefresh: boolean;
  /** Whether OAuth clients can be managed without giving a name and a password. */
  readonly canManageClients: boolean;
  /** Why it cannot be called, or not be renewed. */
  readonly reason?: string | undefined;
}

/** The mode of a session that a cache keeps. */
export function modeOf(session: SessionRecord): Mode {
  if (isRenewable(session)) return "Token-Refresh";
  return session.refreshToken === undefined ? "Access-Only" : "Bare-Refresh";
}

/**
 * What a session of a mode allows.
 *
 * @param mode The mode.
 * @param hasLogin Whether a name and a password are known.
 */
export function capabilitiesOf(mode: Mode, hasLogin: boolean): Capabilities {
  const can = { mode, canCall: true, canRefresh: true, canManageClients: hasLogin };
  switch (mode) {
    case "Standard":
    case "Token-Refresh":
      return can;
    case "Access-Only":
      return {
        ...can,
        canRefresh: false,
        reason: "there is an access token and nothing to renew it",
      };
    case "Bare-Refresh":
      return {
        ...can,
        canRefresh: false,
        reason: "Tapis v2 renews a token only for an OAuth client: TAPIS_API_KEY and " +
          "TAPIS_API_SECRET (or apikey and apisecret in the record) are missing",
      };
    case "Client-Manager":
      return {
        ...can,
        canCall: false,
        canRefresh: false,
        reason: "there is a name and a password but no token: set TAPIS_API_KEY and " +
          "TAPIS_API_SECRET too, or TAPIS_TOKEN",
      };
  }
}
