import { createHash } from "node:crypto";
import type { World } from "../../world.ts";
import { claimsOf } from "../identities/claims.ts";
import { accessLifetime } from "./lifetimes.ts";

/** What an id token is about. */
export interface IdTokenOrder {
  /** The client it is for. */
  readonly clientId: string;
  /** The identity. */
  readonly identityId: string;
  /** The scopes that say which claims it has. */
  readonly scopes: readonly string[];
  /** The access token it comes with. */
  readonly accessToken: string;
  /** What the client gave to know its own login by. */
  readonly nonce: string | undefined;
}

/** The left half of the hash that goes with RS512 (OpenID Connect Core, section 3.1.3.6). */
function accessTokenHash(accessToken: string): string {
  return createHash("sha512").update(accessToken).digest().subarray(0, 32).toString("base64url");
}

/** A signed id token. */
export async function idToken(world: World, order: IdTokenOrder): Promise<string> {
  const signer = await world.globusAuth.signer();
  const issuedAt = Math.floor(world.now() / 1000);
  return await signer.sign({
    ...claimsOf(world, order),
    iss: world.origin,
    aud: order.clientId,
    exp: issuedAt + accessLifetime,
    iat: issuedAt,
    at_hash: accessTokenHash(order.accessToken),
    ...(order.nonce === undefined ? {} : { nonce: order.nonce }),
  });
}
