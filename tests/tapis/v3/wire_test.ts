import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { type Answer, startRawServer } from "../../helpers/servers/raw_server.ts";
import { errorAnswer, grantAnswer, madeUpJwt } from "./_v3.ts";

const done: Answer = { json: { status: "success", message: "", result: null } };
const token = madeUpJwt({ "tapis/username": "testuser1" });

function result(value: unknown): Answer {
  return { json: { status: "success", message: "", version: "1.6.0", result: value } };
}

/** A client at a server that answers as it is told; its token is a made-up one. */
function clientAt(url: string): Promise<v3.RestoredTapis> {
  return v3.restore({ baseUrl: `${url}/`, token });
}

Deno.test("each call of Tapis v3 sends what tapipy was recorded to send", async () => {
  const oauthClient = { clientId: "cid", clientKey: "ckey" };
  const basic = "Basic Y2lkOmNrZXk=";
  type Row = readonly [
    act: (client: v3.TapisClient) => Promise<unknown>,
    answer: Answer,
    request: string,
    body: unknown,
    authorization?: string,
  ];
  // The verbs, paths and bodies are those of the recorded requests of tapipy 1.9.0.
  const rows: readonly Row[] = [
    [
      (client) => client.createToken("testuser1", "pw"),
      grantAnswer(token),
      "POST /v3/oauth2/tokens",
      { username: "testuser1", password: "pw", grant_type: "password" },
    ],
    [
      (client) => client.createToken("testuser1", "pw", { oauthClient }),
      grantAnswer(token, "r"),
      "POST /v3/oauth2/tokens",
      { username: "testuser1", password: "pw", grant_type: "password" },
      basic,
    ],
    [
      (client) => client.refreshToken(oauthClient, "r"),
      grantAnswer(token, "r2"),
      "POST /v3/oauth2/tokens",
      { grant_type: "refresh_token", refresh_token: "r" },
      basic,
    ],
    [
      (client) => client.startDevice("cid"),
      result({
        client_id: "cid",
        user_code: "u",
        device_code: "d",
        verification_uri: "https://tacc.example.org/v3/oauth2/device",
      }),
      "POST /v3/oauth2/device/code",
      { client_id: "cid" },
    ],
    [
      (client) => {
        const login = { client_id: "cid", user_code: "u", device_code: "d", verification_uri: "x" };
        return client.waitForDevice(login);
      },
      grantAnswer(token, "r"),
      "POST /v3/oauth2/tokens",
      { client_id: "cid", grant_type: "device_code", device_code: "d" },
    ],
    [
      (client) => client.revokeToken(token),
      { json: { status: "success", message: "Token 1 has been revoked.", result: "" } },
      "POST /v3/oauth2/tokens/revoke",
      { token },
    ],
    [
      (client) => client.createClient({ clientId: "cid", description: "d" }),
      result({ client_id: "cid", client_key: "k" }),
      "POST /v3/oauth2/clients",
      { client_id: "cid", description: "d" },
    ],
    [
      (client) => client.createClient(),
      result({ client_id: "cid", client_key: "k" }),
      "POST /v3/oauth2/clients",
      {},
    ],
    [(client) => client.listClients(), result([]), "GET /v3/oauth2/clients", undefined],
    [
      (client) => client.getClient("cid"),
      result({ client_id: "cid", client_key: "k" }),
      "GET /v3/oauth2/clients/cid",
      undefined,
    ],
    [
      (client) => client.updateClient("cid", { callbackUrl: "https://x/cb", displayName: "n" }),
      result({ client_id: "cid", client_key: "k" }),
      "PUT /v3/oauth2/clients/cid",
      { callback_url: "https://x/cb", display_name: "n" },
    ],
    [(client) => client.deleteClient("cid"), done, "DELETE /v3/oauth2/clients/cid", undefined],
    [
      (client) => client.getProfile("testuser1"),
      result({ username: "testuser1" }),
      "GET /v3/oauth2/profiles/testuser1",
      undefined,
    ],
    [
      (client) => client.mkdir("sys", "a/new"),
      done,
      "POST /v3/files/ops/sys",
      { path: "a/new" },
    ],
    [
      (client) => client.moveFile("sys", "a/b.txt", "a/c.txt"),
      done,
      "PUT /v3/files/ops/sys/a/b.txt",
      { operation: "MOVE", newPath: "a/c.txt" },
    ],
    [
      (client) => client.deleteFile("sys", "a/c.txt"),
      done,
      "DELETE /v3/files/ops/sys/a/c.txt",
      undefined,
    ],
    [
      (client) => {
        const element = { sourceURI: "tapis://s1/a", destinationURI: "tapis://s2/b" };
        return client.createTransferTask([element], { tag: "t" });
      },
      result({ uuid: "1", status: "ACCEPTED" }),
      "POST /v3/files/transfers",
      {
        tag: "t",
        elements: [{ sourceURI: "tapis://s1/a", destinationURI: "tapis://s2/b" }],
      },
    ],
    [
      (client) => client.getTransferTaskDetails("1-2"),
      result({ uuid: "1-2", status: "COMPLETED" }),
      "GET /v3/files/transfers/1-2/details",
      undefined,
    ],
    [
      (client) => client.cancelTransferTask("1-2"),
      done,
      "DELETE /v3/files/transfers/1-2",
      undefined,
    ],
  ];
  const bare = ["/v3/oauth2/tokens", "/v3/oauth2/device/code", "/v3/oauth2/tokens/revoke"];
  for (const [act, answer, request, body, authorization] of rows) {
    await using server = startRawServer([answer]);
    await act(await clientAt(server.url));
    const [seen] = server.requests;
    assertEquals(`${seen?.method} ${seen?.target}`, request);
    assertEquals(seen?.body ? JSON.parse(seen.body) : undefined, body, request);
    assertEquals(seen?.headers.get("authorization") ?? undefined, authorization, request);
    // The captured bare calls carried none either, but for a left-over that the service ignores.
    const expected = bare.includes(seen?.target ?? "") ? null : token;
    assertEquals(seen?.headers.get("x-tapis-token"), expected, request);
  }
});

