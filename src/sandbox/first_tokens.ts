import { makeSandboxToken } from "../credentials/sandbox_token.ts";
import { otherApp, portal } from "./globus_auth/clients.ts";
import { firstGrant } from "./globus_auth/first_grants.ts";
import { issuePlanted } from "./globus_auth/issue_planted.ts";
import { accessLifetime } from "./globus_auth/lifetimes.ts";
import { colleague, globusApp, identity, tapisClient } from "./identity.ts";
import type { SandboxTokens } from "./sandbox.ts";
import { issueTapisPair } from "./tapis/issue_pair.ts";
import { issueToken, type TokenRegistry } from "./tokens.ts";

/** The credentials that a sandbox issues when it starts for the first time. */
export async function firstTokens(registry: TokenRegistry): Promise<SandboxTokens> {
  const { origin } = registry;
  const stays = true;
  return {
    cave: await issueToken(registry, "cave", "access", { stays }),
    tapis: {
      tenantId: tapisClient.tenantId,
      clientName: tapisClient.clientName,
      apiKey: await makeSandboxToken(origin),
      apiSecret: await makeSandboxToken(origin),
      username: identity.username,
      password: await makeSandboxToken(origin),
      ...await issueTapisPair(registry, { stays }),
    },
    ...await issuePlanted(registry, { stays }),
    globusClient: {
      id: portal.clientId,
      secret: await makeSandboxToken(origin),
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
