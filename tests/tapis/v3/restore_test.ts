import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  CredentialError,
  explain,
  sandboxSurroundings,
  Secret,
} from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { entryUrl, runChild } from "../../helpers/child.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { crowdSize } from "../../helpers/test_size.ts";
import { everything } from "../v2/session/_process.ts";
import { errorAnswer, grantAnswer, loggedIn, madeUpJwt, oauthClientOf } from "./_v3.ts";

const baseUrl = "https://tacc.tapis.io";
const hex = "00112233445566778899aabbccddeeff";
const file = ".agave/keyferry.json";
const person = { status: "success", result: { username: "ada" } };

function stored(...sessions: readonly Readonly<Record<string, unknown>>[]): string {
  const named = sessions.map((session, index) => [`${index}`, { base_url: baseUrl, ...session }]);
  return JSON.stringify({ tapis_v3: Object.fromEntries(named) });
}

Deno.test("restore() of v3 reads the modes of the environment", async () => {
  const token = madeUpJwt({ "tapis/username": "ada" });
  const base = { TAPIS_BASE_URL: `${baseUrl}/` };
  const login = { TAPIS_USERNAME: "ada", TAPIS_PASSWORD: " made up " };
  const pair = { TAPIS_CLIENT_ID: "cid", TAPIS_CLIENT_KEY: "made-up" };
  const rows: readonly [Record<string, string>, canRefresh: boolean][] = [
    [{ ...base, TAPIS_TOKEN: token }, false],
    [{ ...base, ...login }, true],
    [{ ...base, ...login, ...pair }, true],
    [{ ...base, ...login, ...pair, TAPIS_TOKEN: ` ${token}\n` }, true],
  ];
  for (const [env, canRefresh] of rows) {
    // Twice: what the first run did must not matter to the second.
    for (let run = 0; run < 2; run++) {
      await using folder = await temporaryFolder();
      const tapis = await v3.restore({ env, home: folder.path });
      assertEquals([tapis.baseUrl, tapis.session.username], [baseUrl, "ada"]);
      assertEquals(tapis.capabilities.canRefresh, canRefresh);
      assertEquals(await fileNames(folder.path), []);
    }
  }
});

