import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { progressBar } from "../../src/notebook/mod.ts";
import { recorder } from "./_recorder.ts";

Deno.test("progressBar() shows itself once and updates in place after that", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  await bar.update({ done: 0, total: 4 });
  await bar.update({ done: 3, total: 4, note: "3 of 4 files" });
  assertEquals(shown.map(({ update }) => update), [false, true]);
  assertEquals(new Set(shown.map(({ id }) => id)).size, 1);
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "copying 0 %",
    "copying 75 % 3 of 4 files",
  ]);
});

Deno.test("progressBar() does not show itself twice where updates overtake one another", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  await Promise.all([bar.update({ done: 1, total: 4 }), bar.update({ done: 2, total: 4 })]);
  assertEquals(shown.map(({ update }) => update), [false, true]);
});

Deno.test("progressBar() without a total shows no share, and never more than the whole", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("a & b", { display });
  await bar.update({ done: 7 });
  await bar.update({ done: 7, total: 5 });
  await bar.update({ done: 0, total: 0 });
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "a & b",
    "a & b 100 %",
    "a & b 100 %",
  ]);
  const [first = "", second = ""] = shown.map(({ bundle }) => bundle["text/html"]);
  assertStringIncludes(first, 'aria-label="a &amp; b"');
  assertEquals([first, second].map((html) => html.includes("aria-valuenow")), [false, true]);
});

Deno.test("progressBar() draws in the colour of the text around it, and no background", async () => {
  const { shown, display } = recorder();
  await progressBar("copying", { display }).update({ done: 1, total: 2 });
  const html = shown[0]?.bundle["text/html"] ?? "";
  const colours = [...html.matchAll(/(?:solid|background:) ([^;"]+)/g)].map(([, colour]) => colour);
  assertEquals(new Set(colours), new Set(["currentColor"]));
  assertMatch(html, /width: 50%/);
});

Deno.test("progressBar() shows nothing outside a kernel", async () => {
  await progressBar("copying").update({ done: 1, total: 2 });
});
