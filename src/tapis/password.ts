/** A person's password, for either version. */

import { Secret } from "../credentials/secret.ts";

/** A password, or how to get it each time that it is needed. */
export type Password = string | Secret | (() => string | Secret | Promise<string | Secret>);

/** A password as keyferry holds it: never as text. */
export type HeldPassword = Exclude<Password, string>;

/** Wraps a password that is text. */
export function heldPassword(password: Password): HeldPassword {
  return typeof password === "string" ? new Secret(password) : password;
}

/** The password, asked for where that is how to get it. */
export async function askedPassword(password: HeldPassword): Promise<string | Secret> {
  return typeof password === "function" ? await password() : password;
}
