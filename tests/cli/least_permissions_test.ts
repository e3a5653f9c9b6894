import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import { commandTree } from "../../src/cli/command_tree.ts";
import type { AnyCommand } from "../../src/cli/job.ts";
import { allCommands } from "../../src/cli/refusal.ts";
import { startRawServer } from "../helpers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { approveLogin } from "../../src/sandbox/mod.ts";
import { globusBookmarkCreate } from "../../src/cli/globus/bookmark.ts";
import { globusLogin } from "../../src/cli/globus/login.ts";
import { globusTransfer } from "../../src/cli/globus/transfer.ts";
import { fakeIo, run, type RunOptions } from "./_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "./_sandbox.ts";

/** A flag with one of its values. */
interface Grant {
  readonly kind: string;
  readonly value: string;
}

/** A command, and what it is to find. */
interface Case {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Whether it runs until it is told to stop. */
  readonly isStopped?: boolean;
  /** The exit code under exactly the printed flags. */
  readonly code: number;
  /** What is to be printed, as `kind:value`, in any order. */
  readonly expected?: readonly string[];
  /** What is to be printed among others. */
  readonly among?: readonly string[];
  /** What is to be said on standard error. */
  readonly said?: string;
}

/** The flags of a printed line, as a shell reads it. */
async function flagsIn(line: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `for word in ${line}; do printf '%s\\0' "$word"; done`],
  }).output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}

function grantsIn(flags: readonly string[]): Grant[] {
  return flags.flatMap((flag) => {
    const [, kind = "", list = ""] = /^--allow-(\w+)=(.*)$/s.exec(flag) ?? [];
    return list.split(",").map((value) => ({ kind, value }));
  });
}

function flagOf({ kind, value }: Grant): string {
  return `--allow-${kind}=${value}`;
}

/** What Deno wrote down that the command touched. */
async function touched(path: string): Promise<Grant[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line !== "").map((line) => {
    const { permission: kind, value } = JSON.parse(line);
    // Deno writes the whole address that is fetched, and host and port of any other connection.
    return { kind, value: kind === "net" ? URL.parse(value)?.host || value : value };
  });
}

function covers(granted: Grant, { kind, value }: Grant): boolean {
  if (granted.kind !== kind) return false;
  // A folder covers what lies in it, and a host without a port all of its ports.
  const sign = kind === "net" ? ":" : "/";
  const below = ["read", "write", "net"].includes(kind) && value.startsWith(granted.value + sign);
  return granted.value === value || below;
}

/** The commands that were held to their word. */
const held = new Set<string>();

/** The command that words call, without options. */
function commandIn(root: AnyCommand, words: readonly string[]): string {
  let command = root;
  for (const word of words) command = command.getCommand(word) ?? command;
  return command.getPath();
}

/**
 * Asks `permissions` about a command; runs it under exactly these, and under these without each one.
 */
async function holdToItsWord(
  { words, env, stdin, isStopped = false, code, expected, among = [], said = "" }: Case,
): Promise<void> {
  held.add(commandIn(await commandTree(), words));
  const options = (flags: readonly string[], more: Record<string, string> = {}): RunOptions => ({
    flags,
    env: { ...env, ...more },
    ...(stdin === undefined ? {} : { stdin }),
    isStopped,
  });
  const all = { ...options(["--allow-env", "--allow-read"]), isStopped: false };
  const asked = await run(["permissions", ...words], all);
  assertEquals([asked.code, asked.stderr], [0, said]);
  assertEquals(asked.stdout.split("\n").length, 2);
  const grants = grantsIn(await flagsIn(asked.stdout.trimEnd()));
  const printed = grants.map(({ kind, value }) => `${kind}:${value}`).sort();
  if (expected !== undefined) assertEquals(printed, [...expected].sort());
  assertEquals(among.filter((grant) => !printed.includes(grant)), [], asked.stdout);

  for (const left of grants) {
    const flags = grants.filter((grant) => grant !== left).map(flagOf);
    const refused = await run(words, options(flags));
    assertEquals(refused.code, 4, `without ${flagOf(left)}: ${refused.stderr}`);
    assertStringIncludes(refused.stderr, flagOf(left));
    assertEquals([refused.stdout, refused.stderr.split("\n").length], ["", 2]);
  }

  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const flags = grants.map(flagOf);
  const ran = await run(words, options(flags, { DENO_AUDIT_PERMISSIONS: audit }));
  assertEquals(ran.code, code, ran.stderr);
  const beyond = (await touched(audit)).filter(({ kind, value }) => {
    // Deno does not write down where it makes temporary folders.
    const access = { kind, value: value === "<TMP>" ? env.TMPDIR ?? "/tmp" : value };
    return !grants.some((grant) => covers(grant, access));
  });
  assertEquals(beyond, []);
  assert((await touched(audit)).length > 0);
}

