import { join } from "@std/path";
import * as cave from "../../../src/cave/mod.ts";
import { resolve, type Resolved } from "../../../src/credentials/mod.ts";
import type { Stage } from "../comparison/_scenario.ts";

/** A token as CAVE makes them: 32 hex digits. */
export function makeToken(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** A folder inside the stage's, that plays a home of its own. */
export async function makeHome({ home }: Stage, name: string): Promise<string> {
  const folder = join(home, name);
  await Deno.mkdir(folder);
  return folder;
}

/** What keyferry finds. */
export async function found(choice: cave.TokenChoice): Promise<Resolved<cave.CaveToken>> {
  return await resolve(cave.tokenChain({ env: {}, ...choice }));
}
