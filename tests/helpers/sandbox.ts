import type { JWK } from "jose";
import * as sandbox from "../../src/sandbox/mod.ts";
import { worldOf } from "../../src/sandbox/world.ts";
import key from "../fixtures/signing_key.json" with { type: "json" };

/**
 * Starts a sandbox with a made-up key to sign with: making one takes 0.3 s of a processor, which a test
 * that is about something else should not pay.
 */
export async function startSandbox(
  options: sandbox.SandboxOptions = {},
): Promise<sandbox.Sandbox> {
  const started = await sandbox.startSandbox(options);
  const { keys } = worldOf(started);
  for (const alg of ["RS256", "RS512"]) keys.set(alg, key as JWK);
  return started;
}
