import { assertEquals, assertRejects } from "@std/assert";
import { lineReader, readPiped } from "../../../src/cli/terminal/input.ts";

/** A stream that brings these pieces, one a read. */
function pieces(...texts: string[]): (buffer: Uint8Array) => Promise<number | null> {
  const waiting = texts.map((text) => new TextEncoder().encode(text));
  return (buffer) => {
    const piece = waiting.shift();
    if (piece === undefined) return Promise.resolve(null);
    buffer.set(piece);
    return Promise.resolve(piece.length);
  };
}

Deno.test("lineReader() gives the lines of one paste one by one", async () => {
  const line = lineReader(pieces("first\r\nsecond\n"));
  assertEquals([await line(), await line(), await line()], ["first", "second", undefined]);
});

Deno.test("lineReader() joins a line that comes in pieces", async () => {
  const line = lineReader(pieces("fi", "rst", "\nrest"));
  assertEquals([await line(), await line(), await line()], ["first", "rest", undefined]);
});

Deno.test("lineReader() gives an empty line as an empty text", async () => {
  const line = lineReader(pieces("\n"));
  assertEquals([await line(), await line()], ["", undefined]);
});

Deno.test("readPiped() reads to the end, whatever the chunks", async () => {
  const bytes = new TextEncoder().encode("tökén\n");
  const stream = ReadableStream.from([bytes.slice(0, 2), bytes.slice(2, 5), bytes.slice(5)]);
  assertEquals(await readPiped(stream), "tökén\n");
});

Deno.test("readPiped() does not read a file that is not a token to its end", async () => {
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
