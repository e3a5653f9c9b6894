// deno-lint-ignore-file no-console
/**
 * A sandbox under load: 200 clients at once call it for a minute, each one after another, a mix of
 * everything that its services do; then the same with a state file. It runs in a process of its own,
 * whose memory must stay flat within 10 % at all times after a warm-up, and no call may fail; a number
 * on the command line makes it that many seconds instead of a minute. V8 lets garbage lie until it
 * wants the room, by which a process's size wanders by tens of MiB whatever it holds: it is made to
 * collect before each look.
 */

import { fromFileUrl } from "@std/path/from-file-url";
import { join } from "@std/path/join";
import type { Sandbox } from "@keyferry/keyferry/sandbox";
import { growthOf } from "./growth.ts";

const clients = 200;
const seconds = Number(Deno.args[0] ?? 60);
/** Until then the code is compiled, and the request log is full. */
const warmUpSeconds = 30;
const mostGrowth = 0.1;
const checkout = new URL("../../", import.meta.url);

type Facts = Pick<Sandbox, "url" | "tokens" | "collections">;

// Ends when its stdin does, so that it never outlives this process.
const sandboxProgram = `
import { startSandbox } from "@keyferry/keyferry/sandbox";
const [workFolder, state] = Deno.args;
await using sandbox = await startSandbox({ workFolder, ...(state ? { state } : {}) });
const { url, tokens, collections } = sandbox;
console.log(JSON.stringify({ url, tokens, collections }));
setInterval(() => {
  globalThis.gc();
  console.log(JSON.stringify({ rss: Deno.memoryUsage().rss }));
}, 1000);
for await (const _ of Deno.stdin.readable);
Deno.exit();
`;

interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly basic?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** What was called in one run. */
interface Count {
  calls: number;
  /** How often which failure came. */
  readonly failures: Map<string, number>;
}

let count: Count = { calls: 0, failures: new Map() };

