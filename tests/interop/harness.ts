import { assert, assertEquals, AssertionError, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import * as cave from "../../src/cave/mod.ts";
import { resolve, sandboxSurroundings, Secret } from "../../src/credentials/mod.ts";
import { plantCredentials, startSandbox } from "../../src/sandbox/mod.ts";
import { assertAgree, assertSameFiles } from "./comparison/_agree.ts";
import { type Accepted, compared } from "./comparison/_comparison.ts";
import { exercisedBy, note } from "./comparison/_exercised.ts";
import { assertHolds } from "./comparison/_holds.ts";
import { askPython } from "./comparison/_python.ts";
import { programs, scenario } from "./comparison/_scenario.ts";

const { caveclient } = programs;

Deno.test("assertAgree() refuses whatever is not the same value on both sides", () => {
  assertAgree({ token: new Secret("0123"), ends: 7 }, { token: "0123", ends: 7 });
  const wrong: readonly (readonly [ours: unknown, theirs: unknown])[] = [
    [{ token: "0123" }, { token: "0124" }],
    [{ token: "0123" }, { token: "0123 " }],
    [{ ends: 7 }, { ends: "7" }],
    [{ token: "0123" }, { token: "0123", more: "x" }],
    [{ token: "0123", more: "x" }, { token: "0123" }],
    [{ token: undefined }, { token: undefined }],
    [{ token: null }, { token: null }],
    [{ token: "" }, { token: "" }],
    [{ ends: NaN }, { ends: NaN }],
    [{}, {}],
    [{ token: "0123" }, null],
    [{ token: "0123" }, "0123"],
  ];
  for (const [ours, theirs] of wrong) {
    assertThrows(() => assertAgree(ours as { token: string }, theirs), AssertionError);
  }
});

Deno.test("assertSameFiles() refuses other names, other bytes, and no files", async () => {
  const folder = await Deno.makeTempDir();
  const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
  try {
    await Deno.mkdir(ours);
    await Deno.mkdir(theirs);
    const refused = () => assertRejects(() => assertSameFiles(ours, theirs), AssertionError);
    await refused();
    await Deno.writeTextFile(join(theirs, "a"), "x");
    await refused();
    await Deno.writeTextFile(join(ours, "a"), "x\n");
    await refused();
    await Deno.writeTextFile(join(ours, "a"), "x");
    await assertSameFiles(ours, theirs);
    await Deno.writeTextFile(join(ours, "b"), "x");
    await refused();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("assertHolds() refuses another value, a missing one, and another length", () => {
  const answer = { name: "a", size: 3, more: true, DATA: [{ id: 1, x: 2 }], none: null };
  assertHolds(answer, { name: /^a$/, size: 3, DATA: [{ id: 1 }], none: null }, "same");
  assertHolds([1, 2], { length: 2, 0: 1 }, "same");
  assertHolds(answer, undefined, "nothing is known");
  const wrong: readonly (readonly [answer: unknown, expected: unknown])[] = [
    [answer, { size: "3" }],
    [answer, { name: /^b$/ }],
    [answer, { length: 0 }],
    [answer, { gone: undefined }],
    [answer, { DATA: [] }],
    [answer, { DATA: [{ id: 1 }, { id: 2 }] }],
    [answer, { DATA: [{ id: 2 }] }],
    [{ ...answer, DATA: null }, { DATA: [] }],
    [{ ...answer, DATA: "" }, { DATA: [] }],
    [[], [1]],
    [{}, []],
    [null, { id: 1 }],
    [undefined, false],
  ];
  for (const [given, expected] of wrong) {
    assertThrows(() => assertHolds(given, expected, "wrong"), AssertionError);
  }
});

Deno.test("compared() refuses what nobody accepted, and what is accepted for nothing", () => {
  const cases = [
    { name: "same", theirs: { a: { x: 1, y: 2 } }, ours: { a: { y: 2, x: 1 } } },
    { name: "other", theirs: { a: 1, b: 1 }, ours: { a: 2, b: 1 } },
  ];
  const entry = { why: "so", cases: ["other"], fields: ["a"] };
  const [alike, accepted] = [1, 1];
  assertEquals(compared(cases, [entry]), { alike, accepted, differing: [], unneeded: [] });
  const shown = "other: a: 1, keyferry: 2";
  assertEquals(compared(cases), { alike, accepted: 0, differing: [shown], unneeded: [] });
  const unneeded = (more: Partial<Accepted>): readonly string[] => {
    return compared(cases, [{ ...entry, ...more }]).unneeded;
  };
  assertEquals(unneeded({ fields: ["a", "b"] }), ["so: b"]);
  assertEquals(unneeded({ cases: ["other", "same"] }), ["so: same"]);
  assertEquals(unneeded({ cases: /^same$/ }), ["so: a"]);
  assertThrows(() => compared([...cases, ...cases]), AssertionError);
  assertThrows(() => compared([]), AssertionError);
});

scenario([caveclient], "a wrong token, planted between the two, is noticed", async (stage) => {
  const { home } = stage;
  const token = "0123456789abcdef0123456789abcdef";
  await stage.ask(caveclient, "cave_secrets.py", [["save", { token }]]);
  const name = "global.daf-apis.com-cave-secret.json";
  const path = join(home, ".cloudvolume", "secrets", name);
  await Deno.writeTextFile(path, `{"token": "${token.replace("f", "e")}"}`);
  const { value } = await resolve(cave.tokenChain({ home, env: {} }));
  assertThrows(() => assertAgree({ token: value.token }, { token }), AssertionError);
  const [theirs] = await stage.ask(caveclient, "cave_secrets.py", [["find"]]);
  const header = `Bearer ${token}`;
  assertThrows(() => assertAgree({ token, header }, theirs), AssertionError);
});

scenario([caveclient], "a wrong answer, planted in the sandbox, is noticed", async (stage) => {
  await using sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const { info } = await cave.restore(undefined, await sandboxSurroundings(sandbox.home));
  const calls = [
    ["datastacks", { server_address: sandbox.url, write_server_cache: false }],
  ] as const;
  const place = { home: sandbox.home, env: sandbox.env };
  assertEquals(await stage.ask(caveclient, "cave_secrets.py", calls, place), [
    await info.getDatastacks(),
  ]);
  sandbox.faults.request = ({ path }) => {
    return path.endsWith("/datastacks") ? Response.json(["sandbox_brain"]) : undefined;
  };
  const [theirs] = await stage.ask(caveclient, "cave_secrets.py", calls, place);
  delete sandbox.faults.request;
  const ours = await info.getDatastacks();
  assertThrows(() => assertEquals(ours, theirs), AssertionError);
});

Deno.test("askPython() counts the requests that the program made", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const options = { server_address: sandbox.url, write_server_cache: false };
  for (const times of [0, 1, 3]) {
    const before = sandbox.requests.length;
    const calls = Array.from({ length: times }, () => ["datastacks", options] as const);
    const place = { home: sandbox.home, env: sandbox.env };
    const { requests } = await askPython("platforms", "cave_secrets.py", calls, place);
    assertEquals(requests, sandbox.requests.length - before);
    assert(requests >= times, `${requests} requests for ${times} calls`);
  }
});

Deno.test("exercisedBy() tells which programs were answered, by the shape of the path", () => {
  const request = (path: string, status: number, agent: string): void => {
    const headers = { "user-agent": agent };
    note("made up", { method: "GET", path, query: "", headers, body: "", status });
  };
  request("/made/up/by/a/person", 200, "person");
  request("/made/up/by/us", 200, "keyferry/0.1.0");
  for (const status of [0, 404, 405, 500, 503]) request("/made/up/in/vain", status, "python");
  for (const status of [400, 401, 403, 409]) request("/made/up", status, "python");
  assertEquals(exercisedBy("GET /made/{path*}"), []);
  assertEquals(exercisedBy("GET /made/{id}", "refused"), ["made up"]);
  assertEquals(exercisedBy("GET /made/up/in/vain", "refused"), []);
  request("/made/up", 200, "python");
  assertEquals(exercisedBy("GET /made/{id}"), ["made up"]);
  assertEquals(exercisedBy("GET /made/{path*}"), ["made up"]);
  for (const other of ["GET /made", "GET /made/{id}/more", "POST /made/{id}", "GET /m.de/{id}"]) {
    assertEquals(exercisedBy(other), []);
  }
});

scenario([caveclient], "the home and the variables are the scenario's own", async (stage) => {
  const [home] = await stage.ask(caveclient, "cave_secrets.py", [["home"]]);
  assertEquals(home, stage.home);
});

scenario([caveclient], "an address outside this machine ends the scenario", async (stage) => {
  await stage.ask(caveclient, "reach_out.py", [["reach", { host: "127.0.0.1" }]]);
  for (const host of ["192.0.2.1", "cave.example.org"]) {
    await assertRejects(
      () => stage.ask(caveclient, "reach_out.py", [["reach", { host }]]),
      Error,
      `The program tried to reach ${host}`,
    );
  }
});
