/** Every parser of bytes from elsewhere: what it is fed, what it may throw, and what must hold. */

import { assert, assertEquals } from "@std/assert";
import fc from "../helpers/fast_check.ts";
import { chunkedgraphClient } from "../../src/cave/client.ts";
import { parseObjectText, readMember } from "../../src/credentials/files/json_text.ts";
import { writeMember } from "../../src/credentials/files/json_edit.ts";
import { readDotenv } from "../../src/credentials/sources/dotenv.ts";
import { nativeAppAuthClient } from "../../src/globus/auth/mod.ts";
import { loginParametersFor, requirementsIn } from "../../src/globus/requirements.ts";
import { parseScopes, scopeText } from "../../src/globus/scopes.ts";
import { iniOption, parseIni, writeIni } from "../../src/globus/sources/ini_text.ts";
import { parseTokenStorage, withTokens } from "../../src/globus/storage/json_storage.ts";
import { readSqlite } from "../../src/globus/storage/sqlite_database.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { parseInt64Json, stringifyInt64Json } from "../../src/http/body/int64_json.ts";
import { defaultRetryPolicy, retryDelayMs } from "../../src/http/waiting/retry.ts";
import { codeOf } from "../../src/oauth/login_answer.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { claimsOf, endOf, isJwt } from "../../src/tapis/jwt.ts";
import { damaged, damagedBytes, documents, secret } from "./_damage.ts";
import { sqliteFile } from "./_sqlite_file.ts";

/** A parser and what it is held to. */
export interface Parser {
  readonly name: string;
  readonly runs: number;
  /** The names of the errors that it may throw. */
  readonly errors: readonly string[];
  /** One case; `folder` is for files. */
  readonly property: (folder: string) => fc.Arbitrary<() => unknown>;
}

function parser<T>(
  name: string,
  runs: number,
  errors: readonly string[],
  inputs: fc.Arbitrary<T>,
  parse: (input: T, folder: string) => unknown,
): Parser {
  return {
    name,
    runs,
    errors,
    property: (folder) => inputs.map((input) => () => parse(input, folder)),
  };
}

/** A `fetch` that gives this answer to everything. */
function answering(body: BodyInit, init: ResponseInit = {}): typeof fetch {
  return () => Promise.resolve(new Response(body, init));
}

const record = {
  resource_server: "transfer.api.globus.org",
  identity_id: "ada",
  scope: "all",
  access_token: secret,
  refresh_token: secret,
  expires_at_seconds: 1_700_000_000,
  token_type: "Bearer",
};
const storage = JSON.stringify(
  { data: { DEFAULT: { "transfer.api.globus.org": record } }, format_version: "2.0" },
  null,
  2,
);
const first = JSON.stringify({ by_rs: { "auth.globus.org": record }, format_version: "1.0" });
const tokens = {
  resource_server: "auth.globus.org",
  scope: "openid",
  access_token: "new-access",
  refresh_token: "new-refresh",
  expires_at_seconds: 1_800_000_000,
  token_type: "Bearer",
};
const ini = `# a comment\n[cli]\ntransfer_token = ${secret}\nother=1\n\n[DEFAULT]\nx = y\n`;
const dotenvText = `# a comment\nCAVE_TOKEN='${secret}'\nexport OTHER="a\\nb"\nPLAIN=${secret}\n`;
const base64url = (value: unknown): string =>
  new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url" });
const jwt = `${base64url({ alg: "RS512" })}.${base64url({ sub: secret, exp: 1_700_000_000 })}.c2ln`;
const gare = JSON.stringify({
  code: "ConsentRequired",
  message: `It needs ${secret}`,
  required_scopes: ["urn:made:up"],
  authorization_parameters: { session_required_identities: ["ada"], session_message: "Hello" },
});
const configuration = JSON.stringify({
  issuer: "https://auth.example",
  jwks_uri: "https://auth.example/jwk.json",
  id_token_signing_alg_values_supported: ["RS512"],
});
const jwks = JSON.stringify({ keys: [{ kty: "RSA", n: "sXch", e: "AQAB", alg: "RS512" }] });
const asked = { issuer: "https://auth.example", clientId: "id", state: "state-1", stateless: true };
const callback = "http://127.0.0.1:5000/?code=code-1&state=state-1&iss=https://auth.example";

