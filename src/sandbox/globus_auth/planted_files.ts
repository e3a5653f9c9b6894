/** The file that the Globus SDK would have left. */

import { globusApp, identity } from "../identity.ts";
import type { PlannedFile } from "../played.ts";
import type { JsonValue } from "../server/python_json.ts";
import type { Sandbox } from "../sandbox.ts";
import { areGood, issueToken } from "../tokens.ts";
import type { World } from "../world.ts";
import {
  filesScope,
  grantFor,
  type ResourceScope,
  resourceServers,
} from "./grants/first_grants.ts";
import { accessLifetime } from "./grants/lifetimes.ts";
import { type GlobusSet, issuePlanted } from "./grants/issue_planted.ts";

/** The ones from the start while they are good; else new ones, as from a login of now. */
async function globusSet({ tokens }: Sandbox, { tokens: registry }: World): Promise<GlobusSet> {
  const { globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh } = tokens;
  const first = [globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh];
  return areGood(registry, first) ? tokens : await issuePlanted(registry);
}

async function globusRecords(sandbox: Sandbox, world: World): Promise<JsonValue> {
  const tokens = await globusSet(sandbox, world);
  function record({ resource_server, scope }: ResourceScope, access: string, refresh: string) {
    return {
      resource_server,
      identity_id: identity.sub,
      scope,
      access_token: access,
      refresh_token: refresh,
      expires_at_seconds: tokens.globusExpiresAt,
      token_type: "Bearer",
    };
  }
  const files: Record<string, JsonValue> = {};
  for (const { id } of sandbox.collections) {
    const [access, refresh] = await issueFor(world, filesScope(id));
    files[id] = record(filesScope(id), access, refresh);
  }
  return {
    data: {
      DEFAULT: {
        "auth.globus.org": record(
          resourceServers.auth,
          tokens.globusAuth,
          tokens.globusAuthRefresh,
        ),
        "transfer.api.globus.org": record(
          resourceServers.transfer,
          tokens.globusTransfer,
          tokens.globusTransferRefresh,
        ),
        ...files,
      },
    },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  };
}

/** An access and a refresh token for a collection's files: the first copy needs no login. */
async function issueFor({ tokens }: World, scope: ResourceScope): Promise<[string, string]> {
  const globus = grantFor(scope);
  return [
    await issueToken(tokens, "globus", "access", { lifetime: accessLifetime, globus }),
    await issueToken(tokens, "globus", "refresh", { globus }),
  ];
}

/** The token storage of one app. */
export function globusFiles(sandbox: Sandbox, world: World): PlannedFile[] {
  const base = Deno.build.os === "windows" ? ["AppData", "Local", "globus"] : [".globus"];
  const names = [...base, "app", globusApp.clientId, globusApp.name, "tokens.json"];
  return [{ names, content: () => globusRecords(sandbox, world) }];
}
