import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import { CredentialError } from "../../../../src/credentials/mod.ts";
import { v2 } from "../../../../src/tapis/mod.ts";
import { assertNothingShown } from "../../../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";
import { type Issuer, startIssuer } from "../_issuer.ts";

/** Sat Nov 21 2026, 12:00:00 UTC, in milliseconds since 1970. */
const noon = 1795262400_000;
const now = (): number => noon;

/** The Basic credentials `K:S`. */
const basic = "Basic SzpT";

/** A record of the pair 0 that has ended, as the Bash CLI writes it: all values are texts. */
function cliRecord({ url }: Issuer, more: Readonly<Record<string, string>> = {}): string {
  const record = {
    tenantid: "sd2e",
    baseurl: url,
    devurl: "",
    apisecret: "S",
    apikey: "K",
    username: "taco",
    access_token: "access-0",
    refresh_token: "refresh-0",
    created_at: "1539708516",
    expires_in: "14400",
    expires_at: "Tue Oct 16 20:48:36 UTC 2018",
    ...more,
  };
  return JSON.stringify(record);
}

/** The time as Python's `ctime` has it, in this machine's zone, made in another way. */
function ctime(ms: number): string {
  const [day = "", month = "", date = "", year = "", clock = ""] = new Date(ms).toString().split(
    " ",
  );
  return `${day} ${month} ${date.replace(/^0/, " ")} ${clock} ${year}`;
}

Deno.test("a token that has ended is renewed with the call that needs it, as AgavePy does", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  assertEquals(issuer.asked, []);
  await tapis.profilesGet();
  await tapis.profilesGet();
  assertEquals(issuer.asked, [
    {
      place: "POST /token",
      authorization: basic,
      body: "grant_type=refresh_token&scope=PRODUCTION&refresh_token=refresh-0",
    },
    { place: "GET /profiles/v2/me", authorization: "Bearer access-1", body: "" },
    { place: "GET /profiles/v2/me", authorization: "Bearer access-1", body: "" },
  ]);
  const { access_token, refresh_token, created_at, expires_in } = tapis.tokens().reveal();
  assertEquals([access_token, refresh_token], ["access-1", "refresh-1"]);
  assertEquals([created_at, expires_in], [noon / 1000, 14_400]);
  assertEquals(tapis.tokens().expiresAt, noon + 14_400_000);
});

Deno.test("a renewal changes the record's tokens and times, and no other byte of it", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const before = `{ "big": 864691135571546917,\r\n  "n": 1.0, "é": "\\u00e9",\n  ${
    cliRecord(issuer, { "expires_in": "14400" }).slice(1)
  }\n\n`.replace('"1539708516"', "1539708516");
  await writeFiles(folder.path, { ".agave/current": before });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  const wanted = before.replace("access-0", "access-1").replace("refresh-0", "refresh-1")
    .replace("1539708516", `${noon / 1000}`)
    .replace("Tue Oct 16 20:48:36 UTC 2018", ctime(noon + 14_400_000));
  assertEquals(await Deno.readTextFile(`${folder.path}/.agave/current`), wanted);
});

