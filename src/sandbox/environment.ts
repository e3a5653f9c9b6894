import { join } from "@std/path/join";

/**
 * The variables that point keyferry and the platforms' own tools at a sandbox. The home decides where
 * most tools look; a variable that would lead elsewhere is set as well, so that one of the user's own
 * does not take a tool to real credentials. Tapis v2 needs no base URL: the record in its cache has
 * one, and keyferry reads a base URL without a token as half a credential.
 *
 * @param origin The sandbox's origin.
 * @param home The sandbox's home.
 */
export function environmentOf(origin: string, home: string): Record<string, string> {
  const env: Record<string, string> = {
    HOME: home,
    AGAVE_CACHE_DIR: join(home, ".agave"),
    CLOUD_VOLUME_DIR: join(home, ".cloudvolume"),
    // Its slash matters: the Globus SDK appends the path of a page to it as it stands.
    GLOBUS_SDK_SERVICE_URL_AUTH: `${origin}/`,
    GLOBUS_SDK_SERVICE_URL_TRANSFER: origin,
    TAPIS_CACHE_DIR: join(home, ".agave"),
    TAPIS_TENANTS_URL: `${origin}/tenants`,
  };
  if (Deno.build.os === "windows") {
    env.USERPROFILE = home;
    env.LOCALAPPDATA = join(home, "AppData", "Local");
  }
  return env;
}
