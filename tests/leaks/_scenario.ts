// deno-lint-ignore-file no-console
/**
 * Everything that a person or a log could see of keyferry, said aloud: what it returns, throws,
 * reports, inspects, displays and prints, beside servers that echo whatever they are sent. Runs in a
 * process of its own; `leaks_test.ts` searches what it said.
 */

import { join } from "@std/path/join";
import { main, terminalIo } from "../../cli.ts";
import * as cave from "../../src/cave/mod.ts";
import * as credentials from "../../src/credentials/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { jupyterDisplay, table } from "../../src/notebook/mod.ts";
import * as tapis from "../../src/tapis/mod.ts";

/** The secrets, by what they are. */
export interface Secrets {
  readonly cave: string;
  readonly tapisAccess: string;
  readonly tapisRefresh: string;
  readonly tapisApiSecret: string;
  readonly tapisPassword: string;
  readonly globusTransfer: string;
  readonly globusRefresh: string;
  readonly globusClientSecret: string;
}

/** Says a value in every way in which it could end up before somebody's eyes. */
function say(what: string, value: unknown): void {
  console.log(what, value);
  console.error(Deno.inspect(value, { depth: 20, showHidden: true, getters: true }));
  for (let error = value; error instanceof Error; error = error.cause) {
    console.log(error.message, error.stack, Deno.inspect({ ...error }, { depth: 20 }));
  }
  const conversions: ((value: unknown) => unknown)[] = [
    (value) => JSON.stringify(value),
    String,
    (value) => structuredClone(value),
  ];
  for (const convert of conversions) {
    try {
      console.log(convert(value));
    } catch (error) {
      console.log((error as Error).message);
    }
  }
  if (typeof value !== "object" || value === null) return;
  const display = (value as Record<symbol, unknown>)[jupyterDisplay];
  if (typeof display === "function") console.log(display.call(value));
  for (const inside of Object.values(value)) {
    if (inside instanceof credentials.Secret) say("inside", inside);
  }
}

async function sayWhatItEndsIn(what: string, work: () => unknown): Promise<void> {
  try {
    say(what, await work());
  } catch (error) {
    say(`${what} failed`, error);
  }
}

/** Answers everything with what it was sent, in a form and with a status of the asker's choice. */
function echoServer(): Deno.HttpServer<Deno.NetAddr> {
  let count = 0;
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const seen = `${request.url} ${JSON.stringify([...request.headers])} ${await request.text()}`;
    const encoded = new TextEncoder().encode(seen).toBase64();
    const [, token = "none"] = (request.headers.get("authorization") ?? "").split(" ");
    // A token that could stand in such a place whole; a part of one nobody could cut.
    const plain = /^\w+$/.test(token) ? token : "plain";
    const bodies: [number, string, string][] = [
      [400, "application/json", JSON.stringify({ error: "bad", message: encoded })],
      [200, `text/${plain}`, "x"],
      [400, "application/json", JSON.stringify({ error: "bad", message: seen, detail: [seen] })],
      [401, "application/json", JSON.stringify({ code: seen, message: seen, request_id: seen })],
      [403, "text/html", seen],
      [200, "text/html", `<html>${seen}</html>`],
      [404, "application/json", JSON.stringify({ errors: [{ code: seen, detail: seen }] })],
      [302, "text/plain", seen],
      [302, "text/plain", seen],
      [302, "text/plain", seen],
    ];
    const [status, type, body] = bodies[count++ % bodies.length] ?? [500, "text/plain", seen];
    const host = `${plain}.example.org`;
    const location = count % 2 === 0
      ? `/login?next=${encodeURIComponent(seen)}`
      : `https://${host}/${count % 3 === 0 ? "login" : "elsewhere"}`;
    return new Response(body, { status, headers: { "content-type": type, location } });
  });
}

