import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  dotenv,
  FileError,
  type Outcome,
  PermissionNeededError,
  readDotenv,
  type Secret,
} from "../../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { entryUrl, runChild } from "../../helpers/child.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

Deno.test("dotenv() tells every spelling of a value apart", async () => {
  await using folder = await temporaryFolder();
  const table: readonly [string, Outcome<Secret>["state"], string?][] = [
    ["LAB_TOKEN=made-up", "used", "made-up"],
    ["LAB_TOKEN = made-up \r\n", "used", "made-up"],
    ["  export LAB_TOKEN=made-up", "used", "made-up"],
    ["\ufeffLAB_TOKEN=made-up", "used", "made-up"],
    ["# LAB_TOKEN=old\nLAB_TOKEN=made-up", "used", "made-up"],
    ["LAB_TOKEN=first\nLAB_TOKEN=second", "used", "second"],
    ["LAB_TOKEN='pa$$wo#rd'", "used", "pa$$wo#rd"],
    ['LAB_TOKEN="pa$$wo#rd"', "used", "pa$$wo#rd"],
    ["LAB_TOKEN='made-up' # from the token page", "used", "made-up"],
    ["OTHER='two\nLAB_TOKEN=inside\nlines'\nLAB_TOKEN=made-up", "used", "made-up"],
    ["", "unset"],
    ["# LAB_TOKEN=made-up", "unset"],
    ["OTHER=made-up", "unset"],
    ["LAB_TOKENS=made-up", "unset"],
    ["LAB_TOKEN=", "empty"],
    ["LAB_TOKEN=''", "empty"],
    ["LAB_TOKEN=pa$$word", "broken"],
    ["LAB_TOKEN=pa#word", "broken"],
    ["LAB_TOKEN=$HOME", "broken"],
    ["LAB_TOKEN=#made-up", "broken"],
    ["\ufeffLAB_TOKEN=pa$$word", "broken"],
    ["\vLAB_TOKEN=pa$$word", "broken"],
    ["LAB_TOKEN=`pa$$word`", "broken"],
    ['LAB_TOKEN="pa$word', "broken"],
    ["LAB_TOKEN='pa$word", "broken"],
    ['LAB_TOKEN="two\\nlines"', "broken"],
    ["LAB_TOKEN='two\nlines'", "broken"],
    // What the parser would drop or read as something else, silently.
    ["LAB_TOKEN='it''s'", "broken"],
    ['LAB_TOKEN="it""s"', "broken"],
    ["LAB_TOKEN='made'-up", "broken"],
    ["LAB_TOKEN='made-up' # from the page", "used", "made-up"],
    ["LAB_TOKEN='made-up'#from the page", "used", "made-up"],
    ['LAB_TOKEN="made\\tup"', "broken"],
    ['LAB_TOKEN="made\\"up"', "broken"],
    ['LAB_TOKEN="made\\\\up"', "broken"],
    ['LAB_TOKEN="made\\dup"', "used", "made\\dup"],
    ["LAB_TOKEN='made\\nup'", "used", "made\\nup"],
    ['LAB_TOKEN="it\'s"', "used", "it's"],
    ["LAB_TOKEN='it\"s'", "used", 'it"s'],
    ["LAB_TOKEN=it's", "used", "it's"],
    ["LAB_TOKEN='\nmade-up'", "broken"],
    ["LAB_TOKEN='made-up", "broken"],
    ['LAB_TOKEN="made-up', "broken"],
    ["OTHER='open\nLAB_TOKEN='made-up'", "broken"],
    // As other files and shells have it: the parser would overlook it.
    ["LAB_TOKEN: made-up", "broken"],
    ["LAB_TOKEN made-up", "broken"],
    ["LAB_TOKEN:=made-up", "broken"],
    ["set LAB_TOKEN=made-up", "broken"],
    ["setenv LAB_TOKEN made-up", "broken"],
    ['$env:LAB_TOKEN = "made-up"', "broken"],
    ["# LAB_TOKEN: made-up", "unset"],
    ["LAB_TOKENS: made-up", "unset"],
    ["OTHER='two\nLAB_TOKEN: inside\nlines'", "unset"],
    // As docker has it: the environment's own.
    ["LAB_TOKEN", "unset"],
    ["export LAB_TOKEN", "unset"],
  ];
  for (const [text, state, value] of table) {
    await writeFiles(folder.path, { ".env": text });
    const outcome = await dotenv(`${folder.path}/.env`, "LAB_TOKEN").load();
    const found = outcome.state === "used" ? outcome.value.reveal() : undefined;
    assertEquals([outcome.state, found], [state, value], text);
  }
});