const secrets = ".cloudvolume/secrets";
const own = `${secrets}/global.daf-apis.com-cave-secret.json`;
const shared = `${secrets}/cave-secret.json`;
const deprecated = `${secrets}/chunkedgraph-secret.json`;
const stored = '{"token": "made-up"}';

const homes: [string, Record<string, string>, string[], number][] = [
  ["the server's own file", { [own]: stored, [shared]: stored }, [own], 0],
  ["the default file", { [shared]: stored }, [own, shared], 0],
  ["the deprecated file", { [deprecated]: stored }, [own, shared, deprecated], 0],
];
for (const [name, files, read, code] of homes) {
  Deno.test(`permissions cave token is the least, and enough, for ${name}`, async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, files);
    const reads = read.map((path) => `read:${folder.path}/${path}`);
    await holdToItsWord({
      words: ["cave", "token"],
      env: { HOME: folder.path },
      code,
      expected: ["env:CAVE_TOKEN", "env:HOME", ...reads],
    });
  });
}

Deno.test("permissions cave token is the least, and enough, for CAVE_TOKEN alone", async () => {
  await holdToItsWord({
    words: ["cave", "token"],
    env: { CAVE_TOKEN: "made-up", HOME: "/nowhere" },
    code: 0,
    expected: ["env:CAVE_TOKEN"],
  });
});

Deno.test("permissions cave token is all that is needed to know that there is none", async () => {
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: ["cave", "token"],
    env: { HOME: folder.path },
    code: 3,
    expected: [
      "env:CAVE_TOKEN",
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...[own, shared, deprecated].map((path) => `read:${folder.path}/${path}`),
    ],
  });
});

Deno.test("permissions cave token is the least for a folder of cloud-volume's, oddly named", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/a home`;
  const other = `${folder.path}/it's other`;
  await writeFiles(other, { "secrets/cave-secret.json": stored });
  await holdToItsWord({
    words: ["cave", "token", "--key", "token"],
    env: { HOME: home, CLOUD_VOLUME_DIR: other },
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...[own, shared, deprecated].map((path) => `read:${home}/${path}`),
      `read:${other}/secrets/global.daf-apis.com-cave-secret.json`,
      `read:${other}/secrets/cave-secret.json`,
    ],
  });
});

Deno.test("permissions cave save is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const other = `${folder.path}/other`;
  await holdToItsWord({
    words: ["cave", "save"],
    env: { HOME: folder.path, CLOUD_VOLUME_DIR: other },
    stdin: "made-up\n",
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      ...[`${folder.path}/${secrets}`, `${other}/secrets`].flatMap((path) => [
        `read:${path}`,
        `write:${path}`,
      ]),
    ],
  });
});

