import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { progressBar } from "../../src/notebook/mod.ts";
import { runChild, sourceUrl } from "../helpers/child.ts";
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

Deno.test("progressBar() is at 100 % only when it is over", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  await bar.update({ done: 9999, total: 10_000 });
  await bar.update({ done: 4, total: 4, ended: false });
  await bar.update({ done: 4, total: 4 });
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "copying 99 %",
    "copying 99 %",
    "copying 100 %",
  ]);
});

Deno.test("progressBar() shows no share where a number is none, and nothing below 0", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  for (const [done, total] of [[NaN, 4], [1, NaN], [1, -4], [-1, 4]] as const) {
    await bar.update({ done, total });
  }
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "copying",
    "copying",
    "copying",
    "copying 0 %",
  ]);
});

Deno.test("progressBar() prints its end, and no more, outside a kernel", async () => {
  const { code, stdout, stderr } = await runChild(`
    import { progressBar } from "${sourceUrl("src/notebook/mod.ts")}";
    const bar = progressBar("copying");
    await bar.update({ done: 1, total: 2 });
    await bar.update({ done: 2, total: 2, note: "2 files" });
  `);
  assertEquals([code, stdout, stderr], [0, "", "copying 100 % 2 files\n"]);
});
