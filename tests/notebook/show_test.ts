import { assertEquals } from "@std/assert";
import { jupyterDisplay, show, table } from "../../src/notebook/mod.ts";
import { recorder } from "./_recorder.ts";

Deno.test("show() shows a value in all its forms, each time anew", async () => {
  const { shown, display } = recorder();
  const value = table([{ name: "a" }]);
  await show(value, { display });
  await show(value, { display });
  assertEquals(
    shown.map(({ bundle }) => bundle),
    [value, value].map((one) => one[jupyterDisplay]()),
  );
  assertEquals(shown.map(({ update }) => update), [false, false]);
});

Deno.test("show() shows nothing outside a kernel", async () => {
  await show(table([{ name: "a" }]));
});