async function plant(home: string, url: string, secrets: Secrets): Promise<void> {
  const write = async (path: string, document: unknown): Promise<void> => {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    await Deno.mkdir(join(home, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(home, path), text);
  };
  await write(".cloudvolume/secrets/cave-secret.json", { token: secrets.cave });
  await write(".agave/current", {
    baseurl: url,
    tenantid: "tacc.prod",
    username: "ada",
    apikey: "key",
    apisecret: secrets.tapisApiSecret,
    access_token: secrets.tapisAccess,
    refresh_token: secrets.tapisRefresh,
  });
  await write(".globus/app/00000000-0000-4000-8000-000000000001/lab/tokens.json", {
    format_version: "2.0",
    data: {
      DEFAULT: {
        "transfer.api.globus.org": {
          resource_server: "transfer.api.globus.org",
          scope: "all",
          access_token: secrets.globusTransfer,
          refresh_token: secrets.globusRefresh,
          expires_at_seconds: 4_102_444_800,
        },
      },
    },
  });
  await write("broken/.cloudvolume/secrets/cave-secret.json", `{"token": "${secrets.cave}" x}`);
  await write(
    "broken/.agave/current",
    `{"access_token": "${secrets.tapisAccess}", ${secrets.tapisRefresh}`,
  );
  await write(
    "broken/.globus/app/00000000-0000-4000-8000-000000000001/lab/tokens.json",
    `{"format_version": "2.0", "data": ${secrets.globusRefresh}}`,
  );
  await write("broken/.globus.cfg", `[cli]\ntransfer_refresh_token ${secrets.globusRefresh}\n`);
}

async function sayLookups(home: string): Promise<void> {
  const here = { home, env: {} };
  for (
    const chain of [cave.tokenChain(here), tapis.v2.sessionChain(here), globus.tokenChain(here)]
  ) {
    const report = await credentials.explain(chain as credentials.Chain<unknown>);
    say("report", report);
    say("report", credentials.formatReport(report));
    await sayWhatItEndsIn(
      "resolve",
      () => credentials.resolve(chain as credentials.Chain<unknown>),
    );
  }
}

async function sayCalls(home: string, url: string, secrets: Secrets): Promise<void> {
  const here = { home, env: {}, retry: { retries: 0 } };
  await sayWhatItEndsIn("tapis", () => tapis.restore(here));
  await sayWhatItEndsIn("tapis", async () => (await tapis.restore(here)).tokens());
  const client = tapis.v2.tapisClient({ baseUrl: url, retry: { retries: 0 } });
  const app = { apiKey: "key", apiSecret: secrets.tapisApiSecret };
  const { transfer } = await globus.restore({ ...here, baseUrl: url });
  const { info, ...rest } = await cave.restore("ds", { ...here, serverAddress: url });
  say("clients", { transfer, info, rest });
  const basic = globus.basicAuthorizer("id", secrets.globusClientSecret);
  const auth = globus.authClient({ baseUrl: url, authorizer: basic, retry: { retries: 0 } });
  const calls: Record<string, () => unknown> = {
    profile: async () => (await tapis.restore(here)).profilesGet(),
    password: () => client.createToken("ada", secrets.tapisPassword, { oauthClient: app }),
    refresh: () => client.refreshToken(app, secrets.tapisRefresh),
    ls: () => transfer.operationLs("id", { path: "/" }),
    search: () => transfer.endpointSearch().collect(),
    submit: () => transfer.submitTransfer(globus.transferData("a", "b", { label: "run" })),
    datastacks: () => info.getDatastacks(),
    grant: () => auth.oauth2RefreshToken(secrets.globusRefresh),
    userinfo: () => auth.oauth2Userinfo(),
  };
  // Often enough for each call to meet each of the echoes.
  for (let round = 0; round < 10; round++) {
    for (const [name, call] of Object.entries(calls)) await sayWhatItEndsIn(name, call);
    await sayWhatItEndsIn("one more", () => info.getDatastacks());
  }
}

/** Token endpoints that answer with new tokens in a form that nobody can use. */
async function sayTornGrants(secrets: Secrets): Promise<void> {
  const pair = { access_token: secrets.tapisAccess, refresh_token: secrets.tapisRefresh };
  const bodies: [number, string, string][] = [
    [200, "application/json", JSON.stringify(pair).slice(0, -2)],
    [200, "text/plain", new URLSearchParams(pair).toString()],
    [400, "application/json", JSON.stringify({ ...pair, error: "invalid_grant" })],
    [500, "text/html", JSON.stringify(pair)],
  ];
  let count = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    const [status, type, body] = bodies[count++ % bodies.length] ?? [500, "", ""];
    return new Response(body, { status, headers: { "content-type": type } });
  });
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const client = tapis.v2.tapisClient({ baseUrl, retry: { retries: 0 } });
  const auth = globus.authClient({ baseUrl, retry: { retries: 0 } });
  const app = { apiKey: "key", apiSecret: "made-up" };
  for (const _ of bodies) {
    await sayWhatItEndsIn("torn", () => client.refreshToken(app, "made-up"));
  }
  for (const _ of bodies) {
    await sayWhatItEndsIn("torn", () => auth.oauth2RefreshToken("made-up"));
  }
  await server.shutdown();
}

async function sayMisuse(home: string, secrets: Secrets): Promise<void> {
  const secret = new credentials.Secret(secrets.cave);
  say("secret", secret);
  say("table", table([{ secret, nested: { secret } }]));
  await sayWhatItEndsIn("template", () => `${secret}`);
  await sayWhatItEndsIn("save", () => cave.saveToken("another", { home, env: {} }));
  await sayWhatItEndsIn("save", () => cave.saveToken(`${secrets.cave} x`, { home, env: {} }));
  await sayWhatItEndsIn(
    "header",
    () => globus.accessTokenAuthorizer(`${secrets.globusTransfer}\n`),
  );
  const env = {
    CAVE_TOKEN: `${secrets.cave}\n${secrets.cave}`,
    TAPIS_BASE_URL: "https://elsewhere.example.org",
    TAPIS_PASSWORD: secrets.tapisPassword,
    GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://elsewhere.example.org",
    GLOBUS_CLIENT_SECRET: secrets.globusClientSecret,
  };
  await sayWhatItEndsIn("cave", () => cave.restore(undefined, { home, env }));
  await sayWhatItEndsIn("tapis", () => tapis.restore({ home, env }));
  await sayWhatItEndsIn("globus", () => globus.restore({ home, env }));
}

async function sayCommands(): Promise<void> {
  const lines = [
    ["status"],
    ["status", "--json"],
    ["cave", "token"],
    ["cave", "token", "--json"],
    ["permissions", "tapis", "whoami"],
    ["permissions", "globus", "ls", "00000000-0000-4000-8000-000000000001:/", "--json"],
    ["tapis", "whoami"],
    ["cave", "token", "--josn"],
  ];
  for (const line of lines) say(line.join(" "), await main(line, terminalIo()));
}

if (import.meta.main) {
  const { secrets, planted } = JSON.parse(await new Response(Deno.stdin.readable).text()) as {
    secrets: Secrets;
    planted: string;
  };
  const home = Deno.env.get("HOME") ?? "";
  const server = echoServer();
  const url = `http://127.0.0.1:${server.addr.port}`;
  await plant(home, url, secrets);
  await sayLookups(home);
  await sayLookups(join(home, "broken"));
  await sayCalls(home, url, secrets);
  await sayTornGrants(secrets);
  await sayMisuse(home, secrets);
  await sayCommands();
  await server.shutdown();
  console.log(planted);
  // What nobody catches is printed by Deno itself.
  await cave.restore(undefined, { home: join(home, "broken"), env: {} });
}
