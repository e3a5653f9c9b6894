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
    // Services that it does not play: it refuses what they are asked, and nothing leaves the machine.
    GLOBUS_SDK_SERVICE_URL_COMPUTE: origin,
    GLOBUS_SDK_SERVICE_URL_FLOWS: origin,
    GLOBUS_SDK_SERVICE_URL_GROUPS: origin,
    GLOBUS_SDK_SERVICE_URL_SEARCH: origin,
    GLOBUS_SDK_SERVICE_URL_TIMER: origin,
    TAPIS_CACHE_DIR: join(home, ".agave"),
    TAPIS_TENANTS_URL: `${origin}/tenants`,
  };
  if (Deno.build.os === "windows") {
    env.USERPROFILE = home;
    env.LOCALAPPDATA = join(home, "AppData", "Local");
  }
  return env;
}

/**
 * The variables that would win over the credentials in a sandbox's home, or choose others than those:
 * whoever sets {@linkcode environmentOf} clears them, or a credential of the user's own is sent.
 */
export const strayVariables: readonly string[] = [
  "CAVE_TOKEN",
  "GLOBUS_CLIENT_ID",
  "GLOBUS_CLIENT_SECRET",
  "GLOBUS_CLI_CLIENT_ID",
  "GLOBUS_CLI_CLIENT_SECRET",
  "GLOBUS_PROFILE",
  "GLOBUS_SDK_AUTH_TOKEN",
  "GLOBUS_SDK_ENVIRONMENT",
  "GLOBUS_SDK_TRANSFER_TOKEN",
  "TAPIS_API_KEY",
  "TAPIS_API_PASSWORD",
  "TAPIS_API_REFRESH_TOKEN",
  "TAPIS_API_SECRET",
  "TAPIS_API_TOKEN",
  "TAPIS_API_USERNAME",
  "TAPIS_BASE_URL",
  "TAPIS_CLIENT_ID",
  "TAPIS_CLIENT_KEY",
  "TAPIS_PASSWORD",
  "TAPIS_REFRESH_TOKEN",
  "TAPIS_TOKEN",
  "TAPIS_USERNAME",
];
