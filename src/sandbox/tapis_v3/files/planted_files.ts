/** The file that keyferry would have left. */

import type { PlannedFile } from "../../played.ts";
import type { JsonValue } from "../../server/python_json.ts";
import type { Sandbox } from "../../sandbox.ts";
import type { World } from "../../world.ts";
import { issueTokens } from "../jwt.ts";

/** No native tool keeps tokens of Tapis v3, so that this is keyferry's own record. */
export function tapisV3Files(sandbox: Sandbox, world: World): PlannedFile[] {
  return [{ names: [".agave", "keyferry.json"], content: () => tapisV3Record(sandbox, world) }];
}

/** Not obtained over the network, for which a program may have no permission. */
async function tapisV3Record(sandbox: Sandbox, world: World): Promise<JsonValue> {
  const { tapis } = sandbox.tokens;
  const plan = { grant: "password", clientId: tapis.clientName, refreshCount: 0 };
  const { access_token: access, refresh_token: refresh } = await issueTokens(world, plan);
  const record = {
    base_url: sandbox.url,
    username: tapis.username,
    tenant_id: tapis.tenantId,
    client_id: tapis.clientName,
    client_key: tapis.apiSecret,
    access_token: access.access_token,
    refresh_token: refresh?.refresh_token ?? "",
    expires_at: Date.parse(access.expires_at) / 1000,
  };
  const name = [sandbox.url, tapis.username, tapis.clientName].join(" ");
  return { tapis_v3: { [name]: record } };
}
