import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  at,
  chain,
  CredentialError,
  fromEnv,
  fromJsonFile,
  inHome,
  loadText,
  type Outcome,
  resolve,
  type Secret,
} from "../../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

const token = "0123456789abcdef0123456789abcdef";
const latin1 = Uint8Array.from('{"token": "caf\xe9"}', (unit) => unit.charCodeAt(0));

function textOf(outcome: Outcome<Secret>): string | undefined {
  return outcome.state === "used" ? outcome.value.reveal() : undefined;
}

Deno.test("fromJsonFile() tells every content of a file apart, and leaves the file as it was", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/secret.json`;
  const table: readonly [string | Uint8Array, Outcome<Secret>["state"], string?][] = [
    [`{"token": "${token}"}`, "used", token],
    [`{ "token" :\r\n\t"${token}" }\r\n`, "used", token],
    [`{"n": NaN, "i": -Infinity, "token": "${token}"}`, "used", token],
    [`{"token": "first", "token": "${token}"}`, "used", token],
    [`{"tok\\u0065n": "${token}"}`, "used", token],
    [`{"token": "  ${token}\\n"}`, "used", token],
    ['{"token": 12}', "used", "12"],
    ['{"token": 864691135571546917}', "used", "864691135571546917"],
    ["{}", "keyless"],
    ['{"other": "made-up"}', "keyless"],
    ['{"deep": {"token": "made-up"}}', "keyless"],
    ['{"token": null}', "keyless"],
    ['{"token": ""}', "keyless"],
    ['{"token": "  "}', "keyless"],
    ['{"token": true}', "broken"],
    ['{"token": false}', "broken"],
    ['{"token": 1.5}', "broken"],
    ['{"token": -1}', "broken"],
    ['{"token": NaN}', "broken"],
    ['{"token": ["made-up"]}', "broken"],
    ['{"token": {"value": "made-up"}}', "broken"],
    ['{"token": "made\\nup"}', "broken"],
    ['{"token": "made\\u0000up"}', "broken"],
    ["", "broken"],
    [" \n", "broken"],
    ["made-up", "broken"],
    ['"made-up"', "broken"],
    ["null", "broken"],
    ['[{"token": "made-up"}]', "broken"],
    ['{"token": "made-up",}', "broken"],
    ['{"token": "made-up"} // a comment', "broken"],
    ["{'token': 'made-up'}", "broken"],
    ['{"token": "made-up"', "broken"],
    ['{"token": "made-up', "broken"],
    ['{"token": "made-up"}{}', "broken"],
    [`\ufeff{"token": "${token}"}`, "broken"],
    [latin1, "broken"],
    [new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), "broken"],
  ];
  for (const [content, state, value] of table) {
    await writeFiles(folder.path, { "secret.json": content });
    const before = await snapshot(folder.path);
    const outcome = await fromJsonFile(path, "token").load();
    const label = typeof content === "string" ? content : content.toHex();
    assertEquals([outcome.state, textOf(outcome)], [state, value], label);
    assertEquals(await snapshot(folder.path), before, label);
  }
});

Deno.test("fromJsonFile() ends a search with one error that names the file, the trouble and the step", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const table: readonly [string | Uint8Array, string][] = [
    ["", "the text is empty"],
    [secret, "the top level is not an object"],
    [`["${secret}"]`, "the top level is an array"],
    [`\ufeff{"token": "${secret}"}`, "byte order mark"],
    [`{"token": "${secret}",}`, "line 1, column"],
    [`{\n "token": ${secret}\n}`, "line 2, column 11"],
    [`{"token": "${secret}`, "line 1, column 11"],
    [`{"token": ["${secret}"]}`, 'no text under "token"'],
    [`{"token": "${secret}\\n${secret}"}`, "a line break"],
    [latin1, "not UTF-8"],
  ];
  for (const [content, trouble] of table) {
    await writeFiles(folder.path, { "secret.json": content });
    const path = `${folder.path}/secret.json`;
    const sources = [
      fromEnv("LAB_TOKEN", { env: {} }),
      fromJsonFile(path, "token"),
      fromEnv("LAST_RESORT", { env: { LAST_RESORT: "stale" } }),
    ];
    const error = await assertRejects(() => resolve(chain("lab token", sources)), CredentialError);
    assertStringIncludes(error.message, `Cannot use ${path} for the lab token: it `);
    assertStringIncludes(error.message, trouble);
    assertStringIncludes(error.message, "fix or delete the file");
    assertEquals(error.report.lines.map(({ state }) => state), ["unset", "broken", "not reached"]);
    assertNothingShown(error, secret);
  }
});