Deno.test("restore() of v3 logs in with a password as text, as a Secret, and by asking for it", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const { username, password } = sandbox.tokens.tapis;
  let asked = 0;
  const ask = (): Promise<string> => {
    asked++;
    return Promise.resolve(password);
  };
  for (const given of [password, new Secret(password), ask]) {
    const choice = { baseUrl: sandbox.url, username, password: given };
    const tapis = await v3.restore({ ...choice, home: folder.path, env: {} });
    assertEquals([tapis.source, tapis.capabilities.canRefresh], ["given by the caller", true]);
    assertEquals((await tapis.getUserinfo()).username, username);
    const before = tapis.tokens().accessToken.reveal();
    assertNotEquals((await tapis.refresh()).reveal(), before);
    assertNothingShown(tapis, password);
  }
  assertEquals(asked, 2);
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("restore() of v3 takes a password for a person at an address, and for nothing else", async () => {
  const whole = { baseUrl, username: "ada", password: "made-up", env: {} };
  for (const name of ["baseUrl", "username"] as const) {
    const { [name]: _, ...rest } = whole;
    await assertRejects(() => v3.restore(rest), TypeError, "give baseUrl and username");
  }
  await assertRejects(() => v3.restore({ ...whole, clientId: "cid" }), TypeError, "leave them out");
});

Deno.test("restore() of v3 says what is missing in the environment", async () => {
  await using folder = await temporaryFolder();
  const rows: readonly [Record<string, string>, state: string, words: string][] = [
    [{}, "unset", "are not set"],
    [{ TAPIS_BASE_URL: baseUrl }, "incomplete", "set TAPIS_TOKEN"],
    [{ TAPIS_TOKEN: madeUpJwt() }, "incomplete", "set TAPIS_BASE_URL"],
    [
      { TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: madeUpJwt(), TAPIS_CLIENT_ID: "cid" },
      "incomplete",
      "set TAPIS_CLIENT_KEY",
    ],
    [
      { TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: madeUpJwt({ exp: 1 }) },
      "expired",
      "an expired token",
    ],
    [{ TAPIS_BASE_URL: "ftp://x", TAPIS_TOKEN: madeUpJwt() }, "broken", "no https address"],
    [{ TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: hex }, "broken", "use tapis.restore()"],
    [
      {
        ...{ TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: madeUpJwt() },
        ...{ TAPIS_CLIENT_ID: "a:b", TAPIS_CLIENT_KEY: "k" },
      },
      "broken",
      "set TAPIS_CLIENT_ID",
    ],
  ];
  for (const [env, state, words] of rows) {
    const error = await assertRejects(
      () => v3.restore({ env, home: folder.path }),
      CredentialError,
    );
    assertEquals(error.report.lines[0]?.state, state);
    assertStringIncludes(error.message, words);
    assertNothingShown(error, ...[env.TAPIS_TOKEN ?? []].flat());
  }
});

Deno.test("a token of the wrong version is an error with a hint, in both directions", async () => {
  const jwt = madeUpJwt({ "tapis/username": "ada" });
  const env = { TAPIS_BASE_URL: baseUrl, TAPIS_TOKEN: jwt };
  const rows: readonly [() => Promise<unknown>, hint: string][] = [
    [() => v3.restore({ baseUrl, token: hex }), "tapis.restore()"],
    [() => v3.restore({ env: { ...env, TAPIS_TOKEN: hex } }), "tapis.restore()"],
    [() => v2.restore({ apiServer: baseUrl, token: jwt }), "tapis.v3.restore()"],
    [() => v2.restore({ env }), "tapis.v3.restore()"],
    [
      () => v2.restore({ env: { TAPIS_BASE_URL: baseUrl, TAPIS_API_TOKEN: jwt } }),
      "TAPIS_API_TOKEN",
    ],
  ];
  for (const [act, hint] of rows) {
    const error = await assertRejects(act, CredentialError);
    assertStringIncludes(error.message, hint);
    assertNothingShown(error, jwt);
  }
});

Deno.test("restore() of v3 goes on from what an earlier run stored, and renews it there", async () => {
  await using sandbox = await startSandbox();
  const here = await sandboxSurroundings(sandbox.home);
  const oauthClient = oauthClientOf(sandbox);
  const { username, password } = sandbox.tokens.tapis;
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  const pair = await client.createToken(username, password, { oauthClient });
  assertEquals(await v3.storeTokens(client, pair, { oauthClient, ...here }), `~/${file}`);

  const first = await v3.restore(here);
  assertEquals(first.tokens().reveal(), pair.reveal());
  const told: v3.TokenPair[] = [];
  const second = await v3.restore({ ...here, onRefresh: (tokens) => void told.push(tokens) });
  const renewed = (await second.refresh()).reveal();
  assertNotEquals(renewed, pair.accessToken.reveal());
  assertEquals(told.map(({ accessToken }) => accessToken.reveal()), [renewed]);
  // The next run has them, and a client of this one takes them over instead of buying its own.
  assertEquals((await v3.restore(here)).tokens().accessToken.reveal(), renewed);
  assertEquals((await first.refresh()).reveal(), renewed);
  assertEquals((await first.getUserinfo()).username, username);
  const grants = sandbox.requests.filter(({ body }) => body.includes("refresh_token"));
  assertEquals(grants.length, 1);
  if (Deno.build.os !== "windows") {
    assertEquals(((await Deno.stat(`${sandbox.home}/${file}`)).mode ?? 0) & 0o777, 0o600);
  }
});

Deno.test("storeTokens() leaves the other sessions, and v2's part of the file, as they are", async () => {
  await using folder = await temporaryFolder();
  const before = '{ "tapis_v2": {"mark": {"a":  1}},\n  "tapis_v3": {} }\n';
  await writeFiles(folder.path, { [file]: before });
  const here = { home: folder.path, env: {} };
  const client = v3.tapisClient({ baseUrl });
  for (const username of ["ada", "bob"]) {
    await using server = startRawServer([grantAnswer(madeUpJwt({ "tapis/username": username }))]);
    const at = v3.tapisClient({ baseUrl: server.url });
    await v3.storeTokens(client, await at.createToken(username, "made-up"), here);
  }
  const text = await Deno.readTextFile(`${folder.path}/${file}`);
  assertStringIncludes(text, '{ "tapis_v2": {"mark": {"a":  1}},\n  "tapis_v3": ');
  for (const username of ["ada", "bob"]) {
    assertEquals((await v3.restore({ ...here, username })).session.username, username);
  }
});

Deno.test("storeTokens() keeps a sandbox's tokens in its home alone, and no others there", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  const { username, password } = sandbox.tokens.tapis;
  const pair = await client.createToken(username, password);
  const elsewhere = v3.tapisClient({ baseUrl });
  const here = await sandboxSurroundings(sandbox.home);
  await assertRejects(() => v3.storeTokens(elsewhere, pair, here), CredentialError, "sandbox");
  const home = { home: folder.path, env: {} };
  await assertRejects(() => v3.storeTokens(client, pair, home), CredentialError, "sandbox");
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("a stored session of v3 has a state for every defect, and several are never guessed from", async () => {
  const token = madeUpJwt({ "tapis/username": "ada" });
  const other = madeUpJwt({ "tapis/username": "bob" });
  const past = madeUpJwt({ "tapis/username": "ada", exp: 1 });
  const rows: readonly [text: string, search: v3.SessionSearch, words: string][] = [
    ["{", {}, "is not JSON"],
    ["{}", {}, "has no session"],
    [stored({ access_token: hex }), {}, "damaged access_token for unnamed at tacc.tapis.io"],
    [stored({ access_token: hex }), { username: "bob" }, "no such session"],
    [stored({ access_token: past }), {}, "log in again"],
    [
      stored({ access_token: past, refresh_token: "", client_id: "c", client_key: "k" }),
      {},
      "no refresh token to renew it",
    ],
    [stored({ access_token: token }, { access_token: other }), {}, "ada at tacc.tapis.io"],
    [
      stored({ access_token: token }, { access_token: token, client_id: "c", client_key: "k" }),
      {},
      "ada at tacc.tapis.io, ada at tacc.tapis.io through c (choose one by clientId)",
    ],
    [
      stored({ access_token: token, client_id: "a:b", client_key: "k" }),
      {},
      "~/.agave/keyferry.json for the Tapis v3 token: it holds a client_id with a colon",
    ],
    [stored({ access_token: token }), { username: "bob" }, "no such session"],
    [stored({ access_token: token }), { clientId: "cid" }, "no such session"],
    [stored({ access_token: token }), { baseUrl: "https://sd.tapis.io" }, "no such session"],
    [
      stored({ access_token: token }),
      { env: { TAPIS_BASE_URL: "https://elsewhere.example.org" } },
      "is not sent to https://elsewhere.example.org",
    ],
  ];
  for (const [text, search, words] of rows) {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [file]: text });
    const error = await assertRejects(
      () => v3.restore({ home: folder.path, env: {}, ...search }),
      CredentialError,
    );
    assertStringIncludes(error.message, words);
    assertNothingShown(error, token, other, past);
  }
});

