/** The commands that README, docs and the notebooks name are commands, and whole ones can be typed as they are. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path/join";
import { main } from "../../cli.ts";
import { commandTree } from "../../src/cli/words/command_tree.ts";
import { allCommands } from "../../src/cli/words/refusal.ts";
import { fakeIo } from "../cli/_cli.ts";
import { filesBelow, root } from "../helpers/source/modules.ts";

const tree = await commandTree();
const names = new Set([tree, ...allCommands(tree)].map((command) => command.getPath()));

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: readonly string[] }[];
}

/** The text of a page, or of a notebook's cells that are text. */
async function textOf(path: string): Promise<string> {
  const text = await Deno.readTextFile(join(root, path));
  if (!path.endsWith(".ipynb")) return text;
  const { cells }: Notebook = JSON.parse(text);
  return cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => source.join("")).join("\n");
}

/** The commands in a page's sentences and in its blocks for a shell. */
function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => {
    return block.split("\n").map((line) => line.replace(/\s+#.*/, ""));
  });
  const prose = text.replaceAll(/^```.*?^```$/gms, "");
  const spans = [...prose.matchAll(/`(keyferry\s[^`]+)`/g)].map(([, span = ""]) => span);
  return [...blocks, ...spans].flatMap((line) => {
    return [...line.replaceAll(/\s+/g, " ").matchAll(/(?:^|\(|\| |\$ )(keyferry [^|)]+)/g)]
      .map(([, command = ""]) => command.trim());
  });
}

/** What is wrong with a command; nothing where it is one. */
async function complaint(command: string): Promise<string | undefined> {
  const [, ...words] = command.replace(/ (?:\.\.\.|<command>)$/, "").match(/'[^']*'|\S+/g) ?? [];
  const isName = names.has(["keyferry", ...words].join(" ")) || words[0] === "COMMAND";
  if (isName) return undefined;
  const io = fakeIo();
  // Asked for its permissions, a command's words are read, and nothing is done.
  await main(words[0] === "permissions" ? words : ["permissions", ...words], io);
  const isWrong = /Unknown|Missing|Too many|No arguments/.test(io.talk);
  return isWrong ? `${command}: ${io.talk.trim()}` : undefined;
}

Deno.test("the commands that README, docs and notebooks name can be typed", async () => {
  const pages = [
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "src/sandbox/README.md",
    ...await filesBelow("docs", ".md"),
    ...await filesBelow("notebooks", ".ipynb"),
  ].filter((page) => !page.startsWith("docs/migration/"));
  const complaints: string[] = [];
  let count = 0;
  for (const page of pages) {
    for (const command of commandsIn(await textOf(page))) {
      count++;
      const wrong = await complaint(command);
      if (wrong !== undefined) complaints.push(`${page}: ${wrong}`);
    }
  }
  assert(count > 30, `only ${count} were read`);
  assertEquals(complaints, []);
});
