import { assertEquals, assertRejects } from "@std/assert";
import { jupyterDisplay, show, table } from "../../src/notebook/mod.ts";
import { entryUrl, runChild } from "../helpers/child.ts";
import { recorder } from "./_recorder.ts";

Deno.test("show() shows a value in all its forms, made new each time", async () => {
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

Deno.test("show() shows a text, and refuses what is neither text nor made to be shown", async () => {
  const { shown, display } = recorder();
  await show("14 rows", { display });
  await show(Promise.resolve("15 rows"), { display });
  const texts = [{ "text/plain": "14 rows" }, { "text/plain": "15 rows" }];
  assertEquals(shown.map(({ bundle }) => bundle), texts);
  for (const value of [{}, 14, null, undefined]) {
    await assertRejects(
      () => show(value as object, { display }),
      TypeError,
      "value must be a text",
    );
  }
  assertEquals(shown.length, 2);
});

Deno.test("show() lets no name in a text command a terminal, and keeps the text's lines", async () => {
  const { shown, display } = recorder();
  await show('"lab\x1b[2J\u202ecsv" has\n\t2 files', { display });
  assertEquals(shown[0]?.bundle, { "text/plain": '"lab\\x1b[2J\\u202ecsv" has\n\t2 files' });
});

Deno.test("show() prints a value as text outside a kernel", async () => {
  const { code, stdout, stderr } = await runChild(`
    import { show, table } from "${entryUrl("src/notebook/mod.ts")}";
    await show(table([{ name: "a" }]));
    await show("text");
  `);
  assertEquals([code, stdout, stderr], [0, "name\na\ntext\n", ""]);
});
