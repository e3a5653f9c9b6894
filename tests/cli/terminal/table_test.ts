import { assert, assertEquals } from "@std/assert";
import { tableText } from "../../../src/cli/terminal/table.ts";
import { displayWidth, wordLines } from "../../../src/cli/terminal/text.ts";
import { leastMs } from "../../helpers/least_ms.ts";
import { runChild, sourceUrl } from "../../helpers/child.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const head = ["Name", "Size", "Where it lies"];
const rows = [["a.csv", "12", "somewhere deep in a folder"], ["b", "4711", "here"]];
const person = { stdoutIsTerminal: true };
const pipe = { stdoutIsTerminal: false };
// deno-lint-ignore no-control-regex -- the escapes that make the titles bold
const bare = (text: string): string => text.replaceAll(/\x1b\[\d+m/g, "");

Deno.test("tableText() is plain columns into a pipe, however wide", () => {
  assertEquals(
    tableText(head, rows, pipe, { right: [1], width: 10 }),
    [
      "Name   Size  Where it lies",
      "a.csv    12  somewhere deep in a folder",
      "b      4711  here",
    ].join("\n"),
  );
});

Deno.test("tableText() has a line below the titles for a person", () => {
  assertEquals(
    bare(tableText(head, rows, person, { right: [1], width: 80 })),
    [
      "Name   Size  Where it lies",
      "─────  ────  ──────────────────────────",
      "a.csv    12  somewhere deep in a folder",
      "b      4711  here",
    ].join("\n"),
  );
});

Deno.test("tableText() wraps the widest column between words where a terminal is narrow", () => {
  assertEquals(
    bare(tableText(head, rows, person, { width: 32 })),
    [
      "Name   Size  Where it lies",
      "─────  ────  ───────────────────",
      "a.csv  12    somewhere deep in a",
      "             folder",
      "b      4711  here",
    ].join("\n"),
  );
});

Deno.test("tableText() makes records of the rows where their words would not stay whole", () => {
  const rows = [["a.csv", "12", "some way down a folder"], ["b", "-", "here"]];
  assertEquals(
    bare(tableText(["Name", "Full-size-of", "Where"], rows, person, { width: 20 })),
    [
      "Name          a.csv",
      "Full-size-of  12",
      "Where         some",
      "              way",
      "              down a",
      "              folder",
      "",
      "Name          b",
      "Where         here",
    ].join("\n"),
  );
});

Deno.test("tableText() puts the cells of records below their titles where a word has no room beside them", () => {
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  assertEquals(
    bare(tableText(["Task", "Note", "Why"], [[id, "-", "it is slow"]], person, { width: 40 })),
    ["Task", `  ${id}`, "Why", "  it is slow"].join("\n"),
  );
});

Deno.test("tableText() keeps a column on its line that is to be copied, and narrows the others", () => {
  const path = "/my runs/of 2026/all of them.csv";
  const rows = [[path, "a long description of a collection"]];
  const lines = bare(tableText(["Path", "What"], rows, person, { width: 60, whole: [0] }));
  assert(lines.includes(path));
  assert(lines.split("\n").every((line) => line.length <= 60), lines);
});

Deno.test("tableText() breaks no word at any width, and no line is longer than the terminal or one word", () => {
  const cells = [
    "~/.globus/app/5c4f1d2e/tokens.json",
    "ада@пример.example",
    "a short one",
    "日本語 の 名前",
  ];
  for (let width = 5; width < 140; width++) {
    const text = bare(tableText(["Where", "Who", "What", "名"], [cells], person, { width }));
    for (const word of cells.flatMap((cell) => cell.split(" "))) {
      assert(text.includes(word), `${word} at ${width}:\n${text}`);
    }
    for (const line of text.split("\n")) {
      const isWord = !line.trim().includes(" ");
      assert(displayWidth(line) <= width || isWord || width < 12, `${width}: ${line}`);
    }
  }
});

Deno.test("tableText() draws titles alone", () => {
  assertEquals(tableText(head, [], pipe), "Name  Size  Where it lies");
  assert(tableText(head, [], person, { width: 80 }).includes("Size"));
});

Deno.test("displayWidth() counts what a terminal shows: wide, combined and joined characters", () => {
  const widths: readonly [string, number][] = [
    ["plain", 5],
    ["Grüße", 5],
    ["e\u0301", 1],
    ["日本語", 6],
    ["한국어", 6],
    ["ﾊﾝｶｸ", 4],
    ["🚢", 2],
    ["👩‍🔬", 2],
    ["❤️", 2],
    ["a\u200bb", 2],
    ["│─", 2],
    ["привет", 6],
  ];
  for (const [text, width] of widths) assertEquals([text, displayWidth(text)], [text, width]);
});

Deno.test("displayWidth() agrees with Python's own table of wide characters", async () => {
  const script = `
import unicodedata, json
wide = [c for c in range(0x3000, 0x20000) if unicodedata.east_asian_width(chr(c)) in "WF"
        and unicodedata.category(chr(c))[0] in "LNPS"]
print(json.dumps(wide))
`;
  const { stdout } = await new Deno.Command("python3", { args: ["-c", script] }).output();
  const codes: number[] = JSON.parse(new TextDecoder().decode(stdout));
  const narrow = codes.filter((code) => displayWidth(String.fromCodePoint(code)) !== 2);
  // Scripts that few names are written in, and symbols of them, count as one column.
  assert(narrow.length < codes.length / 4, `${narrow.length} of ${codes.length}`);
  assertEquals(narrow.filter((code) => code < 0x16000).map((code) => code.toString(16)), []);
});

Deno.test("wordLines() breaks between words alone", () => {
  assertEquals(wordLines("one two three", 8), ["one two", "three"]);
  assertEquals(wordLines("a-very-long-word b", 5), ["a-very-long-word", "b"]);
  assertEquals(wordLines("", 5), [""]);
});

Deno.test("tableText() needs no permission, looks at nothing, and respects NO_COLOR", async () => {
  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const script = `
    import { tableText } from "${sourceUrl("src/cli/terminal/table.ts")}";
    console.log(tableText(["a"], [["b"]], { stdoutIsTerminal: true }));
  `;
  for (const [NO_COLOR, coloured] of [["1", false], ["", true]] as const) {
    const env = { NO_COLOR, DENO_AUDIT_PERMISSIONS: audit };
    const { code, stdout, stderr } = await runChild(script, { env });
    assertEquals([code, stderr, stdout.includes("\x1b")], [0, "", coloured]);
  }
  assertEquals(await Deno.readTextFile(audit), "");
});

Deno.test("tableText() of very many rows takes time that grows with them", async () => {
  const drawn = (count: number, width: number, enough: number): Promise<number> => {
    const many = Array.from({ length: count }, (_, index) => [`run ${index}`, "x"]);
    return leastMs(enough, () => tableText(["Name", "Is"], many, person, { width }));
  };
  for (const width of [40, 10]) {
    const few = await drawn(2_000, width, 0);
    const many = await drawn(20_000, width, 40 * few);
    assert(many < 40 * few, `10 times the rows took ${many / few} times as long at ${width}`);
  }
});
