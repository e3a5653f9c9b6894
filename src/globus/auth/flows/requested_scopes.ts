/** Scopes as logins and grants ask for them. */

import { authScopes, type Scope, scopeText, transferScopes } from "../../scopes.ts";
import { requiredList } from "../../../options.ts";

/**
 * Scopes: a text with spaces between them, scope values, or a list of both.
 *
 * @category Login
 */
export type Scopes = string | Scope | Iterable<string | Scope>;

const { openid, profile, email } = authScopes;

/**
 * What is asked for where nothing is named: who the person is, and all of Transfer.
 *
 * @category Login
 */
export const defaultScopes: readonly string[] = [openid, profile, email, transferScopes.all];

/**
 * Scopes as one text.
 *
 * @param scopes The scopes; the default ones where there are none.
 */
export function scopesText(scopes: Scopes = defaultScopes): string {
  const isOne = typeof scopes === "string" ||
    typeof scopes === "object" && scopes !== null && "scope" in scopes;
  const list = isOne ? [scopes] : [...requiredList("scopes", scopes)];
  const text = list.map((scope) => typeof scope === "string" ? scope : scopeText(scope)).join(" ");
  return text.trim() === "" ? defaultScopes.join(" ") : text;
}
