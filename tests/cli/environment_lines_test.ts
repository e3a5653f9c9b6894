import { assertEquals } from "@std/assert";
import {
  bashLines,
  powershellLines,
  powershellText,
  pythonLines,
} from "../../src/cli/environment_lines.ts";

/** What people call their folders. */
const env = {
  PLAIN: "/home/ferry",
  QUOTES: `it's "data" \`here\``,
  DOLLARS: "$HOME $(whoami) ${HOME} %PATH%",
  WINDOWS: "C:\\Users\\Renée\\new folder\\",
  TYPOGRAPHIC: "the lab’s ‘runs’ ‚a‛",
  BEYOND: "größe 🧠\u2028",
  NEWLINE: "one\ntwo",
  EMPTY: "",
};

Deno.test("bashLines() gives bash every value as it is", async () => {
  const values = Object.keys(env).map((name) => `"$${name}"`).join(" ");
  const script = [...bashLines(env), `printf '%s\\0' ${values}`];
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", script.join("\n")],
  }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), Object.values(env));
});

Deno.test("powershellLines() sets each variable to a string in single quotes", () => {
  assertEquals(powershellLines({ HOME: String.raw`C:\it's`, EMPTY: "" }), [
    String.raw`$env:HOME = 'C:\it''s'`,
    "$env:EMPTY = ''",
  ]);
  for (const value of Object.values(env)) {
    assertEquals(readByPowershell(powershellText(value)), value);
  }
});

/**
 * What PowerShell makes of a string in single quotes (about_Quoting_Rules): nothing is special in it but
 * a single quote, of which two stand for one; typographic ones are single quotes as well.
 */
function readByPowershell(literal: string): string {
  const isQuote = (letter: string | undefined): boolean => {
    return letter !== undefined && "'\u2018\u2019\u201a\u201b".includes(letter);
  };
  const letters = [...literal];
  assertEquals(isQuote(letters.shift()), true);
  let value = "";
  while (letters.length > 0) {
    const letter = letters.shift() ?? "";
    if (!isQuote(letter)) value += letter;
    else if (isQuote(letters[0])) value += letters.shift();
    else assertEquals(letters, [], "the string ends before the line does");
  }
  return value;
}

Deno.test("pythonLines() writes one call that Python reads as it stands", () => {
  // That Python does so is shown where Python is at hand: tests/interop/sandbox_lines.ts.
  assertEquals(pythonLines({ HOME: String.raw`C:\it's "new"`, NAME: "größe" }), [
    "import os",
    "os.environ.update({",
    String.raw`    "HOME": "C:\\it's \"new\"",`,
    `    "NAME": "größe",`,
    "})",
  ]);
});