Deno.test("permissions tapis whoami is the least, and enough, in a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "whoami", "--sandbox", home],
    env: { TAPIS_TOKEN: "not looked at" },
    code: 0,
    among: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave/current`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
      "when it ends\n",
  });
});

Deno.test("permissions globus ls is the least, and enough, in a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox, lab } = planted;
  const app = `${home}/.globus/app/${sandbox.tokens.globusApps.planted}/keyferry-sandbox`;
  await holdToItsWord({
    words: ["--sandbox", home, "globus", "ls", `${lab}:/`],
    env: {},
    code: 0,
    among: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.globus/app`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it ends\n`,
  });
});

for (const isNew of [true, false]) {
  const which = isNew ? "a new one" : "one of before";
  Deno.test(`permissions sandbox --state is the least, and enough, for ${which}`, async () => {
    await using folder = await temporaryFolder();
    const state = `${folder.path}/state.db`;
    let port = freePort();
    if (!isNew) {
      const { stdout } = await run(["sandbox", "--json", "--state", state], {
        flags: ["-A"],
        isStopped: true,
      });
      port = Number(new URL(JSON.parse(stdout).url).port);
    }
    await holdToItsWord({
      words: ["sandbox", "--state", state, ...(isNew ? ["--port", String(port)] : [])],
      env: {},
      isStopped: true,
      code: 0,
      expected: [
        `net:127.0.0.1:${port}`,
        ...["read", "write"].flatMap((kind) => [`${kind}:${state}`, `${kind}:${state}.files`]),
      ],
    });
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test("permissions tapis whoami is the least, and enough, for variables", async () => {
  await using server = startRawServer([{ json: { result: { username: "ada" } } }]);
  await holdToItsWord({
    words: ["tapis", "whoami"],
    env: { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: "made-up", HOME: "/nowhere" },
    code: 0,
    among: [
      "env:TAPIS_BASE_URL",
      "env:TAPIS_TOKEN",
      "env:TAPIS_API_TOKEN",
      `net:${new URL(server.url).host}`,
    ],
  });
});

Deno.test("permissions globus ls is the least, and enough, for variables", async () => {
  await using server = startRawServer([{ json: { DATA_TYPE: "file_list", DATA: [] } }]);
  await holdToItsWord({
    words: ["globus", "ls", "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"],
    env: {
      GLOBUS_SDK_TRANSFER_TOKEN: "made-up",
      GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url,
      HOME: "/nowhere",
    },
    code: 0,
    among: [
      "env:GLOBUS_SDK_TRANSFER_TOKEN",
      "env:GLOBUS_SDK_AUTH_TOKEN",
      "env:GLOBUS_SDK_ENVIRONMENT",
      "env:GLOBUS_SDK_SERVICE_URL_TRANSFER",
      "env:GLOBUS_SDK_SERVICE_URL_AUTH",
      `net:${new URL(server.url).host}`,
    ],
  });
});

Deno.test("permissions tapis whoami is the least, and enough, for a cache that is named", async () => {
  await using server = startRawServer([{ json: { result: { username: "ada" } } }]);
  await using folder = await temporaryFolder();
  const record = {
    tenantid: "tacc.prod",
    baseurl: server.url,
    access_token: "made-up",
    created_at: Math.floor(Date.now() / 1000),
    expires_in: 14_400,
  };
  await writeFiles(folder.path, { "current": JSON.stringify(record) });
  await holdToItsWord({
    words: ["tapis", "whoami"],
    env: { TAPIS_CACHE_DIR: folder.path, HOME: "/nowhere" },
    code: 0,
    among: [
      "env:TAPIS_CACHE_DIR",
      `read:${folder.path}/current`,
      `net:${new URL(server.url).host}`,
    ],
  });
});

for (const words of [["cave", "datastacks"], ["cave", "whoami"]]) {
  Deno.test(`permissions ${words.join(" ")} is the least, and enough, in a sandbox`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    const { host } = new URL(sandbox.url);
    await holdToItsWord({
      words: [...words, "--sandbox", home],
      env: {},
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        `read:${home}/${secrets}/${host}-cave-secret.json`,
        `net:${host}`,
      ],
    });
  });
}

Deno.test("permissions cave datastacks NAME is the least, and enough, with CAVEclient's map", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const { host } = new URL(sandbox.url);
  await holdToItsWord({
    words: ["cave", "datastacks", "sandbox_cortex", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/${secrets}/cave_datastack_to_server_map.json`,
      `read:${home}/${secrets}/${host}-cave-secret.json`,
      `net:${host}`,
    ],
  });
});

