import { globusBookmarkCreate } from "../../../src/cli/globus/bookmark.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { type PlantedSandbox, plantedSandbox } from "../_sandbox.ts";
import { globusGrants, globusSaid } from "./_grants.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

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
    said: `Optional: --allow-read=${app} --allow-write=${app} to renew the token when it expires\n`,
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

const globusWords: [string, (planted: PlantedSandbox) => string[]][] = [
  ["whoami", () => []],
  ["search", () => ["--scope", "my-endpoints"]],
  ["stat", ({ lab }) => [`${lab}:/cells.csv`]],
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

Deno.test("permissions globus token is the least, and enough: it calls nobody while the token is good", async () => {
  await using planted = await plantedSandbox();
  const { home, sandbox } = planted;
  await holdToItsWord({
    words: ["globus", "token", "--reveal", "--sandbox", home],
    env: {},
    code: 0,
    among: globusGrants(planted).filter((grant) => !grant.startsWith("net:")),
    said: globusSaid(planted).replace(
      "Optional: ",
      `Optional: --allow-net=${new URL(sandbox.url).host} `,
    ),
  });
});

testThatAllWereHeld(import.meta.url);
