import { assertEquals, assertRejects } from "@std/assert";
import { readPiped } from "../../../src/cli/terminal/read_secret.ts";

Deno.test("readPiped() reads to the end, whatever the chunks", async () => {
  const bytes = new TextEncoder().encode("tökén\n");
  const stream = ReadableStream.from([bytes.slice(0, 2), bytes.slice(2, 5), bytes.slice(5)]);
  assertEquals(await readPiped(stream), "tökén\n");
});

Deno.test("readPiped() does not read a file that is no token to its end", async () => {
  let read = 0;
  const stream = ReadableStream.from((function* () {
    while (true) {
      read++;
      yield new Uint8Array(10_000).fill(97);
    }
  })());
  await assertRejects(() => readPiped(stream), RangeError, "too long to be a token");
  assertEquals(read < 20, true);
});