/** Everything outside the changed values stays, and what was written is read. */
function spliced(text: string): void {
  const { members } = parseObjectText(text);
  for (const { key } of [...members.slice(0, 2), { key: "new" }]) {
    const last = members.findLast((member) => member.key === key);
    const after = writeMember(text, key, secret);
    assertEquals(JSON.parse(readMember(after, key) ?? ""), secret);
    if (last === undefined) continue;
    assertEquals(after.slice(0, last.start), text.slice(0, last.start));
    assert(after.endsWith(text.slice(last.end)));
  }
}

/** Other tokens' texts are in the file as before. */
function stored(text: string): void {
  const before = parseTokenStorage(text);
  const after = withTokens(text, "DEFAULT", { "auth.globus.org": tokens });
  const read = parseTokenStorage(after);
  assertEquals(read.get("DEFAULT")?.get("auth.globus.org")?.accessToken.reveal(), "new-access");
  for (const [namespace, servers] of before) {
    for (const server of servers.keys()) assert(read.get(namespace)?.has(server));
  }
}

/** Lines as Python splits them. */
function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}

function writtenIni(text: string): void {
  const sections = parseIni(text);
  for (const section of [...sections.keys()].slice(0, 2)) {
    const after = writeIni(text, section, { transfer_token: "new-token" });
    assertEquals(iniOption(parseIni(after), section, "transfer_token"), "new-token");
    // Every line of another option is there as it was, to its last byte.
    const others = linesOf(text).filter((line) => /^(other|x) *=/.test(line));
    const lines = linesOf(after);
    assertEquals(others.filter((line) => !lines.includes(line)), []);
  }
}

async function erring(body: string): Promise<void> {
  const init = { status: 403, headers: { "content-type": "application/json" } };
  const options = { fetch: answering(body, init), retry: { retries: 0 } };
  const base = { ...options, baseUrl: "https://made-up.example" };
  for (
    const ask of [
      () => transferClient(base).getTask("1"),
      () => v3.tapisClient(base).getUserinfo(),
      () => v2.tapisClient(base).profilesGet(),
    ]
  ) {
    const error = await ask().then(() => undefined, (error) => error);
    assert(
      error instanceof Error && /^(ApiError|AuthorizationRequiredError)$/.test(error.name),
      error,
    );
    assertEquals(error.message.split("\n").length, 1);
  }
}

async function tokenReply(document: unknown): Promise<void> {
  const app = nativeAppAuthClient("id", {
    baseUrl: "https://auth.example",
    fetch: answering(JSON.stringify(document), { headers: { "content-type": "application/json" } }),
  });
  const { byResourceServer } = await app.oauth2RefreshToken("made-up");
  for (const { access_token, expires_at_seconds } of Object.values(byResourceServer)) {
    assert(typeof access_token === "string" && access_token !== "");
    assert(Number.isFinite(expires_at_seconds));
  }
}

async function idToken([token, settings, keys]: readonly [string, string, string]): Promise<never> {
  const app = nativeAppAuthClient("id", {
    baseUrl: "https://auth.example",
    retry: { retries: 0 },
    fetch: (url) => {
      const body = String(url).endsWith("jwk.json") ? keys : settings;
      return Promise.resolve(
        new Response(body, { headers: { "content-type": "application/json" } }),
      );
    },
  });
  const claims = await app.decodeIdToken({ id_token: token });
  throw new Error(`It took a token that nobody signed: ${JSON.stringify(claims)}`);
}

/** What is read is what the language reads, but for whole numbers that it would round. */
function int64(text: string): void {
  const value = parseInt64Json(text);
  const written = stringifyInt64Json(value);
  assertEquals(stringifyInt64Json(parseInt64Json(written)), written);
  if (!/\d{16}/.test(text)) assertEquals(value, JSON.parse(text));
}

async function caveIds(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const graph = chunkedgraphClient({ fetch: answering(bytes), retry: { retries: 0 } }, {
    server: "https://cave.example",
    table: "t",
  });
  const ids = await graph.getRoots([1n, 2n, 3n]);
  assertEquals(new Uint8Array(new BigUint64Array(ids).buffer), bytes);
}

