import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../cli.ts";
import type { Env } from "../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { type FakeIo, fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";
import { errorAnswer, madeUpJwt } from "../tapis/v3/_v3.ts";

const id = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
const emptyList = { json: { DATA_TYPE: "file_list", DATA: [] } };

/** Runs a command with a `.env` file of these lines. */
async function withFile(
  lines: readonly string[],
  words: readonly string[],
  env: Env = {},
): Promise<FakeIo & { readonly code: number; readonly file: string }> {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "lab.env": lines.join("\n") });
  const file = `${folder.path}/lab.env`;
  const io = fakeIo({ surroundings: { env, home: `${folder.path}/home` } });
  const code = await main([...words, "--env-file", file], io);
  return Object.assign(io, { code, file });
}

Deno.test("--env-file gives a credential of each platform where no variable is set, and the report names it", async () => {
  const secret = canary();
  const jwt = madeUpJwt({ "tapis/username": "ada", jti: secret });
  const { code, output, talk, file } = await withFile([`CAVE_TOKEN='${secret}'`], [
    "cave",
    "token",
  ]);
  assertEquals(code, 0, talk);
  assertStringIncludes(output, `CAVE_TOKEN in ${file}`);
  assertNothingShown([output, talk], secret);

  const status = await withFile([
    `CAVE_TOKEN=${secret}`,
    "TAPIS_BASE_URL=https://t.tapis.io",
    `TAPIS_TOKEN=${jwt}`,
    `GLOBUS_SDK_TRANSFER_TOKEN=${secret}`,
  ], ["status", "--json"]);
  assertEquals(status.code, 0, status.talk);
  const { platforms } = JSON.parse(status.output);
  const found = platforms.flatMap((one: { state: string; source: string }) => {
    return one.state === "found" ? [one.source] : [];
  });
  assertEquals(found.toSorted(), [
    `CAVE_TOKEN in ${status.file}`,
    `GLOBUS_SDK_TRANSFER_TOKEN in ${status.file}`,
    `TAPIS_BASE_URL + TAPIS_TOKEN in ${status.file}`,
  ]);
  assertNothingShown([status.output, status.talk], secret);
});

Deno.test("--env-file stands below the environment, whose own values win", async () => {
  const { output, file } = await withFile(["CAVE_TOKEN=from-the-file"], [
    "cave",
    "token",
    "--reveal",
  ], { CAVE_TOKEN: "from-the-environment" });
  assertEquals([output, file === ""], ["from-the-environment\n", false]);
  const alone = await withFile(["CAVE_TOKEN=from-the-file"], ["cave", "token", "--reveal"]);
  assertEquals(alone.output, "from-the-file\n");
});

Deno.test("an address in the file gets credentials of the file alone", async () => {
  const [mine, theirs] = [canary(), canary()];
  await using server = startRawServer(() => emptyList);
  const address = `GLOBUS_SDK_SERVICE_URL_TRANSFER=${server.url}`;
  const ls = ["globus", "ls", `${id}:/`];

  const both = await withFile([address, `GLOBUS_SDK_TRANSFER_TOKEN=${mine}`], ls);
  assertEquals([both.code, server.requests.length], [0, 1], both.talk);
  assertEquals(server.requests[0]?.headers.get("authorization"), `Bearer ${mine}`);

  // The environment's token is not led anywhere by the file.
  const sent: string[] = [];
  const caught: typeof fetch = (input) => {
    sent.push(String(input));
    return Promise.resolve(Response.json(emptyList.json));
  };
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "lab.env": address });
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: theirs };
  const io = fakeIo({ surroundings: { env, home: folder.path, fetch: caught } });
  assertEquals(await main([...ls, "--env-file", `${folder.path}/lab.env`], io), 0, io.talk);
  assertEquals(sent.map((url) => new URL(url).host), ["transfer.api.globus.org"]);
  assertEquals(server.requests.length, 1);
});

