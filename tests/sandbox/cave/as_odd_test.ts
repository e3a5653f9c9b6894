/**
 * Where CAVE's real services are odd, the sandbox is odd in the same way: middle_auth 2.30.3 with
 * middle-auth-client 3.19.2, and NeuroglancerJsonServer 0.7.2 with 3.6.4, run on loopback.
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

const api = "/auth/api/v1";

function cave(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Reply> {
  const headers = { authorization: `Bearer ${sandbox.tokens.cave}`, ...init.headers };
  return send(sandbox.url + path, { ...init, headers });
}

function create(sandbox: Sandbox, body: string, type = "application/json"): Promise<Reply> {
  const headers = { "content-type": type };
  return cave(sandbox, `${api}/user/token`, { method: "POST", body, headers });
}

Deno.test("a description of more than 120 characters fails, and leaves a token that nobody can delete", async () => {
  await using sandbox = await startSandbox();
  const before = sandbox.requests.length;
  for (const description of ["x".repeat(121), "é".repeat(120) + "!", "a\0b"]) {
    const { status, headers, text } = await create(sandbox, JSON.stringify({ description }));
    assertEquals([status, headers.get("content-type")], [500, "text/html; charset=utf-8"]);
    assertStringIncludes(text, "<h1>Internal Server Error</h1>");
  }
  assertEquals(sandbox.requests.length, before + 3);
  const { body } = await cave(sandbox, `${api}/user/token`);
  assertEquals(body.length, 1);
  for (const id of ["2", "3", "4"]) {
    assertEquals(
      (await cave(sandbox, `${api}/user/token/${id}`, { method: "DELETE" })).status,
      404,
    );
  }
  for (const fits of ["😀".repeat(120), "x".repeat(120) + "   "]) {
    assertEquals((await create(sandbox, JSON.stringify({ description: fits }))).status, 200);
  }
});

Deno.test("a body of POST user/token that is not JSON, or not said to be, is skipped", async () => {
  await using sandbox = await startSandbox();
  const good = JSON.stringify({ description: "mine" });
  for (
    const [body, type] of [["{", "application/json"], [good, "text/plain"], ["", "text/plain"]]
  ) {
    assertEquals((await create(sandbox, body ?? "", type)).status, 200);
  }
  for (const body of ["[1]", '"text"', "7"]) {
    assertEquals((await create(sandbox, body)).status, 500);
  }
  assertEquals((await create(sandbox, good, "application/json; charset=utf-8")).status, 200);
  const { body } = await cave(sandbox, `${api}/user/token`);
  assertEquals(body.map((token: { description: string }) => token.description), [
    "mine",
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("the token is what stands between the first two blanks", async () => {
  await using sandbox = await startSandbox();
  const token = sandbox.tokens.cave;
  const realm = `Bearer realm="${sandbox.url}/sticky_auth/api/v1/authorize"`;
  const ask = (authorization: string): Promise<Reply> =>
    send(`${sandbox.url}${api}/user/me`, { headers: { authorization } });
  const two = await ask(`Bearer  ${token}`);
  assertEquals([two.status, two.body.error, two.headers.get("www-authenticate")], [
    401,
    "no_token",
    realm,
  ]);
  assertEquals((await ask(`Bearer ${token} extra`)).status, 200);
  for (const header of [token, `bearer ${token}`, `Basic ${token}`, "Bearer"]) {
    const bad = await ask(header);
    assertEquals([bad.status, bad.body], [400, {
      error: "bad_auth_header",
      message: "Authorization header must begin with 'Bearer'",
    }]);
    assertEquals(
      bad.headers.get("www-authenticate"),
      `${realm}, error="invalid_request", error_description="Header must begin with 'Bearer'"`,
    );
  }
});

Deno.test("the state service answers as middle-auth-client 3.6.4 does, in sentences without a code", async () => {
  await using sandbox = await startSandbox();
  const url = `${sandbox.url}/nglstate/api/v1/5`;
  const realm = `Bearer realm="${sandbox.url}/sticky_auth/api/v1/authorize"`;
  for (
    const [headers, status, sentence, challenge] of [
      [{ authorization: "Basic x" }, 400, "Invalid Request", ', error="invalid_request"'],
      [{ "x-requested-with": "x" }, 401, "Unauthorized", ""],
      [{ authorization: "Bearer x" }, 401, "Invalid/Expired Token", ', error="invalid_token"'],
    ] as const
  ) {
    const reply = await send(url, { headers });
    assertEquals([reply.status, reply.text], [status, sentence]);
    assertEquals(reply.headers.get("content-type"), "text/html; charset=utf-8");
    assertStringIncludes(reply.headers.get("www-authenticate") ?? "", realm + challenge);
  }
});

Deno.test("the state service fails at what it does not know, and lets nobody choose an id", async () => {
  await using sandbox = await startSandbox();
  const base = "/nglstate/api/v1";
  for (const path of ["/5", "/word", "/property/5/info", "/raw/5"]) {
    const { status, text } = await cave(sandbox, base + path);
    assertEquals([path, status], [path, 500]);
    assertStringIncludes(text, "Internal Server Error");
  }
  const chosen = await cave(sandbox, `${base}/post/5`, { method: "POST", body: "{}" });
  assertEquals([chosen.status, chosen.text], [403, "Requires superadmin privilege."]);
  assertMatch(chosen.headers.get("content-type") ?? "", /^text\/html/);
  const form = "application/x-www-form-urlencoded";
  for (
    const [body, type, status] of [["{", "text/plain", 500], ["{}", form, 500], [
      "{}",
      "a/b",
      200,
    ]] as const
  ) {
    const init = { method: "POST", body, headers: { "content-type": type } };
    assertEquals((await cave(sandbox, `${base}/post`, init)).status, status);
  }
});

Deno.test("a datastack whose terms are not signed is listed, and then refused", async () => {
  await using sandbox = await startSandbox();
  const { body } = await cave(sandbox, "/info/api/v2/datastacks");
  assertEquals(body, ["sandbox_cortex", "sandbox_retina", "sandbox_terms"]);
  const volume = await cave(sandbox, "/info/api/v2/aligned_volume/sandbox_terms_volume/datastacks");
  assertEquals(volume.body, ["sandbox_terms"]);
  const path = "/info/api/v2/datastack/full/sandbox_terms";
  const form = `${sandbox.url}/sticky_auth/api/v1/tos/3/accept`;
  const refused = await cave(sandbox, path);
  assertEquals([refused.status, refused.body.data], [403, {
    tos_id: 3,
    tos_name: "Sandbox terms",
    tos_form_url: form,
  }]);
  const cookie = `middle_auth_token=${sandbox.tokens.cave}`;
  const browser = await send(sandbox.url + path, { headers: { cookie } });
  const quoted = `http%3A//${new URL(sandbox.url).host.replace(":", "%3A")}${path}`;
  assertEquals([browser.status, browser.headers.get("location")], [
    302,
    `${form}?redirect=${quoted}`,
  ]);
  assertStringIncludes((await send(form, { headers: { cookie } })).text, "Sandbox terms");
  assertEquals((await send(form)).status, 302);
  const unknown = await send(form.replace("/3/", "/4/"), { headers: { cookie } });
  assertEquals([unknown.status, unknown.text], [404, "Terms of Service does not exist"]);
});

Deno.test("answers may be read from any origin, name WWW-Authenticate, and know HEAD and OPTIONS", async () => {
  await using sandbox = await startSandbox();
  const paths = [`${api}/user/me`, "/info/api/v2/datastacks", "/auth_info", `${api}/nowhere`];
  for (const path of paths) {
    const { headers } = await cave(sandbox, path);
    assertEquals(headers.get("access-control-allow-origin"), "*");
    assertStringIncludes(headers.get("access-control-expose-headers") ?? "", "WWW-Authenticate");
    assertEquals(headers.has("access-control-allow-credentials"), false);
    const origin = "https://viewer.example";
    const asked = await cave(sandbox, path, { headers: { origin } });
    assertEquals(asked.headers.get("access-control-allow-origin"), origin);
  }
  const [path = ""] = paths;
  const head = await cave(sandbox, path, { method: "HEAD" });
  assertEquals([head.status, head.text], [200, ""]);
  const options = await send(sandbox.url + path, { method: "OPTIONS" });
  assertEquals([options.status, options.headers.get("allow")], [200, "GET, HEAD, OPTIONS"]);
  const token = await send(`${sandbox.url}${api}/user/token`, { method: "OPTIONS" });
  assertEquals(token.headers.get("allow"), "GET, POST, HEAD, OPTIONS");
  assertEquals((await send(sandbox.url + path, { method: "HEAD" })).status, 302);
  assertEquals((await send(sandbox.url + path, { method: "PATCH" })).status, 405);
});

Deno.test("error sentences are text/html, also of what is not there", async () => {
  await using sandbox = await startSandbox();
  for (
    const [method, path, status, part] of [
      ["DELETE", `${api}/user/token/99`, 404, "Token doesn't exist"],
      ["GET", `${api}/user/99`, 404, "User doesn't exist"],
      ["GET", `${api}/user/abc`, 404, "<title>404 Not Found</title>"],
      ["GET", `${api}/nowhere`, 404, "<title>404 Not Found</title>"],
      ["GET", `${api}/logout`, 422, "Can't logout an API Key."],
      ["GET", `${api}/username?id=abc`, 500, "<title>500 Internal Server Error</title>"],
      ["GET", `${api}/user?id=7`, 403, "Requires admin privilege."],
    ] as const
  ) {
    const reply = await cave(sandbox, path, { method });
    assertEquals([path, reply.status], [path, status]);
    assertEquals(reply.headers.get("content-type"), "text/html; charset=utf-8");
    assertStringIncludes(reply.text, part);
  }
});

Deno.test("documents have the shapes of the real ones", async () => {
  await using sandbox = await startSandbox();
  const me = (await cave(sandbox, `${api}/user/me`)).body;
  assertEquals(me.affiliations, [[{
    id: 1,
    name: "Sandbox Institute",
    start: "2024-01-01T00:00:00",
  }]]);
  const cache = (await cave(sandbox, `${api}/user/cache`)).body;
  assertEquals(cache.permissions_v2.sandbox_cortex, ["edit", "view"]);
  const ttl = await cave(sandbox, `${api}/user/token/nonsense/ttl`);
  assertEquals([ttl.status, ttl.body], [404, {
    error: "invalid_token",
    message: "Token does not exist or is not asociated with your account.",
  }]);
  const table = await cave(sandbox, "/info/api/v2/datastack/full/nothing");
  assertEquals([table.status, table.body], [400, {
    error: "invalid_table_id",
    message: "Invalid table_id for service",
    data: { table_id: "nothing", resource_namespace: "datastack" },
  }]);
  const own = await cave(sandbox, `${api}/user/7`);
  assertEquals(Object.keys(own.body).sort(), [
    "affiliations",
    "created",
    "id",
    "name",
    "pi",
    "service_account",
  ]);
  assertEquals(Object.keys((await cave(sandbox, `${api}/tos`)).body[0]), ["id", "name", "text"]);
  assertEquals((await cave(sandbox, `${api}/dataset`)).body, []);
  const service = `${api}/service/datastack/table`;
  assertEquals((await cave(sandbox, `${service}/sandbox_cortex/dataset`)).body, "sandbox_cortex");
  const missing = await cave(sandbox, `${service}/nothing/dataset`);
  assertEquals([missing.status, missing.text], [
    404,
    "No dataset for given service and table names",
  ]);
});

Deno.test("the auth server is there a second time, below /sticky_auth, with the person's settings", async () => {
  await using sandbox = await startSandbox();
  for (const path of ["user/me", "user/cache", "username?id=7", "user/token"]) {
    const [one, two] = await Promise.all([
      cave(sandbox, `${api}/${path}`),
      cave(sandbox, `/sticky_auth/api/v1/${path}`),
    ]);
    assertEquals([two.status, two.text], [one.status, one.text]);
  }
  const settings = await send(`${sandbox.url}/sticky_auth/settings/tokens`);
  assertEquals(settings.status, 302);
  assertStringIncludes(settings.headers.get("location") ?? "", "/sticky_auth/api/v1/authorize?");
  assertEquals((await cave(sandbox, "/sticky_auth/settings/tokens")).status, 200);
});

Deno.test("a lineage graph has the objects just past its border, and their links", async () => {
  await using sandbox = await startSandbox();
  const border = Date.UTC(2024, 2, 1) / 1000;
  const path = `/segmentation/api/v1/table/sandbox_cortex/lineage_graph_multiple`;
  const { text } = await cave(sandbox, `${path}?timestamp_future=${border}`, {
    method: "POST",
    body: '{"root_ids": [864691135571546917]}',
  });
  const graph = JSON.parse(text.replace(/\d{18,}/g, '"$&"'));
  const late = graph.nodes.filter(({ timestamp }: { timestamp: number }) => timestamp > border);
  assertEquals(late.map(({ id }: { id: string }) => id), [
    "864691135571546921",
    "864691135571546922",
  ]);
  assertEquals(graph.links.length, 3);
  // What comes after those is not.
  const earlier = await cave(sandbox, `${path}?timestamp_future=${Date.UTC(2024, 0, 15) / 1000}`, {
    method: "POST",
    body: '{"root_ids": [864691135571546917]}',
  });
  assertEquals(earlier.text.includes("864691135571546920"), true);
  assertEquals(earlier.text.includes("864691135571546921"), false);
});

Deno.test("the way back from a login page is escaped as Werkzeug's request.url is", async () => {
  await using sandbox = await startSandbox();
  const path = "/info/api/v2/datastack/full/sandbox_cortex";
  const { status, headers } = await send(`${sandbox.url}${path}?x=a%2Fb%20c%26d%41&y=%C3%A9%FF`);
  assertEquals([status, new URL(headers.get("location") ?? "").searchParams.get("redirect")], [
    302,
    `${sandbox.url}${path}?x=a/b%20c%26dA&y=é%FF`,
  ]);
});
