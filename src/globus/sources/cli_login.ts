/**
 * How a login of globus-cli is renewed: by that program alone, which keeps the tokens that keyferry reads.
 * Source: globus-cli 3.43.0, commands/login.py and commands/session.
 */

import type { LoginKnower, LoginStep } from "../../credentials/errors/step.ts";
import { shellWord } from "../../shell_word.ts";
import type { TokenChoice } from "../config.ts";
import { loginParametersFor } from "../requirements.ts";

/**
 * Adds to a step the command of globus-cli that does it.
 *
 * @param namespace The namespace of the login, such as `userprofile/production/lab`; a client's own
 * login has no such command.
 */
export function cliLogin(namespace: string): LoginKnower | undefined {
  const [kind, environment, ...rest] = namespace.split("/");
  if (kind !== "userprofile") return undefined;
  const variables = {
    GLOBUS_SDK_ENVIRONMENT: environment === "production" ? undefined : environment,
    // A profile may have a slash in its name: globus-cli takes all that is left for it.
    GLOBUS_PROFILE: rest.join("/") || undefined,
  };
  return (step) => ({ ...step, native: withVariables(variables, wordsFor(step)) });
}

/**
 * Adds to a step the command that logs in to the profile that was chosen: no other login is found by it.
 *
 * @param choice The profile and the environment, where they are chosen.
 */
export function profileLogin(
  { profile, environment = "production" }: Pick<TokenChoice, "profile" | "environment">,
): LoginKnower | undefined {
  if (profile === undefined) return undefined;
  return cliLogin(["userprofile", environment, ...profile === "" ? [] : [profile]].join("/"));
}

function wordsFor(step: LoginStep): string[] {
  if (step.kind === "log in") {
    return step.scopes === undefined
      ? ["globus", "login", "--force"]
      : ["globus", "session", "consent", ...step.scopes];
  }
  const { requiredScopes = [] } = step.demands;
  const { session_required_identities, session_required_single_domain, session_required_policies } =
    loginParametersFor(step.demands);
  const people = [
    ...namesIn(session_required_identities),
    ...namesIn(session_required_single_domain),
  ];
  const policies = namesIn(session_required_policies);
  if (people.length + policies.length === 0) {
    return requiredScopes.length === 0
      ? ["globus", "login", "--force"]
      : ["globus", "session", "consent", ...requiredScopes];
  }
  return [
    "globus",
    "session",
    "update",
    ...people,
    ...policies.length === 0 ? [] : ["--policy", policies.join(",")],
    ...requiredScopes.flatMap((scope) => ["--scope", scope]),
  ];
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function withVariables(
  variables: Readonly<Record<string, string | undefined>>,
  words: readonly string[],
): string {
  const set = Object.entries(variables).flatMap(([name, value]) => {
    return value === undefined ? [] : [setFor(name, shellWord(value))];
  });
  return set.join("") + words.map((word) => shellWord(word)).join(" ");
}

/** PowerShell has no variables for one command alone. */
function setFor(name: string, word: string): string {
  return Deno.build.os === "windows" ? `$env:${name} = ${word}; ` : `${name}=${word} `;
}
