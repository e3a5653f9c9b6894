import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileNames, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { run } from "../_program.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";
import { globusGrants, globusSaid, v3Grants, v3Said } from "./_grants.ts";
import { flagsIn, holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

interface Case {
  readonly name: string;
  readonly words: (planted: PlantedSandbox, here: string) => readonly string[];
  /** What this machine's files need. */
  readonly local: (here: string) => readonly string[];
  readonly globus?: boolean;
  readonly tapis?: boolean;
  readonly code?: number;
}

const cases: readonly Case[] = [
  {
    name: "a folder to a collection",
    words: ({ lab }, here) => ["-r", `${here}/mine`, `${lab}:/new`],
    local: (here) => [`read:${here}/mine`],
    globus: true,
  },
  {
    name: "a folder of a collection to a new one",
    words: ({ lab }, here) => ["-r", `${lab}:/runs`, `${here}/new`],
    local: (here) => [`read:${here}/new`, `write:${here}/new`],
    globus: true,
  },
  {
    name: "a file of a Tapis system into a folder",
    words: (_planted, here) => ["tapis:lab:/cells.csv", `${here}/mine/`],
    local: (here) => [`read:${here}/mine`, `write:${here}/mine`],
    tapis: true,
  },
  {
    name: "a file of a Tapis system under another name",
    words: (_planted, here) => ["tapis:lab:/cells.csv", `${here}/mine/c.csv`],
    local: (here) => [`read:${here}/mine`, `write:${here}/mine`],
    tapis: true,
  },
  {
    name: "a file to a Tapis system",
    words: (_planted, here) => [`${here}/mine/a.txt`, "tapis:archive:/a.txt"],
    local: (here) => [`read:${here}/mine/a.txt`],
    tapis: true,
  },
  {
    name: "a folder, without changing anything",
    words: (_planted, here) => ["-r", "--dry-run", "tapis:lab:/runs", `${here}/new`],
    local: (here) => [`read:${here}/new`],
    tapis: true,
  },
  {
    name: "a folder between collections",
    words: ({ lab, archive }) => ["-r", `${lab}:/runs`, `${archive}:/new`],
    local: () => [],
    globus: true,
  },
  {
    name: "a folder between Tapis systems",
    words: () => ["-r", "tapis:lab:/runs", "tapis:archive:/new"],
    local: () => [],
    tapis: true,
  },
  {
    name: "a file between platforms, through here",
    words: ({ lab }) => ["--through-here", "tapis:lab:/cells.csv", `${lab}:/runs/`],
    local: () => [],
    globus: true,
    tapis: true,
  },
];

/** What is said about the two together: one line a reason. */
function bothSaid({ home, sandbox }: PlantedSandbox): string {
  const app = `${home}/.globus/app/${sandbox.tokens.globusApps.planted}/keyferry-sandbox`;
  const folders = `${app},${home}/.agave`;
  return `Optional: --allow-read=${folders} --allow-write=${folders} to renew the token when it ` +
    "expires\n";
}

for (const { name, words, local, globus = false, tapis = false, code = 0 } of cases) {
  Deno.test(`permissions cp of ${name} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    await using folder = await temporaryFolder();
    const here = folder.path;
    await writeFiles(here, { "mine/a.txt": "some data" });
    await holdToItsWord({
      words: ["cp", "--sandbox", planted.home, ...words(planted, here)],
      env: {},
      code,
      ...globus
        ? { among: [...globusGrants(planted), ...tapis ? v3Grants(planted) : [], ...local(here)] }
        : { expected: [...v3Grants(planted), ...local(here)] },
      said: globus && tapis
        ? bothSaid(planted)
        : globus
        ? globusSaid(planted)
        : v3Said(planted.home),
    });
  });
}

/** A server of the web on this machine, which sends on to another where there is one. */
function web(elsewhere?: string): { readonly host: string } & AsyncDisposable {
  const headers = { "content-length": "9", "last-modified": "Sat, 29 Feb 2020 12:34:56 GMT" };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    return elsewhere === undefined
      ? new Response("some data", { headers })
      : Response.redirect(`http://${elsewhere}/a.csv`);
  });
  return {
    host: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const elsewhere =
  "Note: an address may lead to another host, which only its server can name: the " +
  "command names it where it may not go there\n";

Deno.test("permissions cp of a file of the web is the least, and enough", async () => {
  await using server = web();
  await using folder = await temporaryFolder();
  await holdToItsWord({
    words: ["cp", `http://${server.host}/a.csv`, `${folder.path}/`],
    env: {},
    code: 0,
    expected: [`net:${server.host}`, `read:${folder.path}`, `write:${folder.path}`],
    said: elsewhere,
  });
});

Deno.test("cp names the flag for a host that only an address' server could name", async () => {
  await using target = web();
  await using server = web(target.host);
  await using folder = await temporaryFolder();
  const words = ["cp", `http://${server.host}/a.csv`, `${folder.path}/`];
  const { stdout } = await run(["permissions", ...words], { flags: [] });
  const flags = await flagsIn(stdout.trim());
  const { code, stderr } = await run(words, { flags });
  assertEquals(code, 4, stderr);
  assertStringIncludes(stderr, `--allow-net=${target.host}`);
  assertEquals(await fileNames(folder.path), []);
  const allowed = await run(words, { flags: [...flags, `--allow-net=${target.host}`] });
  assertEquals([allowed.code, await fileNames(folder.path)], [0, ["a.csv"]], allowed.stderr);
});

testThatAllWereHeld(import.meta.url);
