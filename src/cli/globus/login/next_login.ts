/** How to log in for what Globus asks for. */

import { loginParametersFor } from "../../../globus/requirements.ts";
import type { LoginDemands } from "../../../credentials/errors/step.ts";
import { type CallOptions, commandText } from "../../words/command_text.ts";

const dataAccess = /https:\/\/auth\.globus\.org\/scopes\/([0-9a-f-]{36})\/data_access/g;

const isDataAccess = new RegExp(dataAccess.source);

/**
 * The command that does what a service wants first.
 *
 * @param demands What it wants.
 * @param call The options of the call that was refused.
 */
export function nextLogin(
  demands: LoginDemands,
  call: CallOptions = {},
): string {
  const { requiredScopes = [] } = demands;
  const text = requiredScopes.join(" ");
  const ids = new Set(Array.from(text.matchAll(dataAccess), ([, id = ""]) => id));
  const words = [...ids].flatMap((id) => ["--data-access", id]);
  // What reaches a collection's data is asked for by its id, anything else by its name.
  const others = requiredScopes.filter((scope) => !isDataAccess.test(scope)).join(" ");
  if (others !== "") words.push("--scopes", others);
  words.push(...sessionWords(demands));
  // Each of the others makes a login of its own.
  if (!words.some((word) => word.startsWith("--") && word !== "--scopes")) words.push("--force");
  return commandText(["globus", "login", ...words], call);
}

function sessionWords(demands: LoginDemands): string[] {
  const parameters = loginParametersFor(demands);
  const listed = (name: string, option: string): string[] => {
    const values = parameters[name];
    return Array.isArray(values) ? values.flatMap((value) => [option, value]) : [];
  };
  return [
    ...listed("session_required_identities", "--identity"),
    ...listed("session_required_single_domain", "--domain"),
    ...listed("session_required_policies", "--policy"),
    ...(parameters.session_required_mfa === true ? ["--mfa"] : []),
    ...(typeof parameters.prompt === "string" ? ["--prompt", parameters.prompt] : []),
  ];
}
