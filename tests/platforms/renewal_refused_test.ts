/** What comes after a renewal that was refused, and after one whose token says that it has ended. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { exitCodeOf, explanationOf } from "../../src/cli/exit_code.ts";
import type { Surroundings } from "../../src/credentials/mod.ts";
import { confidentialAppAuthClient, refreshTokenAuthorizer } from "../../src/globus/auth/mod.ts";
import { restore as restoreGlobus } from "../../src/globus/mod.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { ApiError } from "../../src/http/reply/errors.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { app, end, tokensJson } from "../fixtures/globus_homes.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { startAuthServer } from "../globus/_auth_server.ts";
import { startIssuer } from "../tapis/v2/_issuer.ts";
import { errorAnswer, madeUpJwt } from "../tapis/v3/_v3.ts";

interface Renewing {
  readonly files: (url: string) => Record<string, string>;
  readonly call: (options: Surroundings, url: string) => Promise<unknown>;
}

const globusFile = `.globus/app/${app.clientId}/${app.slug}/tokens.json`;
const platforms: Readonly<Record<string, Renewing>> = {
  "Globus": {
    files: () => ({ [globusFile]: tokensJson }),
    async call(options, baseUrl) {
      const now = (): number => (end + 5) * 1000;
      const { transfer } = await restoreGlobus({ ...options, baseUrl, now, retry: { retries: 0 } });
      return await transfer.get("/a");
    },
  },
  "Tapis v2": {
    files: (baseurl) => ({
      ".agave/current": JSON.stringify({
        tenantid: "t",
        baseurl,
        username: "ada",
        apikey: "K",
        apisecret: "S",
        access_token: "old",
        refresh_token: "spent",
        created_at: 1,
        expires_in: 1,
      }),
    }),
    call: async (options) => await (await v2.restore(options)).profilesGet(),
  },
  "Tapis v3": {
    files: (base_url) => ({
      ".agave/keyferry.json": JSON.stringify({
        tapis_v3: {
          x: {
            base_url,
            username: "ada",
            client_id: "cid",
            client_key: "key",
            access_token: madeUpJwt({ "tapis/username": "ada", exp: 1 }),
            refresh_token: "spent",
          },
        },
      }),
    }),
    call: async (options) => await (await v3.restore(options)).getUserinfo(),
  },
};

const html: Answer = {
  status: 400,
  headers: { "content-type": "text/html" },
  body: "<html><body>Bad Request: blocked by proxy</body></html>",
};
const checkAddress = "check the address; a login page or a proxy may have answered";
const oauth = (status: number, error: string): Answer => ({ status, json: { error } });

const rows: readonly [platform: string, answer: Answer, code: number, next: string][] = [
  [
    "Globus",
    oauth(400, "invalid_grant"),
    3,
    "log in again with the program that keeps its tokens in",
  ],
  ["Globus", oauth(401, "invalid_client"), 1, "check the client's id and secret"],
  ["Globus", oauth(400, "invalid_client"), 1, "check the client's id and secret"],
  ["Globus", oauth(403, "invalid_client"), 1, "check the client's id and secret"],
  ["Globus", html, 1, checkAddress],
  ["Tapis v2", oauth(400, "invalid_grant"), 3, "\nNext: keyferry tapis token"],
  ["Tapis v2", oauth(401, "invalid_client"), 1, "\nNext: keyferry tapis clients create"],
  ["Tapis v2", oauth(400, "invalid_client"), 1, "\nNext: keyferry tapis clients create"],
  ["Tapis v2", html, 1, checkAddress],
  [
    "Tapis v3",
    errorAnswer("Invalid client credentials: cid, key."),
    1,
    "\nNext: keyferry tapis clients create --v3",
  ],
  [
    "Tapis v3",
    errorAnswer("Invalid refresh_token: expired"),
    3,
    "\nNext: keyferry tapis login",
  ],
  ["Tapis v3", html, 1, checkAddress],
];
for (const [platform, answer, code, next] of rows) {
  const { files, call } = platforms[platform] as Renewing;
  const said = "json" in answer
    ? `${answer.status} ${JSON.stringify(answer.json)}`
    : "an HTML page";
  Deno.test(`a renewal of ${platform} refused with ${said} is followed by: ${next.trim()}`, async () => {
    await using home = await temporaryFolder();
    await using server = startRawServer(() => answer);
    await writeFiles(home.path, files(server.url));
    const error = await assertRejects(
      () => call({ home: home.path, env: {} }, server.url),
      ApiError,
    );
    assertStringIncludes(explanationOf(error) ?? "", next);
    assertEquals(exitCodeOf(error), code, error.message);
    assertEquals(error.loginNeeded, code === 3);
    assertNothingShown(error, "spent-token");
  });
}

for (const exp of [0, -1, "0", null]) {
  Deno.test(`Tapis v3: a token whose end is ${JSON.stringify(exp)} is used until it is refused, in later runs too`, async () => {
    await using home = await temporaryFolder();
    await using server = startRawServer([{ json: { status: "success", result: {} } }]);
    const record = {
      ...{ base_url: server.url, username: "ada", client_id: "cid", client_key: "key" },
      ...{ access_token: madeUpJwt({ "tapis/username": "ada", exp }), refresh_token: "r" },
    };
    await writeFiles(home.path, {
      ".agave/keyferry.json": JSON.stringify({ tapis_v3: { [`${server.url} ada cid`]: record } }),
    });
    for (let run = 0; run < 2; run++) {
      const tapis = await v3.restore({ home: home.path, env: {} });
      for (let call = 0; call < 2; call++) await tapis.get("/v3/files/healthcheck");
    }
    assertEquals(server.requests.map(({ method }) => method), Array(4).fill("GET"));
  });
}

for (const expires_in of [0, -1, "0", "-1"]) {
  Deno.test(`Tapis v2: a token that expires in ${JSON.stringify(expires_in)} is used until it is refused, in later runs too`, async () => {
    await using home = await temporaryFolder();
    await using issuer = startIssuer({
      grant: (_form, pair) =>
        Response.json({
          access_token: `access-${pair}`,
          refresh_token: `refresh-${pair}`,
          expires_in,
        }),
    });
    const { files } = platforms["Tapis v2"] as Renewing;
    const [text = ""] = Object.values(files(issuer.url));
    await writeFiles(home.path, { ".agave/current": text.replace('"spent"', '"refresh-0"') });
    for (let run = 0; run < 2; run++) {
      const tapis = await v2.restore({ home: home.path, env: {} });
      for (let call = 0; call < 3; call++) await tapis.profilesGet();
    }
    assertEquals(issuer.grants().length, 1);
  });

  Deno.test(`Tapis v2: a file whose token expires in ${JSON.stringify(expires_in)} is used as it is`, async () => {
    await using home = await temporaryFolder();
    const record = {
      baseurl: "https://t.example.org",
      access_token: "a",
      created_at: 1,
      expires_in,
    };
    await writeFiles(home.path, { ".agave/current": JSON.stringify(record) });
    const { session } = await v2.restore({ home: home.path, env: {} });
    assertEquals(session.expiresAt, undefined);
  });

  Deno.test(`Globus: a token that expires in ${JSON.stringify(expires_in)} is used until it is refused`, async () => {
    await using server = startAuthServer({
      clients: { portal: { secret: "secret" } },
      tokens: { first: { client: "portal", server: "transfer.api.globus.org" } },
      change: (reply) => ({ ...reply, expires_in }),
    });
    const auth = confidentialAppAuthClient("portal", "secret", { baseUrl: server.url });
    const authorizer = refreshTokenAuthorizer("first", auth);
    const transfer = transferClient({ baseUrl: server.url, authorizer });
    for (let call = 0; call < 3; call++) await transfer.get("/a");
    assertEquals([server.grants.length, server.calls.length], [1, 3]);
  });
}
