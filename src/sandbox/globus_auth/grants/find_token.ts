import { checkToken, type IssuedToken } from "../../tokens.ts";
import type { World } from "../../world.ts";
import type { GlobusGrant } from "./grant.ts";

/** A token of Globus, whichever of its services it is for. */
export function findToken(
  world: World,
  kind: "access" | "refresh",
  token: string,
): IssuedToken & { readonly globus: GlobusGrant } | undefined {
  for (const service of ["transfer", "auth", "globus"] as const) {
    const found = checkToken(world.tokens, service, kind, token);
    if (typeof found === "object" && found.globus !== undefined) {
      return { ...found, globus: found.globus };
    }
  }
  return undefined;
}
