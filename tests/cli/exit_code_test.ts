import { assertEquals, assertRejects } from "@std/assert";
import {
  ApiError,
  AuthorizationRequiredError,
  CredentialError,
  FileError,
  NetworkError,
  PermissionNeededError,
} from "../../mod.ts";
import { ArgumentRangeError, ArgumentTypeError } from "../../src/argument_error.ts";
import * as cave from "../../src/cave/mod.ts";
import { type Chain, resolve, type Step } from "../../src/credentials/mod.ts";
import * as globus from "../../src/globus/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { exitCodeOf, exitCodes, explanationOf } from "../../src/cli/exit_code.ts";
import { MisuseError } from "../../src/cli/words/misuse.ts";
import { InterruptedError } from "../../src/credentials/secret/hidden_input.ts";
import { run } from "./_program.ts";

const facts = { service: "Tapis", method: "GET", url: "https://t.example.org/x", text: "" };
const report = { wanted: "CAVE token", lines: [] };

function cleaningUpFailedAfter(error: unknown): SuppressedError {
  return new SuppressedError(new Error("cannot be removed"), error, "An error was suppressed");
}

/** What the engine itself throws. */
function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

const codes: [string, unknown, number][] = [
  ["a wrong command line", new MisuseError("x"), 2],
  ["an argument that the library refuses", new ArgumentTypeError("x"), 2],
  ["a value out of range", new ArgumentRangeError("x"), 2],
  ["a mistake in the code", thrownBy(() => JSON.parse("null").length), 1],
  ["a length that cannot be", thrownBy(() => Array(-1)), 1],
  ["an address that the engine cannot read", thrownBy(() => new URL("x")), 1],
  ["a missing credential", new CredentialError("x", report), 3],
  ["401", new ApiError({ ...facts, status: 401 }), 3],
  ["a login page", new ApiError({ ...facts, status: 302, apiCode: "NotLoggedIn" }), 3],
  [
    "a missing consent",
    new AuthorizationRequiredError({ ...facts, status: 403 }, { parameters: {} }),
    3,
  ],
  ["a missing permission", new PermissionNeededError("x", ["--allow-env=A"]), 4],
  ["a refusal by Deno", new Deno.errors.NotCapable("x"), 4],
  ["403", new ApiError({ ...facts, status: 403 }), 1],
  ["a server error", new ApiError({ ...facts, status: 500 }), 1],
  ["a dead connection", new NetworkError("connection", "GET", "https://t.example.org", "x"), 1],
  ["a file", new FileError("x"), 1],
  ["anything else", new Error("x"), 1],
  ["what is no error at all", "x", 1],
  ["Ctrl-C", new InterruptedError("x"), 130],
  ["a closed pipe", new Deno.errors.BrokenPipe("x"), 141],
  ["what went wrong before the cleaning up did", cleaningUpFailedAfter(new MisuseError("x")), 2],
];
for (const [name, error, code] of codes) {
  Deno.test(`exitCodeOf() gives ${code} for ${name}`, () => assertEquals(exitCodeOf(error), code));
}

Deno.test("docs/command.md lists every exit code, and no other", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/command.md", import.meta.url));
  const listed = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  assertEquals(listed, Object.values(exitCodes));
});

Deno.test("explanationOf() blames keyferry for the engine's errors, and not for an argument", () => {
  const bug = thrownBy(() => JSON.parse("null").length);
  assertEquals(
    explanationOf(bug),
    "keyferry: TypeError: Cannot read properties of null (reading 'length') " +
      "(this is a bug in keyferry: please report it)",
  );
  assertEquals(explanationOf(new ArgumentTypeError("x must be y")), "keyferry: x must be y");
  const unfetched = Object.assign(new TypeError("Cannot find it"), {
    code: "ERR_MODULE_NOT_FOUND",
  });
  assertEquals(explanationOf(unfetched), "keyferry: TypeError: Cannot find it");
});

Deno.test("explanationOf() is one line, with nothing that commands a terminal", () => {
  const error = new FileError("Cannot read \x1b[2Ja:\n    it is\r\n  odd");
  assertEquals(explanationOf(error), "keyferry: Cannot read \\x1b[2Ja: it is odd");
});

Deno.test("explanationOf() keeps the list of a lookup, indented", () => {
  const error = new CredentialError(
    "No CAVE token found; checked:\n  CAVE_TOKEN is not set",
    report,
  );
  assertEquals(
    explanationOf(error),
    "keyferry: No CAVE token found; checked:\n  CAVE_TOKEN is not set",
  );
});

Deno.test("explanationOf() ends a lookup that found nothing with the command that logs in", async () => {
  const nowhere = { home: "/nowhere", env: {} };
  const chains: readonly [Chain<unknown>, string][] = [
    [cave.tokenChain(nowhere), "keyferry cave new"],
    [globus.tokenChain(nowhere), "keyferry globus login"],
    [v2.sessionChain(nowhere), "keyferry tapis token"],
    [v3.sessionChain(nowhere), "keyferry tapis login"],
  ];
  for (const [chain, command] of chains) {
    const error = await assertRejects(() => resolve(chain), CredentialError);
    const lines = explanationOf(error)?.split("\n") ?? [];
    assertEquals(lines.at(-1), `Next: ${command}`);
    assertEquals(error.message.split("\n").slice(0, -1), lines.slice(0, -1).map(withoutName));
  }
});

