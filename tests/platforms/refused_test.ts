import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { client as caveClient, restore as restoreCave } from "../../src/cave/mod.ts";
import type { Surroundings } from "../../src/credentials/mod.ts";
import {
  accessTokenAuthorizer,
  authClient,
  restore as restoreGlobus,
  transferClient,
} from "../../src/globus/mod.ts";
import { ApiError, AuthorizationRequiredError } from "../../src/http/reply/errors.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { errorAnswer } from "../tapis/v3/_v3.ts";

/** A token as Tapis v3 has them: only its parts are looked at here. */
function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => {
    return btoa(JSON.stringify(value)).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
  };
  return `${part({ alg: "RS256" })}.${part(claims)}.${"x".repeat(20)}`;
}

const appFile = ".globus/app/5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10/my-app/tokens.json";

function globusStorage(token: string): string {
  const server = "transfer.api.globus.org";
  const record = {
    resource_server: server,
    scope: "all",
    access_token: token,
    token_type: "Bearer",
  };
  return JSON.stringify({
    data: { DEFAULT: { [server]: record } },
    format_version: "2.0",
    "globus-sdk.version": "4.9.0",
  });
}

interface Row {
  readonly name: string;
  /** The variables that hold one token. */
  readonly env: (secret: string) => Record<string, string>;
  /** The file that holds another. */
  readonly files: (secret: string) => Record<string, string>;
  readonly call: (options: Surroundings) => Promise<unknown>;
  /** How the variable and the file are named. */
  readonly names: readonly [variable: string, file: string];
}

const rows: readonly Row[] = [
  {
    name: "Globus",
    env: (secret) => ({ GLOBUS_SDK_TRANSFER_TOKEN: secret }),
    files: (secret) => ({ [appFile]: globusStorage(secret) }),
    call: async (options) => await (await restoreGlobus(options)).transfer.getTask("1"),
    names: ["GLOBUS_SDK_TRANSFER_TOKEN", `~/${appFile}`],
  },
  {
    name: "Tapis v2",
    env: (secret) => ({ TAPIS_BASE_URL: "https://t.example.org", TAPIS_TOKEN: secret }),
    files: (secret) => ({
      ".agave/current": JSON.stringify({
        tenantid: "t",
        baseurl: "https://t.example.org",
        username: "ada",
        access_token: secret,
      }),
    }),
    call: async (options) => await (await v2.restore(options)).profilesGet(),
    names: ["TAPIS_BASE_URL + TAPIS_TOKEN", "~/.agave/current"],
  },
  {
    name: "Tapis v3",
    env: (secret) => ({
      TAPIS_BASE_URL: "https://t.example.org",
      TAPIS_TOKEN: jwt({ jti: secret }),
    }),
    files: () => ({}),
    call: async (options) => await (await v3.restore(options)).getUserinfo(),
    names: ["TAPIS_BASE_URL + TAPIS_TOKEN", ""],
  },
  {
    name: "CAVE",
    env: (secret) => ({ CAVE_TOKEN: secret }),
    files: (secret) => ({
      ".cloudvolume/secrets/cave-secret.json": JSON.stringify({ token: secret }),
    }),
    call: async (options) => await (await restoreCave(undefined, options)).auth.whoami(),
    names: ["CAVE_TOKEN", "~/.cloudvolume/secrets/cave-secret.json"],
  },
];

/** What a call ends in that the service refuses, whatever the address. */
async function refusalOf(row: Row, options: Surroundings, status = 401): Promise<ApiError> {
  await using server = startRawServer([{ status, json: { message: "Token is not active" } }]);
  const refusing: typeof fetch = (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`${server.url}${pathname}${search}`, init);
  };
  return await assertRejects(() => row.call({ ...options, fetch: refusing }), ApiError);
}