Deno.test("a refused token of v3 is renewed once, whichever way it is refused", async () => {
  const refusals = [
    errorAnswer("Invalid Tapis token."),
    { status: 401, body: "TAPIS_SECURITY_JWT_EXPIRED made up" },
  ];
  for (const refusal of refusals) {
    const [old, fresh] = [madeUpJwt(), madeUpJwt()];
    await using server = startRawServer((request) => {
      if (request.target === "/v3/oauth2/tokens") return grantAnswer(fresh);
      return request.headers.get("x-tapis-token") === fresh ? { json: person } : refusal;
    });
    const password = canary();
    const env = {
      TAPIS_BASE_URL: server.url,
      TAPIS_TOKEN: old,
      TAPIS_USERNAME: "ada",
      TAPIS_PASSWORD: password,
    };
    const tapis = await v3.restore({ env });
    assertEquals((await tapis.getUserinfo()).username, "ada");
    assertEquals(server.requests.map(({ target }) => target), [
      "/v3/oauth2/userinfo",
      "/v3/oauth2/tokens",
      "/v3/oauth2/userinfo",
    ]);
    assertNothingShown(tapis, password, old, fresh);
  }
});

// The words are those of tapis-files' and tapis-systems' messages; both answer with 401, in an envelope.
Deno.test("a system of v3 that does not let Tapis in refuses no token: nothing is renewed, nobody logs in", async () => {
  const messages = [
    "FILES_CLIENT_SSH_SESSION_POOL_ERROR Error getting ssh session from SSH session pool.  Tenant: dev",
    "SSH_POOL_MISSING_CREDENTIALS Missing credentials Tenant: dev, Host: h, Port: 22",
    "SYSLIB_CRED_NOT_FOUND No credentials found. System: lab",
  ];
  for (const message of messages) {
    const json = { result: null, status: "Unauthorized", message, metadata: null };
    await using server = startRawServer([{ status: 401, json }]);
    const env = {
      ...{ TAPIS_BASE_URL: server.url, TAPIS_TOKEN: madeUpJwt() },
      ...{ TAPIS_USERNAME: "ada", TAPIS_PASSWORD: canary() },
    };
    const tapis = await v3.restore({ env });
    const error = await assertRejects(() => tapis.listFiles("lab", "/").collect(), ApiError);
    assertEquals([server.requests.length, error.loginNeeded], [1, false]);
    assertStringIncludes(
      error.message,
      "check the credential that Tapis has for you on the system",
    );
  }
});