Deno.test("explanationOf() names no login where a source is broken: that is to be fixed first", async () => {
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "two\nlines" };
  const error = await resolve(globus.tokenChain({ home: "/nowhere", env })).catch((error) => error);
  assertEquals(
    explanationOf(error),
    "keyferry: Cannot use GLOBUS_SDK_TRANSFER_TOKEN for the Globus Transfer token: it holds a line " +
      "break or another control character (set GLOBUS_SDK_TRANSFER_TOKEN to the value alone; going on " +
      "would let an older credential win)",
  );
});

function withoutName(line: string): string {
  return line.replace(/^keyferry: /, "");
}

Deno.test("explanationOf() says a step in the options of the command line, with those of the call", () => {
  const about = (step: Step, call = {}): string | undefined => {
    const error = new CredentialError("No luck", report, { step });
    return explanationOf(error, call)?.replace(/^keyferry: No luck(; |\nNext: )/, "");
  };
  assertEquals(about({ kind: "overwrite" }), "add --overwrite");
  assertEquals(
    about({ kind: "choose", platform: "Globus", by: ["clientId", "app"], among: ["a", "b"] }),
    "choose by --client-id or --app: a, b",
  );
  assertEquals(
    about({ kind: "choose", platform: "Globus", by: ["clientId", "app"], all: true }),
    "choose by --client-id and --app",
  );
  assertEquals(
    about({ kind: "choose", platform: "Tapis v3", by: ["baseUrl", "username", "clientId"] }),
    "choose by --user or --client",
  );
  const login: Step = { kind: "log in", platform: "Globus", scopes: ["a[b]"], collection: "c1" };
  assertEquals(
    about(login, { sandbox: "/tmp/a b", clientId: "app-1", namespace: "lab" }),
    "keyferry globus login --https c1 --client-id app-1 --sandbox '/tmp/a b'",
  );
  const demands = { parameters: { session_required_mfa: true } };
  assertEquals(
    about({ kind: "consent", demands }, { app: "lab", profile: "work", json: true }),
    "keyferry globus login --mfa --app lab",
  );
  assertEquals(
    about({ kind: "create client", platform: "Tapis v2", how: "x" }, { tenant: "t", user: "ada" }),
    "keyferry tapis clients create --tenant t --user ada",
  );
  assertEquals(about({ kind: "other", words: "look up" }), "look up");
  const again = ["CAVE", "Globus", "Tapis v2", "Tapis v3"].map((platform) => {
    return about({ kind: "log in", platform, again: true }, { clientId: "app-1", tenant: "t" });
  });
  assertEquals(again, [
    "keyferry cave new --overwrite",
    "keyferry globus login --force --client-id app-1",
    "keyferry tapis token --tenant t",
    "keyferry tapis login --tenant t",
  ]);
});

Deno.test("explanationOf() makes an exact flag of what Deno says", () => {
  const words = (message: string) => explanationOf(new Deno.errors.NotCapable(message));
  assertEquals(
    words('Requires read access to "/data/a b", run again with the --allow-read flag'),
    "keyferry: Deno did not allow read access to /data/a b: add '--allow-read=/data/a b'",
  );
  assertEquals(
    words("Requires write access to <TMP>, run again with the --allow-write flag"),
    "keyferry: Deno did not allow write access to <TMP>: add --allow-write",
  );
  assertEquals(words("Something new"), "keyferry: Something new");
});

Deno.test("explanationOf() does not repeat what a parser quotes", () => {
  const error = new SyntaxError('Unexpected token, "my-secret" is not valid JSON');
  assertEquals(explanationOf(error), "keyferry: SyntaxError: a text could not be read");
});

Deno.test("explanationOf() tells what went wrong first, not what came of cleaning up", () => {
  const error = cleaningUpFailedAfter(cleaningUpFailedAfter(new FileError("Cannot read a.json")));
  assertEquals(explanationOf(error), "keyferry: Cannot read a.json");
  const quiet = cleaningUpFailedAfter(new Deno.errors.BrokenPipe("x"));
  assertEquals(explanationOf(quiet), undefined);
});

Deno.test("explanationOf() has nothing to say where nobody listens", () => {
  assertEquals(explanationOf(new Deno.errors.BrokenPipe("x")), undefined);
});

// 130 and 141, which need a terminal and a reader that goes away, are in terminal_test.ts and
// program_test.ts.
const ends: [number, string[], string[]][] = [
  [0, ["cave", "token"], ["--allow-env", "--allow-read"]],
  [1, ["status", "--sandbox", "/nowhere"], ["--allow-env", "--allow-read"]],
  [2, ["cave", "tokn"], ["--allow-env", "--allow-read"]],
  [3, ["tapis", "whoami"], ["--allow-env", "--allow-read"]],
  [4, ["cave", "token"], []],
];
for (const [code, words, flags] of ends) {
  Deno.test(`keyferry ${words.join(" ")} exits ${code}, data and talk apart`, async () => {
    const ran = await run(words, { flags, env: { HOME: "/nowhere", CAVE_TOKEN: "made-up" } });
    assertEquals(ran.code, code, ran.stderr);
    assertEquals([ran.stdout === "", ran.stderr === ""], [code !== 0, code === 0]);
  });
}

Deno.test("exitCodeOf() is failure where a part of the command cannot be fetched", async () => {
  const part = "./no_such_part.ts";
  const error = await assertRejects(() => import(part), TypeError);
  assertEquals(exitCodeOf(error), 1);
});
