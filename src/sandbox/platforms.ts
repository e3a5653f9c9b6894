/** The platforms that a sandbox plays. */

import { cave } from "./cave/played.ts";
import { globus } from "./globus_auth/played.ts";
import type { PlayedPlatform } from "./played.ts";
import type { SandboxTokens } from "./sandbox.ts";
import { tapis } from "./tapis/played.ts";
import type { TokenRegistry } from "./tokens.ts";

/** All of them. */
export const platforms: readonly PlayedPlatform<Partial<SandboxTokens>>[] = [globus, tapis, cave];

/** The credentials that a sandbox issues when it starts for the first time. */
export async function firstTokens(registry: TokenRegistry): Promise<SandboxTokens> {
  return {
    ...await cave.firstTokens(registry),
    ...await tapis.firstTokens(registry),
    ...await globus.firstTokens(registry),
  };
}
