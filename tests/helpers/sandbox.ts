import type { JWK } from "jose";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { worldOf } from "../../src/sandbox/world.ts";
import key from "../fixtures/signing_key.json" with { type: "json" };

/**
 * Gives a sandbox a made-up key to sign with, before it needs one: making one takes 0.3 s of a processor,
 * which a test that is about something else should not pay.
 */
export function lendSigningKeys(sandbox: Sandbox): void {
  const { keys } = worldOf(sandbox);
  for (const alg of ["RS256", "RS512"]) keys.set(alg, key as JWK);
}
