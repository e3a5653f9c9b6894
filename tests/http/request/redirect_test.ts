import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { KeyferryError } from "../../../src/credentials/mod.ts";
import { callDocument } from "../../../src/http/call.ts";
import { type Client, type ClientOptions, createClient } from "../../../src/http/client.ts";
import {
  ApiError,
  AuthorizationRequiredError,
  NetworkError,
} from "../../../src/http/reply/errors.ts";
import { get, post } from "../../../src/http/verbs.ts";
import { accessTokenAuthorizer } from "../../../src/http/access_token_authorizer.ts";
import { basicAuthorizer } from "../../../src/oauth/basic_authorizer.ts";
import { assertNothingShown, assertNotSent, canary } from "../../helpers/canary.ts";
import { patience } from "../../helpers/patient.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

function clientOf(server: { url: string }, options: ClientOptions = {}): Client {
  const { sleep } = patience();
  return createClient({ service: "Test", baseUrl: server.url }, { sleep, ...options });
}

const redirects = [301, 302, 303, 307, 308];

Deno.test("a redirect within the same origin is followed for GET, with the credential", async () => {
  for (const status of redirects) {
    await using server = startRawServer([
      { status, headers: { location: "/b?c=d" } },
      { json: { ok: true } },
    ]);
    const authorizer = accessTokenAuthorizer("made-up");
    assertEquals((await get(clientOf(server, { authorizer }), "/a")).data, { ok: true });
    assertEquals(server.requests.map(({ target }) => target), ["/a", "/b?c=d"]);
    assertEquals(server.requests[1]?.headers.get("authorization"), "Bearer made-up");
  }
});

Deno.test("a redirect to another origin ends the call, and no credential goes there", async () => {
  const secret = canary();
  await using elsewhere = startRawServer([{ json: {} }]);
  const port = new URL(elsewhere.url).port;
  const targets = [
    `${elsewhere.url}/b`,
    `//127.0.0.1:${port}/b`,
    `http://localhost:${port}/b`,
    `https://127.0.0.1:${port}/b`,
    `http://user:pass@127.0.0.1:${port}/b`,
  ];
  for (const status of redirects) {
    for (const location of targets) {
      await using server = startRawServer([{ status, headers: { location } }]);
      const client = clientOf(server, { authorizer: accessTokenAuthorizer(secret) });
      for (
        const send of [
          () => get(client, "/a", { query: { q: secret } }),
          () => post(client, "/a", { json: { secret }, idempotent: true }),
        ]
      ) {
        const error = await assertRejects(send, NetworkError);
        assertEquals(error.reason, "redirect");
        assertStringIncludes(error.message, "which does not get the credential");
        assertNothingShown(error, secret);
      }
    }
  }
  assertEquals(elsewhere.requests, []);
  assertNotSent(elsewhere.requests, secret);
});

Deno.test("a redirect of a POST is not followed, and its target is not quoted", async () => {
  const secret = canary();
  await using server = startRawServer([{ status: 307, headers: { location: `/echo/${secret}` } }]);
  const client = clientOf(server, { authorizer: accessTokenAuthorizer(secret) });
  const error = await assertRejects(() => post(client, "/a", { idempotent: true }), NetworkError);
  assertEquals([error.reason, server.requests.length], ["redirect", 1]);
  assertNothingShown(error, secret);
});

Deno.test("redirects in a circle end after five", async () => {
  await using server = startRawServer([{ status: 302, headers: { location: "/again" } }]);
  const error = await assertRejects(() => get(clientOf(server), "/a"), NetworkError);
  assertEquals([error.reason, server.requests.length], ["redirect", 6]);
});

Deno.test("a redirect to a login page says that the person is not logged in", async () => {
  await using elsewhere = startRawServer([{ body: "<html>" }]);
  const targets = [
    `${elsewhere.url}/sticky_auth/api/v1/authorize?redirect=x`,
    "/login",
    "/accounts/SignIn?next=/a",
    `${elsewhere.url}/v2/oauth2/authorize`,
    "/wp-login.php",
    "/login.html?next=/a",
    "/signin;jsessionid=1F.node1",
    "/accounts/login/",
  ];
  for (const location of targets) {
    await using server = startRawServer([{ status: 302, headers: { location } }]);
    const error = await assertRejects(() => get(clientOf(server), "/a"), ApiError);
    assertEquals([error.apiCode, error.status, server.requests.length], ["NotLoggedIn", 302, 1]);
    assertStringIncludes(error.message, "it wants a login at http://127.0.0.1:");
  }
  assertEquals(elsewhere.requests, []);
});

Deno.test("a redirect to a file is not taken for a login, whatever the file is called", async () => {
  const rows = [
    ["/a", "/files/7/login-events.csv"],
    ["/data/authorized_users.tar.gz", "/store/x/authorized_users.tar.gz"],
    ["/data/signin", "/store/x/signin"],
  ] as const;
  for (const [path, location] of rows) {
    await using server = startRawServer([
      { status: 302, headers: { location } },
      { json: { ok: true } },
    ]);
    assertEquals((await get(clientOf(server), path)).data, { ok: true }, location);
  }
});

