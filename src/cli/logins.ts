/** Which command brings a platform's credential. */

import type { Step } from "../credentials/step.ts";
import { type CallOptions, commandText } from "./command_text.ts";

/** A platform's login: complete, but for what only the person knows. */
interface PlatformLogin {
  /** The command. */
  readonly words: readonly string[];
  /** What it cannot do without: the option of the call that knows it, its flag, and what stands for it. */
  readonly needs?: readonly [option: string, flag: string, placeholder: string];
}

/** The logins of all platforms, by the name that `status` and the library's steps give them. */
const logins: Readonly<Record<string, PlatformLogin>> = {
  "CAVE": { words: ["cave", "new"] },
  "Globus": { words: ["globus", "login"], needs: ["clientId", "--client-id", "ID"] },
  "Tapis v2": { words: ["tapis", "token"], needs: ["tenant", "--tenant", "ID"] },
  "Tapis v3": { words: ["tapis", "login"], needs: ["tenant", "--tenant", "tacc"] },
};

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
  const known = Object.hasOwn(logins, platform) ? logins[platform] : undefined;
  if (known === undefined || keptIn !== undefined) return undefined;
  if (collection !== undefined) return commandText([...known.words, "--https", collection], call);
  const { words, needs: [option, flag, placeholder] = [] } = known;
  const needed = option === undefined || flag === undefined || placeholder === undefined
    ? []
    : [flag, typeof call[option] === "string" ? call[option] : placeholder];
  const asked = scopes.length === 0 ? [] : ["--scopes", scopes.join(" ")];
  return commandText([...words, ...login.again ? ["--force"] : [], ...asked, ...needed], call);
}
