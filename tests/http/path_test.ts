import { assertEquals, assertThrows } from "@std/assert";
import { get } from "../../src/http/verbs.ts";
import { createClient } from "../../src/http/client.ts";
import { callUrl, countedId, path, queryText } from "../../src/http/path.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";

const ids = [
  "t/../x",
  "..%2fx",
  "%2e%2e",
  "...",
  "a?b=c",
  "a#b",
  "50% off",
  "a b",
  "caf\u00e9",
  "\u{1f600}",
  "a\\b",
  "a;b,c:d@e&f=g+h",
  "line\nbreak\0",
  "a//b",
  "'\"<>",
];

Deno.test("path`` makes one encoded segment of each id, whatever it holds", () => {
  for (const id of ids) {
    const made = path`/task/${{ id }}/cancel`;
    assertEquals(made.split("/").length, 4, made);
    assertEquals(decodeURIComponent(made.split("/")[2] ?? ""), id);
  }
  assertEquals(path`/x/${{ a: "864691135571546917" }}/${{ b: "7" }}`, "/x/864691135571546917/7");
  assertEquals(path`/none`, "/none");
});

Deno.test("path`` refuses an id that names nothing, and says which one it is", () => {
  const other = "x";
  for (const taskId of ["", ".", ".."]) {
    const error = assertThrows(() => path`/a/${{ other }}/task/${{ taskId }}`, TypeError);
    assertEquals(error.message, `taskId is ${JSON.stringify(taskId)}, which names nothing`);
  }
  for (const taskId of [undefined, null, {}, [], true, 5, 5n]) {
    const wrong = taskId as unknown as string;
    assertThrows(() => path`/task/${{ taskId: wrong }}`, TypeError, "taskId must be a text");
  }
  assertThrows(() => path`/task/${{ taskId: "a\ud800" }}`, TypeError, "taskId is not well-formed");
});

Deno.test("countedId() takes a whole number or its digits, and nothing else", () => {
  assertEquals([countedId("serverId", 7), countedId("serverId", "07")], ["7", "07"]);
  for (const wrong of [-1, 1.5, NaN, 2 ** 60, "", " 7", "7a", "0x7", null, undefined, 7n, [7]]) {
    assertThrows(() => countedId("serverId", wrong as never), TypeError, "serverId must be");
  }
});

Deno.test("path`` sends each id as one segment over the wire", async () => {
  await using server = startRawServer([{ json: {} }]);
  const client = createClient({ service: "Test", baseUrl: `${server.url}/base/` });
  for (const id of ids) await get(client, path`/task/${{ id }}/cancel`);
  const sent = server.requests.map(({ target }) => target);
  assertEquals(sent, ids.map((id) => `/base/task/${encodeURIComponent(id)}/cancel`));
});

Deno.test("callUrl() refuses a path that would leave the base URL", () => {
  const base = "https://api.example.org/v1/";
  assertEquals(callUrl(base, "/a/b"), "https://api.example.org/v1/a/b");
  assertEquals(callUrl(base, "/a%2fb", { x: 1 }), "https://api.example.org/v1/a%2fb?x=1");
  const refused = [
    "",
    "a",
    "https://elsewhere.example.org/",
    "//elsewhere.example.org/a",
    "/\\elsewhere.example.org",
    "/a?b=c",
    "/a#b",
    "/a b",
    "/a\n",
    "/a/../b",
    "/a/./b",
    "/..",
    "/%2e%2E/b",
    "/.%2e/b",
    "/a/%2e",
  ];
  for (const bad of refused) assertThrows(() => callUrl(base, bad), TypeError, "path", bad);
});

Deno.test("queryText() drops what is undefined, joins lists, writes booleans in lower case", () => {
  const table: readonly [Parameters<typeof queryText>[0], string][] = [
    [undefined, ""],
    [{}, ""],
    [{ a: undefined, b: null }, ""],
    [{ a: "" }, "?a="],
    [
      { a: 0, b: 864691135571546917n, c: false, d: true },
      "?a=0&b=864691135571546917&c=false&d=true",
    ],
    [{ ids: [1, "two", 3n] }, "?ids=1%2Ctwo%2C3"],
    [{ ids: [] }, "?ids="],
    [{ filter: { each: ["a:b,c", "d"] } }, "?filter=a%3Ab%2Cc&filter=d"],
    [{ filter: { each: [] } }, ""],
    [{ filter: "name:~*.txt/type:file" }, "?filter=name%3A%7E*.txt%2Ftype%3Afile"],
    [{ "a b": "c&d=e+f#g" }, "?a+b=c%26d%3De%2Bf%23g"],
    [{ q: "caf\u00e9 \u{1f600}" }, "?q=caf%C3%A9+%F0%9F%98%80"],
  ];
  for (const [query, text] of table) assertEquals(queryText(query), text);
});
