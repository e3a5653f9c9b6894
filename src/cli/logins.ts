/** Which command brings a platform's credential. */

import type { Report } from "../credentials/report.ts";

/** A platform's login: complete, but for what only the person knows. */
export interface PlatformLogin {
  /** The platform, as `status` names it. */
  readonly platform: string;
  /** What its commands look for. */
  readonly wanted: string;
  /** The command. */
  readonly command: string;
}

/** The logins of all platforms. */
export const logins: readonly PlatformLogin[] = [
  { platform: "CAVE", wanted: "CAVE token", command: "keyferry cave new" },
  {
    platform: "Globus",
    wanted: "Globus Transfer token",
    command: "keyferry globus login --client-id ID",
  },
  {
    platform: "Tapis v2",
    wanted: "Tapis token",
    command: "keyferry tapis token --tenant ID",
  },
  {
    platform: "Tapis v3",
    wanted: "Tapis v3 token",
    command: "keyferry tapis login --tenant tacc",
  },
];

/**
 * The command that brings what a lookup did not find.
 *
 * @param report What the lookup saw.
 * @returns Nothing where it looked nowhere, found one, or one that is broken: that is to be mended first.
 */
export function loginFor({ wanted, lines }: Report): string | undefined {
  if (lines.length === 0) return undefined;
  if (lines.some(({ state }) => state === "used" || state === "broken")) return undefined;
  return logins.find((login) => login.wanted === wanted)?.command;
}
