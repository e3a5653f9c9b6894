/** How to log in for what Globus asks for. */

import type { AuthorizationRequirements } from "../http/errors.ts";

const dataAccess = /https:\/\/auth\.globus\.org\/scopes\/([0-9a-f-]{36})\/data_access/g;

/**
 * The command that does what a service wants first.
 *
 * @param requirements What it wants.
 */
export function nextLogin({ requiredScopes = [] }: AuthorizationRequirements): string {
  const text = requiredScopes.join(" ");
  const ids = new Set(Array.from(text.matchAll(dataAccess), ([, id]) => id));
  if (ids.size > 0) {
    return `keyferry globus login ${[...ids].map((id) => `--data-access ${id}`).join(" ")}`;
  }
  if (text !== "") return `keyferry globus login --force --scopes '${text.replaceAll("'", "")}'`;
  return "keyferry globus login --force";
}