Deno.test("fromJsonFile() calls what is not a readable file broken, in whole sentences", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await Deno.mkdir(`${path}/folder.json`);
  await Deno.symlink("loop.json", `${path}/loop.json`);
  const table = [
    ["folder.json", "it cannot be read: it is a folder"],
    ["loop.json", "it cannot be read: Too many levels of symbolic links"],
  ];
  for (const [name = "", words = ""] of table) {
    const sources = chain("lab token", [fromJsonFile(`${path}/${name}`, "token")]);
    const error = await assertRejects(() => resolve(sources), CredentialError);
    assertStringIncludes(error.message, `${path}/${name} for the lab token: ${words} (`);
  }
});

Deno.test("fromJsonFile() calls a file that is not there missing, behind a link too", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await Deno.symlink(`${path}/nowhere.json`, `${path}/dangling.json`);
  await writeFiles(path, { "file": "" });
  for (const name of ["none.json", "none/none.json", "dangling.json"]) {
    assertEquals((await fromJsonFile(`${path}/${name}`, "token").load()).state, "missing", name);
  }
  const below = await fromJsonFile(`${path}/file/none.json`, "token").load();
  assert(["missing", "broken"].includes(below.state), "a file where a folder should be");
});

Deno.test("fromJsonFile() reads through a link", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "real.json": `{"token": "${token}"}` });
  await Deno.symlink("real.json", `${folder.path}/link.json`);
  assertEquals(textOf(await fromJsonFile(`${folder.path}/link.json`, "token").load()), token);
});

Deno.test("fromJsonFile() uses a file that others can read, and warns about it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/secret.json`;
  await writeFiles(folder.path, { "secret.json": `{"token": "${token}"}` });
  const warningsAt = async (mode: number): Promise<readonly string[] | undefined> => {
    await Deno.chmod(path, mode);
    const outcome = await fromJsonFile(path, "token").load();
    assert(outcome.state === "used");
    return outcome.warnings;
  };
  assertEquals(await warningsAt(0o600), undefined);
  assertEquals(await warningsAt(0o400), undefined);
  for (const mode of [0o644, 0o640, 0o604, 0o666]) {
    const [warning = ""] = await warningsAt(mode) ?? [];
    assertStringIncludes(warning, path);
    assertStringIncludes(warning, `0${mode.toString(8)}`);
  }
});

Deno.test("fromJsonFile() takes any key, and names it where it is not the usual one", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/secret.json`;
  await writeFiles(folder.path, { "secret.json": '{"": "a", "__proto__": "b", "x y": "c"}' });
  for (const [key, value] of [["", "a"], ["__proto__", "b"], ["x y", "c"]] as const) {
    const source = fromJsonFile(path, key);
    assertEquals(textOf(await source.load()), value);
    assertEquals(source.name, `${path} (key ${JSON.stringify(key)})`);
  }
  for (const key of ["constructor", "toString"]) {
    assertEquals((await fromJsonFile(path, key).load()).state, "keyless");
  }
});

Deno.test("at() refuses an empty path, which would name the working folder", () => {
  assertThrows(() => at(""), TypeError, "empty");
  assertThrows(() => fromJsonFile("", "token"), TypeError, "empty");
});

Deno.test("inHome() finds the home folder by HOME, and says so where there is none", async () => {
  assertEquals(inHome([".x"], { home: "/home/ada" }).find(), "/home/ada/.x");
  assertEquals(inHome([".x"], { env: { HOME: "/home/ada" } }).find(), "/home/ada/.x");
  for (const env of [{}, { HOME: "" }]) {
    const outcome = await fromJsonFile(inHome([".x"], { env }), "token").load();
    assert(outcome.state === "missing");
    assertEquals(outcome.step, { kind: "set variable", variables: ["HOME"] });
  }
});

Deno.test("loadText() reads a whole file as it is, byte order mark and all", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a": "\ufeffa\r\nb\0" });
  assertEquals(await loadText(at(`${folder.path}/a`)), {
    path: `${folder.path}/a`,
    text: "\ufeffa\r\nb\0",
  });
});
