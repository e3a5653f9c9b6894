import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  chain,
  fromEnv,
  fromEnvGroup,
  fromValue,
  type Outcome,
  resolve,
  type Secret,
  stepInWords,
} from "../../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { childCommand, entryUrl, runChild } from "../../helpers/child.ts";

const pair = { baseUrl: ["TAPIS_BASE_URL"], token: ["TAPIS_TOKEN", "TAPIS_API_TOKEN"] } as const;

function textOf(outcome: Outcome<Secret>): string | undefined {
  return outcome.state === "used" ? outcome.value.reveal() : undefined;
}

/** What to do about an outcome, in the words of a script. */
function wordsOf(outcome: Outcome<unknown>): string {
  return outcome.state === "used" || outcome.step === undefined ? "" : stepInWords(outcome.step);
}

Deno.test("fromEnv() tells unset, empty, broken and used apart", async () => {
  const table: readonly [string | undefined, Outcome<Secret>["state"], string | undefined][] = [
    [undefined, "unset", undefined],
    ["", "empty", undefined],
    [" \t\n", "empty", undefined],
    ["made-up", "used", "made-up"],
    ["  made-up\n", "used", "made-up"],
    ["made\nup", "broken", undefined],
    ["made\rup", "broken", undefined],
    ["made\0up", "broken", undefined],
    ["made\x7fup", "broken", undefined],
  ];
  for (const [text, state, value] of table) {
    const outcome = await fromEnv("LAB_TOKEN", { env: { LAB_TOKEN: text } }).load();
    assertEquals([outcome.state, textOf(outcome)], [state, value], JSON.stringify(text));
    if (outcome.state === "empty" || outcome.state === "broken") {
      assertStringIncludes(wordsOf(outcome), "LAB_TOKEN");
    }
  }
});

Deno.test("fromEnv() shows no value, whatever is wrong with it", async () => {
  const text = canary();
  const source = fromEnv("LAB_TOKEN", { env: { LAB_TOKEN: `${text}\n${text}` } });
  assertNothingShown(source, text);
  assertNothingShown(await source.load(), text);
});

Deno.test("fromEnv() needs one variable's permission, and none where variables are given", () => {
  assertEquals(fromEnv("LAB_TOKEN").permissions, [{ name: "env", variable: "LAB_TOKEN" }]);
  assertEquals(fromEnv("LAB_TOKEN", { env: {} }).permissions, []);
});

Deno.test({
  name: "fromEnv() does not touch a variable it may not read",
  permissions: { env: ["LAB_OTHER"] },
  async fn() {
    const outcome = await fromEnv("LAB_TOKEN").load();
    assert(outcome.state === "not permitted");
    assertEquals(outcome.missing, [{ name: "env", variable: "LAB_TOKEN" }]);
    assertEquals(outcome.step, { kind: "allow", flags: ["--allow-env=LAB_TOKEN"] });
    assertEquals((await fromEnv("LAB_OTHER").load()).state, "unset");
  },
});

Deno.test("fromEnv() calls a variable that is not UTF-8 broken, and does not quote it", async () => {
  const script = `
    import { fromEnv } from "${entryUrl("src/credentials/mod.ts")}";
    console.log(await fromEnv("LAB_TOKEN").load());
  `;
  // A shell sets the variable, since Deno's own API takes no bytes.
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: [
      "-c",
      `LAB_TOKEN=$(printf 'canary\\377canary') exec "$@"`,
      "sh",
      ...childCommand(script, ["--allow-env=LAB_TOKEN"]),
    ],
    stdout: "piped",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assertStringIncludes(said, 'state: "broken"');
  assertStringIncludes(said, "is not UTF-8 text");
  assert(!said.includes("canary"), said);
});

