import { assertEquals, assertFalse } from "@std/assert";
import {
  chain,
  CredentialError,
  explain,
  FileError,
  formatReport,
  isKeyferryError,
  PermissionNeededError,
  resolve,
  type Source,
  type Step,
  stepInWords,
} from "../../../src/credentials/mod.ts";

const words: readonly [Step, string][] = [
  [{ kind: "log in" }, "log in again"],
  [{ kind: "log in", platform: "Globus" }, "log in to Globus"],
  [{ kind: "log in", platform: "Globus", again: true }, "log in again"],
  [
    { kind: "log in", again: true, keptIn: "/a.json" },
    "log in again with the program that keeps its tokens in /a.json",
  ],
  [{ kind: "log in", platform: "Globus", how: "login()" }, "log in to Globus: login()"],
  [
    { kind: "log in", platform: "Globus", scopes: ["a", "b[c]"], collection: "x" },
    "log in with the scopes a b[c]",
  ],
  [
    { kind: "log in", because: "the code was used before" },
    "the code was used before: log in again",
  ],
  [
    { kind: "consent", demands: { parameters: {} } },
    "log in with what it demands: pass error.requirements to login()",
  ],
  [{ kind: "set variable", variables: ["A"] }, "set A"],
  [{ kind: "set variable", variables: ["A", "B"] }, "set A and B"],
  [{ kind: "set variable", variables: ["A"], to: "https://host" }, "set A to https://host"],
  [{ kind: "set variable", variables: ["A"], or: "unset it" }, "set A, or unset it"],
  [{ kind: "unset variable", variables: ["A"] }, "unset A"],
  [{ kind: "replace", place: "A", variable: true }, "unset or replace A"],
  [{ kind: "replace", place: "a.json", variable: false }, "replace the one in a.json"],
  [{ kind: "choose", by: ["a"] }, "choose one by a"],
  [{ kind: "choose", by: ["a", "b", "c"] }, "choose one by a, b or c"],
  [{ kind: "choose", by: ["a"], among: ["1", "2"] }, "choose one by a: 1, 2"],
  [{ kind: "choose", by: ["a"], among: [] }, "choose one by a"],
  [{ kind: "choose", by: ["a", "b"], all: true }, "choose one by a and b"],
  [{ kind: "choose", by: ["a"], among: ["1"], or: "give b" }, "choose one by a: 1, or give b"],
  [
    { kind: "allow", flags: ["--allow-env=A", "--allow-read=/b"] },
    "add --allow-env=A --allow-read=/b",
  ],
  [{ kind: "fix file", path: "/a" }, "fix or delete the file"],
  [{ kind: "delete file", path: "/a" }, "delete /a"],
  [{ kind: "overwrite" }, "allow overwriting"],
  [{ kind: "try again" }, "try again"],
  [{ kind: "update", program: "keyferry" }, "update keyferry"],
  [{ kind: "use platform", platform: "Tapis v3", how: "use v3" }, "use v3"],
  [{ kind: "create client", platform: "Tapis v2", how: "make one" }, "make one"],
  [{ kind: "other", words: "look up" }, "look up"],
];
for (const [step, text] of words) {
  Deno.test(`stepInWords() says: ${text}`, () => assertEquals(stepInWords(step), text));
}

Deno.test({
  name: "stepInWords() quotes what is to be pasted as a shell reads it",
  ignore: Deno.build.os === "windows",
  fn() {
    const step: Step = { kind: "make readable", path: "/a.json" };
    assertEquals(stepInWords(step), "make it readable: chmod 600 /a.json");
    const odd: Step = { kind: "make readable", path: "/it's my/a.json" };
    assertEquals(stepInWords(odd), "make it readable: chmod 600 '/it'\\''s my/a.json'");
    const flags = ["--allow-read=/a b", "--allow-net=a.org,b.org"];
    assertEquals(
      stepInWords({ kind: "allow", flags }),
      "add '--allow-read=/a b' --allow-net=a.org,b.org",
    );
  },
});

Deno.test("an error has its step as a value, and says it after what happened", () => {
  const step: Step = { kind: "overwrite" };
  const error = new FileError("Cannot write a", { why: "it is there", step });
  assertEquals(error.message, "Cannot write a: it is there; allow overwriting");
  assertEquals(
    error.messageWith(({ kind }) => `<${kind}>`),
    "Cannot write a: it is there; <overwrite>",
  );
  assertEquals([error.step, error.why, "cause" in error], [step, "it is there", false]);
  const bare = new FileError("Cannot write a");
  assertEquals([bare.message, bare.step, bare.messageWith(() => "x")], [
    "Cannot write a",
    undefined,
    "Cannot write a",
  ]);
});

Deno.test("PermissionNeededError's step is to allow its flags", () => {
  const error = new PermissionNeededError("Cannot look", ["--allow-env=A"], { cause: "x" });
  assertEquals(error.step, { kind: "allow", flags: ["--allow-env=A"] });
  assertEquals(error.messageWith(() => "tick the box"), "Cannot look: tick the box");
  assertEquals(error.cause, "x");
});

function answering(state: "broken" | "keyless", step: Step): Source<string> {
  return {
    name: "a.json",
    permissions: [],
    load: () => Promise.resolve({ state, detail: "is bad", step }),
  };
}

Deno.test("a lookup that found nothing says each line's step, and the login, in any words", async () => {
  const say = ({ kind }: Step): string => `<${kind}>`;
  const login: Step = { kind: "log in", platform: "Lab" };
  const tokens = chain("lab token", [answering("keyless", { kind: "fix file" })], login);
  const error = await resolve(tokens).catch((error) => error);
  assertEquals(error instanceof CredentialError && error.step, login);
  assertEquals(
    error.messageWith(say),
    "No lab token found; checked:\n  a.json is bad: <fix file>\n  Next: <log in>",
  );
  const report = await explain(tokens);
  assertEquals(report.lines, [{
    source: "a.json",
    state: "keyless",
    detail: "is bad",
    step: { kind: "fix file" },
    next: "fix or delete the file",
  }]);
  assertEquals(formatReport(report, { say }), "a.json  keyless, is bad, <fix file>");
});

Deno.test("a source that stops the search gives the error its own step, and no login", async () => {
  const login: Step = { kind: "log in", platform: "Lab" };
  const choose: Step = { kind: "choose", by: ["app"] };
  const tokens = chain("lab token", [answering("broken", choose)], login);
  const error = await resolve(tokens).catch((error) => error);
  assertEquals(isKeyferryError(error) && error.step, choose);
  assertEquals(
    error.message,
    "Cannot use a.json for the lab token: it is bad (choose one by app)",
  );
  assertFalse(error.messageWith(() => "x").includes("Lab"));
});