Deno.test("a refused token of v3 says which cell logs in again: by an OAuth client, at its tenant", async () => {
  const answers = [
    errorAnswer("Invalid Tapis token."),
    { status: 401, body: "TAPIS_SECURITY_JWT_EXPIRED made up" },
    { status: 401, json: {} },
    errorAnswer("Invalid refresh_token."),
  ];
  for (const answer of answers) {
    await using server = startRawServer([answer]);
    await using folder = await temporaryFolder();
    const session = { access_token: madeUpJwt(), base_url: server.url };
    await writeFiles(folder.path, { [file]: stored(session) });
    const tapis = await v3.restore({ home: folder.path, env: {} });
    const { step } = await assertRejects(() => tapis.getUserinfo(), ApiError);
    const options = `clientId, clientKey, baseUrl: "${server.url}", force: true`;
    assertEquals(step?.kind === "log in" && step.cell, `loginInNotebook("tapis", { ${options} })`);
  }
});

Deno.test("another 400 of v3 renews nothing", async () => {
  await using server = startRawServer([errorAnswer("Not authorized for this client.")]);
  const env = {
    TAPIS_BASE_URL: server.url,
    TAPIS_TOKEN: madeUpJwt(),
    TAPIS_USERNAME: "ada",
    TAPIS_PASSWORD: "made-up",
  };
  await assertRejects(async () => await (await v3.restore({ env })).getClient("x"), ApiError);
  assertEquals(server.requests.length, 1);
});

Deno.test("many calls of v3 on a token that expires within the minute share one renewal", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const people = await Promise.all(Array.from({ length: 20 }, () => tapis.getUserinfo()));
  assertEquals(people.length, 20);
  const grants = (): number => {
    return sandbox.requests.filter(({ path }) => path === "/v3/oauth2/tokens").length;
  };
  assertEquals(grants(), 1);
  const end = tapis.tokens().expiresAt?.getTime() ?? 0;
  const { username, password } = sandbox.tokens.tapis;
  const env = {
    TAPIS_BASE_URL: sandbox.url,
    TAPIS_TOKEN: tapis.tokens().accessToken.reveal(),
    TAPIS_USERNAME: username,
    TAPIS_PASSWORD: password,
  };
  await (await v3.restore({ env, now: () => end - 61_000 })).getUserinfo();
  assertEquals(grants(), 1);
  const late = await v3.restore({ env, now: () => end - 60_000 });
  await Promise.all(Array.from({ length: 20 }, () => late.getUserinfo()));
  assertEquals(grants(), 2);
});

