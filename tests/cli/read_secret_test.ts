import { assertEquals, assertRejects } from "@std/assert";
import {
  InterruptedError,
  pastedSecret,
  readHidden,
  readPiped,
  type SecretTerminal,
} from "../../src/cli/read_secret.ts";

/** A terminal into which the chunks are typed, one a read; it writes down what happens to it. */
function terminal(
  chunks: readonly (string | Uint8Array)[],
): SecretTerminal & { readonly events: string[] } {
  const left = chunks.map((chunk) => {
    return typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  });
  const events: string[] = [];
  return {
    events,
    setRaw: (raw) => void events.push(raw ? "raw" : "cooked"),
    write: (text) => void events.push(text),
    read: (buffer) => {
      const chunk = left.shift();
      if (chunk !== undefined) buffer.set(chunk);
      return Promise.resolve(chunk?.length ?? null);
    },
  };
}

Deno.test("readHidden() reads to the end of the line and shows nothing of it", async () => {
  const typed = terminal(["s", "ec", "ret\r"]);
  assertEquals(await readHidden(typed, "Token: "), "secret");
  assertEquals(typed.events, ["raw", "Token: ", "cooked", "\n"]);
});

const keys: [string, (string | Uint8Array)[], string][] = [
  ["Enter as line feed", ["abc\n"], "abc"],
  ["what is pasted after the line", ["abc\rdef\r"], "abc"],
  ["Backspace", ["abx\x7fc\r"], "abc"],
  ["Backspace as ^H, and once too often", ["x\b\b\babc\r"], "abc"],
  ["Ctrl-U", ["wrong\x15abc\r"], "abc"],
  ["Ctrl-D at the end", ["abc\x04"], "abc"],
  ["Ctrl-D at once", ["\x04"], ""],
  ["the end of the input", ["abc"], "abc"],
  ["arrow keys and their like", ["a\x1b[Ab\x1bOCc\x1b[3~\r"], "abc"],
  ["other control characters", ["a\tb\0c\r"], "abc"],
  [
    "a character beyond ASCII, in two reads",
    [new Uint8Array([0xc3]), new Uint8Array([0xbc, 13])],
    "ü",
  ],
  ["Backspace over a character beyond the BMP", ["a😀\x7fbc\r"], "abc"],
];
for (const [name, chunks, secret] of keys) {
  Deno.test(`readHidden() understands ${name}`, async () => {
    assertEquals(await readHidden(terminal(chunks), ""), secret);
  });
}

Deno.test("readHidden() is interrupted by Ctrl-C, and leaves the terminal as it was", async () => {
  const typed = terminal(["sec\x03ret\r"]);
  await assertRejects(() => readHidden(typed, ""), InterruptedError);
  assertEquals(typed.events.slice(-2), ["cooked", "\n"]);
});

Deno.test("readHidden() leaves the terminal as it was when reading fails", async () => {
  const broken = { ...terminal([]), read: () => Promise.reject(new Error("unplugged")) };
  await assertRejects(() => readHidden(broken, ""), Error, "unplugged");
  assertEquals(broken.events.slice(-2), ["cooked", "\n"]);
});

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

const pasted: [string, string][] = [
  ["abc", "abc"],
  ["  abc\r\n", "abc"],
  ['"abc"', "abc"],
  ["'abc'\n", "abc"],
  ['" abc "', "abc"],
  ['""abc""', '"abc"'],
  [`"abc'`, `"abc'`],
  ['"', '"'],
  ['""', ""],
  [" ", ""],
];
for (const [text, secret] of pasted) {
  Deno.test(`pastedSecret() makes ${JSON.stringify(secret)} of ${JSON.stringify(text)}`, () => {
    assertEquals(pastedSecret(text), secret);
  });
}
