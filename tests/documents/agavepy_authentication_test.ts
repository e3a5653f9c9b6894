/** The examples of AgavePy's page on authentication. */

import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { CredentialError } from "../../src/credentials/mod.ts";
import { restore, v2 } from "../../src/tapis/mod.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { documentTests } from "./_document.ts";

/** What a complete client is made of. */
function partsOf({ url: apiServer, tokens }: Sandbox) {
  const { username, password, apiKey, apiSecret } = tokens.tapis;
  return { apiServer, username, password, apiKey, apiSecret };
}

documentTests({
  name: "AgavePy: authentication",
  blocks: 6,
  nothingToPerform: {},
  examples: [
    {
      blocks: [1],
      shows: "create a client: key, secret and a name that is made up",
      async perform(sandbox) {
        const { apiServer, username, password } = partsOf(sandbox);
        const ag = await v2.client({ apiServer, username, password });
        const { api_key, api_secret, client_name } = (await ag.clientsCreate()).reveal();
        assertMatch(client_name, /^[a-z]+-[a-z]+-[a-z]+$/);
        assert(api_key !== "" && api_secret !== "");
      },
    },
    {
      blocks: [2],
      shows: "generate an access token, and confirm it by a query and by tokens()",
      async perform(sandbox) {
        await using home = await temporaryFolder();
        const ag = await v2.client({ ...partsOf(sandbox), home: home.path, env: {}, cache: false });
        assertEquals((await ag.profilesGet()).username, sandbox.tokens.tapis.username);
        const { access_token, refresh_token } = ag.tokens().reveal();
        assertEquals([typeof access_token, typeof refresh_token], ["string", "string"]);
      },
    },
    {
      blocks: [3],
      shows: "refresh() and tokens()",
      async perform(sandbox) {
        await using home = await temporaryFolder();
        const ag = await v2.client({ ...partsOf(sandbox), home: home.path, env: {}, cache: false });
        await ag.profilesGet();
        const before = ag.tokens().reveal();
        const token = (await ag.refresh()).reveal();
        const after = ag.tokens().reveal();
        assertEquals(after.access_token, token);
        assertNotEquals(after.access_token, before.access_token);
        assertNotEquals(after.refresh_token, before.refresh_token);
        await ag.profilesGet();
      },
    },
    {
      blocks: [4],
      shows: "restore() from the cache that a complete client left in TAPIS_CACHE_DIR",
      async perform(sandbox) {
        const { home } = sandbox;
        const env = { TAPIS_CACHE_DIR: `${home}/cache` };
        const where = { home, env, sandboxOrigin: sandbox.url };
        const first = await v2.client({ ...partsOf(sandbox), tenantId: "sandbox", ...where });
        await first.profilesGet();
        const ag = await restore(where);
        assertEquals((await ag.profilesGet()).username, sandbox.tokens.tapis.username);
        assertEquals(ag.tokens().reveal().access_token, first.tokens().reveal().access_token);
      },
    },
    {
      blocks: [5],
      shows: "an access-only client",
      async perform({ url: apiServer, tokens }) {
        const ag = await v2.client({ apiServer, token: tokens.tapis.accessToken });
        const profile = await ag.profilesGet();
        for (const key of ["first_name", "last_name", "email", "uid", "username"]) {
          assert(Object.hasOwn(profile, key), key);
        }
      },
    },
    {
      blocks: [6],
      shows: "six configurations of environment variables",
      async perform(sandbox) {
        const { url, tokens: { tapis } } = sandbox;
        const base = { TAPIS_BASE_URL: url };
        const pair = { TAPIS_API_KEY: tapis.apiKey, TAPIS_API_SECRET: tapis.apiSecret };
        const user = { TAPIS_USERNAME: tapis.username, TAPIS_PASSWORD: tapis.password };
        const token = { TAPIS_API_TOKEN: tapis.accessToken };
        const refresh = { TAPIS_API_REFRESH_TOKEN: tapis.refreshToken };
        type Refresh = "new" | "unchanged" | "refused";
        const kinds: readonly [name: string, env: Record<string, string>, refresh: Refresh][] = [
          ["Standard", { ...base, ...pair, ...user, ...token }, "new"],
          ["Access-Only", { ...base, ...token }, "unchanged"],
          ["Bare-Refresh", { ...base, ...token, ...refresh }, "refused"],
          ["Client-Manager", { ...base, ...user }, "refused"],
          ["Standard", { ...base, ...pair, ...user }, "new"],
          ["Token-Refresh", { ...base, ...pair, ...token, ...refresh }, "new"],
        ];
        for (const [mode, env, refreshing] of kinds) {
          await using home = await temporaryFolder();
          const told: v2.Tokens[] = [];
          const ag = await restore({
            env,
            home: home.path,
            cache: false,
            onRefresh: (tokens) => void told.push(tokens),
          });
          assertEquals(ag.capabilities.mode, mode);
          if (mode === "Client-Manager") {
            assert((await ag.clientsList()).length > 0);
            continue;
          }
          await ag.profilesGet();
          const [held, before] = [ag.tokens().reveal().access_token, told.length];
          const outcome = await ag.refresh().then((secret): Refresh => {
            return secret.reveal() === held ? "unchanged" : "new";
          }, (error): Refresh => {
            assert(error instanceof CredentialError, String(error));
            return "refused";
          });
          assertEquals(outcome, refreshing, mode);
          // "It must track any new values": they are handed over.
          assertEquals(told.length - before, refreshing === "new" ? 1 : 0, mode);
        }
      },
    },
  ],
});
