/** The file that the Globus SDK would have left. */

import { globusApp, identity } from "../identity.ts";
import type { PlannedFile } from "../played.ts";
import type { JsonValue } from "../python_json.ts";
import type { Sandbox } from "../sandbox.ts";
import { areGood } from "../tokens.ts";
import type { World } from "../world.ts";
import { resourceServers } from "./first_grants.ts";
import { type GlobusSet, issuePlanted } from "./issue_planted.ts";

/** The ones from the start while they are good; else new ones, as from a login of now. */
async function globusSet({ tokens }: Sandbox, { tokens: registry }: World): Promise<GlobusSet> {
  const { globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh } = tokens;
  const first = [globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh];
  return areGood(registry, first) ? tokens : await issuePlanted(registry);
}

async function globusRecords(sandbox: Sandbox, world: World): Promise<JsonValue> {
  const tokens = await globusSet(sandbox, world);
  function record(kind: "transfer" | "auth", access: string, refresh: string): JsonValue {
    return {
      resource_server: resourceServers[kind].resource_server,
      identity_id: identity.sub,
      scope: resourceServers[kind].scope,
      access_token: access,
      refresh_token: refresh,
      expires_at_seconds: tokens.globusExpiresAt,
      token_type: "Bearer",
    };
  }
  return {
    data: {
      DEFAULT: {
        "auth.globus.org": record("auth", tokens.globusAuth, tokens.globusAuthRefresh),
        "transfer.api.globus.org": record(
          "transfer",
          tokens.globusTransfer,
          tokens.globusTransferRefresh,
        ),
      },
    },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  };
}

/** The token storage of one app. */
export function globusFiles(sandbox: Sandbox, world: World): PlannedFile[] {
  const base = Deno.build.os === "windows" ? ["AppData", "Local", "globus"] : [".globus"];
  const names = [...base, "app", globusApp.clientId, globusApp.name, "tokens.json"];
  return [{ names, content: () => globusRecords(sandbox, world) }];
}