Deno.test("a renewal makes the config.json that AgavePy 0.9 and 1.0 read, where there is none", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  const config = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/config.json`));
  const record = config.sessions.sd2e.taco.K;
  assertEquals(config, { current: { K: record }, sessions: { sd2e: { taco: { K: record } } } });
  assertEquals([record.access_token, record.refresh_token], ["access-1", "refresh-1"]);
  assertEquals([record.devurl, record.client_name, record.expires_in], ["", null, "14400"]);
});

Deno.test("a renewal reaches each record of the session in config.json, and no other", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const ours = JSON.parse(cliRecord(issuer));
  const other = { ...ours, apikey: "K2", refresh_token: "other" };
  const config = JSON.stringify(
    {
      extra: 1.5,
      current: { third: ours },
      sessions: { sd2e: { taco: { second: ours, other } }, broken: 7 },
    },
    null,
    4,
  );
  await writeFiles(folder.path, { ".agave/config.json": config });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  const time = ctime(noon + 14_400_000);
  const renewed = (text: string): string => {
    return text.replace("access-0", "access-1").replace("refresh-0", "refresh-1")
      .replace("1539708516", `${noon / 1000}`).replace("Tue Oct 16 20:48:36 UTC 2018", time);
  };
  // Two of the three records are the session's; the third keeps the old values.
  const after = await Deno.readTextFile(`${folder.path}/.agave/config.json`);
  assertEquals(after, renewed(renewed(config)));
  const current = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
  assertEquals([current.access_token, current.client_name], ["access-1", "third"]);
});

Deno.test("a session that is not the current one is renewed beside it", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const current = cliRecord(issuer, { apikey: "K2", tenantid: "other" });
  const sessions = { sd2e: { taco: { mine: JSON.parse(cliRecord(issuer)) } } };
  const files = { ".agave/current": current, ".agave/config.json": JSON.stringify({ sessions }) };
  await writeFiles(folder.path, files);
  const tapis = await v2.restore({ home: folder.path, env: {}, now, clientName: "mine" });
  await tapis.profilesGet();
  assertEquals(await Deno.readTextFile(`${folder.path}/.agave/current`), current);
  const config = await Deno.readTextFile(`${folder.path}/.agave/config.json`);
  assertStringIncludes(config, '"access_token":"access-1"');
  assertEquals(Object.keys(JSON.parse(config)), ["sessions"]);
});

Deno.test("a renewal leaves a config.json that is not JSON as it is", async () => {
  for (const text of ["", "{", "[]", '{"sessions": []}']) {
    await using issuer = startIssuer();
    await using folder = await temporaryFolder();
    const files = { ".agave/current": cliRecord(issuer), ".agave/config.json": text };
    await writeFiles(folder.path, files);
    await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
    assertEquals(await Deno.readTextFile(`${folder.path}/.agave/config.json`), text);
    const current = await Deno.readTextFile(`${folder.path}/.agave/current`);
    assertStringIncludes(current, '"access-1"');
  }
});

Deno.test("a renewal reaches the record in a config.json that has no room for sessions", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const config = `{"sessions": [], "current": {"one": ${cliRecord(issuer)}}}`;
  await writeFiles(folder.path, { ".agave/config.json": config });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  const after = await Deno.readTextFile(`${folder.path}/.agave/config.json`);
  assertStringIncludes(after, '{"sessions": [], "current": {"one": {');
  assertStringIncludes(after, '"refresh_token":"refresh-1"');
});

Deno.test("a renewal writes into the matching record of a list, wherever the list lies", async () => {
  for (const name of [".agave/current", ".agpy"]) {
    await using issuer = startIssuer();
    await using folder = await temporaryFolder();
    const other = cliRecord(issuer, { apikey: "K2", client_name: "two" });
    const list = (record: string): string => `[${other},\n ${record}]`;
    const before = cliRecord(issuer, { client_name: "one" });
    await writeFiles(folder.path, { [name]: list(before) });
    const tapis = await v2.restore({ home: folder.path, env: {}, now, clientName: "one" });
    await tapis.profilesGet();
    const after = await Deno.readTextFile(`${folder.path}/${name}`);
    assertEquals(after.slice(0, other.length + 1), `[${other}`);
    assertStringIncludes(after, '"refresh_token":"refresh-1"');
    const names = Object.keys(await snapshot(folder.path)).filter((path) =>
      path.endsWith("current")
    );
    assertEquals(names, name === ".agpy" ? [] : [".agave/current"]);
  }
});

Deno.test("a library-named record is renewed under the library's names", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const record = {
    api_server: issuer.url,
    api_key: "K",
    api_secret: "S",
    token: "access-0",
    refresh_token: "refresh-0",
    created_at: 1,
    expires_in: 1,
  };
  await writeFiles(folder.path, { ".agpy": JSON.stringify([record]) });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  const [after] = JSON.parse(await Deno.readTextFile(`${folder.path}/.agpy`));
  assertEquals(after, {
    ...record,
    token: "access-1",
    refresh_token: "refresh-1",
    created_at: noon / 1000,
    expires_in: 14_400,
    expires_at: ctime(noon + 14_400_000),
  });
});

Deno.test("a first login leaves the files that the Bash CLI and AgavePy read", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const env = {
    TAPIS_BASE_URL: issuer.url,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: " p@ss ",
  };
  await (await v2.restore({ home: folder.path, env, now })).profilesGet();
  assertEquals(issuer.grants(), [
    "grant_type=password&username=taco&password=+p%40ss+&scope=PRODUCTION",
  ]);
  const text = '{"refresh_token": "refresh-1", "expires_in": 14400, "expires_at": "' +
    `${ctime(noon + 14_400_000)}", "created_at": ${noon / 1000}, "username": "taco", ` +
    '"token_username": null, "client_name": null, "use_nonce": false, "verify": true, ' +
    '"proxies": {}, "tenantid": "", "apisecret": "S", "apikey": "K", ' +
    `"baseurl": "${issuer.url}", "access_token": "access-1", "devurl": ""}`;
  assertEquals(await Deno.readTextFile(`${folder.path}/.agave/current`), text);
  assertEquals(
    await Deno.readTextFile(`${folder.path}/.agave/config.json`),
    `{"current": {"K": ${text}}, "sessions": {"": {"taco": {"K": ${text}}}}}`,
  );
  if (Deno.build.os === "windows") return;
  for (const [name, mode] of [["", 0o700], ["/current", 0o600], ["/config.json", 0o600]] as const) {
    const { mode: found } = await Deno.stat(`${folder.path}/.agave${name}`);
    assertEquals((found ?? 0) & 0o777, mode, name);
  }
});