Deno.test("fromEnvGroup() tells the states of a pair apart", async () => {
  const table: readonly [Record<string, string>, Outcome<unknown>["state"]][] = [
    [{}, "unset"],
    [{ TAPIS_BASE_URL: "" }, "empty"],
    [{ TAPIS_BASE_URL: "", TAPIS_TOKEN: "" }, "empty"],
    [{ TAPIS_BASE_URL: "https://a.example.org" }, "incomplete"],
    [{ TAPIS_TOKEN: "made-up" }, "incomplete"],
    [{ TAPIS_BASE_URL: "", TAPIS_TOKEN: "made-up" }, "incomplete"],
    [{ TAPIS_BASE_URL: "https://a.example.org", TAPIS_TOKEN: "" }, "incomplete"],
    [{ TAPIS_BASE_URL: "https://a.example.org", TAPIS_TOKEN: "made\nup" }, "broken"],
    [{ TAPIS_TOKEN: "made\nup" }, "broken"],
    [{ TAPIS_BASE_URL: "https://a.example.org", TAPIS_TOKEN: "made-up" }, "used"],
    [{ TAPIS_BASE_URL: "https://a.example.org", TAPIS_API_TOKEN: "made-up" }, "used"],
  ];
  for (const [env, state] of table) {
    const outcome = await fromEnvGroup(pair, { env }).load();
    assertEquals(outcome.state, state, JSON.stringify(env));
  }
});

Deno.test("fromEnvGroup() names the half that is missing, and never the value of the other", async () => {
  const text = canary();
  const outcome = await fromEnvGroup(pair, { env: { TAPIS_TOKEN: text } }).load();
  assert(outcome.state === "incomplete");
  assertEquals(outcome.detail, "is incomplete: TAPIS_BASE_URL is not set");
  assertEquals(outcome.step, { kind: "set variable", variables: ["TAPIS_BASE_URL"] });
  assertNothingShown(outcome, text);
});

Deno.test("fromEnvGroup() names the spelling that is set to nothing", async () => {
  const env = { TAPIS_BASE_URL: "https://a.example.org", TAPIS_API_TOKEN: "" };
  const outcome = await fromEnvGroup(pair, { env }).load();
  assert(outcome.state === "incomplete");
  assertStringIncludes(outcome.detail, "TAPIS_API_TOKEN is set to nothing");
});

Deno.test("fromEnvGroup() takes the preferred spelling, whatever the other holds", async () => {
  for (const other of ["another", "", "bro\nken"]) {
    const outcome = await fromEnvGroup(pair, {
      env: { TAPIS_BASE_URL: "https://a.example.org", TAPIS_TOKEN: "mine", TAPIS_API_TOKEN: other },
    }).load();
    assert(outcome.state === "used", JSON.stringify(other));
    assertEquals(outcome.value.token.reveal(), "mine");
  }
});

Deno.test({
  name: "fromEnvGroup() names exactly the flag that is missing",
  permissions: { env: ["TAPIS_BASE_URL", "TAPIS_TOKEN"] },
  async fn() {
    const outcome = await fromEnvGroup(pair).load();
    assert(outcome.state === "not permitted");
    assertEquals(outcome.step, { kind: "allow", flags: ["--allow-env=TAPIS_API_TOKEN"] });
  },
});

Deno.test("a variable of the process is read under its own permission alone", async () => {
  const text = canary();
  const ran = await runChild(
    `
    import { chain, fromEnv, resolve } from "${entryUrl("src/credentials/mod.ts")}";
    const { value, source } = await resolve(chain("lab token", [fromEnv("A"), fromEnv("B")]));
    console.log(source, value.reveal() === "${text}");
    `,
    { flags: ["--allow-env=B"], env: { A: "not looked at", B: text } },
  );
  assertEquals(ran, { code: 0, stdout: "B true\n", stderr: "" });
});

Deno.test("fromValue() has what it was given, unless that is nothing", async () => {
  assertEquals(textOf(await fromValue("made-up").load()), "made-up");
  assertEquals((await fromValue("").load()).state, "empty");
  assertEquals((await fromValue("  ").load()).state, "empty");
  const text = canary();
  const { report, source } = await resolve(chain("token", [fromValue(text, { name: "--token" })]));
  assertEquals(source, "--token");
  assertNothingShown(report, text);
});
