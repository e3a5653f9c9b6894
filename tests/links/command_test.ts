/** What the CLI needs of @cliffy/command; see `path_test.ts`. The command is in `_ferry.ts`. */
import { Command, ValidationError } from "@cliffy/command";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type AnyCommand, type Call, ferryCommand } from "./_ferry.ts";

/** What a command line made the command do. */
async function ferry(...words: string[]): Promise<Call> {
  let done: Call | undefined;
  await ferryCommand((call) => done = call).parse(words);
  if (!done) throw new Error(`Nothing was done for ${words.join(" ")}`);
  return done;
}

/** What it says of a command line that it refuses. What it guesses is left: keyferry guesses by itself. */
async function refusal(...words: string[]): Promise<string> {
  const { message } = await assertRejects(() => ferry(...words), ValidationError);
  return message.split(" Did you mean ")[0] ?? "";
}

/** Help as it is shown, without the spaces that fill its columns. */
function help(command: AnyCommand, width = 80): string {
  return command.getHelp({ colors: false, long: true, width }).replace(/ +$/gm, "");
}

/** The command that words lead to, once the whole has been asked for its help. */
function found(...words: string[]): AnyCommand {
  const command = ferryCommand(nobody);
  command.getHelp();
  return words.reduce<AnyCommand>((at, word) => at.getCommand(word) ?? at, command);
}

const nobody = () => {};

Deno.test("Command hands options and arguments to the handler", async () => {
  assertEquals(await ferry("globus", "ls", "ID", "/home", "--limit", "3", "--json"), {
    handler: "ls",
    options: { limit: 3, json: true, color: true },
    args: ["ID", "/home"],
  });
});

Deno.test("Command takes options in every spelling", async () => {
  const spelled: [string[], Record<string, unknown>][] = [
    [[], {}],
    [["-l", "3"], { limit: 3 }],
    [["-l3"], { limit: 3 }],
    [["--limit=3"], { limit: 3 }],
    [["--no-color"], { color: false }],
    [["-t", "a", "--tag=b"], { tag: ["a", "b"] }],
    [["--sandbox", "--json"], { sandbox: "--json" }],
    [["--all", "-t=a=b", "-t", "c"], { all: true, tag: ["a=b", "c"] }],
  ];
  for (const [words, options] of spelled) {
    const call = await ferry("globus", "ls", "ID", ...words);
    assertEquals(call.options, { color: true, ...options });
    assertEquals(call.args, ["ID", undefined]);
  }
});

Deno.test("Command takes global options before the sub-command too", async () => {
  for (
    const words of [
      ["--json", "--sandbox", "x", "globus", "ls", "ID"],
      ["globus", "--json", "ls", "--sandbox=x", "ID"],
    ]
  ) {
    const { options } = await ferry(...words);
    assertEquals(options, { color: true, json: true, sandbox: "x" });
  }
  assertEquals(await refusal("--local", "globus", "ls"), "Too many arguments: globus ls");
});

Deno.test("Command gathers words, and converts values", async () => {
  const { options, args } = await ferry(
    ...["globus", "wait", "a", "b", "--level", "high", "--timeout", "1.5", "c"],
  );
  assertEquals(options, { level: "high", timeout: 1.5 });
  assertEquals(args, ["a", "b", "c"]);
});

Deno.test("Command sets a flag that can only be negated, and leaves one of both forms unset", async () => {
  const read = async (...words: string[]): Promise<unknown> => {
    let read: unknown;
    await new Command().option("--no-color", "Plain.")
      .option("--checks", "Compare.").option("--no-checks", "Do not.")
      .action((options: object) => void (read = { ...options })).parse(words);
    return read;
  };
  assertEquals(await read(), { color: true });
  assertEquals(await read("--no-checks", "--no-color"), { checks: false, color: false });
  assertEquals(await read("--checks"), { checks: true, color: true });
});

Deno.test("Command.useRawArgs() leaves all words to the handler", async () => {
  const { options, args } = await ferry("run", "--dry", "ls", "--help", "-x");
  assertEquals([options, args], [{}, ["--dry", "ls", "--help", "-x"]]);
});

Deno.test("Command knows hidden commands", async () => {
  assertEquals((await ferry("secret")).handler, "secret");
});

Deno.test("Command swallows an unknown flag where a positional is open", async () => {
  assertEquals((await ferry("globus", "ls", "--josn", "ID")).args, ["--josn", "ID"]);
  assertEquals((await ferry("globus", "wait", "a", "-xyz", "--level=low")).args, ["a", "-xyz"]);
});

Deno.test("Command lets a type of the positional refuse flags", async () => {
  assertEquals((await ferry("guard", "name")).args, ["name"]);
  assertEquals(await refusal("guard", "--josn"), 'Unknown option "--josn".');
});

