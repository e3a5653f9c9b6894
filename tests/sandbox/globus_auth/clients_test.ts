import { assertEquals, assertMatch } from "@std/assert";
import { makeSandboxToken, sandboxTokenBelongs } from "../../../src/credentials/mod.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { allow, basic, codePage, grant, portal, portalUrl, postForm } from "./_globus_login.ts";
import { type Reply, send } from "../_sandbox.ts";

const template = "95fdeba8-fac2-42bd-a357-e068d82ff78e";

function register(sandbox: Sandbox, client: unknown): Promise<Reply> {
  return send(`${sandbox.url}/v2/api/clients`, {
    method: "POST",
    body: JSON.stringify({ client }),
  });
}

interface Installed {
  readonly id: string;
  readonly headers: { readonly authorization: string };
}

async function install(sandbox: Sandbox): Promise<Installed> {
  const { body } = await register(sandbox, { template_id: template, name: "Globus CLI" });
  const { client: id, secret } = body.included.client_credential;
  return { id, headers: basic(id, secret) };
}

/** A login of an installation; gives the token reply's body. */
// deno-lint-ignore no-explicit-any -- see Reply
async function login(sandbox: Sandbox, { id, headers }: Installed): Promise<any> {
  const url = portalUrl(sandbox, {
    client_id: id,
    redirect_uri: codePage(sandbox),
    access_type: "offline",
  });
  const code = (await allow(sandbox, url)).get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri: codePage(sandbox) };
  return (await grant(sandbox, form, headers)).body;
}

function remove(sandbox: Sandbox, id: string, headers: HeadersInit = {}): Promise<Reply> {
  return send(`${sandbox.url}/v2/api/clients/${id}`, { method: "DELETE", headers });
}

async function isActive(sandbox: Sandbox, token: string, headers: HeadersInit): Promise<boolean> {
  return (await postForm(sandbox, "/v2/oauth2/token/validate", { token }, headers)).body.active;
}

Deno.test("An installation of globus-cli makes itself a client, with a secret of its own", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await register(sandbox, { template_id: template, name: "Globus CLI" });
  assertEquals(status, 201);
  const { id, name, parent_client, public_client } = body.client;
  const { client, secret } = body.included.client_credential;
  assertMatch(id, /^[0-9a-f-]{36}$/);
  assertEquals([name, parent_client, public_client, client], ["Globus CLI", template, false, id]);
  assertEquals(await sandboxTokenBelongs(secret, sandbox.url), true);
  const again = await install(sandbox);
  assertEquals(again.id === id, false);
});

Deno.test("Other clients are not made", async () => {
  await using sandbox = await startSandbox();
  const template_id = sandbox.tokens.globusApps.other;
  const refused = [
    [{ name: "x" }, 401],
    [{ template_id, name: "x" }, 400],
    [{ template_id: template }, 400],
  ] as const;
  for (const [client, status] of refused) {
    assertEquals((await register(sandbox, client)).status, status);
  }
});

Deno.test("An installation logs in with its secret alone, at the code page or this machine", async () => {
  await using sandbox = await startSandbox();
  const cli = await install(sandbox);
  const tokens = await login(sandbox, cli);
  assertEquals(await isActive(sandbox, tokens.refresh_token, cli.headers), true);
  for (const [redirect_uri, status] of [["http://localhost:4321", 200], ["http://h.test/", 400]]) {
    const url = portalUrl(sandbox, { client_id: cli.id, redirect_uri: String(redirect_uri) });
    assertEquals((await send(url)).status, status);
  }
  const wrong = basic(cli.id, await makeSandboxToken(sandbox.url));
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  assertEquals((await grant(sandbox, form, wrong)).status, 401);
  assertEquals((await grant(sandbox, form, cli.headers)).status, 200);
});

Deno.test("The app ends tokens of its installations, and another app does not", async () => {
  await using sandbox = await startSandbox();
  const cli = await install(sandbox);
  const { access_token: token } = await login(sandbox, cli);
  const revoke = (client_id: string) =>
    postForm(sandbox, "/v2/oauth2/token/revoke", { token, client_id });
  const other = await revoke(sandbox.tokens.globusApps.other);
  assertEquals([other.status, other.body], [400, { error: "unauthorized_client" }]);
  assertEquals(await isActive(sandbox, token, cli.headers), true);
  assertEquals((await revoke(template)).status, 200);
  assertEquals(await isActive(sandbox, token, cli.headers), false);
});

Deno.test("An installation deletes itself, and its tokens are refused from then on", async () => {
  await using sandbox = await startSandbox();
  const cli = await install(sandbox);
  const { access_token } = await login(sandbox, cli);
  const lists = () =>
    send(`${sandbox.url}/v0.10/task_list`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
  assertEquals((await lists()).status, 200);
  assertEquals((await remove(sandbox, cli.id)).status, 401);
  assertEquals((await remove(sandbox, cli.id, portal(sandbox))).status, 403);
  const { id } = sandbox.tokens.globusClient;
  assertEquals((await remove(sandbox, id, portal(sandbox))).status, 403);
  const { status, body } = await remove(sandbox, cli.id, cli.headers);
  assertEquals([status, body.client.id], [200, cli.id]);
  assertEquals((await lists()).status, 401);
  assertEquals((await remove(sandbox, cli.id, cli.headers)).status, 401);
});
