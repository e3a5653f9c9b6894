import { join } from "../../path/join.ts";
import { platforms } from "../platforms.ts";

const here = "127.0.0.1,localhost,::1";

/**
 * The variables that point keyferry and the platforms' own tools at a sandbox. The home decides where
 * most tools look; a variable that would lead elsewhere is set as well, so that one of the user's own
 * does not take a tool to real credentials.
 *
 * @param origin The sandbox's origin.
 * @param home The sandbox's home.
 */
export function environmentOf(origin: string, home: string): Record<string, string> {
  const own = platforms.flatMap(({ environment }) => Object.entries(environment(origin, home)));
  return {
    HOME: home,
    ...Object.fromEntries(own.sort(([a], [b]) => a < b ? -1 : 1)),
    // A proxy would get the tokens, and has no way to this machine.
    NO_PROXY: here,
    // Curl and Python look at the second one first; on Windows both are one variable.
    ...Deno.build.os === "windows"
      ? { USERPROFILE: home, LOCALAPPDATA: join(home, "AppData", "Local") }
      : { no_proxy: here },
  };
}

/**
 * The variables that would win over the credentials in a sandbox's home, or choose others than those:
 * whoever sets {@linkcode environmentOf} clears them, or a credential of the user's own is sent.
 */
export const strayVariables: readonly string[] = platforms
  .flatMap((platform) => platform.strayVariables).sort();
