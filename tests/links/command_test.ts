/** What the CLI needs of @cliffy/command; see `path_test.ts`. The command is in `_ferry.ts`. */
import { Command, ValidationError } from "@cliffy/command";
import { HelpCommand } from "@cliffy/command/help";
import { assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { stub } from "@std/testing/mock";
import { type AnyCommand, type Call, ferryCommand } from "./_ferry.ts";

/** What a command line made the command do. */
async function ferry(...words: string[]): Promise<Call> {
  let done: Call | undefined;
  await ferryCommand((call) => done = call).parse(words);
  if (!done) throw new Error(`Nothing was done for ${words.join(" ")}`);
  return done;
}

/** What it says of a command line that it refuses. */
async function refusal(...words: string[]): Promise<string> {
  const { message, exitCode } = await assertRejects(() => ferry(...words), ValidationError);
  assertEquals(exitCode, 2);
  return message;
}

/** What it writes to standard output, without the spaces that fill its columns. */
async function shown(command: AnyCommand, ...words: string[]): Promise<string> {
  using log = stub(console, "log");
  await command.parse(words);
  return log.calls.map(({ args }) => args.join(" ")).join("\n").replace(/ +$/gm, "");
}

const nobody = () => {};

Deno.test("Command hands options and arguments to the handler", async () => {
  assertEquals(await ferry("globus", "ls", "ID", "/home", "--limit", "3", "--json"), {
    handler: "ls",
    options: { limit: 3, json: true, color: true },
    args: ["ID", "/home"],
    literal: [],
  });
});

Deno.test("Command takes options in every spelling", async () => {
  const spelled: [string[], Record<string, unknown>][] = [
    [[], {}],
    [["-l", "3"], { limit: 3 }],
    [["-l3"], { limit: 3 }],
    [["--limit=3"], { limit: 3 }],
    [["--no-color"], { color: false }],
    [["-f"], { filter: true }],
    [["-f", "2.5"], { filter: 2.5 }],
    [["--filter=-1"], { filter: -1 }],
    [["-t", "a", "--tag=b"], { tag: ["a", "b"] }],
    [["--fields", "name,size"], { fields: ["name", "size"] }],
    [["--sandbox", "--json"], { sandbox: "--json" }],
    [["--secret-way"], { secretWay: true }],
  ];
  for (const [words, options] of spelled) {
    const call = await ferry("globus", "ls", "ID", ...words);
    assertEquals(call.options, { limit: 10, color: true, ...options });
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
    assertEquals(options, { limit: 10, color: true, json: true, sandbox: "x" });
  }
  assertEquals(await refusal("--local", "globus", "ls"), "Too many arguments: globus ls");
});

Deno.test("Command gathers repeated flags and words, and converts values", async () => {
  const { options, args } = await ferry(
    ...["globus", "wait", "a", "-vv", "b", "--level", "high", "--timeout", "1.5", "c"],
  );
  assertEquals(options, { level: "high", verbose: 2, timeout: 1500 });
  assertEquals(args, ["a", "b", "c"]);
});

Deno.test("Command keeps words after -- apart from the arguments", async () => {
  const { args, options, literal } = await ferry("globus", "ls", "ID", "--", "--json", "-x");
  assertEquals([args, options.json, literal], [["ID", undefined], undefined, ["--json", "-x"]]);
});

Deno.test("Command.stopEarly() leaves all from the first word on to the handler", async () => {
  const { options, args } = await ferry("run", "--dry", "ls", "--dry", "-x");
  assertEquals([options, args], [{ dry: true }, ["ls", "--dry", "-x"]]);
});

Deno.test("Command knows aliases and hidden commands", async () => {
  assertEquals((await ferry("g", "x")).handler, "guard");
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
    [["globus", "ls", "a", "b", "c"], "Too many arguments: c"],
    [
      ["globus", "ls", "a", "b", "--josn"],
      'Unknown option "--josn". Did you mean option "--json"?',
    ],
    [["globus", "ls", "a", "b", "-q"], 'Unknown option "-q". Did you mean option "-h"?'],
    [["globus", "sl"], 'Unknown command "sl". Did you mean command "ls"?'],
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
    [["globus", "wait", "a"], 'Missing required option "--level".'],
    [
      ["globus", "wait", "a", "--level", "x"],
      'Option "--level" must be of type "level", but got "x". Expected values: "low", "high"',
    ],
    [["--help", "--json"], 'Option "--help" cannot be combined with other options.'],
  ];
  for (const [words, message] of refused) assertEquals(await refusal(...words), message);
});

Deno.test("Command names itself in its errors", async () => {
  const { cmd } = await assertRejects(() => ferry("globus", "ls"), ValidationError);
  assertEquals(cmd?.getPath(), "ferry globus ls");
});

