import { assert, assertEquals } from "@std/assert";
import { tableText } from "../../src/cli/table.ts";
import { runChild, sourceUrl } from "../helpers/child.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";

const head = ["Name", "Size", "Where it lies"];
const rows = [["a.csv", "12", "somewhere deep in a folder"], ["b", "4711", "here"]];
const person = { stdoutIsTerminal: true };
const pipe = { stdoutIsTerminal: false };
// deno-lint-ignore no-control-regex -- the escapes that make the titles bold
const bare = (text: string): string => text.replaceAll(/\x1b\[\d+m/g, "");

Deno.test("tableText() is plain columns into a pipe, however wide", async () => {
  assertEquals(
    await tableText(head, rows, pipe, { right: [1], width: 10 }),
    [
      "Name   Size  Where it lies",
      "a.csv    12  somewhere deep in a folder",
      "b      4711  here",
    ].join("\n"),
  );
});

Deno.test("tableText() has lines for a person", async () => {
  assertEquals(
    bare(await tableText(head, rows, person, { right: [1], width: 80 })),
    [
      "┌───────┬──────┬────────────────────────────┐",
      "│ Name  │ Size │ Where it lies              │",
      "├───────┼──────┼────────────────────────────┤",
      "│ a.csv │   12 │ somewhere deep in a folder │",
      "│ b     │ 4711 │ here                       │",
      "└───────┴──────┴────────────────────────────┘",
    ].join("\n"),
  );
});

Deno.test("tableText() wraps the widest column where a terminal is narrow", async () => {
  assertEquals(
    bare(await tableText(head, rows, person, { width: 36 })),
    [
      "┌───────┬──────┬───────────────────┐",
      "│ Name  │ Size │ Where it lies     │",
      "├───────┼──────┼───────────────────┤",
      "│ a.csv │ 12   │ somewhere deep in │",
      "│       │      │ a folder          │",
      "│ b     │ 4711 │ here              │",
      "└───────┴──────┴───────────────────┘",
    ].join("\n"),
  );
});

Deno.test("tableText() folds a path behind its slashes", async () => {
  const path = "~/.globus/app/5c4f1d2e-7a63/keyferry/tokens.json";
  assertEquals(
    bare(await tableText(["Where"], [[path]], person, { width: 24 })),
    [
      "┌──────────────────────┐",
      "│ Where                │",
      "├──────────────────────┤",
      "│ ~/.globus/app/       │",
      "│ 5c4f1d2e-7a63/       │",
      "│ keyferry/tokens.json │",
      "└──────────────────────┘",
    ].join("\n"),
  );
});

Deno.test("tableText() keeps a column whole that is to be copied, and narrows the others", async () => {
  const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
  const rows = [[id, "a long description of a collection"]];
  const text = bare(await tableText(["Id", "What"], rows, person, { width: 60, whole: [0] }));
  const lines = text.split("\n");
  assertEquals([text.includes(id), lines.every((line) => line.length <= 60)], [true, true]);
  const narrow = bare(await tableText(["Id", "What"], rows, person, { width: 20, whole: [0] }));
  assertEquals(narrow.includes(id), true);
});

Deno.test("tableText() loses no text where a terminal is far too narrow", async () => {
  const path = ["~/a/very-long/path,with=everything"];
  const text = bare(await tableText(["Path"], [path], person, { width: 5 }));
  const letters = text.split("\n").slice(3, -1).join("").replaceAll(/[│ \n]/g, "");
  assertEquals(letters, path.join());
});

Deno.test("tableText() draws titles alone", async () => {
  assertEquals(await tableText(head, [], pipe), "Name  Size  Where it lies");
  assert((await tableText(head, [], person, { width: 80 })).includes("Size"));
});

Deno.test("tableText() needs no permission, looks at nothing, and respects NO_COLOR", async () => {
  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const script = `
    import { tableText } from "${sourceUrl("src/cli/table.ts")}";
    console.log(await tableText(["a"], [["b"]], { stdoutIsTerminal: true }));
  `;
  for (const [NO_COLOR, coloured] of [["1", false], ["", true]] as const) {
    const env = { NO_COLOR, DENO_AUDIT_PERMISSIONS: audit };
    const { code, stdout, stderr } = await runChild(script, { env });
    assertEquals([code, stderr, stdout.includes("\x1b")], [0, "", coloured]);
  }
  assertEquals(await Deno.readTextFile(audit), "");
});

Deno.test("tableText() of very many rows is one table, in time that grows with them", async () => {
  const drawn = async (count: number): Promise<{ lines: string[]; ms: number }> => {
    const many = Array.from({ length: count }, (_, index) => [`run ${index}`, "x"]);
    const start = performance.now();
    const text = await tableText(["Name", "Is"], many, person, { width: 40 });
    return { lines: bare(text).split("\n"), ms: performance.now() - start };
  };
  const few = await drawn(2_000);
  const { lines, ms } = await drawn(20_000);
  const [top, title, border, first] = lines;
  assertEquals([top, title, border, first, lines.at(-2), lines.at(-1)], [
    "┌───────────┬────┐",
    "│ Name      │ Is │",
    "├───────────┼────┤",
    "│ run 0     │ x  │",
    "│ run 19999 │ x  │",
    "└───────────┴────┘",
  ]);
  const rows = lines.slice(3, -1);
  assertEquals(rows.length, 20_000);
  assertEquals(rows.findIndex((line, index) => !line.startsWith(`│ run ${index} `)), -1);
  // Ten times as many; the square of that is a hundred.
  assert(ms < 40 * few.ms, `${few.ms} ms, then ${ms} ms`);
});
