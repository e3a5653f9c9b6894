import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import {
  authClient,
  confidentialAppAuthClient,
  nativeAppAuthClient,
} from "../../../../src/globus/auth/mod.ts";
import { authScopes, makeScope, transferScopes } from "../../../../src/globus/scopes.ts";
import { LoginError } from "../../../../src/credentials/errors/login_error.ts";
import { assertNothingShown, canary } from "../../../helpers/canary.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";

const redirectUri = "http://localhost:5000/login";
const good = { json: { access_token: "a", resource_server: "r", scope: "s", expires_in: 1 } };

Deno.test("a client for an app needs its id, and takes no other way to prove itself", () => {
  for (const empty of ["", " "]) {
    assertThrows(() => nativeAppAuthClient(empty), TypeError, "client id is empty");
    assertThrows(() => confidentialAppAuthClient(empty, "s"), TypeError, "client id is empty");
    assertThrows(() => authClient({ clientId: empty }), TypeError, "client id is empty");
  }
  assertThrows(() => confidentialAppAuthClient("cid", ""), TypeError, "client secret is empty");
  assertThrows(() => confidentialAppAuthClient("a:b", "s"), TypeError, "colon");
  const authorizer = authClient().authorizer;
  assertThrows(() => nativeAppAuthClient("cid", { authorizer } as object), TypeError, "authorizer");
  assertThrows(
    () => confidentialAppAuthClient("cid", "s", { authorizer } as object),
    TypeError,
    "authorizer",
  );
});

Deno.test("oauth2StartFlow() holds a verifier to 43 to 128 characters of those allowed", () => {
  const client = nativeAppAuthClient("cid");
  for (const verifier of ["a".repeat(43), "Az09~_.-".repeat(16)]) {
    client.oauth2StartFlow({ verifier });
  }
  for (
    const verifier of ["", "a".repeat(42), "a".repeat(129), `${"a".repeat(43)}+`, " ".repeat(50)]
  ) {
    const error = assertThrows(() => client.oauth2StartFlow({ verifier }), RangeError);
    assert(verifier === "" || !error.message.includes(verifier));
  }
});

Deno.test("oauth2StartFlow() makes up a verifier and a state that no one can guess, new ones each time", async () => {
  const client = nativeAppAuthClient("cid");
  const urls = await Promise.all([1, 2].map(() => {
    return client.oauth2StartFlow({ redirectUri: "http://127.0.0.1:1" }).getAuthorizeUrl();
  }));
  const [one, two] = urls.map((url) => new URL(url).searchParams);
  for (const name of ["state", "code_challenge"]) {
    assertMatch(one?.get(name) ?? "", /^[A-Za-z0-9_-]{43}$/);
    assert(one?.get(name) !== two?.get(name));
  }
});

Deno.test("oauth2StartFlow() sends `_default` as state to the page that shows the code, and nowhere else", () => {
  const native = nativeAppAuthClient("cid");
  const portal = confidentialAppAuthClient("cid", "secret");
  assertEquals(native.oauth2StartFlow().state, "_default");
  assertEquals(
    native.oauth2StartFlow({ redirectUri: "https://auth.globus.org/v2/web/auth-code" }).state,
    "_default",
  );
  assert(native.oauth2StartFlow({ redirectUri }).state !== "_default");
  assert(portal.oauth2StartFlow(redirectUri).state !== "_default");
  assertEquals(portal.oauth2StartFlow(redirectUri, { state: "mine" }).state, "mine");
});

Deno.test("oauth2StartFlow() takes scopes as text, values and lists of both", async () => {
  const all = makeScope(transferScopes.all, { dependencies: [makeScope("x", { optional: true })] });
  const cases = [
    ["openid email", "openid email"],
    [["openid", all], `openid ${transferScopes.all}[*x]`],
    [all, `${transferScopes.all}[*x]`],
    [new Set([authScopes.openid]), "openid"],
    ["", `openid profile email ${transferScopes.all}`],
    [[], `openid profile email ${transferScopes.all}`],
  ] as const;
  for (const [requestedScopes, text] of cases) {
    const flow = nativeAppAuthClient("cid").oauth2StartFlow({ requestedScopes });
    assertEquals(new URL(await flow.getAuthorizeUrl()).searchParams.get("scope"), text);
  }
});

Deno.test("getAuthorizeUrl() joins lists, spells booleans as Globus's own SDK does, and drops what is undefined", async () => {
  const flow = nativeAppAuthClient("cid").oauth2StartFlow();
  const url = await flow.getAuthorizeUrl({
    session_required_policies: ["p1", "p2"],
    session_required_mfa: true,
    prompt: undefined,
  });
  assert(url.endsWith("&session_required_policies=p1%2Cp2&session_required_mfa=True"), url);
});

