import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { isSandboxToken } from "../../../src/credentials/secret/sandbox_token.ts";
import { send } from "../_sandbox.ts";

const clientId = "5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10";

function grant(sandbox: Sandbox, fields: Record<string, string>, headers?: HeadersInit) {
  return send(`${sandbox.url}/v2/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams(fields),
    ...headers && { headers },
  });
}

Deno.test("userinfo says who the token is about", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await send(`${sandbox.url}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${sandbox.tokens.globusAuth}` },
  });
  assertEquals([status, body.preferred_username], [200, "ferry@sandbox.example.org"]);
  for (const key of ["sub", "name", "email", "identity_provider", "organization"]) {
    assertEquals(typeof body[key], "string");
  }
});

Deno.test("userinfo answers 401 without a good token and 403 for one without openid", async () => {
  await using sandbox = await startSandbox();
  const url = `${sandbox.url}/v2/oauth2/userinfo`;
  const cases = [
    [{}, 401, "UNAUTHORIZED", "unauthorized"],
    [{ authorization: "Bearer nonsense" }, 401, "UNAUTHORIZED", "unauthorized"],
    [
      { authorization: `Bearer ${sandbox.tokens.globusTransfer}` },
      403,
      "FORBIDDEN",
      "unauthorized",
    ],
  ] as const;
  for (const [headers, status, code, error] of cases) {
    const reply = await send(url, { headers });
    assertEquals([reply.status, reply.body.errors[0].code, reply.body.error], [
      status,
      code,
      error,
    ]);
    assertEquals(Object.keys(reply.body).sort(), ["error", "error_description", "errors"]);
    assertEquals(Object.keys(reply.body.errors[0]).sort(), [
      "code",
      "detail",
      "id",
      "status",
      "title",
    ]);
  }
});

Deno.test("A Globus refresh token brings a new access token that works, and stays good", async () => {
  await using sandbox = await startSandbox();
  const refresh_token = sandbox.tokens.globusTransferRefresh;
  const fields = { grant_type: "refresh_token", refresh_token, client_id: clientId };
  const first = await grant(sandbox, fields);
  const second = await grant(sandbox, fields);
  assertEquals([first.status, second.status], [200, 200]);
  assertEquals(
    [first.body.resource_server, first.body.token_type, first.body.expires_in],
    ["transfer.api.globus.org", "Bearer", 172_800],
  );
  assert(isSandboxToken(first.body.access_token));
  assertNotEquals(first.body.access_token, second.body.access_token);
  const list = await send(`${sandbox.url}/v0.10/task_list`, {
    headers: { authorization: `Bearer ${first.body.access_token}` },
  });
  assertEquals(list.status, 200);
});

Deno.test("The Globus token endpoint takes the client id from Basic as well", async () => {
  await using sandbox = await startSandbox();
  const { status } = await grant(sandbox, {
    grant_type: "refresh_token",
    refresh_token: sandbox.tokens.globusAuthRefresh,
  }, { authorization: `Basic ${btoa(`${clientId}:anything`)}` });
  assertEquals(status, 200);
});

Deno.test("The Globus token endpoint refuses other clients, tokens and grants", async () => {
  await using sandbox = await startSandbox();
  const refresh_token = sandbox.tokens.globusTransferRefresh;
  const cases = [
    [{ grant_type: "refresh_token", refresh_token }, 401, "invalid_client"],
    [{ grant_type: "refresh_token", refresh_token, client_id: "other" }, 401, "invalid_client"],
    [
      { grant_type: "refresh_token", refresh_token: "x", client_id: clientId },
      401,
      "invalid_grant",
    ],
    [
      {
        grant_type: "refresh_token",
        refresh_token: sandbox.tokens.globusTransfer,
        client_id: clientId,
      },
      401,
      "invalid_grant",
    ],
    [{ grant_type: "magic", client_id: clientId }, 400, "unsupported_grant_type"],
    // Missing or repeated parameters (RFC 6749, section 5.2).
    [{ client_id: clientId }, 400, "invalid_request"],
  ] as const;
  for (const [fields, status, error] of cases) {
    const reply = await grant(sandbox, { ...fields });
    assertEquals([reply.status, reply.body.error], [status, error]);
  }
  const grants = "grant_type=refresh_token&grant_type=refresh_token";
  const repeated = await send(`${sandbox.url}/v2/oauth2/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `client_id=${clientId}&${grants}&refresh_token=${refresh_token}`,
  });
  assertEquals([repeated.status, repeated.body.error], [400, "invalid_request"]);
});
