import type { JWK } from "jose";
import { lazily, signingKey } from "../../signing_key.ts";
import type { Shelf } from "../../kept/store.ts";

/** The key that signs id tokens. */
export interface Signer {
  /** The public key, as a JWK. */
  readonly publicKey: Readonly<Record<string, unknown>>;
  /** A signed JWT with these claims. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

const alg = "RS512";

async function makeSigner(keys: Shelf<JWK>, withId: boolean): Promise<Signer> {
  const { calculateJwkThumbprint } = await import("jose");
  const { publicJwk, sign } = await signingKey(keys, alg);
  const id: Record<string, string> = withId ? { kid: await calculateJwkThumbprint(publicJwk) } : {};
  return {
    publicKey: { ...publicJwk, alg, use: "sig", ...id },
    sign: (claims) => sign(claims, id),
  };
}

/** A signer whose key is made when it is first needed, as that takes a while. */
export function lazySigner(keys: Shelf<JWK>, withId: boolean): () => Promise<Signer> {
  return lazily(() => makeSigner(keys, withId));
}
