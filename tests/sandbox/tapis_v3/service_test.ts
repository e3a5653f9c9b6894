import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { importSPKI, jwtVerify } from "jose";
import { type Sandbox, startSandbox as startWithItsOwnKey } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { folderOf, type Reply, send, temporaryFolder } from "../_sandbox.ts";

function json(sandbox: Sandbox, path: string, body: unknown, headers = {}): Promise<Reply> {
  return send(`${sandbox.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function basic({ tokens: { tapis } }: Sandbox, key = tapis.apiSecret): { authorization: string } {
  return { authorization: `Basic ${btoa(`${tapis.clientName}:${key}`)}` };
}

function login(sandbox: Sandbox, headers = {}): Promise<Reply> {
  const { username, password } = sandbox.tokens.tapis;
  return json(
    sandbox,
    "/v3/oauth2/tokens",
    { username, password, grant_type: "password" },
    headers,
  );
}

async function header(sandbox: Sandbox): Promise<{ "x-tapis-token": string }> {
  return { "x-tapis-token": (await login(sandbox)).body.result.access_token.access_token };
}

Deno.test("Tapis v3 signs its tokens with the tenant's key, and claims what the real one does", async () => {
  await using sandbox = await startSandbox();
  const { body } = await login(sandbox, basic(sandbox));
  assertEquals(Object.keys(body).sort(), ["message", "metadata", "result", "status", "version"]);
  const [tenant] = (await send(`${sandbox.url}/v3/tenants`)).body.result;
  const key = await importSPKI(tenant.public_key, "RS256");
  const { access_token, refresh_token } = body.result;
  assertEquals([access_token.expires_in, refresh_token.expires_in], [14_400, 31_536_000]);
  const { payload: access } = await jwtVerify(access_token.access_token, key);
  const { payload: refresh } = await jwtVerify(refresh_token.refresh_token, key);
  assertEquals([access.jti, refresh.jti], [access_token.jti, refresh_token.jti]);
  assertEquals(Date.parse(access_token.expires_at), (access.exp ?? 0) * 1000);
  assertEquals(access.iss, `${sandbox.url}/v3/tokens`);
  assertEquals([access.sub, access.iat], [`${sandbox.tokens.tapis.username}@sandbox`, undefined]);
  assertEquals([access["tapis/token_type"], refresh["tapis/token_type"]], ["access", "refresh"]);
  assertEquals(access["tapis/client_id"], sandbox.tokens.tapis.clientName);
});

Deno.test("Tapis v3 gives a refresh token to an OAuth client alone, and renews with no other's", async () => {
  await using sandbox = await startSandbox();
  assertEquals((await login(sandbox)).body.result.refresh_token, undefined);
  const { refresh_token, access_token } = (await login(sandbox, basic(sandbox))).body.result;
  const renew = (token: string, headers = {}): Promise<Reply> => {
    const body = { grant_type: "refresh_token", refresh_token: token };
    return json(sandbox, "/v3/oauth2/tokens", body, headers);
  };
  const token = refresh_token.refresh_token;
  const renewed = await renew(token, basic(sandbox));
  assertEquals(renewed.status, 200);
  assertNotEquals(renewed.body.result.refresh_token.refresh_token, token);
  const made = await json(sandbox, "/v3/oauth2/clients", {}, await header(sandbox));
  const { client_id, client_key } = made.body.result;
  const other = { authorization: `Basic ${btoa(`${client_id}:${client_key}`)}` };
  const refused = [
    await renew(token),
    await renew(token, other),
    await renew(token, basic(sandbox, "wrong")),
    await renew(access_token.access_token, basic(sandbox)),
    await renew("no token", basic(sandbox)),
  ];
  assertEquals(refused.map(({ status }) => status), [400, 400, 400, 400, 400]);
  assertMatch(refused[1]?.body.message, /does not match the client_id/);
  assertMatch(refused[3]?.body.message, /^Invalid token type/);
  assertEquals(refused[4]?.body.message, "Invalid refresh_token.");
});

Deno.test("Tapis v3 loses of a form what the real one loses", async () => {
  await using sandbox = await startSandbox();
  const { username, password, clientName } = sandbox.tokens.tapis;
  const form = (fields: Record<string, string>): Promise<Reply> => {
    const body = new URLSearchParams(fields);
    return send(`${sandbox.url}/v3/oauth2/tokens`, { method: "POST", body });
  };
  assertEquals((await form({ grant_type: "password", username, password })).status, 200);
  const started = await json(sandbox, "/v3/oauth2/device/code", { client_id: clientName });
  const { device_code } = started.body.result;
  const fields = { grant_type: "device_code", client_id: clientName, device_code };
  assertEquals((await form(fields)).body.message, "Required client_id parameter missing.");
  const pending = await json(sandbox, "/v3/oauth2/tokens", fields);
  assertEquals([pending.status, pending.body.message], [400, "device code not ready."]);
  assertEquals(typeof started.body.result.expires_in, "string");
});

Deno.test("the services of Tapis v3 refuse a token each in its own way", async () => {
  await using sandbox = await startSandbox();
  const good = await header(sandbox);
  const [python, java] = [`${sandbox.url}/v3/oauth2/userinfo`, `${sandbox.url}/v3/files/ops/lab`];
  for (const headers of [{}, { "x-tapis-token": "x.y.z" }]) {
    const first = await send(python, { headers });
    assertEquals([first.status, first.body.status], [400, "error"]);
    const second = await send(java, { headers });
    assertEquals([second.status, second.body], [401, undefined]);
    assertMatch(second.text, /^TAPIS_SECURITY_/);
  }
  for (const url of [python, java]) {
    assertEquals((await send(url, { headers: good })).status, 200);
    const onBehalf = await send(url, { headers: { ...good, "x-tapis-user": "ada" } });
    assertNotEquals(onBehalf.status, 200);
  }
  const token = good["x-tapis-token"];
  const revoked = await json(sandbox, "/v3/oauth2/tokens/revoke", { token });
  assertMatch(revoked.body.message, /^Token [0-9a-f-]{36} has been revoked\.$/);
  assertEquals((await send(python, { headers: good })).status, 400);
  assertEquals((await send(java, { headers: good })).status, 401);
});

Deno.test("a token of Tapis v3 expires in its time, and one of another sandbox is refused", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  await using other = await startWithItsOwnKey();
  const headers = await header(sandbox);
  const ask = (at: Sandbox): Promise<Reply> => send(`${at.url}/v3/oauth2/userinfo`, { headers });
  assertEquals((await ask(sandbox)).status, 200);
  assertEquals((await ask(other)).body.message, "Invalid Tapis token.");
  now += 14_401_000;
  assertEquals((await ask(sandbox)).body.message, "Invalid Tapis token.");
});

Deno.test("no path of Tapis v3 leads out of a collection", async () => {
  await using outside = await temporaryFolder();
  await using sandbox = await startSandbox();
  await Deno.writeTextFile(`${outside.path}/secret`, "hidden");
  const lab = folderOf(sandbox, "lab");
  await Deno.symlink(outside.path, `${lab}/link`);
  await Deno.symlink(`${outside.path}/secret`, `${lab}/file-link`);
  await Deno.symlink(outside.path, `${lab}/runs/link`);
  const headers = await header(sandbox);
  const at = (path: string, init: RequestInit = {}): Promise<Reply> => {
    return send(`${sandbox.url}/v3/files/${path}`, { headers, ...init });
  };
  const put = { method: "PUT", headers: { ...headers, "content-type": "application/json" } };
  const copy = (newPath: string): RequestInit => {
    return { ...put, body: JSON.stringify({ operation: "COPY", newPath }) };
  };
  const form = (): RequestInit => {
    const body = new FormData();
    body.set("file", new Blob(["mine"]), "x");
    return { method: "POST", headers, body };
  };
  const replies = [
    await at("ops/lab/link"),
    await at("ops/lab/link/secret"),
    await at("ops/lab/%2e%2e%2farchive"),
    await at("content/lab/file-link"),
    await at("content/lab/link/secret"),
    await at("content/lab/link?zip=true"),
    await at("ops/lab/link/new", form()),
    await at("ops/lab/link/secret", { method: "DELETE" }),
    await at("ops/lab/README.txt", copy("../archive/x")),
    await at("ops/lab/README.txt", copy("link/x")),
  ];
  for (const { status, text } of replies) {
    assert(status >= 400, text);
    assert(!text.includes(outside.path) && !text.includes("hidden"), text);
  }
  // A link itself may go; what it leads to stays.
  assertEquals((await at("ops/lab/file-link", { method: "DELETE" })).status, 200);
  assertEquals(await Deno.readTextFile(`${outside.path}/secret`), "hidden");
  const zip = await at("content/lab/runs?zip=true");
  assertEquals([zip.status, zip.text.includes("hidden")], [200, false]);
  const names = (await Array.fromAsync(Deno.readDir(outside.path))).map(({ name }) => name);
  assertEquals(names, ["secret"]);
});

Deno.test("Tapis v3 finds a file at any depth, and refuses a path that is not encoded", async () => {
  await using sandbox = await startSandbox();
  const deep = Array.from({ length: 40 }, (_, index) => `d${index}`).join("/");
  await Deno.mkdir(`${folderOf(sandbox, "lab")}/${deep}`, { recursive: true });
  await Deno.writeTextFile(`${folderOf(sandbox, "lab")}/${deep}/é`, "deep");
  const headers = await header(sandbox);
  const read = (path: string): Promise<Reply> => {
    return send(`${sandbox.url}/v3/files/content/lab${path}`, { headers });
  };
  assertEquals((await read(`/${deep}/%C3%A9`)).text, "deep");
  // As tapipy writes a path that begins with a slash.
  assertEquals((await read(`//${deep}/%C3%A9`)).text, "deep");
  assertEquals([(await read("/%C3")).status, (await read("/%")).status], [400, 400]);
});