Deno.test("permissions cave new is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: ["cave", "new"],
    env: { HOME: folder.path },
    stdin: "made-up\n",
    code: 0,
    expected: [
      "env:HOME",
      "env:CLOUD_VOLUME_DIR",
      `read:${folder.path}/${secrets}`,
      `write:${folder.path}/${secrets}`,
    ],
  });
});

Deno.test("permissions tapis whoami --v3 is the least, and enough, in a sandbox", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "whoami", "--v3", "--sandbox", home],
    env: {},
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave/keyferry.json`,
      `net:${new URL(sandbox.url).host}`,
    ],
    said: `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token ` +
      "when it ends\n",
  });
});

for (const version of [[], ["--v3"]]) {
  const words = ["tapis", "refresh", ...version];
  Deno.test(`permissions ${words.join(" ")} is the least, and enough, in a sandbox`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    await holdToItsWord({
      words: [...words, "--sandbox", home],
      env: {},
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        `read:${home}/.agave`,
        `write:${home}/.agave`,
        `net:${new URL(sandbox.url).host}`,
      ],
    });
  });
}

Deno.test("permissions tapis tenants is the least, and enough", async () => {
  await using server = startRawServer([{ json: { status: "success", result: [] } }]);
  const { host } = new URL(server.url);
  await holdToItsWord({
    words: ["tapis", "tenants"],
    env: { TAPIS_TENANTS_URL: `${server.url}/tenants` },
    code: 0,
    expected: ["env:TAPIS_TENANTS_URL", `net:${host}`],
  });
});

Deno.test("permissions kernel install is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const kernel = `${folder.path}/.local/share/jupyter/kernels/deno`;
  await holdToItsWord({
    words: ["kernel", "install"],
    env: { HOME: folder.path },
    code: 0,
    expected: [
      "env:JUPYTER_DATA_DIR",
      "env:XDG_DATA_HOME",
      "env:HOME",
      `read:${kernel}`,
      `write:${kernel}`,
    ],
  });
});

Deno.test("permissions kernel install needs no more than the folder that is named", async () => {
  await using folder = await temporaryFolder();
  const kernel = `${folder.path}/share/jupyter/kernels/deno`;
  await holdToItsWord({
    words: ["kernel", "install", "--prefix", folder.path],
    env: { HOME: "/nowhere" },
    code: 0,
    expected: [`read:${kernel}`, `write:${kernel}`],
  });
});

Deno.test("permissions kernel doctor is the least, and enough", async () => {
  await using folder = await temporaryFolder();
  const program = `${folder.path}/kernel.sh`;
  const spec = JSON.stringify({ argv: [program, "{connection_file}"] });
  await writeFiles(folder.path, {
    "data/kernels/deno/kernel.json": spec,
    "kernel.sh": "#!/bin/sh\nexit 7\n",
  });
  await Deno.chmod(program, 0o700);
  await holdToItsWord({
    words: ["kernel", "doctor", folder.path],
    env: {
      HOME: "/nowhere",
      JUPYTER_DATA_DIR: `${folder.path}/data`,
    },
    code: 1,
    expected: [
      "env:JUPYTER_PATH",
      "env:VIRTUAL_ENV",
      "env:CONDA_PREFIX",
      "env:JUPYTER_DATA_DIR",
      `read:${folder.path}`,
      `run:${program}`,
    ],
  });
});

/** What every call of Tapis v3 needs in a sandbox. */
function v3Grants({ home, sandbox }: { home: string; sandbox: { url: string } }): string[] {
  return [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${home}/.agave/keyferry.json`,
    `net:${new URL(sandbox.url).host}`,
  ];
}

