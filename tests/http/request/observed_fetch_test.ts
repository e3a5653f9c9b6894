import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import {
  type Exchange,
  observedFetch,
  reachesNetwork,
} from "../../../src/http/request/observed_fetch.ts";
import { canary } from "../../helpers/canary.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

Deno.test("observedFetch() tells of requests and answers, of a query the names alone", async () => {
  await using server = startRawServer([
    { status: 503, headers: { "x-request-id": "Ab12" } },
    { status: 200, body: "hello" },
    { status: 200 },
  ]);
  const told: Exchange[] = [];
  const fetch = observedFetch((exchange) => told.push(exchange));
  const url = `${server.url}/a/b?name=hidden&name=hidden&other`;
  await (await fetch(url)).body?.cancel();
  assertEquals(await (await fetch(url)).text(), "hello");
  await (await fetch(new Request(url, { method: "DELETE" }))).body?.cancel();
  await (await fetch(new URL(url))).body?.cancel();
  const seen = told.map(({ method, status, attempt, requestId }) => {
    return [method, status, attempt, requestId];
  });
  assertEquals(seen, [
    ["GET", 503, 1, "Ab12"],
    ["GET", 200, 2, undefined],
    ["DELETE", 200, 1, undefined],
    ["GET", 200, 1, undefined],
  ]);
  for (const { url, ms } of told) {
    assertEquals(url, `${server.url}/a/b?name&other`);
    assert(Number.isInteger(ms) && ms >= 0);
  }
});

Deno.test("observedFetch() tells of an id no secret that the service has put into it", async () => {
  const [token, password, code] = [canary(), canary(), canary()];
  await using server = startRawServer(({ headers, body }) => {
    const id = `7-${headers.get("authorization")}-${encodeURIComponent(body)}-${"x".repeat(500)}`;
    return { headers: { "x-request-id": id }, body: "" };
  });
  const told: Exchange[] = [];
  const fetch = observedFetch((exchange) => told.push(exchange));
  const authorization = `Bearer ${token}`;
  const json = { "content-type": "application/json" };
  const bodies: [BodyInit, Record<string, string>][] = [
    [new URLSearchParams({ password, code }), {}],
    [new URLSearchParams({ password, code }).toString(), {}],
    [JSON.stringify({ password, code }), json],
    ["{", json],
  ];
  for (const [body, headers] of bodies) {
    const init = { method: "POST", body, headers: { authorization, ...headers } };
    await (await fetch(server.url, init)).body?.cancel();
  }
  const request = new Request(server.url, { headers: { authorization } });
  await (await fetch(request)).body?.cancel();
  assertEquals(told.length, 5);
  for (const { requestId = "" } of told) {
    for (const secret of [token, password, code]) assertFalse(requestId.includes(secret));
    assert(requestId.startsWith("7-Bearer [hidden]"));
    assert(requestId.length <= 200);
  }
});

Deno.test("observedFetch() tells of a request that got no answer, and throws what was thrown", async () => {
  const told: Exchange[] = [];
  const gone = new TypeError("gone");
  const fetch = observedFetch((exchange) => told.push(exchange), () => Promise.reject(gone));
  const url = "https://made-up.example.org/";
  assertEquals(await assertRejects(() => fetch(url)), gone);
  await assertRejects(() => fetch(url));
  assertEquals(told.map(({ status, attempt }) => [status, attempt]), [
    [undefined, 1],
    [undefined, 2],
  ]);
});

Deno.test("reachesNetwork() is true of Deno's own fetch, watched or not", () => {
  const nobody = (): void => {};
  const own: typeof fetch = () => Promise.resolve(new Response());
  assert(reachesNetwork());
  assert(reachesNetwork(fetch));
  assert(reachesNetwork(observedFetch(nobody)));
  assert(reachesNetwork(observedFetch(nobody, observedFetch(nobody))));
  assertFalse(reachesNetwork(own));
  assertFalse(reachesNetwork(observedFetch(nobody, own)));
});
