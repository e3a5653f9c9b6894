/** The name and the password of a person of Tapis. */

import { Secret } from "../../credentials/secret/secret.ts";
import type { Io } from "../terminal/io.ts";
import { MisuseError } from "../words/misuse.ts";
import { plain } from "../terminal/text.ts";

/**
 * The person's name: the one that is known, else what the person types.
 *
 * @param known The name, where it is known.
 * @param io Who is asked.
 * @throws {MisuseError} When nobody gives one.
 */
export async function usernameOf(known: string | undefined, io: Io): Promise<string> {
  const name = (known ?? await io.ask("Tapis user name: "))?.trim();
  if (name) return name;
  throw new MisuseError("No Tapis user name is given: add --user NAME");
}

/**
 * Asks for the person's password, unseen; or reads it where it is piped in.
 *
 * @param username The person.
 * @param address Where it goes.
 * @param io Who is asked.
 * @throws {MisuseError} When nobody gives one.
 */
export async function passwordOf(username: string, address: string, io: Io): Promise<Secret> {
  const text = await io.readSecret(`Password of ${plain(username)} at ${plain(address)}: `);
  // The end of the line is not a part of it; spaces are.
  const password = text.replace(/\r?\n$/, "");
  if (password !== "") return new Secret(password);
  throw new MisuseError("No password was given: type it, or pipe it in");
}
