/** Every command that prints a table, at terminals of 40, 80 and 120 columns. */

import { assert, assertEquals } from "@std/assert";
import { main } from "../../../cli.ts";
import { authScopes, transferScopes } from "../../../src/globus/mod.ts";
import { approveLogin, collectionId, type Sandbox } from "../../../src/sandbox/mod.ts";
import { displayWidth } from "../../../src/cli/terminal/text.ts";
import { cacheFolder, childCommand, entryUrl } from "../../helpers/child.ts";
import { filesBelow, root, withoutComments } from "../../helpers/source/modules.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { fakeIo } from "../_cli.ts";
import { commandLine } from "../_program.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";

/** Runs a command in the sandbox, its output piped, and answers what it asks. */
async function piped(words: readonly string[], sandbox: Sandbox): Promise<string> {
  const io = fakeIo({ answers: ["ferry"] });
  const readSecret: typeof io.readSecret = async (prompt) => {
    if (/password/i.test(prompt)) return sandbox.tokens.tapis.password;
    const [link = ""] = /https?:\S+authorize\S+/.exec(io.talk) ?? [];
    return await approveLogin(sandbox, link);
  };
  await main([...words, "--sandbox", sandbox.home], { ...io, readSecret });
  return io.output;
}

/** A command that prints a table, and the file of the code that makes it. */
type Printer = readonly [file: string, words: readonly string[]];

/** The commands, once there is something for each to list. */
async function commands({ lab, archive, sandbox }: PlantedSandbox): Promise<Printer[]> {
  await sandbox.idle();
  const run = (...words: string[]) => piped(words, sandbox);
  await run("globus", "bookmark", "create", "the runs of this year", `${lab}:/`);
  const task = await run(
    "globus",
    "transfer",
    ...[`${lab}:/no such file.txt`, `${archive}:/x.txt`],
    ...["--wait", "--skip-source-errors", "--label", "what 計測 left behind"],
  );
  await run("tapis", "transfer", "lab:README.txt", "archive:r.txt", "--tag", "r");
  await run("tapis", "clients", "create", "mine", "--v3", "--description", "of a long afternoon");
  await run("tapis", "clients", "create", "mine");
  const linked = ["openid", "profile", "email", authScopes.viewIdentitySet, transferScopes.all];
  await run("globus", "login", "--no-browser", "--force", "--scopes", linked.join(" "));
  const [id = ""] = task.split("\n");
  return [
    ["status/status", ["status"]],
    ["globus/ls", ["globus", "ls", "-l", `${lab}:/`]],
    ["globus/search", ["globus", "search", "--scope", "my-endpoints"]],
    ["globus/task/list", ["globus", "task", "list"]],
    ["globus/task/events", ["globus", "task", "events", id]],
    ["globus/task/show", ["globus", "task", "show", "--skipped", id]],
    ["globus/bookmark", ["globus", "bookmark", "list"]],
    ["globus/login/whoami", ["globus", "whoami", "--linked"]],
    ["tapis/files/ls", ["tapis", "files", "ls", "-l", "lab:"]],
    ["tapis/transfers/transfers", ["tapis", "transfers", "list"]],
    ["tapis/clients/list", ["tapis", "clients", "list", "--user", "ferry"]],
    ["tapis/clients/list", ["tapis", "clients", "list", "--v3"]],
    ["tapis/clients/subscriptions", [
      "tapis",
      "clients",
      "subscriptions",
      "mine",
      "--user",
      "ferry",
    ]],
    ["tapis/systems", ["tapis", "systems"]],
    ["tapis/tenants", ["tapis", "tenants"]],
    ["tapis/tenants", ["tapis", "tenants", "--v3"]],
  ];
}

/** Tables that are looked at elsewhere. */
const elsewhere: Readonly<Record<string, string>> = {
  "sandbox/sandbox": "its first screen: tests/cli/sandbox/sandbox_test.ts",
  "terminal/job": "prints the tables of the others",
  "terminal/table": "what makes them: tests/cli/terminal/table_test.ts",
};

/** The files of the command line that make a table. */
async function makers(): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesBelow("src/cli")) {
    const code = withoutComments(await Deno.readTextFile(`${root}${file}`));
    const name = file.replace(/^src\/cli\/(.*)\.ts$/, "$1");
    if (/\b(?:tableText|answeredList)\(/.test(code) && !Object.hasOwn(elsewhere, name)) {
      found.push(name);
    }
  }
  return found;
}

/** Between what one command shows and the next. */
const end = "\f";