for (const row of rows) {
  const [variable, file] = row.names;

  Deno.test(`a refused ${row.name} token of a variable names it, and what would be used without it`, async () => {
    await using folder = await temporaryFolder();
    const [refused, stored] = [canary(), canary()];
    await writeFiles(folder.path, row.files(stored));
    const error = await refusalOf(row, { home: folder.path, env: row.env(refused) });
    assertEquals(error.loginNeeded, true);
    assertEquals(error.step, { kind: "replace", place: variable, variable: true });
    assertEquals([error.source, error.runnerUp], [variable, file === "" ? undefined : file]);
    const other = file === "" ? "" : ` (without it, the one from ${file} would be used)`;
    assert(
      error.message.endsWith(
        `the credential from ${variable} was refused${other}; unset or replace ${variable}`,
      ),
      error.message,
    );
    assertNothingShown(error, refused, stored);
  });

  if (file === "") continue;
  Deno.test(`a refused ${row.name} token of a file names it, and leads to a login`, async () => {
    await using folder = await temporaryFolder();
    const secret = canary();
    await writeFiles(folder.path, row.files(secret));
    const error = await refusalOf(row, { home: folder.path, env: {} });
    assertEquals([error.source, error.runnerUp], [file, undefined]);
    assertEquals(error.step?.kind, "log in");
    assertStringIncludes(error.message, `the credential from ${file} was refused; `);
    assertNothingShown(error, secret);
  });
}

Deno.test("a refused CAVE token names the other file that holds one", async () => {
  await using folder = await temporaryFolder();
  const secrets = ".cloudvolume/secrets";
  await writeFiles(folder.path, {
    [`${secrets}/cave-secret.json`]: `{"token": "refused"}`,
    [`${secrets}/chunkedgraph-secret.json`]: `{"token": "newer"}`,
  });
  const row = rows.find(({ name }) => name === "CAVE");
  assert(row !== undefined);
  const error = await refusalOf(row, { home: folder.path, env: {} });
  assertEquals(error.source, `~/${secrets}/cave-secret.json`);
  assertEquals(error.runnerUp, `~/${secrets}/chunkedgraph-secret.json`);
});

Deno.test("an answer that refuses something else names no source", async () => {
  for (const row of rows) {
    const error = await refusalOf(row, { home: "/nowhere", env: row.env("made-up") }, 404);
    assertEquals([error.loginNeeded, error.source], [false, undefined], row.name);
  }
});

Deno.test("a token that is changed later is not taken for the one that was found", async () => {
  await using server = startRawServer([{ status: 401, json: { error: "invalid_token" } }]);
  const refusing: typeof fetch = (_input, init) => fetch(server.url, init);
  const { auth } = await restoreCave(undefined, { env: { CAVE_TOKEN: "found" }, fetch: refusing });
  await auth.useToken("another");
  const error = await assertRejects(() => auth.whoami(), ApiError);
  assertEquals([error.source, error.step?.kind], [undefined, "log in"]);
});

Deno.test("a consent that is missing stays one, whoever is logged in", async () => {
  const body = {
    code: "ConsentRequired",
    message: "Missing consent",
    required_scopes: ["urn:made:up"],
  };
  await using server = startRawServer([{ status: 401, json: body }]);
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" };
  const { transfer } = await restoreGlobus({
    env,
    fetch: (_input, init) => fetch(server.url, init),
  });
  const error = await assertRejects(() => transfer.getTask("1"), AuthorizationRequiredError);
  assertEquals(error.step?.kind, "consent");
});

/** What a service answers to a request without a token, as the real ones do. */
const bareCalls: readonly (readonly [string, object, number, (url: string) => Promise<unknown>])[] =
  [
    [
      "Globus",
      { code: "AuthenticationFailed", message: "No credentials supplied" },
      401,
      (baseUrl) => transferClient({ baseUrl }).getTask("1"),
    ],
    [
      "Globus",
      { errors: [{ code: "UNAUTHORIZED", detail: "Call must be authenticated" }] },
      401,
      (baseUrl) => authClient({ baseUrl }).oauth2Userinfo(),
    ],
    [
      "Tapis v2",
      { fault: { code: 900902, message: "Missing Credentials" } },
      401,
      (baseUrl) => v2.tapisClient({ baseUrl }).profilesGet(),
    ],
    [
      "Tapis v3",
      { message: "No Tapis access token found in the request." },
      400,
      (baseUrl) => v3.tapisClient({ baseUrl }).getUserinfo(),
    ],
    [
      "CAVE",
      { error: "no_token", message: "Unauthorized" },
      401,
      (serverAddress) => caveClient({ serverAddress }).auth.whoami(),
    ],
  ];

