import { assertEquals } from "@std/assert";
import { readsOfErrorWords } from "./error_words.ts";

function found(code: string, others: Readonly<Record<string, string>> = {}): string[] {
  const sources = new Map([["src/a.ts", code], ...Object.entries(others)]);
  return readsOfErrorWords(sources).map(({ module, code }) => `${module}: ${code}`);
}

const planted: readonly [what: string, code: string, read: string][] = [
  ["directly", `error.message.startsWith("x")`, `error.message.startsWith("x")`],
  ["by a computed name", `error["message"].includes("x")`, `error["message"].includes("x")`],
  ["with a question mark", `error?.message?.includes("x")`, `error?.message?.includes("x")`],
  ["with a type", `(error as Error).message.match(/x/)`, `(error as Error).message.match(/x/)`],
  ["by a pattern", `/x/.test(error.message)`, `/x/.test(error.message)`],
  ["by another pattern", `const [a] = /x/.exec(error.message) ?? []`, `/x/.exec(error.message)`],
  ["as its whole", `error.message === "x"`, `error.message === "x"`],
  ["by a switch", `switch (error.message) { case "x": }`, `switch (error.message) { case "x": }`],
  ["of its stack", `error.stack.split("x")`, `error.stack.split("x")`],
  ["of a service", `error.explanation.endsWith("x")`, `error.explanation.endsWith("x")`],
  ["taken apart", `const { message } = error; message.indexOf("x")`, `message.indexOf("x")`],
  ["renamed", `const { message: m = "" } = error; m.includes("x")`, `m.includes("x")`],
  [
    "taken apart deeply",
    `const { cause: { message } } = error; message.at(0)?.search(/x/)`,
    `message.at(0)?.search(/x/)`,
  ],
  [
    "of a parameter",
    `function f({ message }: Error) { return message.replace("x", "") }`,
    `message.replace("x", "")`,
  ],
  [
    "under other names",
    `const a = error.message; const b = a.trim(); b.includes("x")`,
    `b.includes("x")`,
  ],
  ["assigned", `let a; a = error.message; a.includes("x")`, `a.includes("x")`],
  ["within a text", "const a = `${error}!`; a.includes('x')", "a.includes('x')"],
  ["joined", `("b" + error.message).includes("x")`, `("b" + error.message).includes("x")`],
  ["as a text", `String(error).includes("x")`, `String(error).includes("x")`],
  [
    "of what was caught",
    `try { f() } catch (odd) { String(odd).includes("x") }`,
    `String(odd).includes("x")`,
  ],
  ["of a rejection", `f().catch((odd) => String(odd).includes("x"))`, `String(odd).includes("x")`],
  [
    "of a second callback",
    `f().then(g, (odd) => odd.toString().includes("x"))`,
    `odd.toString().includes("x")`,
  ],
  [
    "or nothing",
    `const a = error instanceof Error ? error.message : ""; a.includes("x")`,
    `a.includes("x")`,
  ],
  ["in pieces", `error.message.trim().split("\\n")`, `error.message.trim().split("\\n")`],
  [
    "piece by piece",
    `const lines = [error.message]; for (const line of lines) line.includes("x")`,
    `line.includes("x")`,
  ],
  ["each piece", `[error.message].some((line) => line.includes("x"))`, `line.includes("x")`],
  [
    "in a fold",
    `pairs.reduce((text, [a, b]) => text.replaceAll(a, b), error.message)`,
    `text.replaceAll(a, b)`,
  ],
  ["of an alias", `const odd = error; String(odd).includes("x")`, `String(odd).includes("x")`],
  [
    "with other steps",
    `error.messageWith(say).includes("x")`,
    `error.messageWith(say).includes("x")`,
  ],
];
for (const [what, code, read] of planted) {
  Deno.test(`readsOfErrorWords() finds a read ${what}`, () => {
    assertEquals(found(code), [`src/a.ts: ${read}`]);
  });
}

Deno.test("readsOfErrorWords() follows words into functions, of other modules too", () => {
  const code = `
    import { isFull as full } from "./b.ts";
    const hasX = (text: string) => text.includes("x");
    f().catch((odd) => hasX(odd.message) || full(String(odd)));
  `;
  const other = `export function isFull(text: string) { return /full/.test(text); }`;
  assertEquals(found(code, { "src/b.ts": other }), [
    `src/a.ts: text.includes("x")`,
    "src/b.ts: /full/.test(text)",
  ]);
});

Deno.test("readsOfErrorWords() follows words out of functions, and errors into them", () => {
  const code = `
    import { wordsOf } from "./b.ts";
    try { f() } catch (odd) { if (wordsOf(odd).includes("x")) throw odd; }
  `;
  const other = `
    export function wordsOf(thrown: unknown): string {
      if (thrown instanceof TypeError) return "";
      return String(thrown);
    }
  `;
  assertEquals(found(code, { "src/b.ts": other }), [`src/a.ts: wordsOf(odd).includes("x")`]);
});

const innocent: readonly string[] = [
  `text.startsWith("x")`,
  `error.code === "ENOSPC"`,
  `error.step?.kind === "overwrite"`,
  `if (error.message !== undefined) throw error`,
  "throw new Error(`Cannot read: ${error.message}`, { cause: error })",
  `const { message } = error; io.err(message)`,
  `function f(message: string) { return message.includes("x") }`,
  `error.name === "ApiError"`,
  `const a = error.message; { const a = "x"; a.includes("x") }`,
  `statuses.includes(error.status)`,
];
for (const code of innocent) {
  Deno.test(`readsOfErrorWords() finds nothing in: ${code}`, () => assertEquals(found(code), []));
}
