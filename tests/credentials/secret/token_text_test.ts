import { assert, assertEquals, assertLess } from "@std/assert";
import { isPlaceholder, tokenText } from "../../../src/credentials/secret/token_text.ts";
import { leastMs } from "../../helpers/least_ms.ts";

const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJ0YXBpcy91c2VybmFtZSI6ImFkYSJ9.c2lnbmF0dXJl";

const cleaned: readonly [string, string][] = [
  ["abc", "abc"],
  ["  abc\r\n", "abc"],
  ['"abc"', "abc"],
  ["'abc'\n", "abc"],
  ["`abc`", "abc"],
  ["\u201cabc\u201d", "abc"],
  ["\u2018abc\u2019", "abc"],
  ['" abc "', "abc"],
  ['""abc""', "abc"],
  ["Bearer abc", "abc"],
  ["bearer   abc\n", "abc"],
  ['"Bearer abc"', "abc"],
  ['Bearer "abc"', "abc"],
  ["Authorization: Bearer abc", "abc"],
  ["'authorization:bearer abc'", "abc"],
  [`X-Tapis-Token: ${jwt}`, jwt],
  [jwt, jwt],
  ["bearerabc", "bearerabc"],
  ["Ag0XyZ_-.~+/9==", "Ag0XyZ_-.~+/9=="],
  // What only looks like a placeholder.
  ["token", "token"],
  ["yourtoken1234", "yourtoken1234"],
  ["0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"],
  ["xx12", "xx12"],
];
for (const [text, token] of cleaned) {
  Deno.test(`tokenText() makes ${JSON.stringify(token)} of ${JSON.stringify(text)}`, () => {
    assertEquals(tokenText(text), { token });
  });
}

const refused: readonly [string, string][] = [
  ["", "no token"],
  [" \n", "no token"],
  ['""', "no token"],
  ["Bearer", "no token"],
  ["Bearer ", "no token"],
  ['"Bearer "', "no token"],
  ['ab"c', "a quote"],
  [`"abc'`, "a quote"],
  ["abc def", "a space"],
  ["abc\tdef", "no header"],
  ["abc\ndef", "no header"],
  ["Bearer Bearer abc", "a space"],
  ["t\u00f6ken", "no header"],
  ["abc\u200b", "no header"],
  ["abc\u0000", "no header"],
  ['{"token": "abc"}', "a quote"],
  ["a<b", "a bracket"],
];
for (const [text, problem] of refused) {
  Deno.test(`tokenText() refuses ${JSON.stringify(text)}`, () => {
    const outcome = tokenText(text);
    assert("problem" in outcome && outcome.problem.includes(problem), JSON.stringify(outcome));
  });
}

const placeholders = [
  "<your token here>",
  '"<token>"',
  "Bearer <TOKEN>",
  "<paste-token>",
  "YOUR_TOKEN",
  "your-cave-token",
  "YOUR_ACCESS_TOKEN_HERE",
  "your secret here",
  "my token goes here",
  "token_here",
  "PASTE_TOKEN_HERE",
  "paste your token here",
  "insert-token-here",
  "REPLACE_ME",
  "changeme",
  "change-me",
  "xxxxxxxxxxxx",
  "****************",
  "...",
  "\u2026",
  "$CAVE_TOKEN",
  "${CAVE_TOKEN}",
  "%CAVE_TOKEN%",
  "{{ token }}",
  "null",
  "undefined",
  "None",
  "[redacted]",
  "[object Object]",
  "Secret(hidden)",
];
for (const text of placeholders) {
  Deno.test(`tokenText() takes ${JSON.stringify(text)} for a placeholder`, () => {
    assertEquals(tokenText(text), { problem: "a placeholder, not a token" });
  });
}

Deno.test("isPlaceholder() never looks long at a text made to be slow", async () => {
  const ms = await leastMs(1000, () => {
    for (const part of ["your-", "a_", "paste ", "<a", "$A", "{{"]) {
      assertEquals(isPlaceholder(part.repeat(100_000)), false);
      isPlaceholder(part.repeat(20).slice(0, 80));
    }
  });
  assertLess(ms, 1000);
});
