import { assertEquals } from "@std/assert";
import { terminalIo } from "../../../cli.ts";
import {
  type Act,
  answered,
  answeredList,
  type Io,
  jobCommand,
} from "../../../src/cli/terminal/job.ts";

interface Copy {
  readonly from: string;
  readonly to?: string | undefined;
  readonly also: readonly string[];
  readonly quiet?: boolean;
}

const job = { run: () => Promise.resolve(0), needs: () => Promise.resolve({ needed: [] }) };

/** What is handed over when words are read. */
async function read(
  words: string[],
  names: readonly (keyof Copy)[],
  args: string,
): Promise<unknown> {
  let handed: unknown;
  const act: Act = (taken, options) => {
    assertEquals<unknown>(taken, job);
    handed = options;
  };
  await jobCommand<Copy>(act, job, ...names).arguments(args).option("--quiet", "").parse(words);
  return handed;
}

Deno.test("jobCommand() hands arguments over as the options that they are, in their order", async () => {
  const names = ["from", "to"] as const;
  const two = "<source:string> [target:string]";
  assertEquals(await read(["a", "b", "--quiet"], names, two), { from: "a", to: "b", quiet: true });
  assertEquals(await read(["a"], names, two), { from: "a", to: undefined });
});

Deno.test("jobCommand() hands arguments over by their own names where no others are said", async () => {
  const own = await read(["a", "b"], [], "<from:string> [new-to:string]");
  assertEquals(own, { from: "a", newTo: "b" });
});

Deno.test("jobCommand() hands over all words of an argument that takes several", async () => {
  const names = ["from", "also"] as const;
  const many = "<source:string> <others...:string>";
  assertEquals(await read(["a", "b", "c"], names, many), { from: "a", also: ["b", "c"] });
  assertEquals(await read(["a", "b"], names, many), { from: "a", also: ["b"] });
});

/** What a command prints, and on which stream. */
function printer(): { readonly io: Io; readonly printed: string[] } {
  const printed: string[] = [];
  const io = {
    ...terminalIo(),
    stdoutIsTerminal: false,
    out: (text: string) => void printed.push(`out: ${text}`),
    note: (text: string) => void printed.push(`note: ${text}`),
  };
  return { io, printed };
}

Deno.test("answered() prints one document with --json, else the text, which is not made in vain", () => {
  const { io, printed } = printer();
  const never = (): string => {
    throw new Error("nobody reads it");
  };
  assertEquals(answered({ a: 1 }, never, { json: true }, io), 0);
  assertEquals(answered({ a: 1 }, "one", {}, io), 0);
  assertEquals(answered({ a: 1 }, () => "two", {}, io), 0);
  assertEquals(printed, ['out: {\n  "a": 1\n}', "out: one", "out: two"]);
});

Deno.test("answeredList() prints a table of harmless cells; nothing of an empty list but its note", () => {
  const { io, printed } = printer();
  const table = { head: ["Name", "Of"], row: ({ name }: { name: string }) => [name, null] };
  const items = [{ name: "a\x1b[2J" }];
  assertEquals(answeredList({ items }, { items, ...table }, {}, io), 0);
  assertEquals(answeredList({ items: [] }, { items: [], ...table }, {}, io), 0);
  assertEquals(answeredList({ items: [] }, { items: [], ...table, none: "None" }, {}, io), 0);
  assertEquals(answeredList({ items: [] }, { items: [], ...table }, { json: true }, io), 0);
  assertEquals(printed, [
    "out: Name      Of\na\\x1b[2J  -",
    "note: None",
    'out: {\n  "items": []\n}',
  ]);
});
