import { makeSandboxToken } from "../credentials/sandbox_token.ts";
import { otherApp, portal } from "./globus_auth/clients.ts";
import { firstGrant } from "./globus_auth/first_grants.ts";
import { accessLifetime } from "./globus_auth/lifetimes.ts";
import { colleague, globusApp, identity, tapisClient } from "./identity.ts";
import type { SandboxTokens } from "./sandbox.ts";
import { tapisLifetime } from "./tapis/token.ts";
import { issueToken, type TokenRegistry } from "./tokens.ts";

/** The credentials that a sandbox issues when it starts for the first time. */
export async function firstTokens(registry: TokenRegistry): Promise<SandboxTokens> {
  const { origin } = registry;
  const stays = true;
  const transfer = { globus: firstGrant("transfer"), stays };
  const auth = { globus: firstGrant("auth"), stays };
  const lifetime = accessLifetime;
  const seconds = Math.floor(registry.now() / 1000);
  const accessToken = await issueToken(registry, "tapis", "access", {
    lifetime: tapisLifetime,
    stays,
  });
  return {
    cave: await issueToken(registry, "cave", "access", { stays }),
    tapis: {
      tenantId: tapisClient.tenantId,
      clientName: tapisClient.clientName,
      apiKey: await makeSandboxToken(origin),
      apiSecret: await makeSandboxToken(origin),
      username: identity.username,
      password: await makeSandboxToken(origin),
      accessToken,
      refreshToken: await issueToken(registry, "tapis", "refresh", { access: accessToken, stays }),
      createdAt: seconds,
      expiresIn: tapisLifetime,
    },
    globusTransfer: await issueToken(registry, "transfer", "access", { lifetime, ...transfer }),
    globusTransferRefresh: await issueToken(registry, "transfer", "refresh", transfer),
    globusAuth: await issueToken(registry, "auth", "access", { lifetime, ...auth }),
    globusAuthRefresh: await issueToken(registry, "auth", "refresh", auth),
    globusExpiresAt: seconds + accessLifetime,
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
        lifetime,
        stays,
        globus: firstGrant("transfer", colleague.sub),
      }),
    },
  };
}