Deno.test("a call without a token is told so: nothing was there that could have expired", async () => {
  for (const [platform, json, status, call] of bareCalls) {
    await using server = startRawServer([{ status, json }]);
    const error = await assertRejects(() => call(server.url), ApiError);
    assertEquals([error.kind, error.loginNeeded], ["api", true], error.service);
    assert(error.step?.kind === "log in", error.message);
    const { because, again } = error.step;
    assertEquals(
      [error.step.platform, because, again],
      [platform, "the request carried no token", undefined],
      error.service,
    );
    assertStringIncludes(error.message, `the request carried no token: log in to ${platform}`);
  }
});

Deno.test("a token that Globus Auth refuses leads to a login, as Transfer's does", async () => {
  await using server = startRawServer([{
    status: 401,
    json: { errors: [{ code: "UNAUTHORIZED" }] },
  }]);
  const authorizer = accessTokenAuthorizer("made-up");
  const auth = authClient({ baseUrl: server.url, authorizer });
  const error = await assertRejects(() => auth.oauth2Userinfo(), ApiError);
  assertEquals(error.step, {
    kind: "log in",
    platform: "Globus",
    again: true,
    because: "the token is not (or no longer) valid",
  });
});

interface Pair {
  readonly env: Record<string, string>;
  readonly answer: Answer;
  readonly call: (options: Surroundings) => Promise<unknown>;
}

const tenant = { TAPIS_BASE_URL: "https://t.example.org" };
const person = { TAPIS_USERNAME: "ada", TAPIS_PASSWORD: "made-up" };
const invalidClient = { status: 401, json: { error: "invalid_client" } };

/** Ids with their secrets, and names with their passwords, that the environment holds. */
const pairs: Readonly<Record<string, Pair>> = {
  "a Globus app": {
    env: { GLOBUS_CLIENT_ID: "app", GLOBUS_CLIENT_SECRET: "made-up" },
    answer: invalidClient,
    call: async (options) => await (await restoreGlobus(options)).transfer.getTask("1"),
  },
  "an OAuth client of Tapis v2": {
    env: { ...tenant, TAPIS_API_KEY: "k", TAPIS_API_SECRET: "made-up", TAPIS_REFRESH_TOKEN: "r" },
    answer: invalidClient,
    call: async (options) => await (await v2.restore(options)).profilesGet(),
  },
  "a user of Tapis v2": {
    env: { ...tenant, ...person },
    answer: { status: 401, body: "Login failed" },
    call: async (options) => await (await v2.restore(options)).clientsList(),
  },
  "a user of Tapis v3": {
    env: { ...tenant, ...person },
    answer: errorAnswer("Invalid username/password combination.", 401),
    call: async (options) => await (await v3.restore(options)).getUserinfo(),
  },
  "an OAuth client of Tapis v3": {
    env: { ...tenant, ...person, TAPIS_CLIENT_ID: "c", TAPIS_CLIENT_KEY: "made-up" },
    answer: errorAnswer("Invalid client credentials: c, key."),
    call: async (options) => await (await v3.restore(options)).getUserinfo(),
  },
};
for (const [what, { env, answer, call }] of Object.entries(pairs)) {
  Deno.test(`${what} that is refused is named by its variables`, async () => {
    await using folder = await temporaryFolder();
    await using server = startRawServer([answer]);
    const refusing: typeof fetch = (input, init) => {
      const { pathname, search } = new URL(String(input));
      return fetch(`${server.url}${pathname}${search}`, init);
    };
    const error = await assertRejects(
      () => call({ home: folder.path, env, fetch: refusing }),
      ApiError,
    );
    assert(error.source !== undefined, error.message);
    for (const name of Object.keys(env)) assertStringIncludes(error.source, name);
    assertEquals(error.step, { kind: "replace", place: error.source, variable: true });
    assertNothingShown(error, "made-up");
  });
}
