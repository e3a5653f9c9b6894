import { assertEquals } from "@std/assert";
import {
  bashLines,
  powershellLines,
  pythonLines,
} from "../../../src/sandbox/kept/environment_lines.ts";
import { powershellText } from "../../../src/shell_word.ts";

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

const unset = ["CAVE_TOKEN", "GLOBUS_PROFILE"];

Deno.test("bashLines() gives bash every value as it is, and clears the others", async () => {
  const values = [...Object.keys(env), ...unset].map((name) => `"\${${name}-gone}"`).join(" ");
  const script = ["set -e", ...bashLines({ env, unset }), `printf '%s\\0' ${values}`];
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", script.join("\n")],
    env: { CAVE_TOKEN: "mine" },
  }).output();
  assertEquals(new TextDecoder().decode(stdout).split("\0").slice(0, -1), [
    ...Object.values(env),
    ...["gone", "gone"],
  ]);
});

Deno.test("powershellLines() clears variables, and sets others to strings in single quotes", () => {
  assertEquals(powershellLines({ env: { HOME: String.raw`C:\it's`, EMPTY: "" }, unset }), [
    'if (-not $env:DENO_DIR) { $env:DENO_DIR = "$env:LOCALAPPDATA\\deno" }',
    "Remove-Item -ErrorAction Ignore Env:CAVE_TOKEN, Env:GLOBUS_PROFILE",
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

Deno.test("pythonLines() writes lines that Python reads as they stand", () => {
  // That Python does so is shown where Python is at hand: tests/interop/sandbox_lines.ts.
  const change = { env: { HOME: String.raw`C:\it's "new"`, NAME: "größe" }, unset };
  assertEquals(pythonLines(change), [
    "import os",
    `for name in os.environ.keys() & "CAVE_TOKEN GLOBUS_PROFILE".split(): del os.environ[name]`,
    "",
    "os.environ.update({",
    String.raw`    "HOME": "C:\\it's \"new\"",`,
    `    "NAME": "größe",`,
    "})",
  ]);
});