Deno.test("a login takes the token that the cache has for the same user and client", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const good = { access_token: "access-0", created_at: `${noon / 1000}` };
  const env = {
    TAPIS_BASE_URL: issuer.url,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: "p@ss",
  };
  const table: readonly [Readonly<Record<string, string>>, number][] = [
    [good, 0],
    [{ ...good, username: "bell" }, 1],
    [{ ...good, apikey: "K2" }, 1],
    [{ ...good, baseurl: "https://api.example.org" }, 1],
  ];
  for (const [more, grants] of table) {
    await using other = startIssuer();
    const record = cliRecord(other, more);
    await writeFiles(folder.path, { ".agave/current": record });
    const tapis = await v2.restore({
      home: folder.path,
      now,
      env: { ...env, TAPIS_BASE_URL: other.url },
    });
    await tapis.profilesGet();
    assertEquals(other.grants().length, grants, JSON.stringify(more));
    assertStringIncludes(
      tapis.source,
      grants === 0 ? "renewed in ~/.agave/current" : "TAPIS_PASSWORD",
    );
    const current = await Deno.readTextFile(`${folder.path}/.agave/current`);
    assertEquals(current, record);
  }
});

Deno.test("a login whose cached refresh token was used before falls back to the password", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    ".agave/current": cliRecord(issuer, { refresh_token: "spent" }),
  });
  const env = {
    TAPIS_BASE_URL: issuer.url,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: "p@ss",
  };
  await (await v2.restore({ home: folder.path, env, now })).profilesGet();
  const kinds = issuer.grants().map((body) => new URLSearchParams(body).get("grant_type"));
  assertEquals(kinds, ["refresh_token", "password"]);
});

