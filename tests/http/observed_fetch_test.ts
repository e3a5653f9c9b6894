import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { type Exchange, observedFetch, reachesNetwork } from "../../src/http/observed_fetch.ts";
import { startRawServer } from "../helpers/raw_server.ts";

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
