/** Which command brings a platform's credential. */

import type { Step } from "../credentials/step.ts";
import { type CallOptions, commandText } from "./command_text.ts";
import { platformWords } from "./platform_words.ts";

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
  const { platform = "", collection, scopes = [], keptIn } = login;
  const known = Object.hasOwn(platformWords, platform) ? platformWords[platform]?.login : undefined;
  if (known === undefined || keptIn !== undefined) return undefined;
  if (collection !== undefined) return commandText([...known.words, "--https", collection], call);
  const { words, again, needs: [option, flag, placeholder] = [] } = known;
  const needed = option === undefined || flag === undefined || placeholder === undefined
    ? []
    : [flag, typeof call[option] === "string" ? call[option] : placeholder];
  const asked = scopes.length === 0 ? [] : ["--scopes", scopes.join(" ")];
  return commandText([...words, ...login.again && again ? [again] : [], ...asked, ...needed], call);
}
