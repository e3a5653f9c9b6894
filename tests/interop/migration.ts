/**
 * The pages of docs/migration: the other program's column runs in the real program, keyferry's in Deno, and
 * both ask the same of the services, row by row.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  plantCredentials,
  type RequestRecord,
  type Sandbox,
  startSandbox,
} from "../../src/sandbox/mod.ts";
import {
  type Column,
  type MigrationPage,
  migrationPage,
  scriptOf,
  shellValues,
  wordsOf,
} from "../documents/_migration.ts";
import { terminal } from "./globus_cli/_globus_cli.ts";
import { type Program, programs, scenario, type Stage } from "./comparison/_scenario.ts";

const { agavepy10, caveclient, globusCli, globusSdk, tapipy } = programs;

/** What a page's two columns asked, by row. */
type Asked = ReadonlyMap<string, readonly string[]>;

/** Rows in which both ask otherwise, by what begins keyferry's line, and why. */
type Differences = Readonly<Record<string, string>>;

const ofTapipy: Differences = {
  "const tapis = await v3.restore(":
    "tapipy looks for its tenant in lists of sites and tenants first",
  "const other = await v3.restore(": "as above",
  "await tapis.uploadFile(": "keyferry looks whether all of it has arrived",
};
const ofAgavepy: Differences = {
  "const full = await v2.client(": "AgavePy asks for a token when made",
  "const { username: who } =": "keyferry asks for one when it is needed",
  "const names = (await ag.clientsList())": "AgavePy ends the address with a slash",
};
const ofCaveclient: Differences = {
  "const { info, state, chunkedgraph } =":
    "CAVEclient asks for the version and the datastack when made",
  "const record = await info.getDatastackInfo(": "CAVEclient has it already",
  "const stateId = await state.uploadStateJson(": "CAVEclient asks for the service's version first",
  "const root = await chunkedgraph.getRootId(": "as above",
};

for (
  const [name, program, differences] of [
    ["agavepy", agavepy10, ofAgavepy],
    ["caveclient", caveclient, ofCaveclient],
    ["globus-sdk", globusSdk, {}],
    ["tapipy", tapipy, ofTapipy],
  ] as const satisfies readonly (readonly [string, Program, Differences])[]
) {
  scenario(
    [program],
    `docs/migration/${name}.md says what runs, and asks the same`,
    async (stage) => {
      const page = await migrationPage(name);
      const theirs = await asked(stage, "theirs", (sandbox, mark) => {
        const rows = page.lines.filter(({ theirs }) => theirs !== "")
          .map(({ row, theirs }) => [row, theirs]);
        const args = { beginning: page.beginning("python"), rows, mark };
        const env = { ...sandbox.env, ...readerEnv(sandbox) };
        return stage.ask(program, "migration.py", [["run", args]], { home: sandbox.home, env });
      });
      const ours = await asked(
        stage,
        "ours",
        (sandbox, mark) => runScript(page, "ours", sandbox, mark),
      );
      assertSameAsked(page, theirs, ours, differences);
    },
  );
}

const ofGlobusSdkJs: Differences = {
  "const data = globus.transferData(lab, archive)": "keyferry asks for the submission's id itself",
};

