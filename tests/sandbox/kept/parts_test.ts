import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { pythonJson } from "../../../src/sandbox/server/python_json.ts";
import { get, match } from "../../../src/sandbox/server/router.ts";
import { makeGate } from "../../../src/sandbox/transfer/gate.ts";
import { globToRegExp } from "../../../src/sandbox/transfer/files/glob.ts";
import {
  appendToSpool,
  flushSpool,
  makeSpool,
  readSpool,
} from "../../../src/sandbox/transfer/tasks/spool.ts";
import { temporaryFolder } from "../_sandbox.ts";

Deno.test("pythonJson() writes what Python's json.dumps writes", () => {
  const value = {
    text: 'a"b\\c\n\u007f é 😀',
    list: [1, true, null, "x"],
    empty: {},
    none: [],
    nested: { a: { b: 1 } },
  };
  // Made by python3: json.dumps of the same value.
  assertEquals(
    pythonJson(value),
    '{"text": "a\\"b\\\\c\\n\\u007f \\u00e9 \\ud83d\\ude00", "list": [1, true, null, "x"], ' +
      '"empty": {}, "none": [], "nested": {"a": {"b": 1}}}',
  );
});

Deno.test("match() decodes one segment a parameter and keeps encoded slashes in it", () => {
  const routes = [get("/task/{id}/event_list", () => new Response())];
  const found = match(routes, "GET", "/task/a%2Fb%20c/event_list");
  assert(typeof found === "object");
  assertEquals(found.params, { id: "a/b c" });
  assertEquals(match(routes, "POST", "/task/a/event_list"), "bad-method");
  for (
    const path of ["/task/a", "/task//event_list", "/task/a/b/event_list", "/task/%/event_list"]
  ) {
    assertEquals(match(routes, "GET", path), "not-found");
  }
});

Deno.test("globToRegExp() matches whole names as a shell does", () => {
  const cases: [string, string, boolean][] = [
    ["*.txt", "a.txt", true],
    ["*.txt", "a.txt.gz", false],
    ["*.txt", "atxt", false],
    ["?", "😀", true],
    ["?", "ab", false],
    ["[ab]c", "ac", true],
    ["[!ab]c", "ac", false],
    ["[!ab]c", "xc", true],
    ["a+(b)", "a+(b)", true],
    ["a[", "a[", true],
    ["[]]", "]", true],
    ["a-b", "a-b", true],
    ["[a-c]", "b", true],
    ["[c-a]", "[c-a]", true],
    ["[c-a]", "b", false],
  ];
  for (const [pattern, name, wanted] of cases) {
    assertEquals([pattern, name, globToRegExp(pattern).test(name)], [pattern, name, wanted]);
  }
});

Deno.test("makeGate() lets so many in, the next when one leaves, and nobody who gave up", async () => {
  const gate = makeGate(1);
  const { signal } = new AbortController();
  await gate.enter(signal);
  const impatient = new AbortController();
  const givenUp = gate.enter(impatient.signal);
  let entered = false;
  const waiting = gate.enter(signal).then(() => entered = true);
  impatient.abort();
  await assertRejects(() => givenUp);
  assertFalse(entered);
  gate.leave();
  await waiting;
  gate.leave();
  await gate.enter(signal);
});

Deno.test("readSpool() pages through more items than its buffers hold", async () => {
  await using folder = await temporaryFolder();
  const spool = makeSpool(`${folder.path}/spool`);
  assertEquals(await readSpool(spool, 0, 10), { items: [], next: null });
  const count = 2500;
  await Promise.all(
    Array.from(
      { length: count },
      (_, index) => appendToSpool(spool, { index, text: "é".repeat(index % 97) }),
    ),
  );
  await flushSpool(spool);
  const seen: number[] = [];
  for (let marker: number | null = 0; marker !== null;) {
    const page = await readSpool(spool, marker, 400);
    for (const item of page.items as { index: number; text: string }[]) {
      assertEquals(item.text.length, item.index % 97);
      seen.push(item.index);
    }
    marker = page.next;
  }
  assertEquals(seen, Array.from({ length: count }, (_, index) => index));
});