Deno.test("dotenv() shows no value and leaves the file as it was", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  await writeFiles(folder.path, { ".env": `LAB_TOKEN=${secret}$${secret}\nOTHER=${secret}\n` });
  const before = await snapshot(folder.path);
  const outcome = await dotenv(`${folder.path}/.env`, "LAB_TOKEN").load();
  assert(outcome.state === "broken");
  assert(outcome.step?.kind === "other");
  assertStringIncludes(outcome.step.words, "LAB_TOKEN in single quotes");
  assertNothingShown(outcome, secret);
  assertNothingShown(await readDotenv(`${folder.path}/.env`).catch((error) => error), secret);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("dotenv() never reads the process's variables, and prints nothing of odd lines", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/.env`;
  await writeFiles(folder.path, {
    ".env": 'OTHER=$HOME\n{"token":"odd-line="}\nOPEN="pa$HOME\nLAB_TOKEN=made-up\n',
  });
  const ran = await runChild(
    `
    import { dotenv } from "${entryUrl("src/credentials/mod.ts")}";
    const outcome = await dotenv(${JSON.stringify(path)}, "LAB_TOKEN").load();
    console.log(outcome.state, outcome.value?.reveal());
    `,
    { flags: [`--allow-read=${path}`], env: { HOME: folder.path } },
  );
  assertEquals(ran, { code: 0, stdout: "used made-up\n", stderr: "" });
});

Deno.test("dotenv() skips a file that is not there, and stops at one it cannot read", async () => {
  await using folder = await temporaryFolder();
  assertEquals((await dotenv(`${folder.path}/none`, "LAB_TOKEN").load()).state, "missing");
  const outcome = await dotenv(folder.path, "LAB_TOKEN").load();
  assertEquals(outcome.state, "broken");
});

Deno.test("readDotenv() gives all variables, or names those that the parser would change", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/.env`;
  await writeFiles(folder.path, { ".env": "A=1\nB='$2'\n" });
  assertEquals({ ...await readDotenv(path) }, { A: "1", B: "$2" });
  await writeFiles(folder.path, { ".env": "A=1\nB=$2\nC=3#\n" });
  const error = await assertRejects(() => readDotenv(path), FileError);
  assertStringIncludes(error.message, `Cannot use ${path}: B, C hold an unquoted`);
  const missing = await assertRejects(() => readDotenv(`${path}.none`), FileError);
  assertEquals(missing.message, `Cannot use ${path}.none: it is not there`);
});

Deno.test("readDotenv() names a variable that is written otherwise than NAME=VALUE, and passes prose over", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/.env`;
  const secret = canary();
  await writeFiles(folder.path, {
    ".env": `GLOBUS_CLIENT_ID=id\nGLOBUS_CLIENT_SECRET: ${secret}\nset TAPIS_TOKEN=${secret}\n`,
  });
  const error = await assertRejects(() => readDotenv(path), FileError);
  assertStringIncludes(error.message, "GLOBUS_CLIENT_SECRET, TAPIS_TOKEN are written otherwise");
  assertNothingShown(error, secret);
  await writeFiles(folder.path, { ".env": "NOTE: a new token\nfor the lab\nhttp://x\nA=1\n" });
  assertEquals({ ...await readDotenv(path) }, { A: "1" });
});

Deno.test("readDotenv() shows no token that stands where a name should: it tells the line", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/.env`;
  const text = canary();
  await writeFiles(folder.path, {
    ".env": `A=1\n\nLAB_TOKEN=\n${text}=$\nAWS_S3_KEY=x#\nlower=$1\n`,
  });
  const error = await assertRejects(() => readDotenv(path), FileError);
  assertStringIncludes(error.message, ": line 4, AWS_S3_KEY, line 6 hold an unquoted");
  assertNothingShown(error, text);
});

Deno.test({
  name: "readDotenv() names the flag where Deno may not read the file",
  permissions: { read: ["/nowhere"] },
  async fn() {
    const error = await assertRejects(() => readDotenv("/data/.env"), PermissionNeededError);
    assertEquals(error.flags, ["--allow-read=/data/.env"]);
  },
});
