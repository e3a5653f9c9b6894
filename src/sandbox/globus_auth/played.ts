/** Globus as the sandbox plays it: Auth, Transfer and the collections' own servers. */

import { makeSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import { colleague, globusApp } from "../identity.ts";
import type { PlayedPlatform } from "../played.ts";
import type { SandboxTokens } from "../sandbox.ts";
import { issueToken, type TokenRegistry } from "../tokens.ts";
import { httpsService } from "../transfer/files/https_service.ts";
import { transferService } from "../transfer/service.ts";
import { otherApp, portal } from "./clients.ts";
import { firstGrant } from "./grants/first_grants.ts";
import { type GlobusSet, issuePlanted } from "./grants/issue_planted.ts";
import { accessLifetime } from "./grants/lifetimes.ts";
import { globusFiles } from "./planted_files.ts";
import { globusAuthService } from "./service.ts";

/** The credentials of Globus. */
type GlobusSandboxTokens =
  & GlobusSet
  & Pick<SandboxTokens, "globusClient" | "globusApps" | "globusColleague">;

/** See {@linkcode PlayedPlatform}. */
export const globus: PlayedPlatform<GlobusSandboxTokens> = {
  services: () => [transferService(), httpsService(), globusAuthService()],
  environment: (origin) => ({
    // Its slash matters: the Globus SDK appends the path of a page to it as it stands.
    GLOBUS_SDK_SERVICE_URL_AUTH: `${origin}/`,
    GLOBUS_SDK_SERVICE_URL_TRANSFER: origin,
    // Services that it does not play: it refuses what they are asked, and nothing leaves the machine.
    GLOBUS_SDK_SERVICE_URL_COMPUTE: origin,
    GLOBUS_SDK_SERVICE_URL_FLOWS: origin,
    GLOBUS_SDK_SERVICE_URL_GROUPS: origin,
    GLOBUS_SDK_SERVICE_URL_SEARCH: origin,
    GLOBUS_SDK_SERVICE_URL_TIMER: origin,
  }),
  strayVariables: [
    "GLOBUS_CLIENT_ID",
    "GLOBUS_CLIENT_SECRET",
    "GLOBUS_CLI_CLIENT_ID",
    "GLOBUS_CLI_CLIENT_SECRET",
    "GLOBUS_PROFILE",
    "GLOBUS_SDK_AUTH_TOKEN",
    "GLOBUS_SDK_ENVIRONMENT",
    "GLOBUS_SDK_TRANSFER_TOKEN",
  ],
  firstTokens,
  typed: ({ globusApps, globusClient }) => ({
    "Globus app": globusApps.planted,
    "Globus app without a login": globusApps.other,
    "Globus client id": globusClient.id,
    "Globus client secret": globusClient.secret,
  }),
  files: globusFiles,
};

async function firstTokens(registry: TokenRegistry): Promise<GlobusSandboxTokens> {
  const stays = true;
  return {
    ...await issuePlanted(registry, { stays }),
    globusClient: {
      id: portal.clientId,
      secret: await makeSandboxToken(registry.origin),
      serviceScope: portal.serviceScope,
    },
    globusApps: { planted: globusApp.clientId, other: otherApp.clientId },
    globusColleague: {
      id: colleague.sub,
      username: colleague.globusUsername,
      globusTransfer: await issueToken(registry, "transfer", "access", {
        lifetime: accessLifetime,
        stays,
        globus: firstGrant("transfer", colleague.sub),
      }),
    },
  };
}
