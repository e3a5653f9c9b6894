import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { FileError, version } from "../../mod.ts";
import { fakeIo } from "./_cli.ts";
import { run, start } from "./_program.ts";
import { caveVariables } from "../helpers/cave_places.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const commands = [
  "status",
  "permissions",
  "cave token",
  "cave save",
  "cave new",
  "cave logout",
  "cave whoami",
  "cave datastacks",
  "globus login",
  "globus logout",
  "globus whoami",
  "globus search",
  "globus token",
  "globus bookmark list",
  "globus bookmark create",
  "globus bookmark rename",
  "globus bookmark delete",
  "globus ls",
  "globus stat",
  "globus mkdir",
  "globus rename",
  "globus delete",
  "globus get",
  "globus put",
  "globus transfer",
  "globus task list",
  "globus task show",
  "globus task wait",
  "globus task watch",
  "globus task events",
  "globus task cancel",
  "tapis whoami",
  "tapis login",
  "tapis token",
  "tapis clients list",
  "tapis clients show",
  "tapis clients create",
  "tapis clients delete",
  "tapis clients subscriptions",
  "tapis clients subscribe",
  "tapis refresh",
  "tapis tenants",
  "tapis files ls",
  "tapis files get",
  "tapis files put",
  "tapis files cp",
  "tapis files mv",
  "tapis files mkdir",
  "tapis files rm",
  "tapis transfer",
  "tapis transfers list",
  "tapis transfers show",
  "tapis transfers wait",
  "tapis transfers cancel",
  "sandbox",
  "kernel install",
  "kernel doctor",
];

Deno.test("main() answers --version and -V wherever they stand", async () => {
  const lines = [["--version"], ["-V"], ["--json", "--version"], ["globus", "ls", "-V"]];
  for (const words of lines) {
    const io = fakeIo();
    assertEquals(await main(words, io), 0);
    assertEquals([io.output, io.talk], [`keyferry ${version}\n`, ""]);
  }
});

for (const command of commands) {
  Deno.test(`main() explains ${command}, with an example that the command takes`, async () => {
    const io = fakeIo();
    assertEquals(await main([...command.split(" "), "--help"], io), 0);
    assertStringIncludes(io.output, `keyferry ${command}`);
    const [, examples = ""] = io.output.split("Examples:");
    assertStringIncludes(examples, `keyferry ${command}`);
    assertStringIncludes(io.output, "--json");
    assertEquals(io.talk, "");
  });
}

const groups: [string[], string][] = [
  [[], "globus"],
  [["globus"], "transfer"],
  [["globus", "task"], "wait"],
];
for (const [words, child] of groups) {
  Deno.test(`main() lists what belongs to ${["keyferry", ...words].join(" ")}`, async () => {
    for (const help of ["--help", "-h"]) {
      const io = fakeIo();
      assertEquals(await main([...words, help], io), 0);
      assertMatch(io.output, new RegExp(`Usage: +${["keyferry", ...words].join(" ")}`));
      assertMatch(io.output, new RegExp(`^ +${child} `, "m"));
    }
  });
}

Deno.test("main() takes an option's value for no command when it is asked for help", async () => {
  const lines = [
    ["--profile", "globus", "status", "--help"],
    ["--profile=globus", "status", "--help"],
    ["--json", "status", "--help"],
    ["--help", "--sandbox", "cave", "status"],
  ];
  for (const words of lines) {
    const io = fakeIo();
    assertEquals(await main(words, io), 0, io.talk);
    assertMatch(io.output, /^Usage: +keyferry status/);
  }
});

Deno.test("main() colours its help for a person alone", async () => {
  const person = fakeIo({ stdoutIsTerminal: true });
  await main(["--help"], person);
  const pipe = fakeIo();
  await main(["--help"], pipe);
  assertEquals(person.output.includes("\x1b["), !Deno.noColor);
  assertFalse(pipe.output.includes("\x1b"));
});

