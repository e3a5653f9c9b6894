import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { responseOf } from "../../../src/http/reply/reply.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { accessTokenAuthorizer } from "../../../src/http/access_token_authorizer.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import { patience } from "../../helpers/patient.ts";
import { type Answer, startRawServer } from "../../helpers/servers/raw_server.ts";

/** What a call ends in when the service answers so. */
async function errorOf(answer: Answer): Promise<ApiError> {
  await using server = startRawServer([answer]);
  const { sleep } = patience();
  const authorizer = accessTokenAuthorizer("made-up");
  const tapis = v2.tapisClient({ baseUrl: server.url, authorizer, sleep, retry: { retries: 1 } });
  return await assertRejects(() => tapis.profilesGet(), ApiError);
}

Deno.test("profilesGet() gives what is in the envelope, and the reply it came in", async () => {
  const result = { username: "taco", uid: 7, create_time: "20140515180317Z", extra: [1] };
  await using server = startRawServer([
    { json: { status: "success", message: null, version: "2.0.0", result } },
  ]);
  const profile = await v2.tapisClient({ baseUrl: server.url }).profilesGet();
  assertEquals(profile, result);
  assertEquals(responseOf(profile)?.status, 200);
});

Deno.test("profilesGet() calls an envelope without a result an error", async () => {
  for (const json of [{ status: "success", result: null }, { status: "success" }, {}, []]) {
    assertStringIncludes((await errorOf({ json })).message, "has no result");
  }
  const told = await errorOf({ json: { status: "error", message: "No such profile" } });
  assertStringIncludes(told.message, "No such profile");
});

Deno.test("a gateway's fault has its code and words", async () => {
  const fault = { code: 900904, message: "Invalid Credentials", description: "Access failure" };
  const error = await errorOf({ status: 401, json: { fault } });
  assertEquals([error.service, error.status, error.apiCode], ["Tapis", 401, "900904"]);
  assertStringIncludes(error.message, ": Invalid Credentials: Access failure; the token is not");
});

Deno.test("a service's envelope and /token's OAuth errors have theirs", async () => {
  const envelope = await errorOf({
    status: 404,
    json: { status: "error", message: "No profile matching", version: "2", result: null },
  });
  assertEquals(envelope.apiCode, undefined);
  assert(envelope.message.endsWith("/profiles/v2/me: No profile matching"), envelope.message);
  const oauth = await errorOf({
    status: 400,
    json: { error: "invalid_grant", error_description: "Provided grant is invalid" },
  });
  assertEquals(oauth.apiCode, "invalid_grant");
  assertStringIncludes(oauth.message, "Provided grant is invalid");
});

Deno.test("a Tapis error survives documents of any shape", async () => {
  const documents = [
    [],
    [1],
    null,
    "text",
    7,
    { fault: null },
    { fault: [] },
    { fault: {} },
    { fault: "text" },
    { fault: { code: { a: 1 }, message: 7 } },
    { message: { a: 1 }, error: [], error_description: 7 },
  ];
  for (const status of [400, 401, 500]) {
    for (const json of documents) {
      const error = await errorOf({ status, json });
      assertEquals([error.status, error.document], [status, json]);
      assertFalse(/undefined|\[object/.test(error.message), error.message);
    }
  }
});

Deno.test("a page of HTML is an error, with any status", async () => {
  const headers = { "content-type": "text/html" };
  for (const status of [200, 404, 502]) {
    const error = await errorOf({ status, body: "<html>Sorry</html>", headers });
    assertEquals([error.status, error.text], [status, "<html>Sorry</html>"]);
  }
});