const v3Said = (home: string): string =>
  `Optional: --allow-read=${home}/.agave --allow-write=${home}/.agave to renew the token when it ` +
  "ends\n";

for (
  const words of [
    ["ls", "-l", "lab:runs"],
    ["cp", "--overwrite", "lab:cells.csv", "lab:copy.csv"],
    ["mv", "lab:cells.csv", "lab:moved.csv"],
    ["mkdir", "archive:new"],
    ["rm", "--yes", "lab:cells.csv"],
  ]
) {
  Deno.test(`permissions tapis files ${words[0]} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", "files", ...words],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

for (const words of [["transfer", "lab:cells.csv", "archive:"], ["transfers", "list"]]) {
  Deno.test(`permissions tapis ${words[0]} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", ...words],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

for (const verb of ["show", "wait", "cancel"]) {
  Deno.test(`permissions tapis transfers ${verb} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const io = fakeIo();
    const submission = ["tapis", "transfer", "lab:cells.csv", "archive:"];
    assertEquals(await main([...submission, "--sandbox", planted.home], io), 0);
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", "transfers", verb, io.output.trim()],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

Deno.test("permissions tapis login is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "login", "--user", "ferry", "--sandbox", home],
    env: {},
    stdin: sandbox.tokens.tapis.password,
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave`,
      `write:${home}/.agave`,
      `net:${new URL(sandbox.url).host}`,
    ],
  });
});

const onClients: readonly (readonly [string, readonly string[]])[] = [
  ["list", []],
  ["create", ["mine"]],
  ["show", ["keyferry-sandbox"]],
  ["subscriptions", ["keyferry-sandbox"]],
  ["subscribe", ["keyferry-sandbox", "PublicKeys"]],
  ["delete", ["keyferry-sandbox", "--yes"]],
];
for (const [command, more] of onClients) {
  Deno.test(`permissions tapis clients ${command} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home, sandbox } = planted;
    const cache = command === "create"
      ? [`read:${home}/.agave`, `write:${home}/.agave`]
      : [`read:${home}/.agave/current`];
    await holdToItsWord({
      words: ["tapis", "clients", command, ...more, "--sandbox", home],
      env: {},
      stdin: sandbox.tokens.tapis.password,
      code: 0,
      expected: [
        `read:${home}/.keyferry-sandbox.json`,
        ...cache,
        `net:${new URL(sandbox.url).host}`,
      ],
    });
  });
}

Deno.test("permissions tapis token is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["tapis", "token", "--sandbox", home],
    env: {},
    stdin: sandbox.tokens.tapis.password,
    code: 0,
    expected: [
      `read:${home}/.keyferry-sandbox.json`,
      `read:${home}/.agave`,
      `write:${home}/.agave`,
      `net:${new URL(sandbox.url).host}`,
    ],
  });
});

Deno.test("permissions tapis files get is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: [
      ...["tapis", "files", "get", "lab:cells.csv", `${folder.path}/cells.csv`],
      ...["--sandbox", planted.home],
    ],
    env: {},
    code: 0,
    expected: [...v3Grants(planted), `read:${folder.path}`, `write:${folder.path}`],
    said: v3Said(planted.home),
  });
});

Deno.test("permissions tapis files put is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "notes.txt": "It works.\n" });
  const source = `${folder.path}/notes.txt`;
  await holdToItsWord({
    words: ["tapis", "files", "put", source, "archive:notes.txt", "--sandbox", planted.home],
    env: {},
    code: 0,
    expected: [...v3Grants(planted), `read:${source}`],
    said: v3Said(planted.home),
  });
});

/** What every call of Globus needs in a sandbox, among others. */
function globusGrants({ home, sandbox }: PlantedSandbox): string[] {
  return [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${home}/.globus/app`,
    `net:${new URL(sandbox.url).host}`,
  ];
}

