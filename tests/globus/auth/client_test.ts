import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { accessTokenAuthorizer, authClient, nullAuthorizer } from "../../../src/globus/auth/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { type Answer, startRawServer } from "../../helpers/servers/raw_server.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";

async function errorOf(answer: Answer): Promise<ApiError> {
  await using server = startRawServer([answer]);
  const auth = authClient({ baseUrl: server.url, retry: { retries: 0 } });
  return await assertRejects(() => auth.oauth2Userinfo(), ApiError);
}

Deno.test("oauth2Userinfo() gives the claims, for the token that is sent", async () => {
  await using server = startRawServer([{ json: { sub: "ada", more: 1 } }]);
  const authorizer = accessTokenAuthorizer("made-up");
  const claims = await authClient({ baseUrl: server.url, authorizer }).oauth2Userinfo();
  assertEquals(claims, { sub: "ada", more: 1 });
  assertEquals(server.requests[0]?.target, "/v2/oauth2/userinfo");
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer made-up");
});

Deno.test("an Auth error has the code, words and id of the first of its errors", async () => {
  const errors = [
    {
      id: "R1",
      status: "401",
      code: "UNAUTHORIZED",
      title: "Unauthorized",
      detail: "Call must be",
    },
    { id: "R2", code: "OTHER" },
  ];
  const error = await errorOf({ status: 401, json: { errors, error: "unauthorized" } });
  assertEquals([error.apiCode, error.requestId], ["UNAUTHORIZED", "R1"]);
  assertStringIncludes(
    error.message,
    "401 UNAUTHORIZED to GET /v2/oauth2/userinfo: Call must be; ",
  );
});

Deno.test("an Auth error may also be OAuth's, or of no known shape", async () => {
  const oauth = await errorOf({
    status: 400,
    json: { error: "invalid_grant", error_description: "Bad code" },
  });
  assertEquals(oauth.apiCode, "invalid_grant");
  assertStringIncludes(oauth.message, ": Bad code");
  const documents = [
    [],
    null,
    "text",
    {},
    { errors: [] },
    { errors: [null] },
    { errors: ["text"] },
    { errors: {} },
    { errors: "text" },
    { errors: [[]] },
    { errors: [{ code: 7, detail: {} }], error: { code: "x" } },
  ];
  for (const json of documents) {
    const error = await errorOf({ status: 400, json });
    assertEquals(error.document, json);
    assert(!/undefined|\[object/.test(error.message), error.message);
  }
});

Deno.test("accessTokenAuthorizer() refuses what would be sent as another token, and shows nothing", () => {
  const secret = canary();
  const bad = [
    "",
    " ",
    `${secret}\ny`,
    `${secret}\r\nx: y`,
    `${secret} y`,
    `${secret}\u00e9`,
    "\0",
  ];
  for (const token of bad) {
    let caught: unknown;
    try {
      accessTokenAuthorizer(token);
    } catch (error) {
      caught = error;
    }
    assert(caught instanceof TypeError, JSON.stringify(token));
    assertNothingShown(caught, secret);
  }
  assertNothingShown(accessTokenAuthorizer(secret), secret);
  assertNothingShown(authClient({ authorizer: accessTokenAuthorizer(secret) }), secret);
});

Deno.test("accessTokenAuthorizer() has nothing to renew with, and nullAuthorizer() nothing at all", async () => {
  const refusal = new Response(null, { status: 401 });
  const headers = new Headers({ authorization: "Basic left-over" });
  const authorizer = accessTokenAuthorizer("made-up");
  await authorizer.apply(headers);
  assertEquals(headers.get("authorization"), "Bearer made-up");
  assertEquals(await authorizer.rejected(refusal, headers), false);
  await nullAuthorizer().apply(headers);
  assertEquals(headers.has("authorization"), false);
  assertEquals(await nullAuthorizer().rejected(refusal, headers), false);
});