Deno.test("Tapis v3 changes nothing in a read-only collection", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a`, "a");
  await using sandbox = await startSandbox({ collections: [{ name: "own", path: folder.path }] });
  const headers = await header(sandbox);
  const url = `${sandbox.url}/v3/files/ops/own`;
  const body = new FormData();
  body.set("file", new Blob(["mine"]), "x");
  const move = JSON.stringify({ operation: "MOVE", newPath: "b" });
  const replies = [
    await send(`${url}/new`, { method: "POST", headers, body }),
    await send(url, { method: "POST", headers, body: JSON.stringify({ path: "new" }) }),
    await send(`${url}/a`, { method: "PUT", headers, body: move }),
    await send(`${url}/a`, { method: "DELETE", headers }),
  ];
  assertEquals(replies.map(({ status }) => status), [403, 403, 403, 403]);
  const names = (await Array.fromAsync(Deno.readDir(folder.path))).map(({ name }) => name);
  assertEquals(names, ["a"]);
});

Deno.test("Tapis v3 takes its own range header, and refuses that of HTTP", async () => {
  await using sandbox = await startSandbox();
  const token = await header(sandbox);
  const url = `${sandbox.url}/v3/files/content/lab/README.txt`;
  const whole = (await send(url, { headers: token })).text;
  const ranged = (range: string): Promise<Reply> => send(url, { headers: { ...token, range } });
  assertEquals((await ranged("2,5")).text, whole.slice(2, 7));
  for (const range of ["bytes=0-9", "5,2", "-1,2", "1"]) {
    assertEquals((await ranged(range)).status, 400, range);
  }
});

Deno.test("Tapis v3 keeps a deleted client, and shows every key to its owner", async () => {
  await using sandbox = await startSandbox();
  const headers = await header(sandbox);
  const url = `${sandbox.url}/v3/oauth2/clients`;
  const made = await json(sandbox, "/v3/oauth2/clients", { client_id: "mine" }, headers);
  const { client_key } = made.body.result;
  assertEquals((await send(`${url}/mine`, { headers })).body.result.client_key, client_key);
  const put = { method: "PUT", headers, body: JSON.stringify({ client_key: "other" }) };
  assertEquals((await send(`${url}/mine`, put)).status, 400);
  const gone = await send(`${url}/mine`, { method: "DELETE", headers });
  assertEquals(gone.body.result.active, false);
  assertEquals((await send(`${url}/mine`, { headers })).body.result.active, false);
  const again = await json(sandbox, "/v3/oauth2/clients", { client_id: "mine" }, headers);
  assertMatch(again.body.message, /uniqueness constraints/);
  const authorization = `Basic ${btoa(`mine:${client_key}`)}`;
  // Deleting hides it, and no more: what it has bought, and what it buys, is good.
  assertEquals((await login(sandbox, { authorization })).status, 200);
  const listed = (await send(url, { headers })).body.result;
  assertEquals(listed.some(({ client_id }: { client_id: string }) => client_id === "mine"), false);
});
