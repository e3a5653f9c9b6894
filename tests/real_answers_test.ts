/** Answers of real servers, as they were recorded or as their code writes them. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as cave from "../src/cave/mod.ts";
import { authClient } from "../src/globus/auth/mod.ts";
import { requirementsIn } from "../src/globus/requirements.ts";
import { collectionClient, transferClient } from "../src/globus/transfer/mod.ts";
import { ApiError } from "../src/http/reply/errors.ts";
import { v3 } from "../src/tapis/mod.ts";
import { type Answer, startRawServer } from "./helpers/servers/raw_server.ts";

const retry = { retries: 0 };

Deno.test("Globus errors keep code, text and id in every form that its services write", async () => {
  // The forms of globus_sdk.testing 4.9.0 and of `/v2` paths.
  const forms: readonly [json: unknown, code: string | undefined, words: string, id?: string][] = [
    [
      { errors: [{ code: "NotFound", detail: "No such role", title: "Role", id: "r-1" }] },
      "NotFound",
      "No such role",
      "r-1",
    ],
    [{ errors: [{ code: "Forbidden", message: "Not yours" }] }, "Forbidden", "Not yours"],
    [{ errors: [{ title: "Only a title" }] }, undefined, "Only a title"],
    [
      { code: "EndpointNotFound", message: "No such endpoint", request_id: "q-2" },
      "EndpointNotFound",
      "No such endpoint",
      "q-2",
    ],
    [
      { code: "UNAUTHORIZED", detail: "Call must be authenticated" },
      "UNAUTHORIZED",
      "Call must be",
    ],
    [{ detail: "Method not allowed" }, undefined, "Method not allowed"],
    [{ error: "invalid_request", error_description: "No grant" }, "invalid_request", "No grant"],
    [{ errors: ["no object", null] }, undefined, ""],
  ];
  for (const [json, code, words, id] of forms) {
    await using server = startRawServer([{ status: 404, json }]);
    const baseUrl = server.url;
    const acts = [
      () => transferClient({ baseUrl, retry }).getEndpoint("e"),
      () => collectionClient(baseUrl, { retry }).download("/a"),
      () => authClient({ baseUrl, retry }).oauth2Userinfo(),
    ];
    for (const act of acts) {
      const error = await assertRejects(act, ApiError);
      assertEquals([error.apiCode, error.requestId], [code, id]);
      assertStringIncludes(error.message, words);
    }
  }
});

/** A call of each platform. */
function callsAt(baseUrl: string): readonly (() => Promise<unknown>)[] {
  return [
    () => transferClient({ baseUrl, retry }).getEndpoint("e"),
    () => authClient({ baseUrl, retry }).oauth2Userinfo(),
    () => v3.tapisClient({ baseUrl, retry }).listTenants(),
    () => cave.client({ serverAddress: baseUrl, retry }).info.getDatastacks(),
  ];
}

Deno.test("a page in the place of an error says that something else may have answered", async () => {
  const page: Answer = {
    status: 403,
    headers: { "content-type": "text/html" },
    body: "<html><body><h1>403 Forbidden</h1><center>nginx</center></body></html>",
  };
  await using server = startRawServer([page]);
  for (const act of callsAt(server.url)) {
    const error = await assertRejects(act, ApiError);
    assertStringIncludes(error.message, "a login page or a proxy may have answered");
  }
});

Deno.test("the page of a gateway whose service is down sends nobody to look at the address", async () => {
  for (const status of [502, 503, 504]) {
    await using server = startRawServer([{
      status,
      headers: { "content-type": "text/html" },
      body: `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n</html>\r\n`,
    }]);
    for (const act of callsAt(server.url)) {
      const { message } = await assertRejects(act, ApiError);
      assertStringIncludes(message, "the service is down or overloaded: try again later");
      assertEquals(message.includes("check the address"), false);
    }
  }
});

Deno.test("requirementsIn() demands what globus-sdk's to_gare does", () => {
  const inside = { required_scopes: ["inside"], session_message: "Please" };
  // Without a code it is of the older form, which has no scopes: the message is what counts.
  const older = requirementsIn({ authorization_parameters: inside });
  assertEquals([older?.requiredScopes, older?.message], [undefined, "Please"]);
  // Of scopes at both places, those inside count.
  const found = requirementsIn({
    code: "ConsentRequired",
    required_scopes: ["outside"],
    authorization_parameters: inside,
  });
  assertEquals([found?.requiredScopes, found?.message], [["inside"], "Please"]);
});

