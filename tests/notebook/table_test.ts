import { assertEquals, assertStringIncludes } from "@std/assert";
import { Secret } from "../../src/credentials/secret.ts";
import { jupyterDisplay, table } from "../../src/notebook/mod.ts";

Deno.test("table() shows its rows as text and as HTML, numbers to the right", () => {
  const shown = table([{ name: "a<b>.csv", size: 12 }, { name: "b", size: 3 }])[jupyterDisplay]();
  assertEquals(shown["text/plain"], "name      size\na<b>.csv  12\nb         3");
  assertStringIncludes(
    shown["text/html"] ?? "",
    '<td style="text-align: left">a&lt;b&gt;.csv</td><td style="text-align: right">12</td>',
  );
});

Deno.test("table() takes the columns it is given, in their order", () => {
  const shown = table([{ name: "a", size: 1, type: "file" }], { columns: ["type", "name"] });
  assertEquals(shown[jupyterDisplay]()["text/plain"], "type  name\nfile  a");
});

Deno.test("table() shows nothing for null and undefined, and shows no secret", () => {
  const shown = table([{ a: null, b: undefined, c: new Secret("canary") }])[jupyterDisplay]();
  assertEquals(shown["text/plain"], "a  b  c\n      Secret(hidden)");
  assertEquals(JSON.stringify(shown).includes("canary"), false);
});

Deno.test("table() of no rows is empty", () => {
  assertEquals(table([])[jupyterDisplay]()["text/plain"], "");
});
