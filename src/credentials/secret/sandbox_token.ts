/**
 * Sandbox tokens carry the origin they were issued for, so that a token of one sandbox is never sent
 * to another address, and never stored among a person's real credentials.
 *
 * A sandbox token is 32 lower-case hex digits, the shape CAVE and Tapis v2 give theirs, so that the
 * platforms' own tools accept it: a fixed 6-digit mark, 16 random digits, and a 10-digit tag, the
 * beginning of SHA-256 over the origin and the random digits.
 */

import { checkArguments } from "../../options.ts";

const mark = "5a9db0";
const randomDigits = 16;
const tagDigits = 10;
const shape = /^5a9db0[0-9a-f]{26}$/;

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function tag(origin: string, random: string): Promise<string> {
  const text = new TextEncoder().encode(`keyferry sandbox\n${origin}\n${random}`);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", text))).slice(0, tagDigits);
}

/**
 * Makes a new token that belongs to the sandbox at `origin`.
 *
 * @param origin The sandbox's origin, such as `http://127.0.0.1:8080`.
 * @returns 32 lower-case hex digits.
 *
 * @example A token belongs to the origin it was made for, and to no other
 * ```ts
 * import { makeSandboxToken, sandboxTokenBelongs } from "@keyferry/keyferry/credentials";
 * import { assert, assertFalse } from "@std/assert";
 *
 * const token = await makeSandboxToken("http://127.0.0.1:8080");
 * assert(await sandboxTokenBelongs(token, "http://127.0.0.1:8080"));
 * assertFalse(await sandboxTokenBelongs(token, "http://127.0.0.1:9090"));
 * ```
 *
 * @category Secrets
 */
export async function makeSandboxToken(origin: string): Promise<string> {
  checkArguments({ origin }, { origin: "text" });
  const random = hex(crypto.getRandomValues(new Uint8Array(randomDigits / 2)));
  return mark + random + await tag(origin, random);
}

/**
 * Whether a text has the shape of a sandbox token, of whichever sandbox.
 *
 * @param text The text to look at.
 *
 * @example Recognise a token that no real platform issued
 * ```ts
 * import { isSandboxToken, makeSandboxToken } from "@keyferry/keyferry/credentials";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isSandboxToken(await makeSandboxToken("http://127.0.0.1:8080")));
 * assertFalse(isSandboxToken("0123456789abcdef0123456789abcdef"));
 * ```
 *
 * @category Secrets
 */
export function isSandboxToken(text: string): boolean {
  checkArguments({ text }, { text: "any text" });
  return shape.test(text);
}

/**
 * Whether a token was issued by the sandbox at `origin`.
 *
 * @param token The token.
 * @param origin The origin it is about to be sent to.
 *
 * @example Refuse a real token before it is sent to a sandbox
 * ```ts
 * import { sandboxTokenBelongs } from "@keyferry/keyferry/credentials";
 * import { assertFalse } from "@std/assert";
 *
 * const real = "0123456789abcdef0123456789abcdef";
 * assertFalse(await sandboxTokenBelongs(real, "http://127.0.0.1:8080"));
 * ```
 *
 * @category Secrets
 */
export async function sandboxTokenBelongs(token: string, origin: string): Promise<boolean> {
  checkArguments({ token, origin }, { token: "any text", origin: "any text" });
  if (!isSandboxToken(token)) return false;
  const random = token.slice(mark.length, mark.length + randomDigits);
  return token.slice(-tagDigits) === await tag(origin, random);
}
