import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { checkedBaseUrl } from "../../src/http/base_url.ts";
import { createClient, sleep } from "../../src/http/client.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";

const facts = { service: "Test", baseUrl: "https://api.example.org" };

Deno.test("checkedBaseUrl() takes https anywhere and http on this machine, without a slash at the end", () => {
  const table: readonly [string, string][] = [
    ["https://api.example.org", "https://api.example.org"],
    ["https://api.example.org/", "https://api.example.org"],
    ["HTTPS://API.example.org:443/v2//", "https://api.example.org/v2"],
    ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
    ["http://localhost", "http://localhost"],
    ["http://[::1]:1/a/", "http://[::1]:1/a"],
  ];
  for (const [text, url] of table) assertEquals(checkedBaseUrl(text), url);
});

Deno.test("checkedBaseUrl() refuses every other address", () => {
  const secret = canary();
  const table: readonly [string, string][] = [
    ["", "is not an address"],
    ["api.example.org", "is not an address"],
    ["localhost:8080", "is not an address"],
    ["ftp://api.example.org", "is not an address"],
    ["https://{tenant}.tapis.io", '"{tenant}.tapis.io" is not the name of a host'],
    ["https://a..example.org", '"a..example.org" is not the name of a host'],
    ["https://a,b.example.org", '"a,b.example.org" is not the name of a host'],
    ["file:///etc/passwd", "is not an address"],
    ["javascript:alert(1)", "is not an address"],
    ["http://api.example.org", "unencrypted"],
    ["http://10.0.0.1", "unencrypted"],
    ["http://localhost.example.org", "unencrypted"],
    [`https://ada:${secret}@api.example.org`, "holds a user"],
    [`https://${secret}@api.example.org`, "holds a user"],
    [`http://:${secret}@127.0.0.1`, "holds a user"],
    [`https://api.example.org/?token=${secret}`, "a query"],
    [`https://api.example.org/#${secret}`, "a fragment"],
  ];
  for (const [text, words] of table) {
    const error = assertThrows(() => checkedBaseUrl(text), TypeError);
    assertStringIncludes(error.message, words);
    assertNothingShown(error, secret);
  }
});

Deno.test("createClient() refuses time-outs and names that could not be", () => {
  for (const timeoutMs of [0, -1, NaN, Infinity, 2 ** 31]) {
    assertThrows(() => createClient(facts, { timeoutMs }), RangeError, "timeoutMs");
  }
  for (const appName of ["a\nb", "a\r\nx: y", "caf\u00e9"]) {
    assertThrows(() => createClient(facts, { appName }), TypeError, "appName");
  }
  assertEquals(createClient(facts, { retry: { retries: 1 } }).retry, {
    retries: 1,
    statuses: [429, 500, 502, 503, 504],
    base: 0.25,
    cap: 10,
  });
});

Deno.test({
  name: "createClient() touches nothing",
  permissions: "none",
  fn: () => assertEquals(createClient(facts).baseUrl, "https://api.example.org"),
});

Deno.test("sleep() ends at once when it is given up, with the reason given", async () => {
  const controller = new AbortController();
  const waiting = sleep(60_000, controller.signal).catch((reason) => reason);
  controller.abort("enough");
  assertEquals(await waiting, "enough");
  assertEquals(
    await sleep(60_000, AbortSignal.abort("before")).catch((reason) => reason),
    "before",
  );
  await sleep(0);
});

Deno.test("sleep() of more than a timer can count is not over at once", async () => {
  for (const ms of [2 ** 31, 2 ** 32 + 1, Infinity]) {
    const controller = new AbortController();
    const long = sleep(ms, controller.signal).then(() => "over", () => "given up");
    assertEquals(await Promise.race([long, sleep(10).then(() => "goes on")]), "goes on", `${ms}`);
    controller.abort();
  }
});
