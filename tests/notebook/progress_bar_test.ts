import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { progressBar } from "../../src/notebook/mod.ts";
import { entryUrl, runChild } from "../helpers/child.ts";
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

/** The elements of a bar and their styles, without what JupyterLab drops of what it does not trust. */
function stylesIn(html: string): string[] {
  return [...html.matchAll(/<\w+[^>]* style="([^"]*)"/g)].map(([, style = ""]) => style);
}

Deno.test("progressBar() has a colour of its own for what runs, is done, or failed", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  await bar.update({ done: 1, total: 2 });
  await bar.update({ done: 2, total: 2 });
  await bar.update({ done: 1, total: 2, ended: true });
  await bar.update({ done: 1, total: 2, ended: true, failed: true, note: "disk full" });
  const fillings = shown.map(({ bundle }) => {
    return / width: (\d+)%; opacity.* background-color: (#\w+)/.exec(bundle["text/html"] ?? "")
      ?.slice(1);
  });
  const [blue, green, red] = ["#3f7fbf", "#2e8b57", "#d2544f"];
  assertEquals(fillings, [["50", blue], ["100", green], ["50", blue], ["50", red]]);
  assertEquals(shown[3]?.bundle["text/plain"], "copying 50 % failed: disk full");
  assertMatch(shown[3]?.bundle["text/html"] ?? "", /<b>failed<\/b>: <span>disk full/);
});

Deno.test("progressBar() that failed at once is red all the same", async () => {
  const { shown, display } = recorder();
  await progressBar("copying", { display }).update({ done: 0, total: 2, failed: true });
  const [frame = ""] = stylesIn(shown[0]?.bundle["text/html"] ?? "");
  assertMatch(frame, /border: 1px solid #d2544f; background-color: rgba\(210, 84, 79, 0\.35\)$/);
});

Deno.test("progressBar() is drawn by nothing that JupyterLab drops of a notebook it does not trust", async () => {
  const { shown, display } = recorder();
  await progressBar("copying", { display }).update({ done: 1, total: 2 });
  const html = shown[0]?.bundle["text/html"] ?? "";
  assertEquals(
    new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag)),
    new Set(["div", "b", "span"]),
  );
  assertEquals(
    stylesIn(html).some((style) => /currentColor|background:|gradient/.test(style)),
    false,
  );
});

Deno.test("progressBar() keeps label, bar, share and numbers apart", async () => {
  const { shown, display } = recorder();
  await progressBar("run 7", { display }).update({ done: 1, total: 2, note: "1 of 2 files" });
  const html = shown[0]?.bundle["text/html"] ?? "";
  assertMatch(
    html,
    /<b>run 7<\/b><div .*margin: 0 8px.*<span style="margin-right: 12px">50 %<\/span><span>1 of/,
  );
});

Deno.test("progressBar() is at 100 % only when it is over", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  await bar.update({ done: 9999, total: 10_000 });
  await bar.update({ done: 4, total: 4, ended: false });
  // Nothing to do may be all that is known yet.
  await bar.update({ done: 0, total: 0, ended: false });
  await bar.update({ done: 4, total: 4 });
  assertEquals(shown.map(({ bundle }) => bundle["text/plain"]), [
    "copying 99 %",
    "copying 99 %",
    "copying",
    "copying 100 %",
  ]);
});

Deno.test("progressBar() shows no share where a number is NaN, and nothing below 0", async () => {
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

Deno.test("progressBar() refuses what does not say how far it is", async () => {
  const { shown, display } = recorder();
  const bar = progressBar("copying", { display });
  for (
    const wrong of [undefined, {}, { done: 5n, total: 10n }, { done: "5" }, { done: 5, note: 5 }]
  ) {
    await assertRejects(() => bar.update(wrong as never), TypeError, "progress must");
  }
  assertEquals(shown, []);
});

Deno.test("progressBar() prints its end, and no more, outside a kernel", async () => {
  const { code, stdout, stderr } = await runChild(`
    import { progressBar } from "${entryUrl("src/notebook/mod.ts")}";
    const bar = progressBar("copying");
    await bar.update({ done: 1, total: 2 });
    await bar.update({ done: 2, total: 2, note: "2 files" });
  `);
  assertEquals([code, stdout, stderr], [0, "", "copying 100 % 2 files\n"]);
});
