import type { JWTPayload } from "jose";

/** The key that signs id tokens. */
export interface Signer {
  /** The public key, as a JWK. */
  readonly publicKey: Readonly<Record<string, unknown>>;
  /** A signed JWT with these claims. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

const alg = "RS512";

async function makeSigner(withId: boolean): Promise<Signer> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } = await import("jose");
  const { publicKey, privateKey } = await generateKeyPair(alg, { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const id = withId ? { kid: await calculateJwkThumbprint(jwk) } : {};
  return {
    publicKey: { ...jwk, alg, use: "sig", ...id },
    sign: (claims) =>
      new SignJWT(claims as JWTPayload).setProtectedHeader({ typ: "JWT", alg, ...id })
        .sign(privateKey),
  };
}

/** A signer whose key is made when it is first needed, as that takes a while. */
export function lazySigner(withId: boolean): () => Promise<Signer> {
  let signer: Promise<Signer> | undefined;
  return () => signer ??= makeSigner(withId);
}
