/** Tapis as the sandbox plays it: v2, and v3 below its prefix. */

import { join } from "../../path/join.ts";
import { makeSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import { identity } from "../identity.ts";
import type { PlayedPlatform } from "../played.ts";
import type { SandboxTokens } from "../sandbox.ts";
import { tapisV3Files } from "../tapis_v3/files/planted_files.ts";
import { issueTapisPair } from "./issue_pair.ts";
import { tapisClient } from "./own_client.ts";
import { tapisFiles } from "./planted_files.ts";
import { tapisService } from "./service.ts";

/** See {@linkcode PlayedPlatform}. */
export const tapis: PlayedPlatform<Pick<SandboxTokens, "tapis">> = {
  services: () => [tapisService()],
  /**
   * v2 needs no base URL: the record in its cache has one, and keyferry reads a base URL without a token
   * as half a credential.
   */
  environment: (origin, home) => ({
    AGAVE_CACHE_DIR: join(home, ".agave"),
    TAPIS_CACHE_DIR: join(home, ".agave"),
    TAPIS_TENANTS_URL: `${origin}/tenants`,
  }),
  strayVariables: [
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
  ],
  async firstTokens(registry) {
    const { origin } = registry;
    return {
      tapis: {
        tenantId: tapisClient.tenantId,
        clientName: tapisClient.clientName,
        apiKey: await makeSandboxToken(origin),
        apiSecret: await makeSandboxToken(origin),
        username: identity.username,
        password: await makeSandboxToken(origin),
        ...await issueTapisPair(registry, { stays: true }),
      },
    };
  },
  typed: ({ tapis }) => ({
    "Tapis tenant": tapis.tenantId,
    "Tapis user": tapis.username,
    "Tapis password": tapis.password,
    "Tapis OAuth client": tapis.clientName,
    "its key (v2)": tapis.apiKey,
    "its secret (v2), its key (v3)": tapis.apiSecret,
  }),
  files: (sandbox, world) => [...tapisFiles(sandbox, world), ...tapisV3Files(sandbox, world)],
};
