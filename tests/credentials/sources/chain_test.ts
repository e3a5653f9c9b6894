import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  chain,
  CredentialError,
  explain,
  formatReport,
  fromEnv,
  fromEnvGroup,
  fromJsonFile,
  fromValue,
  inWords,
  isKeyferryError,
  mapSource,
  type NotFound,
  type Outcome,
  permissionFlags,
  PermissionNeededError,
  requiredPermissions,
  resolve,
  Secret,
  type Source,
} from "../../../src/credentials/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";

/** A source that answers as told, and counts how often it was asked. */
function answering(name: string, outcome: Outcome<Secret>): Source<Secret> & { asked: number } {
  return {
    name,
    permissions: [],
    asked: 0,
    load(): Promise<Outcome<Secret>> {
      this.asked++;
      return Promise.resolve(outcome);
    },
  };
}

const passedOver: readonly NotFound["state"][] = [
  "unset",
  "empty",
  "incomplete",
  "missing",
  "keyless",
  "not permitted",
  "expired",
];

Deno.test("resolve() goes on past every state but broken, and takes the first that has", async () => {
  const sources = passedOver.map((state) => answering(state, { state, detail: "is so" }));
  const first = answering("first", { state: "used", value: new Secret("first") });
  const second = answering("second", { state: "used", value: new Secret("second") });
  const { value, source, report } = await resolve(chain("token", [...sources, first, second]));
  assertEquals([value.reveal(), source], ["first", "first"]);
  assertEquals(report.lines.map(({ state }) => state), [...passedOver, "used", "not reached"]);
  assertEquals([...sources, first, second].map(({ asked }) => asked), [
    ...passedOver.map(() => 1),
    1,
    0,
  ]);
});

Deno.test("resolve() stops at a broken source, with the cause behind it", async () => {
  const cause = new SyntaxError("unexpected character at line 1, column 2");
  const broken = answering("a.json", {
    state: "broken",
    detail: "is bad",
    step: { kind: "fix file" },
    cause,
  });
  const good = answering("b.json", { state: "used", value: new Secret("stale") });
  const error = await assertRejects(() => resolve(chain("token", [broken, good])), CredentialError);
  assertEquals(
    error.message,
    "Cannot use a.json for the token: it is bad (fix or delete the file; going on would let an older credential win)",
  );
  assertEquals([error.cause, good.asked], [cause, 0]);
  assert(isKeyferryError(error));
});

Deno.test("resolve() names no step where a broken source names none", async () => {
  const broken = answering("a.json", { state: "broken", detail: "is bad" });
  const error = await assertRejects(() => resolve(chain("token", [broken])), CredentialError);
  assertFalse(error.message.includes("undefined"), error.message);
  assertEquals("cause" in error, false);
});

Deno.test("resolve() lists every source with its state and next step when none has", async () => {
  const error = await assertRejects(
    () =>
      resolve(chain("lab token", [
        fromEnv("UNSET", { env: {} }),
        fromEnv("EMPTY", { env: { EMPTY: "" } }),
        fromEnvGroup({ id: ["ID"], secret: ["SECRET"] }, { env: { ID: "x" } }) as never,
        fromJsonFile("/nowhere/none.json", "token"),
        answering("records", {
          state: "expired",
          detail: "holds an expired token",
          step: { kind: "log in" },
        }),
      ])),
    CredentialError,
  );
  assertEquals(error.message.split("\n"), [
    "No lab token found; checked:",
    "  UNSET is not set",
    "  EMPTY is set to nothing: set EMPTY, or unset it",
    "  ID + SECRET is incomplete: SECRET is not set: set SECRET",
    "  /nowhere/none.json is not there",
    "  records holds an expired token: log in again",
  ]);
  assertEquals(error.report.wanted, "lab token");
});