function globusSaid({ home, sandbox }: PlantedSandbox): string {
  const app = `${home}/.globus/app/${sandbox.tokens.globusApps.planted}/keyferry-sandbox`;
  return `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it ends\n`;
}

const globusWords: [string, (planted: PlantedSandbox) => string[]][] = [
  ["whoami", () => []],
  ["search", () => ["--scope", "my-endpoints"]],
  ["bookmark list", () => []],
  ["bookmark create", ({ lab }) => ["runs", `${lab}:/runs/`]],
  ["bookmark rename", () => ["mine", "ours"]],
  ["bookmark delete", () => ["mine", "--yes"]],
  ["mkdir", ({ lab }) => [`${lab}:/new`]],
  ["rename", ({ lab }) => [`${lab}:/cells.csv`, "/renamed.csv"]],
  ["delete", ({ lab }) => ["--yes", "--wait", `${lab}:/cells.csv`]],
  ["transfer", ({ lab, archive }) => ["--wait", `${lab}:/cells.csv`, `${archive}:/c.csv`]],
  ["task list", () => []],
];
for (const [command, wordsOf] of globusWords) {
  Deno.test(`permissions globus ${command} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home: sandbox, lab } = planted;
    await globusBookmarkCreate({ name: "mine", place: `${lab}:/runs/`, sandbox }, fakeIo());
    await holdToItsWord({
      words: ["globus", ...command.split(" "), ...wordsOf(planted), "--sandbox", sandbox],
      env: {},
      code: 0,
      among: globusGrants(planted),
      said: globusSaid(planted),
    });
  });
}

for (const command of ["show", "wait", "watch", "events", "cancel"]) {
  Deno.test(`permissions globus task ${command} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const { home: sandbox, lab, archive } = planted;
    const io = fakeIo();
    const places = { source: `${lab}:/cells.csv`, destination: `${archive}:/c.csv` };
    await globusTransfer({ ...places, sandbox }, io);
    await planted.sandbox.idle();
    await holdToItsWord({
      words: ["globus", "task", command, io.output.trim(), "--sandbox", sandbox],
      env: {},
      code: 0,
      among: globusGrants(planted),
      said: globusSaid(planted),
    });
  });
}

Deno.test("permissions globus transfer --batch is the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  const { home, lab, archive } = planted;
  const batch = `${folder.path}/batch.txt`;
  await writeFiles(folder.path, { "batch.txt": "/cells.csv /c.csv\n" });
  await holdToItsWord({
    words: ["globus", "transfer", "--batch", batch, lab, archive, "--sandbox", home],
    env: {},
    code: 0,
    among: [...globusGrants(planted), `read:${batch}`],
    said: globusSaid(planted),
  });
});

/** Logs in for the files of "lab"; the options that choose that login. */
async function loggedInForFiles({ home, sandbox, lab }: PlantedSandbox): Promise<string[]> {
  const clientId = sandbox.tokens.globusApps.other;
  const io = fakeIo({ answers: [] });
  const readSecret = (): Promise<string> => {
    return approveLogin(sandbox, /https?:\S+authorize\S+/.exec(io.talk)?.[0] ?? "");
  };
  const options = { sandbox: home, clientId, browser: false, https: [lab] };
  assertEquals(await globusLogin(options, { ...io, readSecret }), 0, io.talk);
  return ["--sandbox", home, "--client-id", clientId];
}

