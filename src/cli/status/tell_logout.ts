/** How a logout ends, and what is still found after it. */

import { type Credential, findAmong, type Platform } from "../../credentials/platform.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { exitCodes } from "../exit_code.ts";
import type { Io } from "../terminal/io.ts";
import { jsonText, plain } from "../terminal/text.ts";

/** What is said of a logout. */
export interface LogoutWords {
  /** Where something was removed. */
  readonly done: string;
  /** Where there was nothing. */
  readonly none: string;
  /** Where the service could not be told. */
  readonly notRevoked?: string;
}

/**
 * Prints what a logout removed, and says how it ended.
 *
 * @param report What was removed, and what the service could not be told to end.
 * @param words What is said of it.
 * @param options `json`: print the report as it is.
 * @param io Where to print.
 * @param rest Says what stays; a service that could not be told is said last.
 * @returns The exit code: 1 where the service could not be told.
 */
export async function tellLogout(
  report: { readonly removed: readonly string[]; readonly notRevoked?: readonly string[] },
  words: LogoutWords,
  options: { readonly json?: boolean | undefined },
  io: Io,
  rest: () => Promise<void>,
): Promise<number> {
  const { removed, notRevoked = [] } = report;
  if (options.json) io.out(jsonText(report));
  else if (removed.length > 0) io.out(removed.map(plain).join("\n"));
  io.note(removed.length === 0 ? words.none : words.done);
  await rest();
  if (notRevoked.length === 0) return exitCodes.ok;
  io.err(`keyferry: ${words.notRevoked}`);
  return exitCodes.failed;
}

/**
 * Says where a platform's login is still found: who logs out does not expect to be logged in still, by a
 * variable or another program.
 *
 * @param platform The platform.
 * @param choice Where to look.
 * @param io Who is told.
 */
export async function tellRest<Choice extends Surroundings, Value extends Credential>(
  platform: Platform<Choice, Value>,
  choice: Choice,
  io: Io,
): Promise<void> {
  const rest = await findAmong(platform, choice).catch(() => undefined);
  if (rest !== undefined) {
    io.note(`A login of ${platform.name} is still found in ${plain(rest.source)}`);
  }
}