/** Runs commands one after the other at the terminal that it is started on. */
const driver = `
  import { main, terminalIo } from ${JSON.stringify(entryUrl("cli.ts"))};
  const readSecret = () => Promise.resolve(Deno.args[1]);
  for (const words of JSON.parse(Deno.args[0])) {
    const code = await main(words, { ...terminalIo(), readSecret });
    if (code !== 0) Deno.exit(code);
    console.log(${JSON.stringify(end)});
  }
`;

/** What commands show at a terminal, one text each. */
async function shown(
  all: readonly Printer[],
  { home, tokens }: Sandbox,
  columns: number,
): Promise<string[]> {
  const words = all.map(([, one]) => [...one, "--sandbox", home]);
  const command = [
    ...childCommand(driver, ["-A"]),
    JSON.stringify(words),
    tokens.tapis.password,
  ];
  const env = { DENO_DIR: cacheFolder(), NO_COLOR: "1" };
  await using terminal = openTerminal(command, { columns, env });
  assertEquals(await terminal.end(), 0, terminal.shown);
  const texts = terminal.shown.replaceAll("\r\n", "\n").split(end).map((text) => text.trim());
  assertEquals([texts.length, texts.at(-1)], [all.length + 1, ""]);
  return texts;
}

for (const columns of [40, 80, 120]) {
  Deno.test({
    name: `every table fits a terminal of ${columns} columns, with its words whole`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using planted = await plantedSandbox();
      assertEquals(await collectionId("lab"), planted.lab);
      const all = await commands(planted);
      const shownFiles = all.map(([file]) => file);
      assertEquals((await makers()).filter((file) => !shownFiles.includes(file)), []);
      const pipes: string[] = [];
      for (const [, words] of all) pipes.push(await piped(words, planted.sandbox));
      const texts = await shown(all, planted.sandbox, columns);
      for (const [index, [, words]] of all.entries()) {
        const what = `${words.join(" ")} at ${columns}`;
        const text = texts[index] ?? "";
        const cells = (pipes[index] ?? "").split("\n").slice(1)
          .flatMap((line) => line.split(/\s+/)).filter((word) => word !== "" && word !== "-");
        assert(cells.length > 0, what);
        const found = new Set(text.split(/\s+/));
        assertEquals(cells.filter((word) => !found.has(word)), [], `${what}:\n${text}`);
        for (const line of text.split("\n")) {
          const isOneWord = !/\S\s+\S/.test(line) || line.includes(planted.home);
          assert(displayWidth(line) <= columns || isOneWord, `${what}: ${line}\n${text}`);
        }
      }
    },
  });
}

Deno.test({
  name: "a listing of 20,000 files takes at a terminal at most twice its time in a pipe",
  ignore: Deno.build.os === "windows",
  async fn() {
    const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
    const DATA = Array.from({ length: 20_000 }, (_, index) => ({
      DATA_TYPE: "file",
      name: `run ${index} of the year.csv`,
      type: "file",
      size: index,
      user: "ferry",
      group: "ferry",
      permissions: "0644",
      last_modified: "2026-03-21 10:00:00+00:00",
    }));
    const json = { DATA_TYPE: "file_list", DATA, length: DATA.length, total: DATA.length };
    await using server = startRawServer(() => ({ json }));
    const variables = {
      GLOBUS_SDK_TRANSFER_TOKEN: "made-up",
      GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url,
      NO_COLOR: "1",
      HOME: "/nowhere",
    };
    const { command, env } = commandLine(["globus", "ls", "-l", id], {
      flags: ["-A"],
      env: variables,
    });
    // Both go through the same terminal, whose own time is no command's.
    const timed = async (words: readonly string[], columns: number): Promise<number> => {
      const start = performance.now();
      await using terminal = openTerminal(words, { columns, env });
      assertEquals(await terminal.end(), 0);
      assert(terminal.shown.split("\n").length > DATA.length);
      return performance.now() - start;
    };
    for (const columns of [40, 120]) {
      const ratios: number[] = [];
      // One after the other: what else the machine does changes from second to second.
      for (let round = 0; round < 6 && !ratios.some((ratio) => ratio <= 2); round++) {
        const inPipe = await timed(["sh", "-c", '"$@" | cat', "sh", ...command], columns);
        ratios.push(await timed(command, columns) / inPipe);
      }
      const least = Math.min(...ratios);
      assert(least <= 2, `at ${columns} columns it took ${least.toFixed(2)} times as long`);
    }
  },
});
