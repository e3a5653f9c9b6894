import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Display, progressBar } from "../../src/notebook/mod.ts";

interface Shown {
  readonly bundle: Record<string, string>;
  readonly id: string;
  readonly update: boolean;
}

function recorder(): { readonly shown: Shown[]; readonly display: Display } {
  const shown: Shown[] = [];
  return {
    shown,
    display: (bundle, { display_id, update }) => {
      shown.push({ bundle, id: display_id, update });
      return Promise.resolve();
    },
  };
}

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
  assertStringIncludes(shown[0]?.bundle["text/html"] ?? "", "<progress></progress> a &amp; b");
});

Deno.test("progressBar() shows nothing outside a kernel", async () => {
  await progressBar("copying").update({ done: 1, total: 2 });
});