Deno.test("each sentence of Tapis v3 about a bad token renews it once, and then says what to do", async () => {
  for (
    const message of [
      "Invalid Tapis token; debug data: x",
      "Could not parse the Tapis access token.",
      "Unable to process Tapis token; could not get public_key for tenant: x",
    ]
  ) {
    await using server = startRawServer([{ status: 400, json: { status: "error", message } }]);
    let told = 0;
    const authorizer = {
      apply(): void {},
      rejected: () => ++told === 1,
    };
    const tapis = v3.tapisClient({ baseUrl: server.url, retry, authorizer });
    const error = await assertRejects(() => tapis.getUserinfo(), ApiError);
    assertEquals([told, server.requests.length, error.loginNeeded], [1, 2, true], message);
  }
  await using server = startRawServer([{ status: 400, json: { message: "Invalid username" } }]);
  const tapis = v3.tapisClient({ baseUrl: server.url, retry });
  const error = await assertRejects(() => tapis.getUserinfo(), ApiError);
  assertEquals([server.requests.length, error.loginNeeded], [1, false]);
});

Deno.test("an unknown state or property is told as such after one request", async () => {
  // NeuroglancerJsonServer 0.7.2 answers with Flask's page of a failure, and never with 404.
  await using server = startRawServer([{
    status: 500,
    headers: { "content-type": "text/html" },
    body:
      "<!doctype html>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>",
  }]);
  const { state } = cave.client({ token: "made-up", serverAddress: server.url });
  const first = await assertRejects(() => state.getStateJson(5n), ApiError);
  assertStringIncludes(first.message, "it has no state 5, or failed");
  const second = await assertRejects(() => state.getPropertyJson("6"), ApiError);
  assertStringIncludes(second.message, "it has no segment properties 6, or failed");
  assertEquals(server.requests.length, 2);
});

Deno.test("uploadStateJson() with an id makes a state, for administrators, and replaces none", async () => {
  // NeuroglancerJsonServer 0.7.2, the first time to others than superadmins, and the second time.
  const html = { "content-type": "text/html; charset=utf-8" };
  const answers: readonly [answer: Answer, words: string][] = [
    [{ status: 403, headers: html, body: "Requires superadmin privilege." }, "Requires superadmin"],
    [
      { status: 500, headers: html, body: "<!doctype html>\n<h1>Internal Server Error</h1>" },
      "it has a state 5 already, which stays as it is, or failed",
    ],
  ];
  for (const [answer, words] of answers) {
    await using server = startRawServer([answer]);
    const { state } = cave.client({ token: "made-up", serverAddress: server.url });
    const error = await assertRejects(() => state.uploadStateJson({}, { stateId: 5n }), ApiError);
    assertStringIncludes(error.message, words);
    assertEquals(server.requests.map(({ target }) => target), [
      "/nglstate/api/v1/post/5",
    ]);
  }
  await using server = startRawServer([{ json: "https://x.example.org/nglstate/api/v1/5" }]);
  const { state } = cave.client({ token: "made-up", serverAddress: server.url });
  assertEquals(await state.uploadStateJson({}, { stateId: 5n }), 5n);
});

Deno.test("CAVE's error sentences are shown, whichever kind of text they are sent as", async () => {
  for (const kind of ["text/html; charset=utf-8", "text/plain"]) {
    const headers = { "content-type": kind };
    await using server = startRawServer([{ status: 404, headers, body: "Token doesn't exist" }]);
    const { auth } = cave.client({ token: "made-up", serverAddress: server.url });
    const error = await assertRejects(() => auth.deleteToken(7), ApiError);
    assertStringIncludes(error.message, "Token doesn't exist");
  }
});

Deno.test("createToken() sends no description that the service would fail about", async () => {
  await using server = startRawServer([{ json: "0123456789abcdef0123456789abcdef" }]);
  const { auth } = cave.client({ token: "made-up", serverAddress: server.url });
  for (const description of ["x".repeat(121), "𝄞".repeat(121)]) {
    await assertRejects(() => auth.createToken({ description }), RangeError, "121 characters");
  }
  assertEquals(server.requests, []);
  await auth.createToken({ description: "𝄞".repeat(120) });
  assertEquals(server.requests.length, 1);
});
