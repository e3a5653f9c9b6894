import type { JWK } from "jose";
import { lazily, signingKey } from "../signing_key.ts";
import type { Shelf } from "../kept/store.ts";

/** The key that signs a tenant's tokens. */
export interface Signer {
  /** The public key, as PEM. */
  readonly publicKey: string;
  /** A signed JWT with these claims. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** The claims of a JWT that this key signed and whose time is not over; nothing for any other. */
  verify(token: string, now: Date): Promise<Readonly<Record<string, unknown>> | undefined>;
}

const alg = "RS256";

async function makeSigner(keys: Shelf<JWK>): Promise<Signer> {
  const { exportSPKI, jwtVerify } = await import("jose");
  const { publicKey, sign } = await signingKey(keys, alg);
  return {
    publicKey: await exportSPKI(publicKey),
    sign: (claims) => sign(claims),
    async verify(token, now): Promise<Readonly<Record<string, unknown>> | undefined> {
      try {
        const options = { algorithms: [alg], currentDate: now };
        return (await jwtVerify(token, publicKey, options)).payload;
      } catch {
        return undefined;
      }
    },
  };
}

/** A signer whose key is made when it is first needed, as that takes a while. */
export function lazySigner(keys: Shelf<JWK>): () => Promise<Signer> {
  return lazily(() => makeSigner(keys));
}