Deno.test("Command passes on errors of handlers as they are, told to error() first", async () => {
  const told: unknown[] = [];
  const command = new Command().name("x").throwErrors()
    .error((error) => told.push(error))
    .command("do", "Do.").action(() => {
      throw new RangeError("not today");
    }).reset();
  const error = await assertRejects(() => command.parse(["do"]), RangeError, "not today");
  assertEquals(told, [error]);
});

Deno.test("Command waits for handlers and returns what it read", async () => {
  const command = new Command().option("--deep <n:number>", "Deep.").arguments("[a:string]")
    .action(() => new Promise<void>((resolve) => setTimeout(resolve, 1)));
  const { options, args, literal } = await command.parse(["x", "--deep=2", "--", "y"]);
  assertEquals<unknown>([options, args, literal], [{ deep: 2 }, ["x"], ["y"]]);
});

Deno.test({
  name: "Command reads a variable where that is permitted",
  permissions: { env: ["FERRY_TEST_DEPTH"] },
  async fn() {
    const command = () =>
      new Command().env("FERRY_TEST_DEPTH=<n:integer>", "How deep.", { prefix: "FERRY_TEST_" });
    Deno.env.set("FERRY_TEST_DEPTH", "4");
    try {
      assertEquals<unknown>((await command().parse([])).options, { depth: 4 });
      Deno.env.set("FERRY_TEST_DEPTH", "deep");
      await assertRejects(
        () => command().throwErrors().parse([]),
        ValidationError,
        'Environment variable "FERRY_TEST_DEPTH" must be of type "integer", but got "deep".',
      );
    } finally {
      Deno.env.delete("FERRY_TEST_DEPTH");
    }
  },
});

Deno.test({
  name: "Command passes over a variable that it may not read",
  permissions: "none",
  async fn() {
    const command = new Command().env("FERRY_TEST_DEPTH=<n:integer>", "How deep.");
    assertEquals<unknown>((await command.parse([])).options, {});
  },
});

Deno.test("Command shows the help of a command called bare", async () => {
  assertEquals(
    await shown(ferryCommand(nobody)),
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

  globus                - Globus.
  guard, g  <name>      - Guarded.
  run       [words...]  - Run words.

Environment variables:

  FERRY_TEST_DEPTH  <n>  - How deep.
`,
  );
});

Deno.test("Command shows arguments, groups, defaults and examples in help", async () => {
  assertEquals(
    await shown(ferryCommand(nobody), "globus", "ls", "--help"),
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

  -h, --help              - Show this help.
  --json                  - JSON.
  --sandbox     <folder>  - A sandbox's home.
  -l, --limit   <n>       - How many.          (Default: 10)
  -f, --filter  [size]    - By size.
  -t, --tag     <tag>     - By tag.
  --fields      <names>   - What to show.
  --no-color              - Plain.
  --all                   - Hidden ones too.   (Conflicts: --limit)

Examples:

  a folder ferry globus ls ID /home
`,
  );
  const help = await shown(ferryCommand(nobody), "globus", "wait", "-h");
  assertStringIncludes(help, "Usage:   ferry globus wait <ids...> --level <level>\n");
  assertStringIncludes(help, "\nPatience:\n\n  --level        <level>  - How hard.");
  assertStringIncludes(help, '(required, Values: "low", "high")');
});

Deno.test("Command folds help into the given width", () => {
  const command = new Command().name("x").help({ colors: false, width: 40 })
    .option("--long <n:number>", "A description of more words than fit.");
  assertStringIncludes(
    command.getHelp().replace(/ +$/gm, ""),
    `
  -h, --help       - Show this help.
  --long      <n>  - A description of
                     more words than
                     fit.
`,
  );
});

Deno.test("Command shows its version", async () => {
  assertEquals(await shown(ferryCommand(nobody), "-V"), "1.2.3");
});

Deno.test("HelpCommand shows the help of its parent or of a sub-command", async () => {
  const command = () => ferryCommand(nobody).command("help", new HelpCommand().global()).reset();
  assertStringIncludes(await shown(command(), "help"), "Usage:   ferry");
  assertStringIncludes(await shown(command(), "help", "globus"), "Usage:   ferry globus");
  const error = await command().parse(["help", "nix"]).catch((thrown: unknown) => thrown);
  assertInstanceOf(error, ValidationError);
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

Deno.test("Command ends the process with 2 for misuse, help on stdout, the error on stderr", async () => {
  const { code, out, err } = await inProcess(small);
  assertEquals([code, err], [2, "  error: Missing argument(s): a\n\n"]);
  assertStringIncludes(out, "Usage: small <a>");
});

Deno.test("Command ends the process with 0 for help", async () => {
  const { code, out, err } = await inProcess(small, "--help");
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, "Show this help.");
});
