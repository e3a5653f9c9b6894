import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

function cave(sandbox: Sandbox, path: string, headers?: HeadersInit): Promise<Reply> {
  return send(sandbox.url + path, {
    headers: headers ?? { authorization: `Bearer ${sandbox.tokens.cave}` },
  });
}

const datastacks = "/info/api/v2/datastacks";

Deno.test("CAVE lists its datastacks and describes each", async () => {
  await using sandbox = await startSandbox();
  const list = await cave(sandbox, datastacks);
  assertEquals([list.status, list.body], [200, [
    "sandbox_cortex",
    "sandbox_retina",
    "sandbox_terms",
  ]]);
  assertEquals(list.headers.get("content-type"), "application/json");
  const { body } = await cave(sandbox, "/info/api/v2/datastack/full/sandbox_cortex");
  assertEquals(Object.keys(body).sort(), [
    "aligned_volume",
    "analysis_database",
    "cell_identification_table",
    "description",
    "local_server",
    "proofreading_review_table",
    "proofreading_status_table",
    "segmentation_source",
    "skeleton_source",
    "soma_table",
    "synapse_table",
    "viewer_resolution_x",
    "viewer_resolution_y",
    "viewer_resolution_z",
    "viewer_site",
  ]);
  assertEquals(body.local_server, sandbox.url);
  const unknown = await cave(sandbox, "/info/api/v2/datastack/full/nothing");
  assertEquals([unknown.status, unknown.body.error], [400, "invalid_table_id"]);
});

Deno.test("CAVE tells its version without a token, as a JSON string", async () => {
  await using sandbox = await startSandbox();
  assertEquals((await cave(sandbox, "/info/version", {})).body, "4.3.3");
});

Deno.test("CAVE says who the token's owner is, with the keys of the full record", async () => {
  await using sandbox = await startSandbox();
  const { body } = await cave(sandbox, "/auth/api/v1/user/me");
  assertEquals(Object.keys(body).sort(), [
    "admin",
    "admin_datasets",
    "affiliations",
    "created",
    "email",
    "gdpr_consent",
    "id",
    "name",
    "pi",
    "service_account",
  ]);
});

Deno.test("CAVE lists the owner's tokens, with seven keys each", async () => {
  await using sandbox = await startSandbox();
  const { body } = await cave(sandbox, "/auth/api/v1/user/token");
  assertEquals(body.length, 1);
  assertEquals(Object.keys(body[0]).sort(), [
    "created",
    "description",
    "id",
    "last_used",
    "token",
    "updated",
    "user_id",
  ]);
  assertEquals(body[0].token, sandbox.tokens.cave);
});

Deno.test("CAVE answers a program without a good token with 401 and where to log in", async () => {
  await using sandbox = await startSandbox();
  const realm = `Bearer realm="${sandbox.url}/sticky_auth/api/v1/authorize"`;
  const none = await cave(sandbox, datastacks, { "x-requested-with": "test" });
  assertEquals([none.status, none.body.error], [401, "no_token"]);
  assertEquals(none.headers.get("www-authenticate"), realm);
  for (const token of ["nonsense", sandbox.tokens.tapis.accessToken]) {
    const bad = await cave(sandbox, datastacks, { authorization: `Bearer ${token}` });
    assertEquals([bad.status, bad.body.error], [401, "invalid_token"]);
    assertStringIncludes(bad.headers.get("www-authenticate") ?? "", realm);
    assertStringIncludes(bad.headers.get("www-authenticate") ?? "", 'error="invalid_token"');
  }
});

Deno.test("CAVE refuses an Authorization header of another form", async () => {
  await using sandbox = await startSandbox();
  for (const authorization of [`bearer ${sandbox.tokens.cave}`, sandbox.tokens.cave, "Basic x"]) {
    const { status, body } = await cave(sandbox, datastacks, { authorization });
    assertEquals([status, body.error], [400, "bad_auth_header"]);
  }
});

Deno.test("CAVE sends a browser without a token to the login page, and back afterwards", async () => {
  await using sandbox = await startSandbox();
  const { status, headers } = await cave(sandbox, `${datastacks}?a=b`, {});
  const location = new URL(headers.get("location") ?? "");
  assertEquals([status, location.origin, location.pathname], [
    302,
    sandbox.url,
    "/sticky_auth/api/v1/authorize",
  ]);
  assertEquals(location.searchParams.get("redirect"), `${sandbox.url}${datastacks}?a=b`);
  const page = await send(location.href);
  assertEquals(
    [page.status, page.headers.get("content-type")],
    [200, "text/html; charset=utf-8"],
  );
});

Deno.test("CAVE takes a program's token from the query, and moves a browser's into a cookie", async () => {
  await using sandbox = await startSandbox();
  const path = `${datastacks}?middle_auth_token=${sandbox.tokens.cave}`;
  assertEquals((await cave(sandbox, path, { "x-requested-with": "test" })).status, 200);
  const moved = await cave(sandbox, path, {});
  assertEquals([moved.status, moved.headers.get("location")], [302, sandbox.url + datastacks]);
  const cookie = moved.headers.get("set-cookie")?.split(";")[0] ?? "";
  assertEquals((await cave(sandbox, datastacks, { cookie })).status, 200);
});