Deno.test("exchangeCodeForTokens() takes the code out of the callback's address", async () => {
  await using server = startRawServer([good]);
  const client = nativeAppAuthClient("cid", { baseUrl: server.url });
  const flow = client.oauth2StartFlow({ redirectUri });
  const query = `?code=c%2Bo+d&state=${flow.state}`;
  const answers = [
    `${redirectUri}${query}`,
    new URL(`${redirectUri}${query}#fragment`),
    `  localhost:5000/login${query}\n`,
    `state=${flow.state}&code=c%2Bo+d`,
    "c+o d",
    " c+o d\n",
  ];
  for (const answer of answers) await flow.exchangeCodeForTokens(answer);
  const codes = server.requests.map(({ body }) => new URLSearchParams(body).get("code"));
  assertEquals(codes, answers.map(() => "c+o d"));
});

Deno.test("exchangeCodeForTokens() refuses the answer to another login, and sends nothing", async () => {
  await using server = startRawServer([good]);
  const native = nativeAppAuthClient("cid", { baseUrl: server.url });
  const portal = confidentialAppAuthClient("cid", "secret", { baseUrl: server.url });
  const code = canary();
  const flows = [native.oauth2StartFlow({ redirectUri }), portal.oauth2StartFlow(redirectUri)];
  for (const flow of flows) {
    const queries = [
      `code=${code}`,
      `code=${code}&state=`,
      `code=${code}&state=_default`,
      `code=${code}&state=${flow.state}x`,
      `code=${code}&state=${flow.state}&state=${flow.state}`,
      `code=${code}&state=${flow.state}&iss=https://elsewhere.example.org`,
      `error=access_denied&state=other&code=${code}`,
    ];
    for (const query of queries) {
      const error = await assertRejects(
        () => flow.exchangeCodeForTokens(`${redirectUri}?${query}`),
        LoginError,
      );
      assertEquals(error.reason, "foreign answer", query);
      assertNothingShown(error, code, flow.state);
    }
    await assertRejects(() => flow.exchangeCodeForTokens(" "), TypeError, "code is empty");
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("exchangeCodeForTokens() tells that the login was refused, in the service's words", async () => {
  const flow = nativeAppAuthClient("cid").oauth2StartFlow({ redirectUri });
  const answer =
    `${redirectUri}?error=access_denied&error_description=No%0Away&state=${flow.state}`;
  const error = await assertRejects(() => flow.exchangeCodeForTokens(answer), LoginError);
  assertEquals(
    [error.reason, error.message],
    ["denied", "The login was refused: access_denied, No way"],
  );
});

Deno.test("exchangeCodeForTokens() takes the address of the page that shows the code, with its state or without", async () => {
  await using server = startRawServer([good]);
  const flow = nativeAppAuthClient("cid", { baseUrl: server.url }).oauth2StartFlow();
  await flow.exchangeCodeForTokens(`${flow.redirectUri}?code=c&state=_default`);
  await flow.exchangeCodeForTokens(`${flow.redirectUri}?code=c`);
  assertEquals(server.requests.length, 2);
  await assertRejects(
    () => flow.exchangeCodeForTokens(`${flow.redirectUri}?code=c&state=other`),
    LoginError,
  );
});

Deno.test("a refused code, refresh token or secret is told with what to do, and not shown", async () => {
  const [code, verifier, secret] = [canary(), canary().padEnd(43, "x"), canary()];
  const echo = `Bad ${code} ${encodeURIComponent(code)} ${verifier} ${secret}`;
  await using server = startRawServer([
    { status: 401, json: { error: "invalid_grant", error_description: echo } },
  ]);
  const native = nativeAppAuthClient("cid", { baseUrl: server.url });
  const portal = confidentialAppAuthClient("cid", secret, { baseUrl: server.url });
  const calls = [
    () => native.oauth2StartFlow({ verifier }).exchangeCodeForTokens(code),
    () => portal.oauth2StartFlow(redirectUri).exchangeCodeForTokens(code),
    () => native.oauth2RefreshToken(code),
    () => portal.oauth2GetDependentTokens(code),
  ];
  for (const call of calls) {
    const error = await assertRejects(call, ApiError, "log in again");
    assertEquals([error.status, error.apiCode], [401, "invalid_grant"]);
    assertNothingShown(error, code);
  }
  // What is spent is sent once.
  assertEquals(server.requests.length, calls.length);
});

Deno.test("a flow can only be started by a client that knows its app", () => {
  const client = authClient();
  assert(!("oauth2StartFlow" in client));
  for (const bad of ["", "/login", "localhost"]) {
    const portal = confidentialAppAuthClient("cid", "secret");
    assertThrows(() => portal.oauth2StartFlow(bad), TypeError, "is not an address to come back to");
  }
});
