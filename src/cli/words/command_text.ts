/** A command to be pasted, with what the call that suggests it was told. */

import { carried } from "./platform_words.ts";
import type { CommonOptions } from "../surroundings.ts";
import { shellWord } from "../../shell_word.ts";

/** The options of a call by the parser's names, whichever command it was. */
export type CallOptions = CommonOptions & Readonly<Record<string, unknown>>;

/**
 * The line that offers the next command; see {@linkcode commandText}.
 *
 * @param words The command's words, without `keyferry`.
 * @param call The options of the call.
 */
export function nextLine(words: readonly string[], call: CallOptions = {}): string {
  return `Next: ${commandText(words, call)}`;
}

/**
 * A command that works when it is pasted: quoted for the shell, in the sandbox of the call, and with
 * the options by which the call chose a login, as far as the command takes them and has none of its own.
 *
 * @param words The command's words, without `keyferry`.
 * @param call The options of the call.
 */
export function commandText(words: readonly string[], call: CallOptions = {}): string {
  const command = words.join(" ");
  const [, options = {}] = carried.find(([name]) => `${command} `.startsWith(`${name} `)) ?? [];
  const more = Object.entries({ ...options, sandbox: "--sandbox", envFile: "--env-file" }).flatMap(
    ([name, flag]) => {
      const value = call[name];
      if (words.includes(flag) || value === undefined || value === false) return [];
      return value === true ? [flag] : [flag, String(value)];
    },
  );
  return ["keyferry", ...words, ...more].map((word) => shellWord(word)).join(" ");
}