Deno.test("many processes on one stored session of v3 share one renewal", async () => {
  let now = Date.now() - 14_400_000;
  await using sandbox = await startSandbox({ now: () => now });
  const here = await sandboxSurroundings(sandbox.home);
  const oauthClient = oauthClientOf(sandbox);
  const { username, password } = sandbox.tokens.tapis;
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  const pair = await client.createToken(username, password, { oauthClient });
  await v3.storeTokens(client, pair, { oauthClient, ...here });
  now = Date.now();
  const script = `
    import { v3 } from "${entryUrl("src/tapis/mod.ts")}";
    const tapis = await v3.restore();
    await tapis.getUserinfo();
    console.log(tapis.tokens().claims.jti);
  `;
  const names = ["BASE_URL", "TOKEN", "USERNAME", "PASSWORD", "CLIENT_ID", "CLIENT_KEY"];
  // Set to nothing, so that none of the person's own counts.
  const nothing = Object.fromEntries(names.map((name) => [`TAPIS_${name}`, ""]));
  const env = { ...nothing, HOME: sandbox.home, TAPIS_CACHE_DIR: `${sandbox.home}/.agave` };
  const ran = await Promise.all(Array.from({ length: crowdSize() }, () => {
    return runChild(script, { env, flags: everything });
  }));
  assertEquals(ran.map(({ stderr }) => stderr), ran.map(() => ""));
  assertEquals(new Set(ran.map(({ stdout }) => stdout)).size, 1);
  assertNotEquals(ran[0]?.stdout.trim(), pair.claims.jti);
  const grants = sandbox.requests.filter(({ body }) => body.includes('"refresh_token"'));
  assertEquals(grants.map(({ status }) => status), [200]);
});

Deno.test("a v3 session that nothing renews says so, and what to do", async () => {
  const tapis = await v3.restore({ baseUrl, token: madeUpJwt() });
  await assertRejects(() => tapis.refresh(), CredentialError, "log in again");
  const plain = v3.tapisClient({ baseUrl });
  assertStringIncludes(
    (await assertRejects(() => Promise.try(() => plain.tokens()), CredentialError)).message,
    "restore()",
  );
});

Deno.test("a damaged access token of v3 loses no login: the record's refresh token gets the next", async () => {
  const fresh = madeUpJwt({ "tapis/username": "ada" });
  for (const access_token of ["not a token", "<your token here>", hex, null]) {
    await using folder = await temporaryFolder();
    await using server = startRawServer((request) => {
      return request.target === "/v3/oauth2/tokens" ? grantAnswer(fresh, "r2") : { json: person };
    });
    const text = JSON.stringify({
      tapis_v3: {
        [`${server.url} ada cid`]: {
          base_url: server.url,
          username: "ada",
          client_id: "cid",
          client_key: "key",
          refresh_token: "r1",
          access_token,
        },
      },
    });
    await writeFiles(folder.path, { [file]: text });
    const tapis = await v3.restore({ home: folder.path, env: {}, username: "ada" });
    assertEquals((await tapis.getUserinfo()).username, "ada");
    assertEquals(server.requests.map(({ target }) => target), [
      "/v3/oauth2/tokens",
      "/v3/oauth2/userinfo",
    ]);
    const kept = await Deno.readTextFile(`${folder.path}/${file}`);
    assertEquals([kept.includes(fresh), kept.includes('"r1"')], [true, false]);
    assertEquals(JSON.parse(kept).tapis_v3[`${server.url} ada cid`].refresh_token, "r2");
    assertEquals(Object.keys(JSON.parse(kept).tapis_v3).length, 1);
  }
});

Deno.test("a session of v3 without an OAuth client is chosen by an empty one, also to log out", async () => {
  await using folder = await temporaryFolder();
  const token = madeUpJwt({ "tapis/username": "ada" });
  const through = { access_token: token, client_id: "cid", client_key: "key" };
  await writeFiles(folder.path, { [file]: stored({ access_token: token }, through) });
  const surroundings = { home: folder.path, env: {} };
  for (const [clientId, detail] of [["", ""], ["cid", " through cid"]]) {
    const chain = v3.sessionChain({ ...surroundings, clientId });
    const { lines } = await explain(chain);
    assertEquals(lines.map(({ state }) => state), ["used"]);
    assertStringIncludes(lines[0]?.detail ?? "", `ada at tacc.tapis.io${detail}`);
    const { capabilities } = await v3.restore({ ...surroundings, clientId });
    assertStringIncludes(capabilities.reason ?? "", "nothing to renew it");
  }
});

Deno.test("restore() of v3 names the sessions that there are where the chosen one is not", async () => {
  await using folder = await temporaryFolder();
  const token = madeUpJwt({ "tapis/username": "ada" });
  await writeFiles(folder.path, { [file]: stored({ access_token: token }) });
  const error = await assertRejects(
    () => v3.restore({ home: folder.path, env: {}, username: "bob" }),
    CredentialError,
  );
  assertStringIncludes(error.message, "no such session of Tapis v3, only ada at tacc.tapis.io");
});
