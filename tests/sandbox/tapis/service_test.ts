import { assertEquals, assertNotEquals } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

function basic(sandbox: Sandbox, secret = sandbox.tokens.tapis.apiSecret): string {
  return `Basic ${btoa(`${sandbox.tokens.tapis.apiKey}:${secret}`)}`;
}

function grant(
  sandbox: Sandbox,
  fields: Record<string, string>,
  authorization = basic(sandbox),
): Promise<Reply> {
  return send(`${sandbox.url}/token`, {
    method: "POST",
    headers: { authorization },
    body: new URLSearchParams(fields),
  });
}

function profile(sandbox: Sandbox, token: string): Promise<Reply> {
  return send(`${sandbox.url}/profiles/v2/me`, { headers: { authorization: `Bearer ${token}` } });
}

function refresh(sandbox: Sandbox, refresh_token: string): Promise<Reply> {
  return grant(sandbox, { grant_type: "refresh_token", scope: "PRODUCTION", refresh_token });
}

Deno.test("The Tapis tenants are listed without a credential", async () => {
  await using sandbox = await startSandbox();
  const { body } = await send(`${sandbox.url}/tenants`);
  assertEquals(body.status, "success");
  assertEquals(
    body.result.map((tenant: Record<string, unknown>) => [tenant.code, tenant.baseUrl]),
    [["sandbox", sandbox.url], ["sandbox.slash", `${sandbox.url}/`]],
  );
  assertEquals(Object.keys(body.result[0]).sort(), [
    "_links",
    "baseUrl",
    "code",
    "contact",
    "id",
    "name",
  ]);
});

Deno.test("The Tapis profile comes in the envelope, with the keys agavepy recorded", async () => {
  await using sandbox = await startSandbox();
  const { body } = await profile(sandbox, sandbox.tokens.tapis.accessToken);
  assertEquals(Object.keys(body).sort(), ["message", "result", "status", "version"]);
  assertEquals(Object.keys(body.result).sort(), [
    "create_time",
    "email",
    "first_name",
    "full_name",
    "last_name",
    "mobile_phone",
    "nonce",
    "phone",
    "status",
    "uid",
    "username",
  ]);
  assertEquals(body.result.username, sandbox.tokens.tapis.username);
});

Deno.test("Tapis answers a bad, a missing and an expired token with WSO2 faults", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  const bad = await profile(sandbox, "nonsense");
  const none = await send(`${sandbox.url}/profiles/v2/me`);
  now += 14_400_000;
  const expired = await profile(sandbox, sandbox.tokens.tapis.accessToken);
  assertEquals(
    [bad, none, expired].map(({ status, body }) => [
      status,
      body.fault.code,
      body.fault.message,
      typeof body.fault.description,
    ]),
    [
      [401, 900901, "Invalid Credentials", "string"],
      [401, 900902, "Missing Credentials", "string"],
      [401, 900904, "Invalid Credentials", "string"],
    ],
  );
});

Deno.test("A Tapis password grant brings a pair that works", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const fields = { grant_type: "password", username, password, scope: "PRODUCTION" };
  const { status, body } = await grant(sandbox, fields);
  assertEquals([status, body.token_type, body.expires_in], [200, "bearer", 14_400]);
  assertEquals(Object.keys(body).sort(), [
    "access_token",
    "expires_in",
    "refresh_token",
    "scope",
    "token_type",
  ]);
  assertEquals((await profile(sandbox, body.access_token)).status, 200);
});

Deno.test("A Tapis refresh token is good for one use, and ends the old access token", async () => {
  await using sandbox = await startSandbox();
  const { refreshToken, accessToken } = sandbox.tokens.tapis;
  const first = await refresh(sandbox, refreshToken);
  const second = await refresh(sandbox, refreshToken);
  assertEquals([first.status, second.status, second.body.error], [200, 400, "invalid_grant"]);
  assertNotEquals(first.body.refresh_token, refreshToken);
  assertEquals((await profile(sandbox, accessToken)).status, 401);
  assertEquals((await profile(sandbox, first.body.access_token)).status, 200);
  assertEquals((await refresh(sandbox, first.body.refresh_token)).status, 200);
});

Deno.test("Of many uses of one Tapis refresh token at once, one succeeds", async () => {
  await using sandbox = await startSandbox();
  const { refreshToken } = sandbox.tokens.tapis;
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => refresh(sandbox, refreshToken)),
  );
  assertEquals(replies.filter((reply) => reply.status === 200).length, 1);
});

Deno.test("Tapis grants need the right key, secret, password and grant type", async () => {
  await using sandbox = await startSandbox();
  const { username, password } = sandbox.tokens.tapis;
  const good = { grant_type: "password", username, password };
  const cases = [
    [await grant(sandbox, good, basic(sandbox, "wrong")), 401, "invalid_client"],
    [await grant(sandbox, good, "Basic %%%"), 401, "invalid_client"],
    [await grant(sandbox, good, "Bearer x"), 401, "invalid_client"],
    [await grant(sandbox, { ...good, password: "wrong" }), 400, "invalid_grant"],
    [await grant(sandbox, { grant_type: "password", username }), 400, "invalid_grant"],
    [await grant(sandbox, { grant_type: "magic" }), 400, "unsupported_grant_type"],
  ] as const;
  for (const [reply, status, error] of cases) {
    assertEquals([reply.status, reply.body.error], [status, error]);
  }
});

Deno.test("Tapis answers for an unknown user in the envelope", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await send(`${sandbox.url}/profiles/v2/nobody`, {
    headers: { authorization: `Bearer ${sandbox.tokens.tapis.accessToken}` },
  });
  assertEquals([status, body.status, body.result], [404, "error", null]);
});
