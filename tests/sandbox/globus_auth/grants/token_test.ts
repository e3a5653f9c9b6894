import { assert, assertEquals, assertFalse, assertNotEquals } from "@std/assert";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { basic, bearer, grant, login, portal, postForm, transferAll } from "../_globus_login.ts";
import { send } from "../../_sandbox.ts";

const groups = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
const dependent = "urn:globus:auth:grant_type:dependent_token";

function refresh(sandbox: Sandbox, refresh_token: string, more: Record<string, string> = {}) {
  return grant(sandbox, {
    grant_type: "refresh_token",
    refresh_token,
    client_id: sandbox.tokens.globusApps.other,
    ...more,
  });
}

async function listStatus(sandbox: Sandbox, token: string): Promise<number> {
  return (await send(`${sandbox.url}/v0.10/task_list`, { headers: bearer(token) })).status;
}

Deno.test("A refresh token renews the token of its own service, for its own client", async () => {
  await using sandbox = await startSandbox();
  const { planted, other } = sandbox.tokens.globusApps;
  const tokens = await login(sandbox, { scope: `${groups} openid`, access_type: "offline" });
  const { refresh_token } = tokens.other_tokens[0];
  const { status, body } = await refresh(sandbox, refresh_token);
  const { access_token, ...rest } = body;
  assertEquals(status, 200);
  assertEquals(rest, {
    scope: groups,
    expires_in: 172_800,
    token_type: "Bearer",
    resource_server: "groups.api.globus.org",
    refresh_token,
    other_tokens: [],
  });
  assertNotEquals(access_token, tokens.other_tokens[0].access_token);
  const stolen = await refresh(sandbox, refresh_token, { client_id: planted });
  assertEquals([stolen.status, stolen.body], [401, { error: "invalid_grant" }]);
  const theirs = await refresh(sandbox, sandbox.tokens.globusTransferRefresh, { client_id: other });
  assertEquals(theirs.status, 401);
});

Deno.test("A refresh token may be narrowed and not widened", async () => {
  await using sandbox = await startSandbox();
  const { refresh_token } = await login(sandbox, {
    scope: "openid email",
    access_type: "offline",
  });
  const narrow = await refresh(sandbox, refresh_token, { scope: "email" });
  assertEquals([narrow.status, narrow.body.scope], [200, "email"]);
  const wide = await refresh(sandbox, refresh_token, { scope: "email profile" });
  assertEquals([wide.status, wide.body], [400, { error: "invalid_scope" }]);
});

Deno.test("A refresh token that rotates is good for one use, of two at once too", async () => {
  await using sandbox = await startSandbox({ globusAuth: { rotateRefreshTokens: true } });
  const { refresh_token } = await login(sandbox, { access_type: "offline" });
  const replies = await Promise.all([
    refresh(sandbox, refresh_token),
    refresh(sandbox, refresh_token),
  ]);
  assertEquals(replies.map(({ status }) => status).sort(), [200, 401]);
  const next = replies.find(({ status }) => status === 200)?.body.refresh_token;
  assertNotEquals(next, refresh_token);
  assertEquals((await refresh(sandbox, next)).status, 200);
});

Deno.test("client_credentials brings tokens for the client itself, and none to refresh", async () => {
  await using sandbox = await startSandbox();
  const { id } = sandbox.tokens.globusClient;
  const { status, body } = await grant(
    sandbox,
    { grant_type: "client_credentials", scope: `${transferAll} openid profile` },
    portal(sandbox),
  );
  assertEquals([status, body.resource_server, body.scope], [
    200,
    "auth.globus.org",
    "openid profile",
  ]);
  assertEquals(body.other_tokens[0].resource_server, "transfer.api.globus.org");
  assertFalse("refresh_token" in body || "refresh_token" in body.other_tokens[0]);
  assertEquals(typeof body.id_token, "string");
  assertEquals(await listStatus(sandbox, body.other_tokens[0].access_token), 200);
  const info = await send(`${sandbox.url}/v2/oauth2/userinfo`, {
    headers: bearer(body.access_token),
  });
  assertEquals([info.body.sub, info.body.preferred_username], [
    id,
    `${id}@clients.auth.globus.org`,
  ]);
});

