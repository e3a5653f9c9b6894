import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { client, type InfoClient, infoClient } from "../../src/cave/mod.ts";
import { ApiError, isApiError } from "../../src/http/reply/errors.ts";
import { accessTokenAuthorizer } from "../../src/http/access_token_authorizer.ts";
import { patience } from "../helpers/patient.ts";
import { type Answer, startRawServer } from "../helpers/servers/raw_server.ts";

/** What a call ends in when the service answers so. */
async function errorOf(answer: Answer): Promise<ApiError> {
  await using server = startRawServer([answer]);
  const { sleep } = patience();
  const authorizer = accessTokenAuthorizer("made-up");
  const options = { baseUrl: server.url, authorizer, sleep, retry: { retries: 1 } };
  const info: InfoClient = infoClient(options);
  return await assertRejects(() => info.getDatastacks(), ApiError);
}

Deno.test("getDatastacks() gives the names, in the service's order", async () => {
  await using server = startRawServer([{ json: ["b", "a"] }]);
  assertEquals(await infoClient({ baseUrl: server.url }).getDatastacks(), ["b", "a"]);
  assertEquals(server.requests[0]?.target, "/info/api/v2/datastacks");
});

Deno.test("a CAVE error has the service's code and words", async () => {
  const error = await errorOf({
    status: 403,
    json: {
      error: "missing_permission",
      message: "You lack view permission",
      data: { required_permission: "view", auth_dataset: "fish1" },
    },
  });
  assertEquals([error.service, error.status, error.apiCode], [
    "CAVE info",
    403,
    "missing_permission",
  ]);
  assertEquals(
    error.message,
    "CAVE info answered 403 missing_permission to GET /info/api/v2/datastacks: " +
      "You lack view permission; ask those who run fish1 for view permission",
  );
});

Deno.test("a CAVE error about a refused token says how to save another", async () => {
  for (const error of ["no_token", "invalid_token"]) {
    const refused = await errorOf({ status: 401, json: { error, message: "Unauthorized" } });
    assertEquals(refused.apiCode, error);
    assertStringIncludes(refused.message, "; log in again: get a new token from the page");
    assertStringIncludes(refused.message, "saveToken()");
    assertEquals([refused.step?.kind, refused.loginNeeded], ["log in", true]);
  }
});

Deno.test("a CAVE error about unsigned terms says where to sign them, whatever the content type", async () => {
  const document = {
    error: "missing_tos",
    message: "Need to accept Terms of Service",
    data: { tos_id: 1, tos_name: "MICrONS", tos_form_url: "https://x.example.org/tos/1/accept" },
  };
  for (const type of ["application/json", "application/json; charset=utf-8", "text/plain"]) {
    const error = await errorOf({
      status: 403,
      body: JSON.stringify(document),
      headers: { "content-type": type },
    });
    assertEquals(error.apiCode, "missing_tos");
    assert(error.message.endsWith("; accept the terms at https://x.example.org/tos/1/accept"));
  }
});

Deno.test("a CAVE error survives documents of any shape", async () => {
  const documents = [
    { error: "missing_tos" },
    { error: "missing_tos", data: null },
    { error: "missing_tos", data: { tos_form_url: 7 } },
    { error: 7, message: ["a"] },
    { error: { code: "x" } },
    [],
    [{ error: "missing_tos" }],
    null,
    "a sentence",
    7,
  ];
  for (const status of [400, 403, 500]) {
    for (const json of documents) {
      const error = await errorOf({ status, json });
      assertEquals([error.status, error.document], [status, json]);
    }
  }
});

Deno.test("a CAVE error in a plain sentence is told, a page of HTML is not", async () => {
  const headers = { "content-type": "text/html; charset=utf-8" };
  const sentence = await errorOf({ status: 403, body: "Requires admin privilege.", headers });
  assert(sentence.message.endsWith("/datastacks: Requires admin privilege."), sentence.message);
  const page = await errorOf({
    status: 502,
    body: "<html><body>Bad Gateway</body></html>",
    headers,
  });
  const next = "/datastacks: the service is down or overloaded: try again later";
  assert(page.message.endsWith(next), page.message);
  assertStringIncludes(page.text, "Bad Gateway");
});

Deno.test("CAVE's redirect to its login page is told as that, and not followed", async () => {
  const error = await errorOf({
    status: 302,
    headers: { location: "https://x.example.org/sticky_auth/api/v1/authorize?redirect=y" },
  });
  assertEquals(error.apiCode, "NotLoggedIn");
  assertStringIncludes(error.message, "it wants a login at https://x.example.org");
  assert(isApiError(error));
});

Deno.test("a 500 of CAVE is final, and 502, 503 and 504 are tried again, as CAVEclient does", async () => {
  for (const [status, requests] of [[500, 1], [502, 3], [503, 3], [504, 3]] as const) {
    await using server = startRawServer(() => ({ status, body: "Internal Server Error" }));
    const cave = client({
      token: "made-up",
      serverAddress: server.url,
      datastack: "ds",
      infoCache: {
        ds: { local_server: server.url, segmentation_source: "graphene://x/table/t" } as never,
      },
      retry: { retries: 2 },
      sleep: () => Promise.resolve(),
    });
    const calls: (() => Promise<unknown>)[] = [
      () => cave.info.getDatastacks(),
      () => cave.chunkedgraph.getRootId(1n),
      () => cave.state.getStateJson(1n),
    ];
    for (const call of calls) {
      const before = server.requests.length;
      const error = await assertRejects(call, ApiError);
      assertEquals([error.status, server.requests.length - before], [status, requests]);
    }
  }
});
