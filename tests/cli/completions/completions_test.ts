import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../../cli.ts";
import { completionTree } from "../../../src/cli/completions/tree.ts";
import { commandTree } from "../../../src/cli/words/command_tree.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";

const tree = completionTree(await commandTree());

async function script(shell: string): Promise<string> {
  const io = fakeIo();
  assertEquals(await main(["completions", shell], io), 0);
  return io.output;
}

/** What a shell prints that runs a script. */
async function printed(program: string, code: string): Promise<string> {
  // From a file: one argument may be 128 KiB at most.
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/script`, code);
  const { stdout, stderr, success } = await new Deno.Command(program, {
    args: [`${folder.path}/script`],
    clearEnv: true,
    // Where no file has a name that could complete a word.
    cwd: folder.path,
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: folder.path },
  }).output();
  const decoder = new TextDecoder();
  assertEquals([success, decoder.decode(stderr)], [true, ""]);
  return decoder.decode(stdout);
}

async function isThere(program: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] })
    .output();
  return success;
}

/** What is typed, the last word unfinished, and what may stand in its place. */
const cases: [typed: string, words: readonly string[]][] = [
  ["keyferry sta", ["status"]],
  ["keyferry globus trans", ["transfer"]],
  ["keyferry --json globus task sho", ["show"]],
  ["keyferry --sandbox globus cave tok", ["token"]],
  ["keyferry permissions globus trans", ["transfer"]],
  ["keyferry globus transfer --sync-level ex", ["exists"]],
  ["keyferry globus transfer -s ch", ["checksum"]],
  ["keyferry globus transfer --sync-l", ["--sync-level"]],
  ["keyferry cave token --re", ["--reveal"]],
  ["keyferry --profile --json cave save --over", ["--overwrite"]],
  ["keyferry completions z", ["zsh"]],
  ["keyferry globus -- tr", []],
];

Deno.test("keyferry completions bash completes in bash", async () => {
  const code = cases.map(([typed]) => {
    const words = typed.split(" ");
    return `COMP_WORDS=(${words.join(" ")}) COMP_CWORD=${words.length - 1}; _keyferry; ` +
      'echo "${COMPREPLY[*]}"';
  });
  const lines = await printed("bash", `${await script("bash")}\n${code.join("\n")}`);
  assertEquals(lines.split("\n").slice(0, -1), cases.map(([, words]) => words.join(" ")));
});

Deno.test("keyferry completions bash offers files where nothing else is known", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/keyferry.bash`, await script("bash"));
  await Deno.writeTextFile(`${folder.path}/only-file.txt`, "");
  const options = { env: { HOME: folder.path } };
  await using terminal = openTerminal(["bash", "--norc", "--noprofile"], options);
  // What is typed is shown, too: only what is printed has no quotes.
  await terminal.type("cd; source keyferry.bash; keyferry() { echo \"got:$*\"; }; echo load''ed\r");
  await terminal.until("loaded");
  await terminal.type("keyferry cave token --file only\t\r");
  await terminal.until("got:cave token --file only-file.txt");
  await terminal.type("keyferry globus trans\t\r");
  await terminal.until("got:globus transfer");
  await terminal.type("exit\r");
  assertEquals(await terminal.end(), 0);
});

if (await isThere("zsh")) {
  Deno.test("keyferry completions zsh completes in zsh", async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/keyferry.zsh`, await script("zsh"));
    const options = { env: { HOME: folder.path } };
    await using terminal = openTerminal(["zsh", "-f"], options);
    await terminal.type(
      "cd; autoload -U compinit; compinit -u; source keyferry.zsh; " +
        "keyferry() { echo \"got:$*\" }; echo load''ed\r",
    );
    await terminal.until("loaded");
    for (const [typed, [word]] of cases) {
      if (word === undefined) continue;
      await terminal.type(`${typed}\t\r`);
      const [, ...before] = typed.split(" ").slice(0, -1);
      await terminal.until(`got:${[...before, word].join(" ")}`);
    }
    await terminal.type("exit\r");
    assertEquals(await terminal.end(), 0);
  });
}

if (await isThere("zsh")) {
  Deno.test("README's line completes in a bare zsh, too", async () => {
    await using folder = await temporaryFolder();
    await Deno.writeTextFile(`${folder.path}/keyferry.zsh`, await script("zsh"));
    const options = { env: { HOME: folder.path } };
    await using terminal = openTerminal(["zsh", "-f"], options);
    await terminal.type(
      "cd; source <(cat keyferry.zsh); keyferry() { echo \"got:$*\" }; echo load''ed\r",
    );
    await terminal.until("loaded");
    await terminal.type("keyferry globus trans\t\r");
    await terminal.until("got:globus transfer");
    await terminal.type("exit\r");
    assertEquals(await terminal.end(), 0);
  });
}

if (await isThere("fish")) {
  Deno.test("keyferry completions fish completes in fish", async () => {
    const code = cases.map(([typed]) => `complete -C "${typed}" | cut -f 1; echo .`);
    const lines = await printed("fish", `${await script("fish")}\n${code.join("\n")}`);
    const given = lines.split(".\n").slice(0, -1).map((words) => words.split("\n").slice(0, -1));
    assertEquals(given, cases.map(([, words]) => words));
  });
}

for (const shell of ["bash", "zsh", "fish"]) {
  Deno.test(`keyferry completions ${shell} knows every command and option`, async () => {
    const text = await script(shell);
    for (const { path, commands, options } of tree) {
      assertStringIncludes(text, path);
      for (const { word } of commands) assertStringIncludes(text, word);
      for (const flag of options.flatMap(({ flags }) => flags)) {
        assertStringIncludes(text, shell === "fish" ? flag.replace(/^-+/, "") : flag);
      }
    }
  });
}