Deno.test("client_credentials is for clients that prove a secret", async () => {
  await using sandbox = await startSandbox();
  const { globusClient, globusApps } = sandbox.tokens;
  const fields = { grant_type: "client_credentials", scope: transferAll };
  const cases = [
    [fields, basic(globusClient.id, "wrong"), 401, "invalid_client"],
    [fields, basic(crypto.randomUUID(), globusClient.secret), 401, "invalid_client"],
    [fields, { authorization: "Basic %%%" }, 401, "invalid_client"],
    [{ ...fields, client_id: globusClient.id }, {}, 401, "invalid_client"],
    [{ ...fields, client_id: globusApps.other }, {}, 400, "unauthorized_client"],
    [{ grant_type: "client_credentials" }, portal(sandbox), 400, "invalid_scope"],
    [{ ...fields, scope: "openid]" }, portal(sandbox), 400, "invalid_scope"],
  ] as const;
  for (const [form, headers, status, error] of cases) {
    const reply = await grant(sandbox, { ...form }, headers);
    assertEquals([reply.status, reply.body.error], [status, error]);
    assertFalse(reply.text.includes(globusClient.secret));
  }
  const unknown = await grant(
    sandbox,
    { ...fields, scope: `openid ${transferAll}[x]` },
    portal(sandbox),
  );
  assertEquals([unknown.status, unknown.body.errors[0].code, unknown.body.error], [
    400,
    "UNKNOWN_SCOPE_ERROR",
    "unknown_scope_error",
  ]);
});

Deno.test("A service gets tokens for what its caller allowed below it, in a list", async () => {
  await using sandbox = await startSandbox();
  const { serviceScope, id } = sandbox.tokens.globusClient;
  const called = await login(sandbox, { scope: serviceScope });
  assertEquals(called.resource_server, id);
  const fields = { grant_type: dependent, token: called.access_token };
  const { status, body } = await grant(sandbox, fields, portal(sandbox));
  assertEquals(status, 200);
  assert(Array.isArray(body));
  assertEquals(
    body.map(({ resource_server, scope, token_type, refresh_token }) => ({
      resource_server,
      scope,
      token_type,
      refresh_token,
    })),
    [
      {
        resource_server: "groups.api.globus.org",
        scope: groups,
        token_type: "bearer",
        refresh_token: undefined,
      },
      {
        resource_server: "transfer.api.globus.org",
        scope: transferAll,
        token_type: "bearer",
        refresh_token: undefined,
      },
    ],
  );
  assertEquals(await listStatus(sandbox, body[1].access_token), 200);
  const offline = await grant(
    sandbox,
    { ...fields, access_type: "offline", scope: groups },
    portal(sandbox),
  );
  assertEquals(offline.body.length, 1);
  const renewed = await grant(
    sandbox,
    { grant_type: "refresh_token", refresh_token: offline.body[0].refresh_token },
    portal(sandbox),
  );
  assertEquals(renewed.body.resource_server, "groups.api.globus.org");
});

Deno.test("A service is told which scopes its caller has not allowed", async () => {
  await using sandbox = await startSandbox();
  const search = "urn:globus:auth:scope:search.api.globus.org:all";
  const { serviceScope } = sandbox.tokens.globusClient;
  const ask = async (scope: string) => {
    const { access_token } = await login(sandbox, { scope });
    return await grant(
      sandbox,
      { grant_type: dependent, token: access_token, scope: search },
      portal(sandbox),
    );
  };
  const refused = await ask(serviceScope);
  assertEquals([refused.status, refused.body.error, refused.body.errors[0].code], [
    403,
    "dependent_consent_required",
    "DEPENDENT_CONSENT_REQUIRED",
  ]);
  assertEquals(refused.body.errors[0].unapproved_scopes, [search]);
  const allowed = await ask(`${serviceScope}[${search}]`);
  assertEquals([allowed.status, allowed.body[0].resource_server], [200, "search.api.globus.org"]);
});

Deno.test("A service gets nothing with a token that was not given to it", async () => {
  await using sandbox = await startSandbox();
  const fields = { grant_type: dependent };
  const foreign = { ...fields, token: sandbox.tokens.globusTransfer };
  const cases = [
    [foreign, portal(sandbox), 401, "invalid_grant"],
    [{ ...fields, token: "nonsense" }, portal(sandbox), 401, "invalid_grant"],
    [fields, portal(sandbox), 400, "invalid_request"],
    [{ ...foreign, client_id: sandbox.tokens.globusApps.other }, {}, 400, "unauthorized_client"],
  ] as const;
  for (const [form, headers, status, error] of cases) {
    const reply = await grant(sandbox, { ...form }, headers);
    assertEquals([reply.status, reply.body.error], [status, error]);
  }
});