const misuse: [string[], string][] = [
  [
    [],
    "Name a command: status, permissions, cp, globus, tapis, cave, sandbox, kernel, completions (see keyferry --help)",
  ],
  [["--json"], "Name a command"],
  [["globus"], "get, put, transfer, task (see keyferry globus --help)"],
  [["--josn", "status"], 'Unknown option "--josn"'],
  [
    ["status", "--josn"],
    'Unknown option "--josn". Did you mean option "--json"? (see keyferry status --help)',
  ],
  [
    ["globus", "ls", "--josn"],
    'Unknown option "--josn". Did you mean option "--json"? (see keyferry globus ls --help)',
  ],
  [["globus", "ls", id, "--josn"], 'Unknown option "--josn"'],
  [["globus", "ls", "--josn", id], 'Unknown option "--josn"'],
  [["globus", "ls", id, "-x"], 'Unknown option "-x" (see keyferry globus ls --help)'],
  [["globus", "ls", id, "/a", "/b"], "Too many arguments: /b"],
  [["globus", "ls"], "Missing argument"],
  [["globus", "ls", ""], 'Argument "collection" is an empty text'],
  [["globus", "task", "show", "lab"], '"lab" is not a task\'s id'],
  [
    ["globus", "lss"],
    'Unknown command "lss". Did you mean command "ls"? (see keyferry globus --help)',
  ],
  [["lsss"], 'Unknown command "lsss" (see keyferry --help)'],
  [["token"], 'Did you mean "keyferry globus token" or "keyferry tapis token" or'],
  [["tapis", "ls"], 'Did you mean "keyferry tapis clients list" or "keyferry tapis files ls" or'],
  [["globus", "rm"], 'Unknown command "rm". Did you mean command "delete"?'],
  [["globus", "mv"], 'Unknown command "mv". Did you mean command "rename"?'],
  [["globus", "cp"], 'Unknown command "cp". Did you mean command "transfer"?'],
  [["globus", "endpoint", "search"], 'Unknown command "endpoint". Did you mean command "search"?'],
  [["tapis", "files", "delete"], 'Unknown command "delete". Did you mean command "rm"?'],
  [["cave", "setup-token"], 'Unknown command "setup-token". Did you mean command "new"?'],
  [["constructor"], 'Unknown command "constructor" (see keyferry --help)'],
  [["globus", "task", "show", "x", "y"], "Too many arguments: y"],
  [["status", "x"], '"x" is not a platform: give cave, globus or tapis'],
  [["completions", "bash", "x"], "Too many arguments"],
  [["cave", "token", "--server"], 'Missing value for option "--server"'],
  [["cave", "token", "--server", "--reveal"], 'Option "--server" lacks its value'],
  [["cave", "token", "--server", ""], 'Option "--server" is empty'],
  [["cave", "token", "--server="], 'Option "--server" is empty'],
  [["cave", "token", "--server", "a", "--server", "b"], '"--server" can only occur once'],
  [["cave", "save", "made-up-token"], "No arguments allowed"],
  [["globus", "transfer", "-s", "newer", id, id], 'must be of type "sync-level", but got "newer"'],
  [["globus", "transfer", "--timeout", "1", id, id], 'depends on option "--wait"'],
  [["globus", "task", "wait", "--timeout", "soon", id], 'must be of type "number", but got "soon"'],
  [["globus", "task", "wait", "--timeout=-1", id], '"-1"'],
  [["nope", "--help"], 'Unknown command "nope" (see keyferry --help)'],
  [["globus", "lss", "--help"], 'Unknown command "lss". Did you mean command "ls"?'],
  [["--help", "globus", "task", "sho"], 'Unknown command "sho". Did you mean command "show"?'],
  [["permissions", "globus", "ls", "--help"], "see keyferry globus ls --help"],
  [["permissions"], "Name a command"],
  [["permissions", "permissions"], "`permissions` needs what the command needs"],
  [["permissions", "globus", "lss"], 'Unknown command "lss"'],
  [["permissions", "status", "--josn"], 'Unknown option "--josn"'],
  [["permissions", "permissions", "status"], "`permissions` needs what the command needs"],
  [["--", "status"], 'What follows -- is text, and no command: leave -- out before "status"'],
  [["cave", "--", "token"], 'leave -- out before "token" (see keyferry cave --help)'],
];
for (const [words, expected] of misuse) {
  Deno.test(`main() takes ${JSON.stringify(words.join(" "))} for misuse, in one line`, async () => {
    const io = fakeIo();
    assertEquals(await main(words, io), 2, io.output + io.talk);
    assertStringIncludes(io.talk, expected);
    assertMatch(io.talk, /^keyferry: [^\n\0]*\n$/);
    const isDocument = words.includes("--json");
    assertEquals(
      isDocument ? JSON.parse(io.output).error.exitCode : io.output,
      isDocument ? 2 : "",
    );
  });
}

