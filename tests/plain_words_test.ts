import { assert, assertEquals } from "@std/assert";
import { filesBelow, root } from "./helpers/source/modules.ts";
import { titlesIn } from "./helpers/source/titles_in.ts";

/** Words that a reader of English as a foreign language stumbles over, and what to write. */
const out: readonly [word: RegExp, write: string][] = [
  [/\banew\b/, "again"],
  [/\bin (?:its|their|his|her|the \w+'s) stead\b/, "instead"],
  [/\b(?:buys?|buying|bought|purchases?)\b/, "get"],
  [/\b(?:spends?|spending|spent)\b/, "use"],
  [/\btokens? (?:that )?(?:ends?|ended)\b/, "the token expires, or is revoked"],
  [/\ba line a \w+/, "one line per X"],
  [/\bfares?\b/, "the state of"],
  [/\bmend(?:s|ed|ing)?\b/, "fix"],
  [/\bhand(?:s|ed|ing)? in\b/, "submit"],
  [/\bpass(?:es|ed|ing)? over\b/, "skip"],
  [/\bholds no\b/, "has no"],
  [/\bmay not be looked at\b/, "may not be checked"],
  [/\b[Nn]obody (?:can be|is there to be|is here|is there|was logged)\b/, "no one, or you"],
  [/(?<![Tt]here )\bis none\b/, "is not an X"],
  [
    /(?<![Tt]here )\b(?:is|are) no (?!longer|more|reason|way|one|need|use|matter|room|better|other|good|such|part)[a-z]+/,
    "is not an X",
  ],
];

const isFence = (line: string): boolean => line.includes("```");

/** A document without its examples, which hold what programs print. */
function prose(text: string): string {
  let inside = false;
  return text.split("\n").filter((line) => {
    if (isFence(line)) inside = !inside;
    return !inside && !isFence(line);
  }).join("\n");
}

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
}

function markdownOf(notebook: string): string {
  const { cells }: { cells: readonly Cell[] } = JSON.parse(notebook);
  return cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => [source].flat().join("")).join("\n");
}

/** What a module says: its comments, without their examples, and its texts of two words and more. */
function wordsOf(code: string): string {
  const comments = code.match(/\/\*\*[\s\S]*?\*\/|^\s*\/\/ .*$/gm) ?? [];
  const bare = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import [\s\S]*?;$/gm, "");
  const texts = (bare.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [])
    .filter((text) => text.includes(" "));
  return [...comments.map(prose), ...texts].join("\n");
}

/** Which words of a text are out, each with what to write. */
function stumbles(text: string): string[] {
  return out.flatMap(([word, write]) => {
    const all = text.matchAll(new RegExp(word, "gi"));
    return [...all].map(([found]) => `"${found}": write "${write}"`);
  });
}

/** Everything that a person reads, by file. */
async function* texts(): AsyncGenerator<[file: string, text: string]> {
  const read = (path: string): Promise<string> => Deno.readTextFile(`${root}${path}`);
  for (const path of ["README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"]) {
    yield [path, prose(await read(path))];
  }
  for (const folder of ["docs", "links", "src", "tests"]) {
    for (const path of await filesBelow(folder, ".md")) yield [path, prose(await read(path))];
  }
  for (const path of await filesBelow("notebooks", ".ipynb")) {
    yield [path, markdownOf(await read(path))];
  }
  for (const path of await filesBelow("src")) yield [path, wordsOf(await read(path))];
  for (const path of await filesBelow("tests")) yield [path, titlesIn(await read(path)).join("\n")];
  const help = "tests/cli/__snapshots__/help_test.ts.snap";
  yield [help, await read(help)];
}

Deno.test("README, pages, notebooks, help, messages, comments and names of tests use plain words", async () => {
  const found: string[] = [];
  let count = 0;
  for await (const [file, text] of texts()) {
    count++;
    for (const stumble of stumbles(text)) found.push(`${file}: ${stumble}`);
  }
  assert(count > 500, `only ${count} texts were read`);
  assertEquals(found, []);
});

Deno.test("a word that is out is found in a comment, in a message and in a page", () => {
  const code = '/** Looks anew. */\nthrow new Error("it is no file");\nconst anew = 1;';
  assertEquals(stumbles(wordsOf(code)).length, 2);
  assertEquals(stumbles(prose("Mended anew.\n```\nanew\n```")).length, 2);
  assertEquals(stumbles("There is no file, and it is no longer there"), []);
});