Deno.test("Command refuses what does not fit, and says why", async () => {
  const refused: [string[], string][] = [
    [["globus", "ls"], "Missing argument(s): endpoint"],
    [["globus", "ls", "a", "b", "c", "--all", "d"], "Too many arguments: c d"],
    [["globus", "ls", "a", "b", "c", "--josn"], 'Unknown option "--josn".'],
    [["globus", "ls", "a", "b", "-qr"], 'Unknown option "-q".'],
    [["globus", "sl"], 'Unknown command "sl".'],
    [["secret", "x"], 'No arguments allowed for command "ferry secret".'],
    [
      ["globus", "ls", "a", "-l", "many"],
      'Option "--limit" must be of type "integer", but got "many".',
    ],
    [["globus", "ls", "a", "--limit"], 'Missing value for option "--limit".'],
    [["globus", "ls", "a", "--all=1"], 'Option "--all" doesn\'t take a value, but got "1".'],
    [
      ["globus", "ls", "a", "-l1", "--limit=2"],
      'Option "--limit" can only occur once, but was found several times.',
    ],
    [
      ["globus", "ls", "a", "--all", "-l1"],
      'Option "--all" conflicts with option "--limit".',
    ],
    [
      ["globus", "wait", "a", "--timeout", "1"],
      'Option "--timeout" depends on option "--level".',
    ],
    [
      ["globus", "wait", "a", "--level", "x"],
      'Option "--level" must be of type "level", but got "x". Expected values: "low", "high"',
    ],
  ];
  for (const [words, message] of refused) assertEquals(await refusal(...words), message);
});

Deno.test("Command names itself in its errors", async () => {
  const { cmd } = await assertRejects(() => ferry("globus", "ls"), ValidationError);
  assertEquals(cmd?.getPath(), "ferry globus ls");
});

Deno.test("Command passes on errors of handlers as they are", async () => {
  const command = new Command().name("x").noExit().command(
    "do",
    new Command().action(() => {
      throw new RangeError("not today");
    }),
  ).reset();
  await assertRejects(() => command.parse(["do"]), RangeError, "not today");
});

Deno.test("Command waits for handlers", async () => {
  let done = false;
  const command = new Command().action(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    done = true;
  });
  await command.parse([]);
  assertEquals(done, true);
});

Deno.test("Command shows its help", () => {
  assertEquals(
    help(ferryCommand(nobody)),
    `
Usage:   ferry
Version: 1.2.3

Description:

  Ferry data.

Options:

  -h, --help               - Show this help.
  -V, --version            - Show the version number for this program.
  --json                   - JSON.
  --sandbox      <folder>  - A sandbox's home.
  --local                  - Here alone.

Commands:

  globus          - Globus.
  guard   <name>  - Guarded.
  run             - Run words.
`,
  );
});

Deno.test("Command shows arguments, groups, defaults and examples in help", () => {
  assertEquals(
    help(found("globus", "ls")),
    `
Usage:   ferry globus ls <endpoint> [path]
Version: 1.2.3

Description:

  List a folder.

  Folders first.

Arguments:

  <endpoint>  - The collection.  (required)
  [path]      - The folder.

Options:

  -h, --help             - Show this help.
  --json                 - JSON.
  --sandbox    <folder>  - A sandbox's home.
  -l, --limit  <n>       - How many.
  -t, --tag    <tag>     - By tag.
  --no-color             - Plain.
  --all                  - Hidden ones too.   (Conflicts: --limit)

Examples:

  a folder ferry globus ls ID /home
`,
  );
  const waiting = help(found("globus", "wait"));
  assertStringIncludes(waiting, "Usage:   ferry globus wait <ids...>\n");
  assertStringIncludes(waiting, "\nPatience:\n\n  --level    <level>  - How hard.");
  assertStringIncludes(waiting, '(Values: "low", "high")');
  assertStringIncludes(waiting, "(Depends: --level)");
});

Deno.test("Command folds help into the given width", () => {
  const command = new Command().name("x")
    .option("--long <n:number>", "A description of more words than fit.");
  assertStringIncludes(
    help(command, 40),
    `
  -h, --help       - Show this help.
  --long      <n>  - A description of
                     more words than
                     fit.
`,
  );
});

/** Runs a script in a process of its own, without a permission. */
async function inProcess(
  script: string,
  ...words: string[]
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "--no-lock"],
      ...["--config", fromFileUrl(new URL("../../deno.json", import.meta.url))],
      `data:application/typescript,${encodeURIComponent(script)}`,
      ...words,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out: out!, err: err! };
}

const small = 'import { Command } from "@cliffy/command";\n' +
  'await new Command().name("small").arguments("<a:string>")' +
  '.action((_: unknown, a: string) => console.log("got", a)).parse();';

Deno.test("Command runs without a permission", async () => {
  assertEquals(await inProcess(small, "x"), { code: 0, out: "got x\n", err: "" });
});
