/** The files that agavepy would have left. */

import type { PlannedFile } from "../played.ts";
import type { JsonValue } from "../server/python_json.ts";
import type { Sandbox } from "../sandbox.ts";
import { areGood } from "../tokens.ts";
import type { World } from "../world.ts";
import { issueTapisPair, type TapisPair } from "./issue_pair.ts";

/** Local time as C's `ctime` has it, the form of agavepy's `expires_at`. */
function ctime(ms: number): string {
  const time = new Date(ms);
  const [day = "", month = ""] = time.toString().split(" ");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
  return `${day} ${month} ${String(time.getDate()).padStart(2)} ${clock} ${time.getFullYear()}`;
}

/** The ones from the start while they are good; else new ones, as from a login of now. */
async function tapisPair({ tokens }: Sandbox, { tokens: registry }: World): Promise<TapisPair> {
  const { accessToken, refreshToken } = tokens.tapis;
  return areGood(registry, [accessToken, refreshToken])
    ? tokens.tapis
    : await issueTapisPair(registry);
}

async function tapisRecord(sandbox: Sandbox, world: World): Promise<JsonValue> {
  const tapis = { ...sandbox.tokens.tapis, ...await tapisPair(sandbox, world) };
  // agavepy writes an hour at most, whatever the server said.
  const expiresIn = Math.min(tapis.expiresIn, 3600);
  return {
    refresh_token: tapis.refreshToken,
    expires_in: expiresIn,
    expires_at: ctime((tapis.createdAt + expiresIn) * 1000),
    created_at: tapis.createdAt,
    username: tapis.username,
    token_username: null,
    client_name: tapis.clientName,
    use_nonce: false,
    verify: true,
    proxies: {},
    tenantid: tapis.tenantId,
    apisecret: tapis.apiSecret,
    apikey: tapis.apiKey,
    baseurl: sandbox.url,
    access_token: tapis.accessToken,
  };
}

/** The cache of Tapis v2, with one session. */
export function tapisFiles(sandbox: Sandbox, world: World): PlannedFile[] {
  const { tenantId, username, clientName } = sandbox.tokens.tapis;
  let made: Promise<JsonValue> | undefined;
  const record = () => made ??= tapisRecord(sandbox, world);
  async function config(): Promise<JsonValue> {
    return { sessions: { [tenantId]: { [username]: { [clientName]: await record() } } } };
  }
  return [
    { names: [".agave", "current"], content: record },
    { names: [".agave", "config.json"], content: config },
  ];
}