/** Calls, counts, and gives the body as JSON where it is any. */
// deno-lint-ignore no-explicit-any -- bodies of many shapes
async function ask(at: Facts, path: string, options: Ask = {}): Promise<any> {
  const { token = at.tokens.globusTransfer, basic, json, form } = options;
  const response = await fetch(at.url + path, {
    method: options.method ?? (json === undefined && form === undefined ? "GET" : "POST"),
    headers: {
      authorization: basic === undefined ? `Bearer ${token}` : `Basic ${btoa(basic)}`,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  count.calls++;
  if (!response.ok) throw new Error(`${response.status} ${path.replace(/[0-9a-f-]{36}/g, "ID")}`);
  return text.startsWith("{") || text.startsWith("[") || text.startsWith('"')
    ? JSON.parse(text)
    : text;
}

/** What one client does in one go; `turn` differs in every call. */
type Act = (at: Facts, turn: number) => Promise<unknown>;

const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all";

async function browse(at: Facts): Promise<void> {
  const [lab] = at.collections;
  await ask(at, "/v0.10/endpoint_search?filter_fulltext=sandbox&limit=10");
  await ask(at, `/v0.10/endpoint/${lab?.id}`);
  await ask(at, `/v0.10/operation/endpoint/${lab?.id}/ls?path=/runs/`);
}

async function bookmark(at: Facts, turn: number): Promise<void> {
  const json = {
    DATA_TYPE: "bookmark",
    name: `bookmark ${turn}`,
    path: "/",
    endpoint_id: at.collections[0]?.id,
  };
  const { id } = await ask(at, "/v0.10/bookmark", { json });
  await ask(at, `/v0.10/bookmark/${id}`, { method: "PUT", json: { ...json, path: "/runs/" } });
  await ask(at, `/v0.10/bookmark/${id}`, { method: "DELETE" });
}

async function ferry(at: Facts, turn: number): Promise<void> {
  const [lab, archive] = at.collections;
  const { value } = await ask(at, "/v0.10/submission_id");
  const { task_id } = await ask(at, "/v0.10/transfer", {
    json: {
      DATA_TYPE: "transfer",
      submission_id: value,
      source_endpoint: lab?.id,
      destination_endpoint: archive?.id,
      DATA: [{
        DATA_TYPE: "transfer_item",
        source_path: "/README.txt",
        destination_path: `/copies/${turn % 100}.txt`,
      }],
    },
  });
  await ask(at, `/v0.10/task/${task_id}`);
  await ask(at, `/v0.10/task/${task_id}/event_list`);
  await ask(at, "/v0.10/task_list?limit=5");
}

async function endpoint(at: Facts, turn: number): Promise<void> {
  const json = { DATA_TYPE: "endpoint", display_name: `site ${turn}` };
  const { id } = await ask(at, "/v0.10/endpoint", { json });
  await ask(at, `/v0.10/endpoint/${id}/role_list`);
  await ask(at, `/v0.10/endpoint/${id}`, { method: "DELETE" });
}

async function globusTokens(at: Facts): Promise<void> {
  const { id, secret } = at.tokens.globusClient;
  const basic = `${id}:${secret}`;
  const form = { grant_type: "client_credentials", scope: transferAll };
  const { access_token: token } = await ask(at, "/v2/oauth2/token", { basic, form });
  await ask(at, "/v2/oauth2/token/introspect", { basic, form: { token } });
  await ask(at, "/v2/oauth2/token", {
    form: {
      grant_type: "refresh_token",
      refresh_token: at.tokens.globusTransferRefresh,
      client_id: at.tokens.globusApps.planted,
    },
  });
  await ask(at, "/v2/oauth2/userinfo", { token: at.tokens.globusAuth });
}

async function tapis(at: Facts, turn: number): Promise<void> {
  const { apiKey, apiSecret, username, password } = at.tokens.tapis;
  const basic = `${apiKey}:${apiSecret}`;
  const bought = await ask(at, "/token", {
    basic,
    form: { grant_type: "password", username, password },
  });
  const form = { grant_type: "refresh_token", refresh_token: bought.refresh_token };
  const { access_token: token } = await ask(at, "/token", { basic, form });
  await ask(at, "/profiles/v2/me", { token });
  const person = `${username}:${password}`;
  const clientName = `client-${turn}`;
  await ask(at, "/clients/v2", { basic: person, form: { clientName } });
  await ask(at, `/clients/v2/${clientName}`, { basic: person, method: "DELETE" });
}

async function tapisV3(at: Facts): Promise<void> {
  const { clientName, apiSecret, username, password } = at.tokens.tapis;
  const { result } = await ask(at, "/v3/oauth2/tokens", {
    basic: `${clientName}:${apiSecret}`,
    json: { grant_type: "password", username, password },
  });
  const headers = { "x-tapis-token": result.access_token.access_token };
  await ask(at, "/v3/oauth2/userinfo", { headers });
  await ask(at, "/v3/files/ops/lab/runs", { headers });
  const elements = [{
    sourceURI: "tapis://lab/README.txt",
    destinationURI: "tapis://archive/v3/README.txt",
  }];
  const { result: { uuid } } = await ask(at, "/v3/files/transfers", {
    headers,
    json: { tag: "load", elements },
  });
  await ask(at, `/v3/files/transfers/${uuid}`, { headers });
}

async function cave(at: Facts): Promise<void> {
  const token = at.tokens.cave;
  await ask(at, "/auth/api/v1/user/me", { token });
  await ask(at, "/info/api/v2/datastacks", { token });
  await ask(at, "/info/api/v2/datastack/full/sandbox_cortex", { token });
}

async function caveState(at: Facts, turn: number): Promise<void> {
  const token = at.tokens.cave;
  const json = { layers: Array.from({ length: 20 }, (_, index) => ({ name: `${turn}.${index}` })) };
  const address: string = await ask(at, "/nglstate/api/v1/post", { token, json });
  await ask(at, address.slice(at.url.length), { token });
}

/** Mostly questions, as programs go: about one call in three changes something. */
const acts: readonly Act[] = [
  ...[browse, cave, bookmark, browse, globusTokens],
  ...[browse, cave, ferry, browse, tapis],
  ...[browse, cave, bookmark, browse, globusTokens],
  ...[browse, caveState, endpoint, browse, tapisV3],
];

/** One client: acts one after another, beginning with another one than its neighbours. */
async function client(at: Facts, number: number, end: number): Promise<void> {
  for (let turn = number; performance.now() < end; turn += clients) {
    const act = acts[Math.floor(turn / clients + number) % acts.length];
    try {
      await act?.(at, turn);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const { failures } = count;
      failures.set(words, (failures.get(words) ?? 0) + 1);
    }
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

/** The lines that the process writes, as values. */
async function* said(stream: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

function startProcess(workFolder: string, state: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--v8-flags=--expose-gc",
      "--no-prompt",
      "--config",
      fromFileUrl(new URL("deno.json", checkout)),
      "--allow-net=127.0.0.1",
      `--allow-read=${workFolder}`,
      `--allow-write=${workFolder}`,
      `data:application/typescript,${encodeURIComponent(sandboxProgram)}`,
      workFolder,
      ...state,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
}

/** Loads one sandbox; whether all is well. */
async function run(name: string, workFolder: string, state: readonly string[]): Promise<boolean> {
  count = { calls: 0, failures: new Map() };
  const process = startProcess(workFolder, state);
  const lines = said(process.stdout);
  const at = (await lines.next()).value as Facts;
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const line of lines) sizes.push((line as { rss: number }).rss);
  })();
  const end = performance.now() + seconds * 1000;
  let [warmCalls, warmSizes] = [0, 0];
  const timer = setTimeout(() => {
    [warmCalls, warmSizes] = [count.calls, sizes.length];
  }, warmUpSeconds * 1000);
  await Promise.all(Array.from({ length: clients }, (_, number) => client(at, number, end)));
  clearTimeout(timer);
  const during = sizes.slice(warmSizes);
  await process.stdin.close();
  await process.status;
  await reading;
  const { medians, share } = growthOf(during);
  const { calls, failures } = count;
  const failed = [...failures.values()].reduce((sum, times) => sum + times, 0);
  console.log(
    `${clients} clients, ${seconds} s, ${name}\n` +
      `  calls   ${calls}, ${failed} failed\n` +
      `  rate    ${((calls - warmCalls) / (seconds - warmUpSeconds)).toFixed(0)} calls/s\n` +
      `  memory  ${
        medians.map(mebibytes).join(", ")
      } in each five looks after ${warmUpSeconds} s: ` +
      `at most ${share < 0 ? "" : "+"}${(100 * share).toFixed(1)} %`,
  );
  for (const [words, times] of failures) console.log(`  ${times} x ${words}`);
  return failed === 0 && share <= mostGrowth;
}

const workFolder = await Deno.makeTempDir({ prefix: "keyferry-load-" });
try {
  const inMemory = await run("state in memory", workFolder, []);
  const inFile = await run("state in a file", workFolder, [join(workFolder, "state.db")]);
  if (!inMemory || !inFile) Deno.exitCode = 1;
} finally {
  await Deno.remove(workFolder, { recursive: true });
}
