/** Which command brings a platform's credential. */

import type { LoginFacts, Step } from "../../credentials/errors/step.ts";
import { profileLogin } from "../../globus/sources/cli_login.ts";
import { absolute } from "../../path/absolute.ts";
import { join } from "../../path/join.ts";
import { shellWord } from "../../shell_word.ts";
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
  const { platform = "", collection, scopes = [], keptIn, app } = login;
  const { native } = platform === "Globus" ? profileLogin(call)?.(login) ?? login : login;
  if (native !== undefined) return nativeCommand(native, call);
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

/**
 * Another program's command where the call was: it knows a sandbox by the file that a shell reads, and
 * would ask the person's own login otherwise.
 *
 * @param native The command, to be pasted.
 * @param call The options of the call.
 */
export function nativeCommand(native: string, { sandbox }: CallOptions): string {
  if (sandbox === undefined || Deno.build.os === "windows") return native;
  const file = shellWord(join(absolute(sandbox), "activate"));
  return `sh -c ${shellWord(`. ${file}; ${native}`)}`;
}
