import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { askSecret } from "../../../src/credentials/secret/ask_secret.ts";
import { CredentialError } from "../../../src/credentials/errors/errors.ts";
import {
  InterruptedError,
  readHidden,
  type SecretTerminal,
} from "../../../src/credentials/secret/hidden_input.ts";

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

Deno.test("readHidden() gives the terminal back when the question is taken back", async () => {
  const controller = new AbortController();
  const waiting = { ...terminal([]), read: () => new Promise<number | null>(() => {}) };
  const reading = readHidden(waiting, "Code: ", controller.signal);
  assertEquals(waiting.events, ["raw", "Code: "]);
  controller.abort();
  assertEquals(await reading, "");
  assertEquals(waiting.events, ["raw", "Code: ", "cooked", "\n"]);
  assertEquals(await readHidden(waiting, "Code: ", controller.signal), "");
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

Deno.test("askSecret() asks at a terminal, and keeps what is typed out of sight", async () => {
  const typed = terminal([" token\r"]);
  const secret = await askSecret("CAVE token", { terminal: typed });
  assertEquals([secret.reveal(), typed.events[1]], ["token", "CAVE token: "]);
  assertEquals(Deno.inspect(secret), "Secret(hidden)");
});

Deno.test("askSecret() asks in a notebook by the kernel's own hidden prompt", async () => {
  const asked: unknown[] = [];
  const secret = await askSecret("CAVE token", {
    terminal: undefined,
    notebookPrompt: (...question) => {
      asked.push(question);
      return "token";
    },
  });
  assertEquals(secret.reveal(), "token");
  assertEquals(asked, [["CAVE token: ", "", { password: true }]]);
});

Deno.test("askSecret() throws at once where no one can be asked, and names another way", async () => {
  const refusing = { terminal: undefined, notebookPrompt: () => null, instead: "set CAVE_TOKEN" };
  for (const where of [refusing, { ...refusing, notebookPrompt: undefined }]) {
    const error = await assertRejects(() => askSecret("CAVE token", where), CredentialError);
    assertStringIncludes(error.message, "You cannot be asked for the CAVE token");
    assertStringIncludes(error.message, "set CAVE_TOKEN");
  }
});

Deno.test("askSecret() takes no empty answer", async () => {
  const typed = { terminal: terminal(["\r"]) };
  await assertRejects(() => askSecret("CAVE token", typed), CredentialError, "nothing was typed");
  // A cell that is run again asks again; a terminal's other way out is no use there.
  const box = { terminal: undefined, notebookPrompt: () => " ", instead: "use keyferry cave save" };
  const error = await assertRejects(() => askSecret("CAVE token", box), CredentialError);
  assertEquals(
    error.message,
    "No CAVE token: nothing was pasted; run the cell again when you have it",
  );
});