Deno.test({
  name: "resolve() names every flag that is missing, and goes on without prompting",
  permissions: { env: ["LAB_LAST"] },
  async fn() {
    const sources = [
      fromEnv("LAB_TOKEN"),
      fromJsonFile("/data/a,b.json", "token"),
      fromEnv("LAB_LAST"),
    ];
    const error = await assertRejects(() => resolve(chain("token", sources)), CredentialError);
    assertEquals(error.message.split("\n").slice(1), [
      "  LAB_TOKEN may not be checked: add --allow-env=LAB_TOKEN",
      "  /data/a,b.json may not be checked; no flag can hold the comma in /data/a,b.json, so that read covers all of /data: add --allow-read=/data",
      "  LAB_LAST is not set",
    ]);
    // A login that is there and may not be seen is no reason for another one.
    const login = { kind: "log in", platform: "Lab" } as const;
    const blind = await assertRejects(
      () => resolve(chain("token", [...sources, fromEnv("LAB_KEY")], login)),
      CredentialError,
    );
    const flags = ["--allow-env=LAB_TOKEN,LAB_KEY", "--allow-read=/data"];
    assertEquals(blind.step, { kind: "allow", flags });
    assertEquals(blind.message.split("\n").at(-1), `  Next: add ${flags.join(" ")}`);
    const unset = chain("token", [fromEnv("LAB_LAST")], login);
    assertEquals((await assertRejects(() => resolve(unset), CredentialError)).step, login);
    const given = await resolve(chain("token", [...sources, fromValue("made-up")]));
    assertEquals(given.source, "given by the caller");
  },
});

Deno.test({
  name: "resolve() in strict mode refuses an answer that stands below a source it may not see",
  permissions: "none",
  async fn() {
    const sources = [fromEnv("LAB_TOKEN"), fromEnv("LAB_OTHER"), fromValue("made-up")];
    const error = await assertRejects(
      () => resolve(chain("lab token", sources), { strict: true }),
      PermissionNeededError,
    );
    assertEquals(error.flags, ["--allow-env=LAB_TOKEN,LAB_OTHER"]);
    assertStringIncludes(error.message, "lab token in LAB_TOKEN, LAB_OTHER: add --allow-env=");
    const above = chain("lab token", [fromValue("made-up"), fromEnv("LAB_TOKEN")]);
    assertEquals((await resolve(above, { strict: true })).value.reveal(), "made-up");
  },
});

Deno.test("explain() reports all sources whether or not one has it, and never throws", async () => {
  const found = await explain(chain("token", [
    fromEnv("A", { env: {} }),
    fromEnv("B", { env: { B: "made-up" } }),
    fromEnv("C", { env: { C: "made-up" } }),
  ]));
  assertEquals(found.lines.map(({ source, state }) => `${source} ${state}`), [
    "A unset",
    "B used",
    "C not reached",
  ]);
  const none = await explain(chain("token", [fromEnv("A", { env: {} })]));
  assertEquals(none.lines.map(({ state }) => state), ["unset"]);
  assertEquals((await explain(chain("token", []))).lines, []);
});

Deno.test("reports, errors and results show no value of any source", async () => {
  const secret = canary();
  const env = { GOOD: secret, BAD: `${secret}\n${secret}`, HALF: secret };
  const sources = [
    fromEnvGroup({ half: ["HALF"], other: ["OTHER"] }, { env }) as Source<never>,
    fromEnv("GOOD", { env }),
  ];
  const resolved = await resolve(chain("token", sources));
  assertNothingShown(resolved, secret);
  assertNothingShown(formatReport(resolved.report), secret);
  assertNothingShown(JSON.stringify(resolved.report), secret);
  const broken = chain("token", [fromEnv("BAD", { env })]);
  assertNothingShown(await resolve(broken).catch((error) => error), secret);
  assertNothingShown(await explain(broken), secret);
});

Deno.test("resolve() passes on when a credential ends, its warnings, and where exactly it was", async () => {
  const source = answering("folder", {
    state: "used",
    value: new Secret("made-up"),
    expiresAt: 1000,
    warnings: ["folder/a.json can be read by others"],
    where: "folder/a.json",
  });
  const mapped = mapSource(source, ({ value }) => ({
    state: "used",
    value,
    warnings: ["a second one"],
  }));
  const resolved = await resolve(chain("token", [mapped]));
  assertEquals(resolved.source, "folder/a.json");
  assertEquals(resolved.warnings, ["folder/a.json can be read by others", "a second one"]);
  assertEquals((await resolve(chain("token", [source]))).report.lines, [{
    source: "folder/a.json",
    state: "used",
    expiresAt: 1000,
    warnings: ["folder/a.json can be read by others"],
  }]);
});