Deno.test("permissions globus get and put are the least, and enough", async () => {
  await using planted = await plantedSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "mine.txt": "some data" });
  const { home, sandbox, lab } = planted;
  const { other } = sandbox.tokens.globusApps;
  const app = `${home}/.globus/app/${other}/keyferry`;
  const chosen = await loggedInForFiles(planted);
  const common = {
    env: {},
    code: 0,
    said: `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it ends\n`,
  };
  const least = [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${home}/.globus/app/${other}`,
    `net:${new URL(sandbox.url).host}`,
  ];
  const target = `${folder.path}/got/cells.csv`;
  await Deno.mkdir(`${folder.path}/got`);
  await holdToItsWord({
    ...common,
    words: ["globus", "get", `${lab}:/cells.csv`, target, ...chosen],
    among: [...least, `read:${folder.path}/got`, `write:${folder.path}/got`],
  });
  await holdToItsWord({
    ...common,
    words: ["globus", "put", `${folder.path}/mine.txt`, `${lab}:/runs/`, ...chosen],
    among: [...least, `read:${folder.path}/mine.txt`],
  });
});

Deno.test("permissions globus login and logout are the least, and enough", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  const { other } = sandbox.tokens.globusApps;
  const folder = `${home}/.globus/app/${other}/keyferry`;
  const chosen = await loggedInForFiles(planted);
  const expected = [
    `read:${home}/.keyferry-sandbox.json`,
    `read:${folder}`,
    `write:${folder}`,
    `net:${new URL(sandbox.url).host}`,
  ];
  // It is there already, so that nobody is asked.
  const login = {
    words: ["globus", "login", "--no-browser", ...chosen],
    env: {},
    code: 0,
    expected,
  };
  await holdToItsWord(login);
  await holdToItsWord({ ...login, words: ["globus", "logout", ...chosen] });
});

Deno.test("permissions globus login is the least where an app with a secret needs no login", async () => {
  await holdToItsWord({
    words: ["globus", "login"],
    env: { GLOBUS_CLIENT_ID: "made-up", GLOBUS_CLIENT_SECRET: "made-up", HOME: "/nowhere" },
    code: 0,
    expected: ["env:GLOBUS_CLIENT_ID", "env:GLOBUS_CLIENT_SECRET"],
  });
});

Deno.test("permissions status is all that it looks at, and without one it says so", async () => {
  await using planted = await plantedSandbox();
  const words = ["status", "--json", "--sandbox", planted.home];
  const asked = await run(["permissions", ...words.filter((word) => word !== "--json")], {
    flags: ["--allow-env", "--allow-read"],
  });
  const grants = grantsIn(await flagsIn(asked.stdout.trimEnd()));
  await using folder = await temporaryFolder();
  const audit = `${folder.path}/audit.jsonl`;
  const ran = await run(words, {
    flags: grants.map(flagOf),
    env: { DENO_AUDIT_PERMISSIONS: audit },
  });
  assertEquals([ran.code, ran.stderr], [0, ""]);
  const beyond = (await touched(audit)).filter((access) => {
    return !grants.some((grant) => covers(grant, access));
  });
  assertEquals(beyond, []);
  const marker = grants.find(({ value }) => value.endsWith("/.keyferry-sandbox.json"));
  for (const left of grants) {
    const less = await run(words, { flags: grants.filter((one) => one !== left).map(flagOf) });
    if (left === marker) assertEquals(less.code, 4);
    else assertEquals(less.code, 0, less.stderr);
    assertStringIncludes(less.stdout + less.stderr, flagOf(left));
  }
});

Deno.test("permissions of what looks at nothing are none", async () => {
  const asked = await run(["permissions", "completions", "bash"]);
  assertEquals(asked, { code: 0, stdout: "\n", stderr: "" });
  const ran = await run(["completions", "bash"]);
  assertEquals([ran.code, ran.stderr], [0, ""]);
});

// The last test: those before it fill the list.
Deno.test("every command was held to its word", async () => {
  // The first two have tests of their own above, and the third is about the others.
  const apart = ["keyferry status", "keyferry completions", "keyferry permissions"];
  const leaves = allCommands(await commandTree()).filter((one) => one.getCommands().length === 0);
  const missing = leaves.map((one) => one.getPath()).filter((path) => !held.has(path));
  assertEquals(missing.filter((path) => !apart.includes(path)), []);
});
