import type { JWK, JWTPayload } from "jose";
import type { Shelf } from "./kept/store.ts";

/** A key that signs JWTs. */
export interface SigningKey {
  /** The public half. */
  readonly publicKey: CryptoKey;
  /** The public half, as a JWK. */
  readonly publicJwk: JWK;
  /** A signed JWT with these claims; the header names the algorithm beside its own members. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, string>>,
  ): Promise<string>;
}

/**
 * The key that signs with an algorithm of RSA: the kept one, or a new one, which then is kept.
 *
 * @param keys The private keys, as JWKs by their algorithm.
 * @param alg The algorithm (RFC 7518, section 3.1).
 */
export async function signingKey(
  keys: Shelf<JWK>,
  alg: "RS256" | "RS512",
): Promise<SigningKey> {
  const { exportJWK, generateKeyPair, importJWK, SignJWT } = await import("jose");
  const kept = keys.get(alg) ??
    await exportJWK(
      (await generateKeyPair(alg, { modulusLength: 2048, extractable: true })).privateKey,
    );
  keys.set(alg, kept);
  const { kty, n, e } = kept;
  const publicJwk = { kty, n, e } as JWK;
  const privateKey = await importJWK(kept, alg);
  return {
    publicKey: await importJWK(publicJwk, alg) as CryptoKey,
    publicJwk,
    sign: (claims, header = {}) =>
      new SignJWT(claims as JWTPayload).setProtectedHeader({ typ: "JWT", alg, ...header })
        .sign(privateKey),
  };
}

/** Makes something when it is first asked for, and once. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