Deno.test("mapSource() may say that what was found is not a credential, and makes nothing of what was not found", async () => {
  const expired = mapSource(fromValue("made-up"), () => ({ state: "expired", detail: "is old" }));
  assertEquals((await expired.load()).state, "expired");
  const unset = mapSource(fromEnv("A", { env: {} }), () => {
    throw new Error("not reached");
  });
  assertEquals((await unset.load()).state, "unset");
  assertEquals(mapSource(fromEnv("A"), (found) => found).permissions, fromEnv("A").permissions);
});

Deno.test("requiredPermissions() lists each permission of all sources once, without touching them", () => {
  const tokens = chain("token", [
    fromEnv("A"),
    fromEnvGroup({ a: ["A"], b: ["B"] }) as Source<never>,
    fromJsonFile("/data/x.json", "token"),
    fromJsonFile("/data/x.json", "other"),
  ]);
  assertEquals(requiredPermissions(tokens), [
    { name: "env", variable: "A" },
    { name: "env", variable: "B" },
    { name: "read", path: "/data/x.json" },
  ]);
});

Deno.test("permissionFlags() spells kinds and values as deno run takes them", () => {
  assertEquals(permissionFlags([]), []);
  assertEquals(
    permissionFlags([
      { name: "net", host: "auth.globus.org" },
      { name: "read", path: "/a,b" },
      { name: "net", host: "127.0.0.1:80" },
      { name: "net", host: "auth.globus.org" },
      { name: "sys", kind: "hostname" },
      { name: "run", command: "open" },
      { name: "write" },
      { name: "write", path: "/a" },
    ]),
    [
      "--allow-net=auth.globus.org,127.0.0.1:80",
      "--allow-read=/",
      "--allow-sys=hostname",
      "--allow-run=open",
      "--allow-write",
    ],
  );
});

Deno.test("what several places need is asked for in flags as permissionFlags() spells them all at once", async () => {
  const needed: readonly Deno.PermissionDescriptor[][] = [
    [{ name: "read", path: "/data/logins/a.json" }, { name: "env", variable: "A" }],
    [{ name: "read", path: "/data/logins" }, { name: "env", variable: "B" }],
    [{ name: "read", path: "/data/logins-2" }, { name: "env", variable: "A" }, { name: "sys" }],
  ];
  const sources = needed.map((permissions, at) => {
    const step = { kind: "allow", flags: permissionFlags(permissions) } as const;
    return answering(`place ${at}`, { state: "not permitted", detail: "is closed", step });
  });
  const tokens = chain("token", sources, { kind: "log in" });
  const error = await assertRejects(() => resolve(tokens), CredentialError);
  assertEquals(error.step, { kind: "allow", flags: permissionFlags(needed.flat()) });
});

Deno.test("formatReport() lines up sources, and says when what was found ends", () => {
  const text = formatReport({
    wanted: "token",
    lines: [
      { source: "A", state: "unset", detail: "is not set" },
      { source: "LONGER", state: "empty", detail: "is set to nothing", next: "set LONGER" },
      { source: "B", state: "used", expiresAt: 120_000, warnings: ["others can read it"] },
      { source: "C", state: "not reached" },
    ],
  }, { now: () => 0 });
  assertEquals(text.split("\n"), [
    "A       unset",
    "LONGER  empty, is set to nothing, set LONGER",
    "B       used, expires in 2 minutes",
    "  others can read it",
    "C       not reached",
  ]);
  assertEquals(formatReport({ wanted: "token", lines: [] }), "");
});

Deno.test("inWords() rounds to one unit, in both directions", () => {
  const table: readonly [number, string][] = [
    [0, "expired 0 seconds ago"],
    [1, "expires in 0 seconds"],
    [1_000, "expires in 1 second"],
    [59_000, "expires in 59 seconds"],
    [59_499, "expires in 59 seconds"],
    [59_500, "expires in 1 minute"],
    [60_000, "expires in 1 minute"],
    [3_569_000, "expires in 59 minutes"],
    [3_599_000, "expires in 1 hour"],
    [3_600_000, "expires in 1 hour"],
    [84_599_000, "expires in 23 hours"],
    [86_399_000, "expires in 1 day"],
    [86_400_000, "expires in 1 day"],
    [172_800_000, "expires in 2 days"],
    [-1_000, "expired 1 second ago"],
    [-3_599_000, "expired 1 hour ago"],
    [-7_200_000, "expired 2 hours ago"],
  ];
  for (const [at, words] of table) assertEquals(inWords(at, 0), words);
});