Deno.test("a login beside another's current session is kept among the sessions", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const other = cliRecord(issuer, { username: "bell" });
  await writeFiles(folder.path, { ".agave/current": other });
  const env = {
    TAPIS_BASE_URL: issuer.url,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: "p@ss",
  };
  for (let run = 0; run < 2; run++) {
    await (await v2.restore({ home: folder.path, env, now })).profilesGet();
  }
  assertEquals(issuer.grants().length, 1);
  assertEquals(await Deno.readTextFile(`${folder.path}/.agave/current`), other);
  const config = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/config.json`));
  assertEquals(Object.keys(config), ["sessions"]);
});

Deno.test("an answer that means expired renews the token once, whatever its status", async () => {
  const xml = (code: number): string => {
    return `<ams:fault xmlns:ams="http://wso2.org/apimanager/security"><ams:code>${code}</ams:code>` +
      "<ams:message>Invalid Credentials</ams:message></ams:fault>";
  };
  const fault = (message: string): string => JSON.stringify({ fault: { code: 900904, message } });
  const table: readonly [number, string, boolean][] = [
    [401, xml(900903), true],
    [403, xml(900903), true],
    [500, ` \n${xml(900904)}`, true],
    [403, fault("Invalid Credentials"), true],
    [401, fault("Something else"), true],
    [401, "", true],
    [403, xml(900908), false],
    [403, fault("The resource is forbidden"), false],
    [404, JSON.stringify({ status: "error", message: "Invalid Credentials" }), false],
    [400, "null", false],
  ];
  for (const [status, body, renews] of table) {
    await using issuer = startIssuer({ refusal: () => new Response(body, { status }) });
    await using folder = await temporaryFolder();
    const good = { access_token: "revoked", created_at: `${noon / 1000}` };
    await writeFiles(folder.path, { ".agave/current": cliRecord(issuer, good) });
    const tapis = await v2.restore({ home: folder.path, env: {}, now, retry: { retries: 0 } });
    const done = await tapis.profilesGet().then(
      () => true,
      (error) => error instanceof ApiError ? false : error,
    );
    assertEquals([done, issuer.grants().length], [renews, renews ? 1 : 0], `${status} ${body}`);
  }
});

Deno.test("a token that is refused again after its renewal is an error, not a loop", async () => {
  await using issuer = startIssuer({
    grant: (_form, pair) =>
      Response.json({ access_token: `useless-${pair}`, refresh_token: `refresh-${pair}` }),
  });
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  const error = await assertRejects(() => tapis.profilesGet(), ApiError);
  assertEquals(error.status, 401);
  assertEquals(issuer.asked.map(({ place }) => place), [
    "POST /token",
    "GET /profiles/v2/me",
    "POST /token",
    "GET /profiles/v2/me",
  ]);
});

Deno.test("many calls at once on a token that has ended renew it once", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  await Promise.all(Array.from({ length: 50 }, () => tapis.profilesGet()));
  assertEquals(issuer.grants().length, 1);
});

Deno.test("a token that another program has renewed meanwhile is taken over", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const renewed = { access_token: "access-0", created_at: `${noon / 1000}` };
  const stale = cliRecord(issuer, { access_token: "access-x", refresh_token: "refresh-x" });
  await writeFiles(folder.path, { ".agave/current": stale });
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer, renewed) });
  await tapis.profilesGet();
  assertEquals(issuer.grants(), []);
  assertEquals(tapis.tokens().reveal().refresh_token, "refresh-0");
});

Deno.test("config.json is believed where its record is newer than that in current", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const renewed = { access_token: "access-0", created_at: `${noon / 1000}` };
  const stale = cliRecord(issuer, { access_token: "access-x", refresh_token: "refresh-x" });
  const sessions = { sd2e: { taco: { K: JSON.parse(cliRecord(issuer, renewed)) } } };
  await writeFiles(folder.path, {
    ".agave/current": stale,
    ".agave/config.json": JSON.stringify({ sessions }),
  });
  await (await v2.restore({ home: folder.path, env: {}, now })).profilesGet();
  assertEquals(issuer.grants(), []);
});

Deno.test("a refresh token that the service refuses is an error that shows no secret", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const secret = "canary-of-a-refresh-token";
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer, { refresh_token: secret }) });
  const before = await Deno.readTextFile(`${folder.path}/.agave/current`);
  const tapis = await v2.restore({ home: folder.path, env: {}, now });
  const error = await assertRejects(() => tapis.profilesGet(), ApiError);
  assertEquals([error.status, error.apiCode], [400, "invalid_grant"]);
  assertStringIncludes(error.message, "log in again");
  assertNothingShown(error, secret, basic.slice(6));
  assertEquals(await Deno.readTextFile(`${folder.path}/.agave/current`), before);
});

Deno.test("an answer that was lost makes the next run say that the refresh was interrupted", async () => {
  const answers: readonly (() => Response)[] = [
    () => Response.json({ nothing: true }),
    () => new Response("<html>", { status: 502 }),
  ];
  for (const answer of answers) {
    await using issuer = startIssuer({ grant: answer });
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
    const here = { home: folder.path, env: {}, now };
    await assertRejects(async () => await (await v2.restore(here)).refresh(), ApiError);
    const error = await assertRejects(
      async () => await (await v2.restore(here)).refresh(),
      CredentialError,
    );
    assertStringIncludes(error.message, "Refresh interrupted");
    assertStringIncludes(error.message, `${folder.path}/.agave/current`);
  }
});

Deno.test("a session used at another address of the caller's is not renewed there", async () => {
  await using issuer = startIssuer();
  await using other = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const before = await snapshot(folder.path);
  const tapis = await v2.restore({ home: folder.path, env: {}, now, apiServer: other.url });
  await tapis.profilesGet();
  assertEquals(tapis.capabilities.canRefresh, false);
  await assertRejects(() => tapis.refresh(), CredentialError, `belongs to ${issuer.url}`);
  assertEquals([...other.grants(), ...issuer.asked], []);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("a session of the environment at the caller's address is kept as that address's", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  const env = {
    TAPIS_BASE_URL: "https://api.example.org",
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_USERNAME: "taco",
    TAPIS_PASSWORD: "p@ss",
  };
  const here = { home: folder.path, env, now, apiServer: `${issuer.url}/` };
  const tapis = await v2.restore(here);
  assertStringIncludes(tapis.source, "baseUrl + TAPIS_API_KEY");
  await tapis.profilesGet();
  const { baseurl } = JSON.parse(await Deno.readTextFile(`${folder.path}/.agave/current`));
  assertEquals(baseurl, issuer.url);
  await (await v2.restore(here)).profilesGet();
  assertEquals(issuer.grants().length, 1);
});

Deno.test("the descendant of an environment's refresh token is used, at its own address alone", async () => {
  await using issuer = startIssuer();
  await using other = startIssuer();
  await using folder = await temporaryFolder();
  const env = {
    TAPIS_BASE_URL: issuer.url,
    TAPIS_API_KEY: "K",
    TAPIS_API_SECRET: "S",
    TAPIS_TOKEN: "access-x",
    TAPIS_REFRESH_TOKEN: "refresh-0",
  };
  const first = await v2.restore({ home: folder.path, env, now });
  assertEquals(
    first.source,
    "TAPIS_BASE_URL + TAPIS_API_KEY + TAPIS_API_SECRET + " +
      "TAPIS_REFRESH_TOKEN + TAPIS_TOKEN",
  );
  await first.profilesGet();
  const second = await v2.restore({ home: folder.path, env, now });
  assertStringIncludes(second.source, ", renewed in ~/.agave/keyferry.json");
  await second.profilesGet();
  assertEquals(issuer.grants().length, 1);
  const elsewhere = { ...env, TAPIS_BASE_URL: other.url };
  const third = await v2.restore({ home: folder.path, env: elsewhere, now });
  assertEquals(third.tokens().reveal().access_token, "access-x");
  const anew = { ...env, TAPIS_REFRESH_TOKEN: "another", TAPIS_TOKEN: "given" };
  const fourth = await v2.restore({ home: folder.path, env: anew, now });
  assertEquals(fourth.tokens().reveal().access_token, "given");
  const own = await Deno.readTextFile(`${folder.path}/.agave/keyferry.json`);
  assert(!own.includes("refresh-0"), own);
  await writeFiles(folder.path, { ".agave/keyferry.json": "{" });
  await assertRejects(() => v2.restore({ home: folder.path, env, now }), Error, "keyferry.json");
});

Deno.test("a client that is given up does not lose the token that is being fetched", async () => {
  const controller = new AbortController();
  await using issuer = startIssuer({
    grant: async (_form, pair) => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return Response.json({ access_token: `access-${pair}`, refresh_token: `refresh-${pair}` });
    },
  });
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const { signal } = controller;
  const tapis = await v2.restore({ home: folder.path, env: {}, now, signal });
  await assertRejects(() => tapis.profilesGet(), Error, "gave up");
  assertStringIncludes(await Deno.readTextFile(`${folder.path}/.agave/current`), "refresh-1");
});

Deno.test("onRefresh is told the new tokens once they are stored", async () => {
  await using issuer = startIssuer();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const told: string[] = [];
  const tapis = await v2.restore({
    home: folder.path,
    env: {},
    now,
    onRefresh: async (tokens) => {
      const stored = await Deno.readTextFile(`${folder.path}/.agave/current`);
      const { access_token } = tokens.reveal();
      told.push(access_token, String(stored.includes(access_token)));
    },
  });
  assertEquals((await tapis.refresh()).reveal(), "access-1");
  assertEquals(told, ["access-1", "true"]);
});

Deno.test("refresh() gives an access token alone back, and says why others cannot be renewed", async () => {
  const address = { TAPIS_BASE_URL: "https://api.example.org" };
  const token = { TAPIS_TOKEN: "AT" };
  const alone = await v2.restore({ home: "/nowhere", env: { ...address, ...token } });
  assertEquals((await alone.refresh()).reveal(), "AT");
  const env = { ...address, ...token, TAPIS_REFRESH_TOKEN: "RT" };
  const bare = await v2.restore({ home: "/nowhere", env });
  const error = await assertRejects(() => bare.refresh(), CredentialError);
  assertStringIncludes(error.message, "only for an OAuth client: TAPIS_API_KEY and");
  const own = v2.tapisClient({ baseUrl: "https://api.example.org" });
  await assertRejects(() => own.refresh(), CredentialError, "use restore()");
});

Deno.test("a tenant that is too busy to renew is not given the password instead", async () => {
  await using issuer = startIssuer({
    grant: () => new Response(null, { status: 429, headers: { "retry-after": "1" } }),
  });
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": cliRecord(issuer) });
  const parts = { apiServer: issuer.url, tenantId: "sd2e", apiKey: "K", apiSecret: "S" };
  const tapis = await v2.client({
    ...parts,
    username: "taco",
    password: "made-up",
    refreshToken: "refresh-0",
    home: folder.path,
    env: {},
    retry: { retries: 0, statuses: [], base: 0, cap: 0 },
  });
  const error = await assertRejects(() => tapis.refresh(), ApiError);
  assertEquals(error.status, 429);
  assertEquals(issuer.grants().map((body) => new URLSearchParams(body).get("grant_type")), [
    "refresh_token",
  ]);
});