Deno.test("@globus/sdk: docs/migration/globus-sdk-js.md says what runs, and asks the same", async () => {
  const page = await migrationPage("globus-sdk-js");
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-interop-" }));
  try {
    const stage = { home, sandbox: startSandbox };
    const [theirs, ours] = [
      await asked(stage, "theirs", (sandbox, mark) => runScript(page, "theirs", sandbox, mark)),
      await asked(stage, "ours", (sandbox, mark) => runScript(page, "ours", sandbox, mark)),
    ];
    assertSameAsked(page, theirs, ours, ofGlobusSdkJs);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

/** Commands that a person answers, or that need a service that the sandbox has not; with why. */
const notRun: Differences = {
  "globus login": "the scenario begins with it, and a person",
  "globus session consent": "a person",
  "globus session update": "a person",
  "globus logout": "needs Globus Auth's page",
};

scenario([globusCli], "docs/migration/globus-cli.md says what runs", async (stage) => {
  await using sandbox = await stage.sandbox();
  const { text, run } = terminal(stage, sandbox);
  await text("login", "--no-local-server");
  const page = await migrationPage("globus-cli");
  const values = shellValues(page.beginning("sh"));
  const starts = Object.keys(notRun);
  for (const { theirs } of page.lines) {
    if (theirs === "" || starts.some((start) => theirs.startsWith(start))) continue;
    const [program, ...words] = wordsOf(theirs, values);
    assertEquals(program, "globus", theirs);
    const { code, stdout, stderr } = await run(...words);
    assertEquals([theirs, code, code === 0 || stderr], [theirs, 0, true]);
    values.task = /Task ID: +([-\da-f]{36})/.exec(stdout)?.[1] ?? values.task ?? "";
  }
});

/** Has a column run in a sandbox of its own, and sorts its requests by row. */
async function asked(
  stage: Pick<Stage, "home" | "sandbox">,
  home: string,
  run: (sandbox: Sandbox, mark: string) => Promise<unknown>,
): Promise<Asked> {
  await using sandbox = await stage.sandbox({ home: join(stage.home, home) });
  await plantCredentials(sandbox);
  await Deno.writeTextFile(join(sandbox.home, "notes.txt"), "a note\n");
  await Deno.writeTextFile(join(stage.home, "notes.txt"), "a note\n");
  const beginnings: { row: string; at: number }[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ url }) => {
    const row = decodeURIComponent(new URL(url).pathname.slice(1));
    beginnings.push({ row, at: sandbox.requests.length });
    return new Response();
  });
  await run(sandbox, `http://127.0.0.1:${server.addr.port}`);
  return new Map(beginnings.map(({ row, at }, index) => {
    const requests = sandbox.requests.slice(at, beginnings[index + 1]?.at);
    // What is asked until a task has ended depends on how long that takes.
    return [row, requests.map(inWords).filter((words, at, all) => words !== all[at - 1])];
  }));
}

function inWords({ method, path }: RequestRecord): string {
  // Ids that a service makes up differ from run to run.
  return `${method} ${path.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, "ID")}`;
}

function readerEnv({ url, tokens }: Sandbox): Record<string, string> {
  return { SERVER: url, PASSWORD: tokens.tapis.password, TOKEN: tokens.globusTransfer };
}

/** Runs a column in Deno. */
async function runScript(
  page: MigrationPage,
  column: Column,
  sandbox: Sandbox,
  mark: string,
): Promise<void> {
  const folder = fromFileUrl(new URL("../../.build/pages/", import.meta.url));
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `${page.name}.${column}.ts`);
  await Deno.writeTextFile(path, scriptOf(page, { column, mark }));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-lock", path],
    cwd: sandbox.home,
    env: { ...sandbox.env, ...readerEnv(sandbox) },
  }).output();
  assertEquals([code, code === 0 || new TextDecoder().decode(stderr)], [0, true]);
}

function assertSameAsked(
  page: MigrationPage,
  theirs: Asked,
  ours: Asked,
  differences: Differences,
): void {
  const rows = page.lines.filter((line) => line.theirs !== "" && line.ours !== "");
  const other = rows.filter(({ row }) => {
    return JSON.stringify(theirs.get(row)) !== JSON.stringify(ours.get(row));
  });
  const unexplained = other
    .filter(({ ours }) => !Object.keys(differences).some((start) => ours.startsWith(start)))
    .map(({ row, ours: line }) => ({ line, theirs: theirs.get(row), ours: ours.get(row) }));
  assertEquals(unexplained, []);
  // A difference that is no more is taken off the list.
  assertEquals(other.length, Object.keys(differences).length);
}