function scopes(text: string): void {
  const parsed = parseScopes(text);
  assertEquals(scopeText(parseScopes(scopeText(parsed))), scopeText(parsed));
}

function requirements(document: unknown): void {
  const found = requirementsIn(document);
  if (found === undefined) return;
  assert((found.requiredScopes ?? []).every((scope) => typeof scope === "string"));
  const values = Object.values(loginParametersFor(found)).flat();
  assert(values.every((value) => typeof value === "string" || value === true));
}

function retryAfter([header, attempt]: readonly [string, number]): void {
  const ms = retryDelayMs(defaultRetryPolicy, attempt, header, { now: () => 1_700_000_000_000 });
  assert(ms >= 0 && ms <= defaultRetryPolicy.cap * 1000, String(ms));
}

function token(text: string): void {
  const end = endOf(text);
  assert(end === undefined || Number.isFinite(end));
  if (isJwt(text)) assertEquals(typeof claimsOf(text), "object");
  claimsOf(text);
}

/** All parsers. */
export const parsers: readonly Parser[] = [
  parser(
    "JSON splice",
    12_000,
    ["SyntaxError"],
    damaged(storage, first, '{"token": "a"}'),
    spliced,
  ),
  // A damaged version may be a newer one.
  parser(
    "token storage",
    8_000,
    ["SyntaxError", "NewerFormatError"],
    damaged(storage, first),
    stored,
  ),
  parser("INI", 8_000, ["SyntaxError"], damaged(ini), writtenIni),
  parser("dotenv", 2_000, ["FileError"], damaged(dotenvText), async (text, folder) => {
    const path = `${folder}/.env`;
    await Deno.writeTextFile(path, text);
    for (const value of Object.values(await readDotenv(path))) assertEquals(typeof value, "string");
  }),
  parser(
    "token reply",
    8_000,
    ["ApiError"],
    documents(...Object.keys(record), "expires_in", "other_tokens", "id_token"),
    tokenReply,
  ),
  parser(
    "id token",
    4_000,
    ["LoginError", "ApiError"],
    fc.tuple(damaged(jwt), damaged(configuration), damaged(jwks)),
    idToken,
  ),
  parser("error body", 6_000, [], damaged(gare), erring),
  parser(
    "GARE",
    12_000,
    [],
    documents(
      ...["code", "message", "required_scopes", "authorization_parameters", "errors"],
      ...["session_message", "session_required_identities", "session_required_mfa", "prompt"],
      ...["unapproved_scopes", "session_required_policies", "session_required_single_domain"],
    ),
    requirements,
  ),
  parser("scopes", 12_000, ["SyntaxError"], damaged("a[b *c[d]] openid *urn:x[y]", "a"), scopes),
  parser("JWT", 14_000, ["TypeError"], damaged(jwt), token),
  parser(
    "Retry-After",
    12_000,
    [],
    fc.tuple(damaged("120", "Fri, 31 Dec 2100 23:59:59 GMT", "31536000000000000"), fc.nat(60)),
    retryAfter,
  ),
  parser(
    "int64 JSON",
    12_000,
    ["SyntaxError"],
    damaged('{"a": [9223372036854775813, -1, 1.5e3], "b": "12345678901234567890"}', "[]"),
    int64,
  ),
  parser(
    "callback",
    6_000,
    ["LoginError", "TypeError"],
    damaged(callback, "?code=1&state=state-1"),
    async (text) => {
      assertEquals(typeof await codeOf(text, asked), "string");
    },
  ),
  parser(
    "CAVE binary",
    5_000,
    ["ApiError"],
    damagedBytes(new Uint8Array(24).fill(7), new Uint8Array(23), new Uint8Array(32)),
    caveIds,
  ),
  parser(
    "SQLite rows",
    800,
    ["FileError"],
    fc.tuple(damaged(JSON.stringify(record)), fc.nat(5)),
    ([text, kind], folder) => sqliteFile(folder).withRow(text, kind, readSqlite),
  ),
  parser(
    "SQLite file",
    400,
    ["FileError"],
    fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 8 }),
    (changes, folder) => sqliteFile(folder).withBytes(changes, readSqlite),
  ),
];
