import { assert, assertEquals, assertRejects } from "@std/assert";
import { client } from "../../../src/cave/mod.ts";
import { Secret } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

Deno.test("tokens are made, listed newest first, used and deleted, the ones before staying good", async () => {
  await using sandbox = await startSandbox();
  const serverAddress = sandbox.url;
  const { auth } = client({ token: sandbox.tokens.cave, serverAddress });
  const made = await auth.createToken({ description: "laptop" });
  assert(made instanceof Secret);
  const [newest, oldest] = await auth.getTokens();
  assertEquals([newest?.token.reveal(), newest?.description], [made.reveal(), "laptop"]);
  assertEquals(oldest?.token.reveal(), sandbox.tokens.cave);
  assert(await client({ token: made, serverAddress }).auth.isValid());
  assert(await auth.isValid());
  await auth.deleteToken(newest?.id ?? 0);
  assertEquals(await client({ token: made, serverAddress }).auth.isValid(), false);
  await assertRejects(() => auth.deleteToken(newest?.id ?? 0), ApiError, "404");
});

Deno.test("getUserInformation() gives an administrator the records, others the names, and says which", async () => {
  const full = [{ id: 7, name: "Ada", email: "ada@example.org" }];
  await using open = startRawServer([{ json: full }]);
  const told = await client({ serverAddress: open.url }).auth.getUserInformation([7]);
  assertEquals([told.namesOnly, told[0]?.email], [false, "ada@example.org"]);
  await using closed = startRawServer(({ target }) =>
    target.startsWith("/auth/api/v1/username?")
      ? { json: [{ id: 7, name: "Ada" }] }
      : { status: 403, body: "Requires admin privilege.", headers: { "content-type": "text/html" } }
  );
  const { auth } = client({ serverAddress: closed.url });
  const names = await auth.getUserInformation([7, 8]);
  assertEquals([names.namesOnly, ...names], [true, { id: 7, name: "Ada" }]);
  assertEquals(closed.requests.map(({ target }) => target), [
    "/auth/api/v1/user?id=7%2C8",
    "/auth/api/v1/username?id=7%2C8",
  ]);
  // The server answers an empty list with everybody.
  assertEquals((await auth.getUserInformation([])).length, 0);
  assertEquals(closed.requests.length, 2);
});

Deno.test("getUserInformation() does not take a missing signature for a missing privilege", async () => {
  const document = { error: "missing_tos", data: { tos_form_url: "https://x.example.org/t" } };
  await using server = startRawServer([{ status: 403, json: document }]);
  const { auth } = client({ serverAddress: server.url });
  await assertRejects(() => auth.getUserInformation([7]), ApiError, "missing_tos");
  assertEquals(server.requests.length, 1);
});

Deno.test("isValid() tells a refusal from a server that fails", async () => {
  const refusals = [
    { status: 401, json: { error: "invalid_token" } },
    { status: 302, headers: { location: "/sticky_auth/api/v1/authorize?redirect=x" }, body: "" },
  ];
  for (const refusal of refusals) {
    await using server = startRawServer([refusal]);
    assertEquals(
      await client({ token: "made-up", serverAddress: server.url }).auth.isValid(),
      false,
    );
  }
  await using broken = startRawServer([{ status: 501, body: "" }]);
  const { auth } = client({ token: "made-up", serverAddress: broken.url });
  await assertRejects(() => auth.isValid(), ApiError, "501");
});

Deno.test("whoami(), getPermissions() and getMissingTerms() agree on the person", async () => {
  await using sandbox = await startSandbox();
  const { auth } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
  const [me, permissions] = [await auth.whoami(), await auth.getPermissions()];
  assertEquals([permissions.id, permissions.name], [me.id, me.name]);
  assertEquals(await auth.getMissingTerms(), [...permissions.missing_tos]);
  assertEquals(await auth.getUserNames([me.id, 99]), [{ id: me.id, name: me.name }]);
  await assertRejects(() => auth.getGroupUsers(5), ApiError, "Requires admin privilege.");
});

Deno.test("get() and post() reach a datastack's services on its own server, others on the global one", async () => {
  await using local = startRawServer([{ body: '[{"pt_root_id": 864691135571546917}]' }]);
  await using global = startRawServer([{ json: ["type"] }]);
  const infoCache = { ds: { local_server: local.url, segmentation_source: "x/t" } as never };
  const cave = client({ token: "made-up", serverAddress: global.url, datastack: "ds", infoCache });
  const { data, bytes } = await cave.post("/materialize/api/v3/datastack/ds/query", {
    json: { root: 864691135571546917n },
  });
  assertEquals(data, [{ pt_root_id: 864691135571546917n }]);
  assertEquals(bytes.length, 36);
  assertEquals(local.requests[0]?.body, '{"root":864691135571546917}');
  assertEquals((await cave.get("/schema/api/v2/type")).data, ["type"]);
  assertEquals([local.requests.length, global.requests.length], [1, 1]);
  await assertRejects(() => cave.post("/x", { json: {}, bytes: new Uint8Array() }), TypeError);
});
