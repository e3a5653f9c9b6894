/** What is still found after a logout. */

import { type Credential, find, type Platform, searchOf } from "../../credentials/platform.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import type { Io } from "../terminal/io.ts";
import { plain } from "../terminal/text.ts";

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
  const rest = await find(platform, searchOf(platform, choice)).catch(() => undefined);
  if (rest !== undefined) {
    io.note(`A login of ${platform.name} is still found in ${plain(rest.source)}`);
  }
}
