import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { resourceServers } from "./globus_auth/first_grants.ts";
import { type GlobusSet, issuePlanted } from "./globus_auth/issue_planted.ts";
import { datastacks, globusApp, identity } from "./identity.ts";
import { type JsonValue, pythonJson } from "./python_json.ts";
import type { Sandbox } from "./sandbox.ts";
import { issueTokens } from "./tapis_v3/jwt.ts";
import { issueTapisPair, type TapisPair } from "./tapis/issue_pair.ts";
import type { TokenRegistry } from "./tokens.ts";
import { type World, worldOf } from "./world.ts";

interface PlannedFile {
  readonly names: readonly string[];
  /** What is in it, or how that is had. */
  readonly content: JsonValue | (() => Promise<JsonValue>);
}

const isWindows = Deno.build.os === "windows";

function isGood({ issued, now }: TokenRegistry, tokens: readonly string[]): boolean {
  return tokens.every((token) => (issued.get(token)?.expiresAt ?? 0) > now());
}

function caveFiles(sandbox: Sandbox): PlannedFile[] {
  const folder = [".cloudvolume", "secrets"];
  const content = { token: sandbox.tokens.cave };
  const servers = Object.fromEntries(datastacks.map((name) => [name, sandbox.url]));
  const files = [
    { names: [...folder, "cave-secret.json"], content },
    { names: [...folder, "cave_datastack_to_server_map.json"], content: servers },
  ];
  // A colon ends a file name on Windows, where the real client cannot write this one either.
  if (!isWindows) {
    const name = `${new URL(sandbox.url).host}-cave-secret.json`;
    files.unshift({ names: [...folder, name], content });
  }
  return files;
}

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
  return isGood(registry, [accessToken, refreshToken])
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

function tapisFiles(sandbox: Sandbox, world: World): PlannedFile[] {
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

/** No native tool keeps tokens of Tapis v3, so that this is keyferry's own record. */
function tapisV3Files(sandbox: Sandbox, world: World): PlannedFile[] {
  return [{ names: [".agave", "keyferry.json"], content: () => tapisV3Record(sandbox, world) }];
}

/** Not bought over the network, for which a program may have no permission. */
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

/** The ones from the start while they are good; else new ones, as from a login of now. */
async function globusSet({ tokens }: Sandbox, { tokens: registry }: World): Promise<GlobusSet> {
  const { globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh } = tokens;
  const first = [globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh];
  return isGood(registry, first) ? tokens : await issuePlanted(registry);
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

function globusFiles(sandbox: Sandbox, world: World): PlannedFile[] {
  const base = isWindows ? ["AppData", "Local", "globus"] : [".globus"];
  const names = [...base, "app", globusApp.clientId, globusApp.name, "tokens.json"];
  return [{ names, content: () => globusRecords(sandbox, world) }];
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Replaces the file whole, so that a link in its place is not followed. */
async function writePrivate(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
  await Deno.rename(temporary, path);
}

/**
 * Writes the sandbox's credentials into its home, in the files and the exact form that CAVEclient,
 * agavepy and the Globus SDK write: one-line JSON as Python's `json.dump` makes it; and keyferry's own
 * record for Tapis v3, whose tools keep none. They hold the tokens from the start, or new ones where
 * those were spent or are past their time. Files get mode 0600 and folders 0700. In the home of a
 * sandbox that goes on from its `state` file, files that are there stay: the tools may have renewed
 * what is in them.
 *
 * @param sandbox The sandbox.
 * @returns The paths of the files, in the order they were written.
 *
 * @example Give a sandbox's home the files that the real tools would have left
 * ```ts
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const text = await Deno.readTextFile(`${sandbox.home}/.cloudvolume/secrets/cave-secret.json`);
 * assertEquals(text, `{"token": "${sandbox.tokens.cave}"}`);
 * ```
 */
export async function plantCredentials(sandbox: Sandbox): Promise<string[]> {
  const world = worldOf(sandbox);
  const files = [
    ...caveFiles(sandbox),
    ...tapisFiles(sandbox, world),
    ...tapisV3Files(sandbox, world),
    ...globusFiles(sandbox, world),
  ];
  const written: string[] = [];
  for (const file of files) {
    const path = join(sandbox.home, ...file.names);
    if (world.isHomeKept && await isThere(path)) continue;
    const content = typeof file.content === "function" ? await file.content() : file.content;
    // What is issued for it, and the key that signed it, are known before anybody can use it.
    world.save();
    await writePrivate(path, pythonJson(content));
    written.push(path);
  }
  return written;
}
