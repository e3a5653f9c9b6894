/** Which command brings a platform's credential. */

import type { LoginFacts, Step } from "../../credentials/errors/step.ts";
import { type CallOptions, commandText } from "../words/command_text.ts";
import { platformWords } from "../words/platform_words.ts";

/**
 * The command that logs in.
 *
 * @param login Where, and what for.
 * @param call The options of the call that lacks the credential.
 * @returns Nothing where no command does it.
 */
export function loginCommand(
  login: Extract<Step, { readonly kind: "log in" }>,
  call: CallOptions = {},
): string | undefined {
  const { platform = "", collection, scopes = [], keptIn, app, native } = login;
  if (native !== undefined) return native;
  const known = Object.hasOwn(platformWords, platform) ? platformWords[platform]?.login : undefined;
  if (known === undefined) return undefined;
  // A login for the whole of another program's scopes is that program's to do.
  if (keptIn !== undefined && !ownApps.includes(app ?? "")) return undefined;
  const { words, again } = known;
  const asked = collection !== undefined
    ? ["--https", collection]
    : scopes.length === 0
    ? []
    : ["--scopes", scopes.join(" ")];
  const fresh = login.again && again ? [again] : [];
  // By another client it would be one more session.
  const client = platform === "Tapis v3" ? call.client ?? login.clientId : call.client;
  return commandText([...words, ...fresh, ...asked], { ...appOptions(login), ...call, client });
}

/**
 * The options that name an app; none for a login of keyferry's own, which `globus login` knows itself.
 *
 * @param login What is known of the login.
 */
export function appOptions({ clientId, app }: LoginFacts): CallOptions {
  if (clientId === undefined || app === undefined || ownApps.includes(app)) return {};
  return { clientId, app };
}

/** The names of the apps that a person did not choose: keyferry's own, and the sandbox's. */
export const ownApps: readonly string[] = ["keyferry", "keyferry-sandbox"];