Deno.test("upload() sends one part named file, as tapipy does", async () => {
  const listed = { name: "b.txt", path: "a/b.txt", type: "file", size: 6 };
  await using server = startRawServer([done, result([listed])]);
  await (await clientAt(server.url)).upload("sys", "a/b.txt", "hello\n");
  const [seen] = server.requests;
  assertEquals(`${seen?.method} ${seen?.target}`, "POST /v3/files/ops/sys/a/b.txt");
  const [, boundary] = seen?.headers.get("content-type")?.split("boundary=") ?? [];
  assert(seen?.body.startsWith(`--${boundary}\r\nContent-Disposition: form-data; name="file"; `));
  assert(seen?.body.endsWith(`\r\n\r\nhello\n\r\n--${boundary}--\r\n`));
});

Deno.test("a path of a file is encoded name by name, without a slash at its front", async () => {
  await using server = startRawServer([result([])]);
  const client = await clientAt(server.url);
  await client.listFiles("sys", "/a dir/ü", { pattern: "*.txt", recurse: true }).collect();
  assertEquals(
    server.requests[0]?.target,
    "/v3/files/ops/sys/a%20dir/%C3%BC?recurse=true&pattern=*.txt&limit=1000&offset=0",
  );
});

Deno.test("dot segments in a path throw before anything is sent", async () => {
  await using server = startRawServer([done]);
  const client = await clientAt(server.url);
  for (const path of ["..", "a/../b", "./a", "a/."]) {
    await assertRejects(async () => await client.listFiles("sys", path).collect(), TypeError);
    await assertRejects(() => client.statFile("sys", path), TypeError);
    await assertRejects(() => client.mkdir("sys", path), TypeError);
    await assertRejects(() => client.moveFile("sys", "a", path), TypeError);
    await assertRejects(() => client.copyFile("sys", path, "a"), TypeError);
    await assertRejects(() => client.deleteFile("sys", path), TypeError);
    await assertRejects(() => client.upload("sys", path, ""), TypeError);
    await assertRejects(() => client.download("sys", path), TypeError);
  }
  await assertRejects(() => client.deleteFile("sys", "/"), TypeError);
  assertEquals(server.requests, []);
});

Deno.test("an error of Tapis v3 says what to do, and shows none of the secrets it echoes", async () => {
  const [password, key] = [canary(), canary()];
  const own = madeUpJwt({ made: canary() });
  const oauthClient = { clientId: "cid", clientKey: key };
  type Row = readonly [
    answer: Answer,
    act: (client: v3.TapisClient) => Promise<unknown>,
    words: string,
  ];
  const rows: readonly Row[] = [
    [
      errorAnswer("Invalid username/password combination."),
      (client) => client.createToken("ada", password),
      "Invalid username/password combination; check the name and password",
    ],
    [
      errorAnswer(`Invalid client credentials: cid, ${key}. session: x`),
      (client) => client.createToken("ada", password, { oauthClient }),
      "check the OAuth client's id and key",
    ],
    [
      errorAnswer(`Invalid refresh_token. ${own}`),
      (client) => client.refreshToken(oauthClient, own),
      "log in again",
    ],
    [
      errorAnswer("... This change would violate uniqueness constraints ..."),
      (client) => client.createClient({ clientId: "cid" }),
      "choose another client_id",
    ],
    [
      errorAnswer(`Invalid Tapis token. ${own}`),
      (client) => client.getUserinfo(),
      "log in again",
    ],
    [
      { status: 401, body: `TAPIS_SECURITY_JWT_EXPIRED The JWT ${own} has expired` },
      async (client) => await client.listFiles("sys", "").collect(),
      "401 TAPIS_SECURITY_JWT_EXPIRED",
    ],
    [
      { status: 401, body: `TAPIS_SECURITY_JWT_EXPIRED The JWT ${own} has expired` },
      (client) => client.download("sys", "a"),
      "401 TAPIS_SECURITY_JWT_EXPIRED",
    ],
    [
      { headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" },
      (client) => client.getUserinfo(),
      "a login page or a proxy may have answered",
    ],
    [
      { json: { status: "success", message: "" } },
      (client) => client.getUserinfo(),
      "the answer has no result",
    ],
    [
      { json: { status: "success", result: { access_token: { access_token: "no JWT" } } } },
      (client) => client.createToken("ada", password),
      "no usable access token",
    ],
  ];
  for (const [answer, act, words] of rows) {
    await using server = startRawServer([answer]);
    const client = await v3.restore({ baseUrl: server.url, token: own });
    const error = await assertRejects(() => act(client), ApiError);
    assertStringIncludes(error.message, words);
    assertNothingShown(error, password, key, own);
  }
});