Deno.test("introspect tells a client about tokens that were issued to it or are for it", async () => {
  const now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ now: () => now });
  const { globusClient, globusApps } = sandbox.tokens;
  const { access_token: token } = await login(sandbox, { scope: globusClient.serviceScope });
  const ask = (form: Record<string, string>, headers: HeadersInit) =>
    postForm(sandbox, "/v2/oauth2/token/introspect", form, headers);
  const told = await ask({ token, include: "identity_set,session_info" }, portal(sandbox));
  const { session_info, ...rest } = told.body;
  const seconds = now / 1000;
  const sub = "0b8e4e3a-52d0-5c5e-9a67-3f6c5a8d1c21";
  assertEquals(rest, {
    active: true,
    token_type: "Bearer",
    scope: globusClient.serviceScope,
    client_id: globusApps.other,
    username: "ferry@sandbox.example.org",
    name: "Sandy Ferry",
    email: "ferry@sandbox.example.org",
    exp: seconds + 172_800,
    iat: seconds,
    nbf: seconds,
    sub,
    aud: [globusClient.id, globusApps.other],
    iss: sandbox.url,
    identity_set: [sub],
  });
  assertEquals(Object.keys(session_info.authentications), [sub]);
  assertEquals(
    Object.keys((await ask({ token }, portal(sandbox))).body).includes("session_info"),
    false,
  );
  for (const other of [sandbox.tokens.globusTransfer, sandbox.tokens.cave, "nonsense"]) {
    assertEquals((await ask({ token: other }, portal(sandbox))).body, { active: false });
  }
  const anonymous = await ask({ token }, {});
  assertEquals([anonymous.status, anonymous.body.error], [401, "unauthorized"]);
  assertEquals((await ask({}, portal(sandbox))).status, 400);
});

Deno.test("revoke ends an access token, and validate and Transfer agree", async () => {
  await using sandbox = await startSandbox();
  const client_id = sandbox.tokens.globusApps.other;
  const body = await login(sandbox, { scope: transferAll, access_type: "offline" });
  const form = { token: body.access_token, client_id };
  const validate = () => postForm(sandbox, "/v2/oauth2/token/validate", form);
  assertEquals((await validate()).body, { active: true });
  for (let time = 0; time < 2; time++) {
    const { status, body } = await postForm(sandbox, "/v2/oauth2/token/revoke", form);
    assertEquals([status, body], [200, { active: false }]);
  }
  assertEquals((await validate()).body, { active: false });
  assertEquals(await listStatus(sandbox, body.access_token), 401);
  assertEquals((await refresh(sandbox, body.refresh_token)).status, 200);
});

Deno.test("revoke ends a refresh token together with all access tokens it brought", async () => {
  await using sandbox = await startSandbox();
  const client_id = sandbox.tokens.globusApps.other;
  const first = await login(sandbox, { scope: transferAll, access_type: "offline" });
  const { body: second } = await refresh(sandbox, first.refresh_token);
  const apart = await login(sandbox, { scope: transferAll });
  await postForm(sandbox, "/v2/oauth2/token/revoke", { token: first.refresh_token, client_id });
  const statuses = [first, second, apart].map(({ access_token }) =>
    listStatus(sandbox, access_token)
  );
  assertEquals(await Promise.all(statuses), [401, 401, 200]);
  assertEquals((await refresh(sandbox, first.refresh_token)).status, 401);
});

Deno.test("revoke takes an app's own tokens only", async () => {
  await using sandbox = await startSandbox();
  const token = sandbox.tokens.globusTransfer;
  const { globusApps } = sandbox.tokens;
  const refused = await postForm(sandbox, "/v2/oauth2/token/revoke", {
    token,
    client_id: globusApps.other,
  });
  assertEquals([refused.status, refused.body], [400, { error: "unauthorized_client" }]);
  const unknown = await postForm(sandbox, "/v2/oauth2/token/revoke", { token });
  assertEquals([unknown.status, unknown.body], [401, { error: "invalid_client" }]);
  assertEquals(await listStatus(sandbox, token), 200);
  const told = await postForm(sandbox, "/v2/oauth2/token/validate", {
    token,
    client_id: globusApps.other,
  });
  assertEquals(told.body, { active: false });
});

Deno.test("A token without the scope for all of Transfer does not open Transfer", async () => {
  await using sandbox = await startSandbox();
  const scope = "urn:globus:auth:scope:transfer.api.globus.org:gcp_install";
  const { access_token, resource_server } = await login(sandbox, { scope });
  assertEquals(resource_server, "transfer.api.globus.org");
  assertEquals(await listStatus(sandbox, access_token), 401);
});
