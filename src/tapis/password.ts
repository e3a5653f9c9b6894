/** A person's password, for either version. */

import { ArgumentTypeError } from "../argument_error.ts";
import { Secret } from "../credentials/secret/secret.ts";

/**
 * A password, or how to get it each time that it is needed.
 *
 * @category Login
 */
export type Password = string | Secret | (() => string | Secret | Promise<string | Secret>);

/**
 * A password as keyferry holds it: never as text.
 *
 * @category Login
 */
export type HeldPassword = Exclude<Password, string>;

/**
 * Wraps a password that is text.
 *
 * @param password The password.
 * @throws {TypeError} When it is not one, and no function that gives one.
 */
export function heldPassword(password: Password): HeldPassword {
  const isOne = typeof password === "string" || typeof password === "function" ||
    password instanceof Secret;
  if (!isOne) {
    throw new ArgumentTypeError("password must be a text, a Secret or a function that gives one");
  }
  return typeof password === "string" ? new Secret(password) : password;
}

/**
 * The password in a variable: exactly, but for the line end that a file or a secret's store leaves behind it.
 *
 * @param value What the variable holds.
 */
export function passwordIn(value: string): string {
  return value.replace(/[\r\n]+$/, "");
}

/** The password, asked for where that is how to get it. */
export async function askedPassword(password: HeldPassword): Promise<string | Secret> {
  return typeof password === "function" ? await password() : password;
}
