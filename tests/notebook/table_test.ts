import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { FileError } from "../../src/credentials/mod.ts";
import { Secret } from "../../src/credentials/secret/secret.ts";
import { jupyterDisplay, table } from "../../src/notebook/mod.ts";

/** Rows that count how many of them were fetched. */
function counted(length: number): { readonly fetched: number[]; rows(): AsyncGenerator<object> } {
  const fetched: number[] = [];
  return {
    fetched,
    async *rows(): AsyncGenerator<{ row: number }> {
      for (let row = 0; row < length; row++) {
        fetched.push(row);
        yield { row: await Promise.resolve(row) };
      }
    },
  };
}

Deno.test("table() shows its rows as text and as HTML, numbers to the right", () => {
  const shown = table([{ name: "a<b>.csv", count: 12 }, { name: "b", count: 3 }])[jupyterDisplay]();
  assertEquals(shown["text/plain"], "name      count\na<b>.csv     12\nb             3");
  assertStringIncludes(
    shown["text/html"] ?? "",
    '<td style="text-align: left; white-space: nowrap">a&lt;b&gt;.csv</td>' +
      '<td style="text-align: right; white-space: nowrap">12</td>',
  );
});

Deno.test("table() wraps long words, so that the page holds it, and no name or time", () => {
  const rows = [{ path: "a/".repeat(40), account: "ferry at sandbox", expires: "in 2 days" }];
  const html = table(rows)[jupyterDisplay]()["text/html"] ?? "";
  assertEquals(html.match(/<td[^>]*nowrap">/g)?.length, 2);
  assertStringIncludes(
    html,
    '<td style="text-align: left; max-width: 40em; overflow-wrap: break-word">a/',
  );
});

Deno.test("table() is printed as its text", () => {
  assertEquals(Deno.inspect(table([{ name: "a", count: 1n }])), "name  count\na         1");
});

Deno.test("table() takes the columns it is given, in their order", () => {
  const shown = table([{ name: "a", count: 1, type: "file" }], { columns: ["type", "name"] });
  assertEquals(shown[jupyterDisplay]()["text/plain"], "type  name\nfile  a");
});

Deno.test("table() shows nothing for null and undefined, and shows no secret", () => {
  const shown = table([{ a: null, b: undefined, c: new Secret("canary") }])[jupyterDisplay]();
  assertEquals(shown["text/plain"], "a  b  c\n      Secret(hidden)");
  assertEquals(JSON.stringify(shown).includes("canary"), false);
});

Deno.test("table() lets no name command a terminal or run backwards", () => {
  const shown = table([{ name: "gnp.\u202exe\x1b[2J" }])[jupyterDisplay]();
  assertEquals(shown["text/plain"], "name\ngnp.\\u202exe\\x1b[2J");
  assertStringIncludes(shown["text/html"] ?? "", "gnp.\\u202exe\\x1b[2J");
});

Deno.test("table() of no rows says so", () => {
  assertEquals(table([])[jupyterDisplay](), {
    "text/plain": "no rows",
    "text/html": "<div>no rows</div>",
  });
});

Deno.test("table() of no rows has the columns it is given", () => {
  const none: { name: string; size: number }[] = [];
  assertEquals(Deno.inspect(table(none, { columns: ["name", "size"] })), "name  size");
});

Deno.test("table() shows so many rows and says how many there are", () => {
  const rows = Array.from({ length: 250 }, (_, row) => ({ row }));
  const lines = Deno.inspect(table(rows)).split("\n");
  assertEquals([lines.length, lines.at(-1)], [102, "The first 100 of 250 rows"]);
  const two = table(rows, { maxRows: 2 })[jupyterDisplay]();
  assertStringIncludes(two["text/html"] ?? "", "<div>The first 2 of 250 rows</div>");
});

Deno.test("table() fetches no more of a list that comes in pages than it shows", async () => {
  const long = counted(1000);
  const shown = await table(long.rows(), { maxRows: 3 });
  assertEquals(Deno.inspect(shown), "row\n  0\n  1\n  2\nThe first 3 rows; there are more");
  assertEquals(long.fetched, [0, 1, 2, 3]);
  const short = counted(2);
  assertEquals(Deno.inspect(await table(short.rows(), { maxRows: 2 })), "row\n  0\n  1");
});

Deno.test("table() refuses a number of rows that is not a count", () => {
  assertThrows(() => table([], { maxRows: -1 }), RangeError, "it is -1");
  assertThrows(() => table([], { maxRows: 2.5 }), RangeError, "it is 2.5");
});

Deno.test("table() has a column for what any row has, and for nothing that rows inherit", () => {
  const shown = table<{ a?: number; b?: number }>([{ a: 1 }, { b: 2 }]);
  assertEquals(Deno.inspect(shown), "a  b\n1\n   2");
  const inherited = table<object>([{ a: 1 }], { columns: ["constructor" as never] });
  assertEquals(Deno.inspect(inherited), "constructor\n");
});

Deno.test("table() refuses rows that have no keys, instead of showing none", async () => {
  for (const [row, what] of [[5, "a number"], ["a.csv", "a string"], [null, "null"]] as const) {
    const rows = [{ name: "a" }, row] as object[];
    const words =
      `Row 2 must be an object, such as { name: "a.csv" }, whose values are shown by key`;
    assertThrows(() => table(rows), TypeError, `${words}: it is ${what}`);
    await assertRejects(() => table(ReadableStream.from(rows)), TypeError, words);
  }
});

Deno.test("table() shows what is nested in one line", () => {
  const run = { files: ["a".repeat(60), "b".repeat(60)], size: { bytes: 12, files: 2 } };
  assertEquals(
    Deno.inspect(table([{ run }])),
    `run\n{ files: [ "${"a".repeat(60)}", "${"b".repeat(60)}" ], size: { bytes: 12, files: 2 } }`,
  );
});

Deno.test("table() says of an error what happened, as of the failures of a copy", () => {
  const failed = [{
    path: "a.csv",
    error: new FileError("Cannot copy a.csv", { why: "it is gone" }),
  }];
  assertEquals(
    Deno.inspect(table(failed)),
    "path   error\na.csv  FileError: Cannot copy a.csv: it is gone",
  );
});

Deno.test("table() says to wait for a list that is still on its way", () => {
  const coming = Promise.resolve([{ name: "a" }]) as unknown as object[];
  assertThrows(() => table(coming), TypeError, "gives one thing after the other: await it first");
});

Deno.test("table() cuts no character in half", () => {
  assertEquals(
    Deno.inspect(table([{ log: `${"x".repeat(999)}😀 and more` }])),
    `log\n${"x".repeat(999)}…`,
  );
});

Deno.test("table() shows the beginning of a cell that would be a page", () => {
  const text = Deno.inspect(table([{ log: "x".repeat(1_000_000) }]));
  assertEquals(text, `log\n${"x".repeat(1000)}…`);
});

Deno.test("table() says a number of bytes as an amount of data, and leaves out that of a folder", () => {
  const rows = [
    { name: "a.raw", type: "file", size: 8888, effective_bytes_per_second: 1_200_000 },
    { name: "runs", type: "dir", size: 4096, effective_bytes_per_second: null },
  ];
  assertEquals(
    Deno.inspect(table(rows)),
    [
      "name   type    size  effective_bytes_per_second",
      "a.raw  file  8.9 kB  1.2 MB/s",
      "runs   dir",
    ].join("\n"),
  );
});

Deno.test("table() leaves a number alone that is not a number of bytes", () => {
  const rows = [{ size: -1, megabytes: 3, bytes: 1.5 }];
  assertEquals(Deno.inspect(table(rows)), "size  megabytes  bytes\n  -1          3    1.5");
});

Deno.test("table() says a time stamp as a date and a time in UTC, and leaves other texts alone", () => {
  const times = [
    "2026-03-21 10:15:26+00:00",
    "2026-03-21T23:15:26.123-02:00",
    "2026-03-21",
    "2026-13-41T10:15:26Z",
    "2026-02-30T10:15:26Z",
  ];
  assertEquals(Deno.inspect(table(times.map((time) => ({ time })))).split("\n"), [
    "time",
    "21 Mar 2026, 10:15 UTC",
    "22 Mar 2026, 01:15 UTC",
    "2026-03-21",
    "2026-13-41T10:15:26Z",
    "2026-02-30T10:15:26Z",
  ]);
});
