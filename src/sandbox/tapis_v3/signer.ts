import type { JWTPayload } from "jose";

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

async function makeSigner(): Promise<Signer> {
  const { exportSPKI, generateKeyPair, jwtVerify, SignJWT } = await import("jose");
  const { publicKey, privateKey } = await generateKeyPair(alg, { modulusLength: 2048 });
  return {
    publicKey: await exportSPKI(publicKey),
    sign: (claims) =>
      new SignJWT(claims as JWTPayload).setProtectedHeader({ alg, typ: "JWT" }).sign(privateKey),
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
export function lazySigner(): () => Promise<Signer> {
  let signer: Promise<Signer> | undefined;
  return () => signer ??= makeSigner();
}
