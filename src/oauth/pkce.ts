/**
 * Proof Key for Code Exchange (RFC 7636), and the random texts that a login needs.
 *
 * @module
 */

import { ArgumentRangeError } from "../argument_error.ts";

/** A fresh text that nobody can guess: 32 random bytes as 43 characters of base64url. */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * A verifier as it may be sent.
 *
 * @param verifier The verifier.
 * @throws {RangeError} When it is shorter than 43 characters, longer than 128, or holds one that is not
 * allowed (RFC 7636 section 4.1); the message does not quote it.
 */
export function checkedVerifier(verifier: string): string {
  if (/^[A-Za-z0-9~_.-]{43,128}$/.test(verifier)) return verifier;
  throw new ArgumentRangeError(
    "The verifier must be 43 to 128 characters of A-Z, a-z, 0-9 and ~ _ . -: " +
      (/^[A-Za-z0-9~_.-]*$/.test(verifier)
        ? `it has ${verifier.length}`
        : "it holds another character"),
  );
}

/**
 * The challenge that goes with a verifier, by the method S256 (RFC 7636 section 4.2).
 *
 * @param verifier The verifier.
 */
export async function challengeOf(verifier: string): Promise<string> {
  const { calculatePKCECodeChallenge } = await import("oauth4webapi");
  return await calculatePKCECodeChallenge(verifier);
}
