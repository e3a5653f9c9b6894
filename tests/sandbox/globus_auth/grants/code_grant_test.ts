import { assert, assertEquals, assertFalse, assertNotEquals } from "@std/assert";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { isSandboxToken } from "../../../../src/credentials/secret/sandbox_token.ts";
import {
  allow,
  authorizeUrl,
  bearer,
  challenge,
  defaultScopes,
  exchange,
  grant,
  login,
  portal,
  portalUrl,
  transferAll,
  verifier,
} from "../_globus_login.ts";
import { send } from "../../_sandbox.ts";

async function codeFor(sandbox: Sandbox, url = authorizeUrl(sandbox)): Promise<string> {
  return (await allow(sandbox, url)).get("code") ?? "";
}

Deno.test("A code brings a token for each service, the one for Auth first", async () => {
  await using sandbox = await startSandbox();
  const url = authorizeUrl(sandbox, { scope: defaultScopes });
  const { status, body } = await exchange(sandbox, await codeFor(sandbox, url));
  assertEquals(status, 200);
  const { access_token, id_token, other_tokens, ...rest } = body;
  assertEquals(rest, {
    scope: "openid profile email",
    expires_in: 172_800,
    token_type: "Bearer",
    resource_server: "auth.globus.org",
    state: "_default",
  });
  assert(isSandboxToken(access_token));
  assertEquals(id_token.split(".").length, 3);
  const [{ access_token: transferToken, ...other }] = other_tokens;
  assertEquals(other_tokens.length, 1);
  assertEquals(other, {
    scope: transferAll,
    expires_in: 172_800,
    token_type: "Bearer",
    resource_server: "transfer.api.globus.org",
    state: "_default",
  });
  const list = await send(`${sandbox.url}/v0.10/task_list`, { headers: bearer(transferToken) });
  const info = await send(`${sandbox.url}/v2/oauth2/userinfo`, { headers: bearer(access_token) });
  assertEquals([list.status, info.status], [200, 200]);
});

Deno.test("A code brings refresh tokens for offline access, and no id token without openid", async () => {
  await using sandbox = await startSandbox();
  const groups = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
  const body = await login(sandbox, {
    scope: `${groups} ${transferAll}`,
    access_type: "offline",
    state: undefined,
  });
  assertEquals(body.resource_server, "groups.api.globus.org");
  assertFalse("id_token" in body);
  assertFalse("state" in body);
  const refresh = [body.refresh_token, body.other_tokens[0].refresh_token];
  assert(refresh.every(isSandboxToken));
  assertNotEquals(refresh[0], refresh[1]);
});

Deno.test("A code is good for one exchange", async () => {
  await using sandbox = await startSandbox();
  const code = await codeFor(sandbox);
  const replies = await Promise.all([exchange(sandbox, code), exchange(sandbox, code)]);
  assertEquals(replies.map(({ status }) => status).sort(), [200, 401]);
  const again = await exchange(sandbox, code);
  assertEquals([again.status, again.body], [401, { error: "invalid_grant" }]);
});

Deno.test("A code is good for ten minutes", async () => {
  let now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ now: () => now });
  const [early, late] = [await codeFor(sandbox), await codeFor(sandbox)];
  now += 599_000;
  assertEquals((await exchange(sandbox, early)).status, 200);
  now += 1000;
  assertEquals((await exchange(sandbox, late)).body, { error: "invalid_grant" });
});

Deno.test("A code is refused with another verifier, address or client, and is gone then", async () => {
  await using sandbox = await startSandbox();
  const { globusApps } = sandbox.tokens;
  const cases = [
    [{ code_verifier: "b".repeat(43) }, 401, "invalid_grant"],
    [{ code_verifier: challenge }, 401, "invalid_grant"],
    [{ redirect_uri: "http://127.0.0.1:1/" }, 401, "invalid_grant"],
    [{ redirect_uri: undefined }, 401, "invalid_grant"],
  ] as const;
  for (const [fields, status, error] of cases) {
    const code = await codeFor(sandbox);
    const reply = await exchange(sandbox, code, fields);
    assertEquals([reply.status, reply.body], [status, { error }]);
    assertEquals((await exchange(sandbox, code)).status, 401);
  }
  const code = await codeFor(sandbox);
  const stolen = await exchange(sandbox, code, { client_id: globusApps.planted });
  assertEquals([stolen.status, stolen.body], [401, { error: "invalid_grant" }]);
  assertEquals((await exchange(sandbox, code)).status, 200);
});

Deno.test("A code without its verifier, or no code, is a bad request", async () => {
  await using sandbox = await startSandbox();
  const code = await codeFor(sandbox);
  const bare = await exchange(sandbox, code, { code_verifier: undefined });
  assertEquals([bare.status, bare.body.error], [400, "invalid_request"]);
  const none = await exchange(sandbox, "", { code: undefined });
  assertEquals([none.status, none.body.error], [400, "invalid_request"]);
  assertEquals((await exchange(sandbox, "nonsense")).status, 401);
});

Deno.test("An app with a secret exchanges its code with Basic, with PKCE or without", async () => {
  await using sandbox = await startSandbox();
  const redirect_uri = "http://localhost:5000/login";
  const fields = { grant_type: "authorization_code", redirect_uri };
  const code = await codeFor(sandbox, portalUrl(sandbox));
  const anonymous = await grant(sandbox, {
    ...fields,
    code,
    client_id: sandbox.tokens.globusClient.id,
  });
  assertEquals([anonymous.status, anonymous.body], [401, { error: "invalid_client" }]);
  assertEquals((await grant(sandbox, { ...fields, code }, portal(sandbox))).status, 200);
  const safer = await codeFor(
    sandbox,
    portalUrl(sandbox, { code_challenge: challenge, code_challenge_method: "S256" }),
  );
  const bare = await grant(sandbox, { ...fields, code: safer }, portal(sandbox));
  assertEquals([bare.status, bare.body.error], [400, "invalid_request"]);
  const whole = { ...fields, code: safer, code_verifier: verifier };
  assertEquals((await grant(sandbox, whole, portal(sandbox))).status, 200);
});