Deno.test("main() takes options before, between and after the words of a command", async () => {
  const surroundings = { env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" };
  for (
    const words of [
      ["--json", "cave", "token"],
      ["cave", "--json", "token"],
      ["cave", "token", "--json"],
      ["cave", "token", "--json", "--"],
    ]
  ) {
    const io = fakeIo({ surroundings });
    assertEquals(await main(words, io), 0, io.talk);
    assertEquals(JSON.parse(io.output).source, "CAVE_TOKEN");
  }
});

Deno.test("main() takes words after -- for text", async () => {
  for (const word of ["--json", "--version", "--help"]) {
    const io = fakeIo();
    assertEquals(await main(["globus", "task", "show", "--", word], io), 2);
    assertStringIncludes(io.talk, `"${word}" is not a task's id`);
  }
});

Deno.test("main() gives 3 without a credential, and lists the places below one line", async () => {
  const io = fakeIo();
  assertEquals(await main(["cave", "token"], io), 3);
  const [first, ...rest] = io.talk.trimEnd().split("\n");
  assertEquals(first, "keyferry: No CAVE token found; checked:");
  assertEquals(rest.pop(), "Next: keyferry cave new");
  assertEquals(rest.length > 2 && rest.every((line) => /^ {2}\S/.test(line)), true, io.talk);
});

Deno.test("main() says that a folder is not a sandbox's home", async () => {
  const io = fakeIo();
  assertEquals(await main(["status", "--sandbox", "/nowhere"], io), 1);
  assertMatch(io.talk, /^keyferry: No sandbox has its home in \/nowhere: .*\n$/);
});

Deno.test("keyferry exits with the code, data and talk apart, no stack", async () => {
  const env = { HOME: "/nowhere" };
  const flags = ["--allow-env", "--allow-read"];
  const ok = await run(["cave", "token", "--reveal"], { flags, env: { ...env, CAVE_TOKEN: "x" } });
  assertEquals(ok, { code: 0, stdout: "x\n", stderr: "" });
  const misused = await run(["globus", "ls", "--josn"], { flags, env });
  assertEquals([misused.code, misused.stdout], [2, ""]);
  assertMatch(misused.stderr, /^keyferry: Unknown option "--josn"[^\n]*\n$/);
  const none = await run(["cave", "token"], { flags, env });
  assertEquals([none.code, none.stdout], [3, ""]);
  const closed = await run(["cave", "token"], { env });
  assertEquals([closed.code, closed.stdout], [4, ""]);
  assertMatch(closed.stderr, /^keyferry: [^\n]*\n$/);
  const wanted = `--allow-env=${caveVariables},HOME,CLOUD_VOLUME_DIR\n`;
  assertEquals(closed.stderr.slice(-wanted.length), wanted);
});

Deno.test("keyferry --version and --help need no permission, and no colour in a pipe", async () => {
  const shown = await run(["--version"]);
  assertEquals(shown, { code: 0, stdout: `keyferry ${version}\n`, stderr: "" });
  const help = await run(["globus", "ls", "--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertFalse(help.stdout.includes("\x1b"));
});

Deno.test("keyferry cave save reads standard input when nobody types", async () => {
  const folder = await Deno.makeTempDir();
  const { code, stdout } = await run(["cave", "save", "--no-check"], {
    flags: ["--allow-env", "--allow-read", "--allow-write"],
    env: { HOME: folder },
    stdin: '"made-up"\n',
  });
  assertEquals(code, 0);
  const [, path = ""] = stdout.split("\n");
  assertEquals(await Deno.readTextFile(path), '{"token": "made-up"}');
  await Deno.remove(folder, { recursive: true });
});

Deno.test("keyferry ends quietly when nobody reads its output", async () => {
  const child = start(["cave", "token", "--help"]);
  await child.stdout.cancel();
  const stderr = await new Response(child.stderr).text();
  assertEquals([(await child.status).code, stderr], [141, ""]);
});

Deno.test("main() says the same to status --json, which does without the parser, as to --json status", async () => {
  const [short, long] = [fakeIo(), fakeIo()];
  const codes = [await main(["status", "--json"], short), await main(["--json", "status"], long)];
  assertEquals(codes, [3, 3]);
  assertEquals(short.output, long.output);
  assertEquals(JSON.parse(short.output).platforms.length, 4);
});

Deno.test("main() takes help as a first word, as other programs do", async () => {
  for (const words of [["help"], ["help", "globus"], ["help", "globus", "ls"]]) {
    const asked = fakeIo();
    assertEquals(await main(words, asked), 0, asked.talk);
    const usual = fakeIo();
    await main([...words.slice(1), "--help"], usual);
    assertEquals(asked.output, usual.output);
  }
  const wrong = fakeIo();
  assertEquals(await main(["help", "globus", "lss"], wrong), 2);
});

Deno.test("main() says so in one line where --version cannot be written", async () => {
  const io = fakeIo();
  const full = {
    ...io,
    out(): void {
      throw new FileError("Cannot write to standard output", { why: "no space is left" });
    },
  };
  assertEquals(await main(["--version"], full), 1);
  assertEquals(io.talk, "keyferry: Cannot write to standard output: no space is left\n");
});
