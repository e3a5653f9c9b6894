import { assertEquals } from "@std/assert";
import { lineReader } from "../../../src/cli/terminal/line_reader.ts";

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
