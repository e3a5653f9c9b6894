import { assertEquals } from "@std/assert";
import { globusLogin } from "../../../src/cli/globus/login/login.ts";
import { approveLogin } from "../../../src/sandbox/mod.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { fakeIo } from "../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

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
    said: `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it expires\n`,
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

testThatAllWereHeld(import.meta.url);