Deno.test("a redirect that leads nowhere is an error of the service", async () => {
  for (const headers of [{}, { location: "http://" }, { location: "http://[" }]) {
    await using server = startRawServer([{ status: 302, headers }]);
    const error = await assertRejects(() => get(clientOf(server), "/a"), ApiError);
    assertEquals([error.status, server.requests.length], [302, 1]);
  }
});

Deno.test("an error reply of any JSON shape becomes an ApiError with that document", async () => {
  const documents = [[], [1], ["a"], {}, { errors: [] }, { errors: [null] }, null, "text", 7, true];
  for (const json of documents) {
    await using server = startRawServer([{ status: 418, json }]);
    const error = await assertRejects(() => get(clientOf(server), "/a"), ApiError);
    assertEquals([error.status, error.document], [418, json]);
    assertEquals([error.kind, error.service, error.method], ["api", "Test", "GET"]);
    assertEquals(error.url, `${server.url}/a`);
  }
});

Deno.test("an error keeps its URL without the query, and a bounded part of the body", async () => {
  const secret = canary();
  await using server = startRawServer([{ status: 400, body: "x".repeat(1_000_000) }]);
  const sent = get(clientOf(server), "/a", { query: { token: secret } });
  const error = await assertRejects(() => sent, ApiError);
  assertEquals(error.url, `${server.url}/a`);
  assert(error.text.length <= 4096 && error.message.length < 1000);
  assertNothingShown(error, secret);
});

Deno.test("an error's message is one line of bounded length, whatever the service says", async () => {
  const words = `\u001b[2Jgone\r\nsecond line\u0007 ${"x".repeat(100_000)}`;
  await using server = startRawServer([{ status: 400, json: { code: "a\nb", message: words } }]);
  const client = createClient({
    service: "Test",
    baseUrl: server.url,
    errorWords: ({ data }) => {
      const { code, message } = data as { code: string; message: string };
      return { apiCode: code, explanation: message, step: { kind: "other", words: "try\n again" } };
    },
  });
  const error = await assertRejects(() => get(client, "/a"), ApiError);
  assertFalse(/\p{Cc}/u.test(error.message), "no control character");
  assert(error.message.length < 1000);
  assert(error.message.startsWith("Test answered 400 a b to GET /a: [2Jgone second line"));
  assert(error.message.endsWith("; try  again"));
});

Deno.test("a service that echoes the request's secrets does not get them into the error", async () => {
  const [token, password, code] = [canary(), `pa"ss\\w/o rd\u00e9${canary()}`, canary()];
  const bearer = accessTokenAuthorizer(token);
  const basic = basicAuthorizer("ada", password);
  const escaped = (text: string): string => {
    return Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  };
  const echoes = [
    (secret: string) => ({ body: `You sent ${secret}.` }),
    (secret: string) => ({ json: { message: secret, deep: [{ [secret]: secret }] } }),
    (secret: string) => ({ body: `{"message": "${escaped(secret)}"}` }),
    (secret: string) => ({
      body: `{"message": ${JSON.stringify(secret).replaceAll("/", "\\/")}, "message": "later"}`,
    }),
    (secret: string) => ({ body: `?token=${encodeURIComponent(secret)}&x` }),
    (secret: string) => ({ body: new URLSearchParams({ password: secret }).toString() }),
  ];
  for (const [index, echo] of echoes.entries()) {
    for (const status of [400, 401, 500, 200]) {
      await using server = startRawServer((request) => {
        const credential = request.headers.get("authorization")?.split(" ")[1] ?? "";
        const told = request.headers.get("authorization")?.startsWith("Basic ") ? password : token;
        return { status, ...echo(index % 2 === 0 ? told : `${told} ${credential} ${code}`) };
      });
      for (const authorizer of [bearer, basic]) {
        const client = clientOf(server, { authorizer });
        const form = { grant_type: "authorization_code", code, password, refresh_token: token };
        const error = await callDocument(client, "POST", "/a", { form }).catch((error) => error);
        if (!(error instanceof Error)) continue; // A good reply is the caller's to see.
        assert(error instanceof ApiError);
        assertNothingShown(error, token, password, code);
      }
    }
  }
});

Deno.test("a secret is cut out of JSON bodies that were sent, too", async () => {
  const secret = canary();
  await using server = startRawServer(({ body }) => ({ status: 400, body: `Bad: ${body}` }));
  const client = clientOf(server);
  for (const name of ["password", "refresh_token", "client_secret", "token", "code_verifier"]) {
    const json = { [name]: secret, other: "kept" };
    const error = await assertRejects(() => post(client, "/a", { json }), ApiError);
    assertNothingShown(error, secret);
    assertStringIncludes(error.text, "kept");
  }
});

Deno.test("an error with requirements is an AuthorizationRequiredError, and an ApiError", async () => {
  await using server = startRawServer([{ status: 403, json: { code: "ConsentRequired" } }]);
  const client = createClient({
    service: "Test",
    baseUrl: server.url,
    errorWords: () => ({ requirements: { requiredScopes: ["a"], parameters: {} } }),
  });
  const error = await assertRejects(() => get(client, "/a"), AuthorizationRequiredError);
  assert(error instanceof ApiError && error instanceof KeyferryError);
  assertEquals([error.kind, error.name], ["authorization_required", "AuthorizationRequiredError"]);
  assertEquals(error.requirements.requiredScopes, ["a"]);
});