Deno.test("an address in the environment gets no credential of the file", async () => {
  const secret = canary();
  await using server = startRawServer(() => emptyList);
  const rows: readonly (readonly [lines: string[], words: string[], env: Env])[] = [
    [[`GLOBUS_SDK_TRANSFER_TOKEN=${secret}`], ["globus", "ls", `${id}:/`], {
      GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url,
    }],
    [
      ["TAPIS_BASE_URL=https://t.tapis.io", `TAPIS_TOKEN=${secret}`],
      ["tapis", "whoami"],
      { TAPIS_BASE_URL: server.url },
    ],
    [
      ["TAPIS_BASE_URL=https://t.tapis.io", `TAPIS_TOKEN=${madeUpJwt({ jti: secret })}`],
      ["tapis", "whoami", "--v3"],
      { TAPIS_BASE_URL: server.url },
    ],
    // One half each: neither completes the other.
    [[`TAPIS_TOKEN=${secret}`], ["tapis", "whoami"], { TAPIS_BASE_URL: server.url }],
  ];
  for (const [lines, words, env] of rows) {
    const { code, talk } = await withFile(lines, words, env);
    assertEquals(code, 3, talk);
    assertNothingShown(talk, secret);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("a refused credential of the file is named with the file", async () => {
  await using server = startRawServer(() => errorAnswer("Invalid Tapis token."));
  const { code, talk, file } = await withFile([
    `TAPIS_BASE_URL=${server.url}`,
    `TAPIS_TOKEN=${madeUpJwt()}`,
  ], ["tapis", "whoami", "--v3"]);
  assertEquals(code, 3);
  assertStringIncludes(talk, `TAPIS_BASE_URL + TAPIS_TOKEN in ${file}`);
});

Deno.test("--env-file refuses by name what a parser would change, a file that is not there, and a half pair", async () => {
  const rows: readonly (readonly [lines: string[], code: number, words: string])[] = [
    [["CAVE_TOKEN='it''s'"], 1, "CAVE_TOKEN holds an unquoted $ or #, a second quote"],
    [['CAVE_TOKEN="a""b"'], 1, "CAVE_TOKEN hold"],
    [["CAVE_TOKEN=a$b", "TAPIS_TOKEN=a#b"], 1, "CAVE_TOKEN, TAPIS_TOKEN hold"],
    [["CAVE_TOKEN=<your token here>"], 3, "placeholder"],
  ];
  for (const [lines, code, words] of rows) {
    const ran = await withFile(lines, ["cave", "token"]);
    assertEquals(ran.code, code, ran.talk);
    assertStringIncludes(ran.talk, words);
  }
  const half = await withFile([`GLOBUS_CLIENT_SECRET=${canary()}`], ["globus", "ls", `${id}:/`]);
  assertEquals(half.code, 3);
  assertStringIncludes(half.talk, "GLOBUS_CLIENT_ID");
  const none = fakeIo();
  assertEquals(await main(["cave", "token", "--env-file", "/nowhere/lab.env"], none), 1);
  assertStringIncludes(none.talk, "Cannot use /nowhere/lab.env: it is not there");
});

Deno.test("keyferry permissions counts the file, and a command without the flag names it", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "lab.env": "CAVE_TOKEN=made-up" });
  const file = `${folder.path}/lab.env`;
  const io = fakeIo({ surroundings: { env: {}, home: folder.path } });
  assertEquals(await main(["permissions", "cave", "token", "--env-file", file], io), 0, io.talk);
  assertStringIncludes(io.output, `--allow-read=${file}`);
  const words = ["cave", "token", "--env-file", file];
  const { code, stderr } = await run(words, {
    flags: ["--allow-env=CAVE_TOKEN,HOME"],
    env: { HOME: folder.path },
  });
  assertEquals(code, 4, stderr);
  assertStringIncludes(stderr, `--allow-read=${file}`);
});
