import { assertEquals, assertMatch } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

const base = "/auth/api/v1";

function auth(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Reply> {
  const token = sandbox.tokens.cave;
  return send(sandbox.url + path, { ...init, headers: { authorization: `Bearer ${token}` } });
}

Deno.test("CAVE adds a token as a JSON string, and the ones before stay good", async () => {
  await using sandbox = await startSandbox();
  const body = new Blob([JSON.stringify({ description: "x".repeat(120) })], {
    type: "application/json",
  });
  const made = await auth(sandbox, `${base}/user/token`, { method: "POST", body });
  const plain = await auth(sandbox, `${base}/user/token`, { method: "POST" });
  const got = await auth(sandbox, `${base}/create_token`);
  assertEquals([made.text, plain.text, got.text].map((text) => text[0]), ['"', '"', '"']);
  const { body: records } = await auth(sandbox, `${base}/user/token`);
  assertEquals(records.map(({ token }: { token: string }) => token), [
    got.body,
    plain.body,
    made.body,
    sandbox.tokens.cave,
  ]);
  assertEquals(records[2].description, "x".repeat(120));
  assertEquals(records.map(({ id }: { id: number }) => id), [4, 3, 2, 1]);
});

Deno.test("CAVE deletes a token by its number, and takes it no longer", async () => {
  await using sandbox = await startSandbox();
  const made = await auth(sandbox, `${base}/create_token`);
  const gone = await auth(sandbox, `${base}/user/token/2`, { method: "DELETE" });
  assertEquals([gone.status, gone.body], [200, "success"]);
  const again = await auth(sandbox, `${base}/user/token/2`, { method: "DELETE" });
  assertEquals(again.status, 404);
  const refused = await send(`${sandbox.url}${base}/user/me`, {
    headers: { authorization: `Bearer ${made.body}` },
  });
  assertEquals([refused.status, refused.body.error], [401, "invalid_token"]);
  assertEquals((await auth(sandbox, `${base}/user/me`)).status, 200);
});

Deno.test("CAVE tells the time to live of one's own tokens alone", async () => {
  await using sandbox = await startSandbox();
  const own = await auth(sandbox, `${base}/user/token/${sandbox.tokens.cave}/ttl`);
  assertEquals(own.body, -1);
  const other = await auth(sandbox, `${base}/user/token/nonsense/ttl`);
  assertEquals([other.status, other.body.error], [404, "invalid_token"]);
});

Deno.test("CAVE tells of other people to administrators alone, in a sentence that is not JSON", async () => {
  await using sandbox = await startSandbox();
  for (const path of [`${base}/user?id=7`, `${base}/group/5/user`]) {
    const { status, text, headers } = await auth(sandbox, path);
    assertEquals([status, text], [403, "Requires admin privilege."]);
    assertMatch(headers.get("content-type") ?? "", /^text\/html/);
  }
  const names = await auth(sandbox, `${base}/username?id=7,8`);
  assertEquals(names.body, [{ id: 7, name: "Sandy Ferry" }]);
  assertEquals((await auth(sandbox, `${base}/logout`)).status, 422);
});

Deno.test("CAVE names its login page to everybody", async () => {
  await using sandbox = await startSandbox();
  const { body, headers } = await send(`${sandbox.url}/auth_info`);
  assertEquals(body.login_url, `${sandbox.url}/sticky_auth`);
  assertEquals(headers.get("access-control-allow-origin"), "*");
});

Deno.test("CAVE asks for terms to be signed, and tells whose permission is missing", async () => {
  await using sandbox = await startSandbox();
  const record = "/info/api/v2/datastack/full";
  const unsigned = await auth(sandbox, `${record}/sandbox_terms`);
  assertEquals([unsigned.status, unsigned.body.error], [403, "missing_tos"]);
  assertEquals(Object.keys(unsigned.body.data).sort(), ["tos_form_url", "tos_id", "tos_name"]);
  assertEquals(unsigned.headers.get("content-type"), "application/json");
  const refused = await auth(sandbox, `${record}/sandbox_private`);
  assertEquals([refused.status, refused.body.error], [403, "missing_permission"]);
  assertEquals(refused.body.data, {
    required_permission: "view",
    auth_dataset: "sandbox_private",
  });
  const missing = await auth(sandbox, `${base}/user/missing`);
  assertEquals(missing.body[0].tos_id, unsigned.body.data.tos_id);
});

Deno.test("CAVE gives another place of the images to those who name a mirror", async () => {
  await using sandbox = await startSandbox();
  const mirrors = await auth(sandbox, "/info/api/v2/datastack/sandbox_cortex/image_sources");
  const [mirror] = mirrors.body;
  const where = "/info/api/v2/datastack/full/sandbox_cortex";
  const own = await auth(sandbox, where);
  const other = await auth(sandbox, `${where}?image_source_name=${mirror.name}`);
  assertEquals(other.body.aligned_volume.image_source, mirror.image_source);
  assertEquals(own.body.aligned_volume.image_source === mirror.image_source, false);
});
