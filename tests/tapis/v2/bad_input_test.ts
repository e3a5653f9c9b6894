import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type ErrorKind,
  KeyferryError,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { loggedIn, oauthClientOf } from "../v3/_v3.ts";

type Attempt = (sandbox: Sandbox, secret: string) => Promise<unknown>;
type Row = readonly [what: string, attempt: Attempt, kind: ErrorKind, hint: string];

function v2At({ url }: Sandbox): v2.TapisClient {
  return v2.tapisClient({ baseUrl: url });
}

function v3At({ url }: Sandbox): v3.TapisClient {
  return v3.tapisClient({ baseUrl: url });
}

const rows: readonly Row[] = [
  [
    "a wrong password of v2",
    (sandbox, secret) => {
      const { tapis } = sandbox.tokens;
      return v2At(sandbox).createToken(tapis.username, secret, { oauthClient: tapis });
    },
    "api",
    "the password is wrong",
  ],
  [
    "a wrong password for clients of v2",
    (sandbox, password) => v2At(sandbox).clientsList({ username: "ferry", password }),
    "api",
    "check the name and the password",
  ],
  [
    "a wrong key of v2",
    (sandbox, apiSecret) => {
      const { username, password, apiKey } = sandbox.tokens.tapis;
      return v2At(sandbox).createToken(username, password, { oauthClient: { apiKey, apiSecret } });
    },
    "api",
    "make a client with clientsCreate()",
  ],
  [
    "a client's name of v2 that is taken",
    (sandbox) => {
      const { clientName, username, password } = sandbox.tokens.tapis;
      return v2At(sandbox).clientsCreate(clientName, { username, password });
    },
    "api",
    "exists already",
  ],
  [
    "an unknown tenant of v2",
    (sandbox) => v2.init({ tenantId: "nope", tenantsUrl: `${sandbox.url}/tenants` }),
    "credential",
    "choose one by tenantId: sandbox,",
  ],
  [
    "an unknown tenant of v3",
    (sandbox) => v3At(sandbox).getTenant("nope"),
    "api",
    "No tenant found",
  ],
  [
    "a used refresh token of v2",
    async (sandbox) => {
      const { tapis } = sandbox.tokens;
      await v2At(sandbox).refreshToken(tapis, tapis.refreshToken);
      await v2At(sandbox).refreshToken(tapis, tapis.refreshToken);
    },
    "api",
    "log in again",
  ],
  [
    "a foreign refresh token of v2",
    (sandbox, secret) => v2At(sandbox).refreshToken(sandbox.tokens.tapis, secret),
    "api",
    "log in again",
  ],
  [
    "a foreign refresh token of v3",
    (sandbox, secret) => v3At(sandbox).refreshToken(oauthClientOf(sandbox), secret),
    "api",
    "log in again",
  ],
  [
    "a wrong password of v3",
    (sandbox, secret) => v3At(sandbox).createToken("ferry", secret),
    "api",
    "check the name and password",
  ],
  [
    "a wrong key of v3, which the service echoes",
    (sandbox, clientKey) => {
      const { username, password, clientName: clientId } = sandbox.tokens.tapis;
      const oauthClient = { clientId, clientKey };
      return v3At(sandbox).createToken(username, password, { oauthClient });
    },
    "api",
    "check the OAuth client's id and key",
  ],
  [
    "a client's id of v3 that is taken",
    async (sandbox) => {
      const { clientName: clientId } = sandbox.tokens.tapis;
      await (await loggedIn(sandbox)).createClient({ clientId });
    },
    "api",
    "choose another client_id",
  ],
  [
    "a spent refresh token in the cache of v2",
    async (sandbox, secret) => {
      const { username, apiKey, apiSecret } = sandbox.tokens.tapis;
      const here = await sandboxSurroundings(sandbox.home);
      const parts = { apiServer: sandbox.url, username, apiKey, apiSecret, refreshToken: secret };
      await (await v2.client({ ...here, ...parts, cache: false })).refresh();
    },
    "api",
    "log in again",
  ],
];

for (const [what, attempt, kind, hint] of rows) {
  Deno.test(`${what} is an error with a hint, and shows no secret`, async () => {
    await using sandbox = await startSandbox();
    const secret = canary();
    const error = await assertRejects(() => attempt(sandbox, secret), KeyferryError);
    assertEquals(error.kind, kind);
    assertStringIncludes(error.message, hint);
    const { password, apiSecret, refreshToken } = sandbox.tokens.tapis;
    assertNothingShown(error, secret, password, apiSecret, refreshToken);
  });
}

Deno.test("an access token of v3 for which the time is over is refused with a hint", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  const { username, password } = sandbox.tokens.tapis;
  const { accessToken: token } = await v3At(sandbox).createToken(username, password);
  now += 15_000_000;
  const tapis = await v3.restore({ baseUrl: sandbox.url, token });
  const asked = [
    () => tapis.getUserinfo(),
    async () => await tapis.listFiles("lab", "").collect(),
    () => tapis.download("lab", "README.txt"),
  ];
  for (const act of asked) {
    const error = await assertRejects(act, ApiError, "log in again");
    assertEquals([error.loginNeeded, error.step?.kind], [true, "log in"]);
    assertNothingShown(error, token.reveal());
  }
});
