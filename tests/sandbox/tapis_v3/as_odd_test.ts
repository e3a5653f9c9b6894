/**
 * Where Tapis v3 is odd, the sandbox is odd in the same way: authenticator 1.6.0 and tapisservice, run
 * on loopback, and Files 1.7.0, read.
 */

import { assertEquals, assertMatch } from "@std/assert";
import { decodeJwt } from "jose";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { answerForm } from "../../../src/sandbox/server/answer_form.ts";
import { keyOf } from "../globus_auth/_globus_login.ts";
import { folderOf, type Reply, send } from "../_sandbox.ts";

function post(sandbox: Sandbox, path: string, body: unknown, headers = {}): Promise<Reply> {
  return send(`${sandbox.url}/v3/oauth2${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

function basic(id: string, key: string): { authorization: string } {
  return { authorization: `Basic ${btoa(`${id}:${key}`)}` };
}

async function loggedIn(sandbox: Sandbox, headers = {}) {
  const { username, password } = sandbox.tokens.tapis;
  const { body } = await post(
    sandbox,
    "/tokens",
    { grant_type: "password", username, password },
    headers,
  );
  return body.result;
}

async function token(sandbox: Sandbox): Promise<{ "x-tapis-token": string }> {
  return { "x-tapis-token": (await loggedIn(sandbox)).access_token.access_token };
}

Deno.test("a deleted OAuth client still gets tokens, is shown, and is deleted again", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  const made = (await post(sandbox, "/clients", { client_id: "gone" }, headers)).body.result;
  const client = basic("gone", made.client_key);
  const { refresh_token } = await loggedIn(sandbox, client);
  const url = `${sandbox.url}/v3/oauth2/clients/gone`;
  for (let time = 0; time < 2; time++) {
    const { status, body } = await send(url, { method: "DELETE", headers });
    assertEquals([status, body.message], [
      200,
      "Client status updated to inactive successfully",
    ]);
  }
  assertEquals((await send(url, { headers })).body.result.active, false);
  assertEquals(typeof (await loggedIn(sandbox, client)).access_token.access_token, "string");
  const refreshed = await post(sandbox, "/tokens", {
    grant_type: "refresh_token",
    refresh_token: refresh_token.refresh_token,
  }, client);
  assertEquals(refreshed.status, 200);
  const started = await post(sandbox, "/device/code", { client_id: "gone" });
  assertEquals([started.status, started.body.message], [200, "Token created successfully."]);
  // Revoking is what ends a token.
  const { jti } = refreshed.body.result.refresh_token;
  const revoked = await post(sandbox, "/tokens/revoke", {
    token: refreshed.body.result.refresh_token.refresh_token,
  });
  assertEquals(revoked.body.message, `Token ${jti} has been revoked.`);
});

Deno.test("a refreshed token says that it came from a refresh token", async () => {
  await using sandbox = await startSandbox();
  const { clientName, apiSecret } = sandbox.tokens.tapis;
  const client = basic(clientName, apiSecret);
  let { refresh_token: { refresh_token } } = await loggedIn(sandbox, client);
  for (const count of [1, 2]) {
    const grant = { grant_type: "refresh_token", refresh_token };
    const { result } = (await post(sandbox, "/tokens", grant, client)).body;
    const claims = decodeJwt(result.access_token.access_token);
    assertEquals(claims["tapis/grant_type"], "refresh_token");
    assertEquals(claims["tapis/refresh_count"], count);
    refresh_token = result.refresh_token.refresh_token;
  }
});

Deno.test("a token that is no good is refused in one of several sentences", async () => {
  await using sandbox = await startSandbox();
  const good = (await token(sandbox))["x-tapis-token"];
  const [head, body, signature] = good.split(".");
  const encoded = (value: unknown): string =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  const ask = (value: string): Promise<Reply> =>
    send(`${sandbox.url}/v3/oauth2/userinfo`, { headers: { "x-tapis-token": value } });
  const parse = "Could not parse the Tapis access token.";
  const rows: [string, string | RegExp][] = [
    ["garbled", parse],
    ["x.y.z", parse],
    [`${head}.${body}`, parse],
    [`${head}.${body}.${signature}.x`, parse],
    [`${head}.${encoded([])}x.${signature}`, parse],
    [`${head}.${encoded({})}.${signature}`, /^Unable to process Tapis token; could not parse/],
    [
      `${head}.${encoded({ "tapis/tenant_id": "other" })}.${signature}`,
      "Unable to process Tapis token; unexpected tenant_id.",
    ],
    [`${head}.${encoded({ "tapis/tenant_id": "sandbox" })}.${signature}`, "Invalid Tapis token."],
    ["", "No Tapis access token found in the request."],
  ];
  for (const [value, message] of rows) {
    const reply = await ask(value);
    assertEquals(reply.status, 400);
    assertMatch(
      reply.body.message,
      typeof message === "string" ? new RegExp(`^${RegExp.escape(message)}$`) : message,
    );
  }
  const revoked = await post(sandbox, "/tokens/revoke", { token: "garbled" });
  assertEquals(
    revoked.body.message,
    `Invalid POST data; could not validate the token: debug data: ${parse}.`,
  );
});

Deno.test("a device code that nobody types in is not ready for as long as one asks", async () => {
  let now = Date.now();
  await using sandbox = await startSandbox({ now: () => now });
  const client_id = sandbox.tokens.tapis.clientName;
  const start = async () => (await post(sandbox, "/device/code", { client_id })).body.result;
  const device = await start();
  const ask = async (device_code: string): Promise<string> => {
    const grant = { grant_type: "device_code", client_id, device_code };
    return (await post(sandbox, "/tokens", grant)).body.message;
  };
  now += 24 * 3600_000;
  assertEquals(await ask(device.device_code), "device code not ready.");
  // It can even be typed in; then its time counts.
  const page = new URL(device.verification_uri);
  const typed = { key: keyOf(sandbox), user_code: device.user_code };
  assertEquals((await answerForm(page, typed)).status, 200);
  const expired = "device code has expired and is now deleted.";
  assertEquals(await ask(device.device_code), expired);
  assertEquals(await ask(device.device_code), "device code not valid.");
  const other = await start();
  const wrong = await answerForm(page, { ...typed, user_code: "nothing" });
  assertEquals([wrong.status, JSON.parse(wrong.page).message], [400, "Invalid code."]);
  await answerForm(page, { ...typed, user_code: other.user_code });
  now += 605_000;
  assertEquals(await ask(other.device_code), "Token created successfully.");
});

Deno.test("the token endpoint looks at things in the authenticator's order, in its words", async () => {
  await using sandbox = await startSandbox();
  const { clientName, apiSecret, username } = sandbox.tokens.tapis;
  const client = basic(clientName, apiSecret);
  const none = "Invalid client credentials: None, None. session: <SecureCookieSession {}>";
  const rows: [Record<string, unknown>, Record<string, string>, string][] = [
    [{}, {}, "Missing the required grant_type parameter."],
    [{ grant_type: "refresh_token" }, {}, none],
    [{ grant_type: "authorization_code" }, {}, none],
    [{ grant_type: "refresh_token" }, client, "Required refresh_token parameter missing."],
    [
      { grant_type: "authorization_code", code: "x" },
      client,
      "Required redirect_uri parameter missing.",
    ],
    [
      { grant_type: "authorization_code", redirect_uri: "http://x" },
      client,
      "Invalid redirect_uri parameter: does not match callback URL registered with client.",
    ],
    [
      { grant_type: "password", username },
      {},
      "Missing required payload data; username and password are required for the password grant type.",
    ],
    [{ grant_type: "device_code" }, {}, "Required client_id parameter missing."],
    [{ grant_type: "device_code", client_id: "a" }, {}, "Required device_code parameter missing."],
  ];
  for (const [body, headers, message] of rows) {
    const reply = await post(sandbox, "/tokens", body, headers);
    assertEquals([reply.status, reply.body.message], [400, message]);
  }
  const made = await post(
    sandbox,
    "/clients",
    { client_id: "web", callback_url: "http://127.0.0.1:9/b", unknown: 1 },
    await token(sandbox),
  );
  assertEquals([made.status, made.body.message], [200, "Client created successfully."]);
  const web = basic("web", made.body.result.client_key);
  const wrong = {
    grant_type: "authorization_code",
    code: "x",
    redirect_uri: "http://127.0.0.1:9/b",
  };
  assertEquals(
    (await post(sandbox, "/tokens", wrong, web)).body.message,
    "authorization code not valid.",
  );
  assertEquals(
    (await post(sandbox, "/device/code", { client_id: "X" })).body.message,
    "Invalid client: X",
  );
  const bare = await send(`${sandbox.url}/v3/oauth2/tokens`, {
    method: "POST",
    body: new Blob(["{}"]),
  });
  assertEquals(bare.status, 500);
  assertMatch(bare.body.message, /^Unrecognized exception type: <class 'AttributeError'>/);
});

Deno.test("authorize and device send a browser to the login, which checks the rest", async () => {
  await using sandbox = await startSandbox();
  const at = (path: string): Promise<Reply> => send(`${sandbox.url}/v3/oauth2${path}`);
  for (const [path, login] of [["/authorize", "/login"], ["/device", "/device/login"]] as const) {
    const { status, headers } = await at(`${path}?client_id=a`);
    assertEquals([status, headers.get("location")], [302, `/v3/oauth2${login}?client_id=a`]);
  }
  const rows = [
    ["", "Required query parameter client_id missing."],
    ["?client_id=X", "Invalid client."],
    [
      `?client_id=${sandbox.tokens.tapis.clientName}`,
      "Required query parameter response_type missing or not supported.",
    ],
    [
      `?client_id=${sandbox.tokens.tapis.clientName}&response_type=code`,
      "Required query parameter redirect_uri missing.",
    ],
  ] as const;
  for (const [query, message] of rows) {
    const { status, body } = await at(`/login${query}`);
    assertEquals([status, body.message], [400, message]);
  }
});

Deno.test("contents come without a length, a range as text, a zip under the name without its last part", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  await Deno.writeTextFile(`${folderOf(sandbox, "lab")}/b.tar.gz`, "0123456789");
  const url = `${sandbox.url}/v3/files/content/lab/b.tar.gz`;
  const told = async (query: string, more: Record<string, string> = {}) => {
    const reply = await send(url + query, { headers: { ...headers, ...more } });
    return ["content-length", "content-type", "content-disposition", "cache-control"]
      .map((name) => reply.headers.get(name));
  };
  const binary = "application/octet-stream";
  const named = (name: string): string => `attachment; filename="${name}"`;
  assertEquals(await told(""), [null, binary, named("b.tar.gz"), "max-age=3600"]);
  assertEquals(await told("", { range: "2,5" }), [
    null,
    "text/plain",
    named("b.tar.gz"),
    "max-age=3600",
  ]);
  assertEquals(await told("?zip=true"), [null, binary, named("b.tar.zip"), null]);
});

Deno.test("a listing with recurse ends without a word below the 21st folder", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  const names = Array.from({ length: 25 }, (_, index) => `d${index}`);
  await Deno.mkdir(`${folderOf(sandbox, "lab")}/deep/${names.join("/")}`, { recursive: true });
  const url = `${sandbox.url}/v3/files/ops/lab/deep?recurse=true`;
  const { status, body } = await send(url, { headers });
  // `listDirectoryRecurse()` looks into a folder while `depth < 20`, from 0 on.
  assertEquals([status, body.status, body.result.length], [200, "success", 21]);
  assertEquals(body.result.at(-1).path, `deep/${names.slice(0, 21).join("/")}`);
});

// As `FileOpsService.listDirectoryRecurse()` and `SSHDataClient.ls()` of tapis-files (21a4c4e) have it.
Deno.test("a listing takes limit, offset and pattern for each folder, and counts no capitals", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  const folder = `${folderOf(sandbox, "lab")}/tree`;
  await Deno.mkdir(`${folder}/Data/raw`, { recursive: true });
  await Deno.mkdir(`${folder}/b`);
  for (const name of ["a1", "C3", "Data/x1", "Data/y2", "Data/Z3", "Data/raw/r1", "b/in"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "");
  }
  const list = async (query: Record<string, string>): Promise<unknown> => {
    const url = `${sandbox.url}/v3/files/ops/lab/tree?${new URLSearchParams(query)}`;
    const { status, body } = await send(url, { headers });
    if (status !== 200) return status;
    return body.result.map(({ path }: { readonly path: string }) => path.slice("tree/".length));
  };
  const all = ["a1", "b", "C3", "Data"];
  const rows: readonly [query: Record<string, string>, answer: unknown][] = [
    [{}, all],
    [{ recurse: "true" }, [
      ...all,
      ...["b/in", "Data/raw", "Data/x1", "Data/y2", "Data/Z3", "Data/raw/r1"],
    ]],
    // Each folder's own second item: `b` is looked into, `Data` is not, and `b` has one alone.
    [{ recurse: "true", limit: "1", offset: "1" }, ["b"]],
    [{ recurse: "true", limit: "2", offset: "2" }, ["C3", "Data", "Data/y2", "Data/Z3"]],
    [{ recurse: "true", pattern: "?1" }, ["a1"]],
    [{ recurse: "true", pattern: "*a*" }, ["a1", "Data", "Data/raw"]],
    // A glob knows no brackets and is the whole name; an expression is found anywhere in it.
    [{ pattern: "[ab]*" }, []],
    [{ pattern: "regex:[ab]" }, ["a1", "b", "Data"]],
    [{ pattern: "Regex:^[ab]" }, ["a1", "b"]],
    [{ pattern: "regex:(" }, 500],
  ];
  for (const [query, answer] of rows) {
    assertEquals(await list(query), answer, JSON.stringify(query));
  }
});

Deno.test("Files' envelope has commit and build, and a transfer tells whose it is at each level", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  const call = (path: string, init: RequestInit = {}): Promise<Reply> =>
    send(`${sandbox.url}/v3/files/${path}`, {
      ...init,
      headers: { ...headers, "content-type": "application/json" },
    });
  const own = ["status", "message", "version", "commit", "build", "metadata"];
  assertEquals(Object.keys((await call("ops/lab")).body), [...own, "result"]);
  // An error is written by another mapper, with the status in words and the result first.
  const { body: error } = await call("ops/nowhere");
  assertEquals(Object.keys(error), ["result", ...own]);
  assertEquals([error.status, error.metadata, error.result], ["Not Found", null, null]);
  assertEquals((await call("ops/lab?limit=1001")).body.status, "error");
  const elements = [{ sourceURI: "tapis://lab/README.txt", destinationURI: "tapis://archive/r" }];
  const made = await call("transfers", { method: "POST", body: JSON.stringify({ elements }) });
  await sandbox.idle();
  const { body } = await call(`transfers/${made.body.result.uuid}/details`);
  const [parent] = body.result.parentTasks;
  const [child] = parent.children;
  const bytes = (await Deno.stat(`${folderOf(sandbox, "lab")}/README.txt`)).size;
  const sums = [
    "totalTransfers",
    "completeTransfers",
    "estimatedTotalBytes",
    "totalBytesTransferred",
  ];
  const sumsOf = (task: Record<string, number>): unknown[] => sums.map((name) => task[name]);
  assertEquals(sumsOf(body.result), [1, 1, bytes, bytes]);
  // Numbers are told where nobody asked for a summary, too, and are 0.
  assertEquals(sumsOf((await call("transfers")).body.result[0]), [0, 0, 0, 0]);
  for (const level of [body.result, parent, child]) {
    assertEquals([level.tenantId, level.username], ["sandbox", sandbox.tokens.tapis.username]);
    for (const name of ["created", "startTime", "endTime"]) {
      assertMatch(level[name], /^\d{4}-\d\d-\d\dT/);
    }
  }
  assertEquals(child.parentTaskId, parent.id);
});

// `TransfersService.createTransfer()`, `TransferURI` and `ValidUUID` of tapis-files and tapis-shared-java.
Deno.test("a transfer whose system is not known, or that goes elsewhere, is not taken at all", async () => {
  await using sandbox = await startSandbox();
  const headers = { ...await token(sandbox), "content-type": "application/json" };
  const url = `${sandbox.url}/v3/files/transfers`;
  const [file, place] = ["tapis://lab/README.txt", "tapis://archive/r"];
  const rows: readonly [source: string, destination: string, status: number, words: string][] = [
    ["tapis://nowhere/a", place, 500, "FILES_SYS_NOTFOUND"],
    [file, "tapis://nowhere/a", 500, "FILES_SYS_NOTFOUND"],
    [file, "https://example.org/a", 500, "FILES_TXFR_DST_NOTSUPPORTED"],
    ["README.txt", place, 400, "Invalid transfer URI"],
    ["ftp://example.org/a", place, 400, "Invalid transfer URI"],
  ];
  for (const [sourceURI, destinationURI, status, words] of rows) {
    const body = JSON.stringify({ elements: [{ sourceURI, destinationURI }] });
    const reply = await send(url, { method: "POST", headers, body });
    assertEquals([reply.status, reply.text.includes(words)], [status, true], reply.text);
  }
  assertEquals((await send(url, { headers })).body.result, []);
  for (const [id, status] of [["7", 400], [crypto.randomUUID(), 404]] as const) {
    for (const [path, method] of [["", "GET"], ["/details", "GET"], ["", "DELETE"]] as const) {
      assertEquals((await send(`${url}/${id}${path}`, { method, headers })).status, status);
    }
  }
});

// `SSHDataClient.move()` and `copy()` of tapis-files: `mv`, and `cp -r`.
Deno.test("what is moved or copied goes into a folder that is there, and replaces a file", async () => {
  const rows: readonly (readonly [from: string, to: string, status: number, at?: string])[] = [
    ["a", "b", 200, "b/f"],
    ["a", "made/on/the/way", 200, "made/on/the/way/f"],
    ["a", "there", 200, "there/a/f"],
    ["a/f", "there", 200, "there/f"],
    ["a/f", "there/g", 200, "there/g"],
    ["a/f", "/", 200, "f"],
    ["a/f", "a/f", 404],
    ["a/f", "a", 500],
    ["a", "a/inside", 500],
    ["a", "there/g", 500],
    ["a/f", "there/g/h", 500],
    ["nowhere", "b", 404],
  ];
  for (const operation of ["MOVE", "COPY"]) {
    for (const [from, to, status, at] of rows) {
      await using sandbox = await startSandbox();
      const headers = { ...await token(sandbox), "content-type": "application/json" };
      const folder = folderOf(sandbox, "lab");
      await Deno.mkdir(`${folder}/a`);
      await Deno.mkdir(`${folder}/there`);
      await Deno.writeTextFile(`${folder}/a/f`, "the file");
      await Deno.writeTextFile(`${folder}/there/g`, "another");
      const body = JSON.stringify({ operation, newPath: to });
      const url = `${sandbox.url}/v3/files/ops/lab/${from}`;
      const reply = await send(url, { method: "PUT", headers, body });
      const words = `${operation} ${from} to ${to}: ${reply.text}`;
      assertEquals(reply.status, status, words);
      if (at !== undefined) {
        assertEquals(await Deno.readTextFile(`${folder}/${at}`), "the file", words);
      }
      const stays = at === undefined || operation === "COPY";
      const isThere = await Deno.stat(`${folder}/a/f`).then(() => true, () => false);
      assertEquals(isThere, stays, words);
      assertEquals(await Deno.stat(`${folder}/there/g`).then(() => true), true, words);
    }
  }
});

Deno.test("a folder's zip file has the folders below, and that of a whole system is refused", async () => {
  await using sandbox = await startSandbox();
  const headers = await token(sandbox);
  await Deno.mkdir(`${folderOf(sandbox, "lab")}/runs/empty`);
  const zip = (path: string): Promise<Reply> =>
    send(`${sandbox.url}/v3/files/content/lab${path}?zip=true`, { headers });
  assertMatch((await zip("/runs")).text, /runs\/empty\//);
  for (const path of ["", "/"]) {
    const { status, text } = await zip(path);
    assertEquals([status, /FILES_CONT_NOZIP/.test(text)], [400, true], text);
  }
});

Deno.test("the services in Java answer a token that is no good in plain text, whatever is wrong with it", async () => {
  await using sandbox = await startSandbox();
  const good = await token(sandbox);
  const rows: readonly [headers: Record<string, string>, words: string][] = [
    [{}, "TAPIS_SECURITY_MISSING_JWT_INFO HTTP GET"],
    [{ "x-tapis-token": " " }, "TAPIS_SECURITY_MISSING_JWT_INFO"],
    [{ "x-tapis-token": "a.b.c" }, "TAPIS_SECURITY_"],
    [{ ...good, "x-tapis-user": "ada" }, "TAPIS_SECURITY_UNEXPECTED_HEADER"],
    [{ ...good, "x-tapis-tenant": "tacc" }, "TAPIS_SECURITY_UNEXPECTED_HEADER"],
  ];
  for (const [headers, words] of rows) {
    const { status, text } = await send(`${sandbox.url}/v3/files/ops/lab`, { headers });
    assertEquals([status, text.startsWith(words)], [401, true], text);
  }
});
