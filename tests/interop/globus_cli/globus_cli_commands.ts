import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { main } from "../../../cli.ts";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import type { Sandbox, SandboxCollection } from "../../../src/sandbox/mod.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { terminal } from "./_globus_cli.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusCli } = programs;
const person = "ferry@sandbox.example.org";

interface Named {
  readonly name: string;
}

function collections({ collections }: Sandbox): [SandboxCollection, SandboxCollection] {
  const [lab, archive] = collections;
  if (lab === undefined || archive === undefined) throw new Error("No collections");
  return [lab, archive];
}

function namesOf({ DATA }: { readonly DATA: readonly Named[] }): string[] {
  return DATA.map(({ name }) => name);
}

scenario([globusCli], "logs in by a pasted code, stays so, and logs out", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  const before = await globus.run("whoami");
  assertEquals([before.code, before.stdout], [4, ""]);
  assertStringIncludes(await globus.text("login", "--no-local-server"), "successfully logged in");
  assertEquals(await globus.text("whoami"), `${person}\n`);
  assertEquals(await globus.text("whoami", "--linked-identities"), `${person}\n`);
  const { identities } = await globus.document("get-identities", person, "--verbose");
  assertEquals(identities.map(({ username }: { username: string }) => username), [person]);
  const { authentications } = await globus.document("session", "show");
  assertEquals(authentications[identities[0].id].idp, identities[0].identity_provider);
  assertStringIncludes(await globus.text("login", "--no-local-server"), "already logged in");
  assertStringIncludes(await globus.text("logout", "--yes"), `Logging out of Globus as ${person}`);
  assertEquals((await globus.run("whoami")).code, 4);
  // The next login goes on with the client that the first one made, and a last one deletes it.
  await globus.text("login", "--no-local-server");
  await globus.text("logout", "--yes", "--delete-client");
  const told = sandbox.requests.filter(({ path }) => path.startsWith("/v2/api/clients"));
  assertEquals(told.map(({ method, status }) => [method, status]), [["POST", 201], [
    "DELETE",
    200,
  ]]);
  const ended = sandbox.requests.filter(({ path }) => path.endsWith("/token/revoke"));
  assertEquals([ended.length, ended.every(({ status }) => status === 200)], [24, true]);
});

scenario([globusCli], "stays logged in where the sandbox starts again", async (stage) => {
  const state = join(stage.home, "state.db");
  for (const run of ["first", "second"]) {
    await using sandbox = await stage.sandbox({ state });
    const globus = terminal(stage, sandbox);
    if (run === "first") await globus.text("login", "--no-local-server");
    assertEquals(await globus.text("whoami"), `${person}\n`);
  }
});

scenario(
  [globusCli],
  "is a client's own identity by its secret, without a login",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    const { id, secret } = sandbox.tokens.globusClient;
    const globus = terminal(stage, sandbox, {
      GLOBUS_CLI_CLIENT_ID: id,
      GLOBUS_CLI_CLIENT_SECRET: secret,
    });
    assertEquals(await globus.text("whoami"), `${id}@clients.auth.globus.org\n`);
    assertEquals((await globus.document("task", "list")).DATA, []);
  },
);

scenario([globusCli], "finds, lists, makes and renames", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  const [lab, archive] = collections(sandbox);
  await globus.text("login", "--no-local-server");
  const found = await globus.document("endpoint", "search", "lab");
  assertEquals(found.DATA.map(({ id }: { id: string }) => id), [lab.id]);
  const own = await globus.document("endpoint", "search", "--filter-scope", "my-endpoints");
  assertEquals(own.DATA.length, sandbox.collections.length);
  const limited = await globus.run("endpoint", "search", "made-up", "--limit", "120", "-F", "json");
  assertEquals(JSON.parse(limited.stdout).DATA.length, 120);
  assertStringIncludes(limited.stderr, "More results were available");
  assertEquals(namesOf(await globus.document("ls", `${lab.id}:/`)), [
    "README.txt",
    "cells.csv",
    "runs",
  ]);
  const ordered = ["--filter", "~*.*", "--orderby", "size:DESC"];
  assertEquals(namesOf(await globus.document("ls", `${lab.id}:/`, ...ordered)), [
    "cells.csv",
    "README.txt",
  ]);
  // Its recursive listing filters by names, and has to see every folder all the same.
  const deep = await globus.document("ls", "-r", `${lab.id}:/`, "--filter", "~*.txt");
  assertEquals(namesOf(deep).toSorted(), [
    "README.txt",
    "runs",
    "runs/2026-03-21",
    "runs/2026-03-21/log.txt",
  ]);
  const { name, type, size } = await globus.document("stat", `${lab.id}:/cells.csv`);
  const { size: real } = await Deno.stat(join(lab.path, "cells.csv"));
  assertEquals([name, type, size], ["cells.csv", "file", real]);
  await globus.text("mkdir", `${archive.id}:/made`);
  await globus.text("rename", archive.id, "/made", "/moved");
  assert((await Deno.stat(join(archive.path, "moved"))).isDirectory);
  const missing = await globus.run("ls", `${archive.id}:/made`);
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.stderr, "ClientError.NotFound");
});

scenario([globusCli], "transfers a batch, tells how it went, and deletes", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  const [lab, archive] = collections(sandbox);
  await globus.text("login", "--no-local-server");
  const batch = join(stage.home, "batch.txt");
  const lines = ["# a batch", "README.txt one.txt", "--recursive runs runs", "cells.csv 'a b.csv'"];
  await Deno.writeTextFile(batch, `${lines.join("\n")}\n`);
  const submission = (await globus.text("task", "generate-submission-id")).trim();
  const options = [
    ...["--label", "a batch", "--submission-id", submission, "--sync-level", "checksum"],
    ...["--deadline", "2099-01-01", "--notify", "off", "--exclude", "*.bin"],
  ];
  const submit = () => {
    const ends = [`${lab.id}:/`, `${archive.id}:/made/`];
    return globus.document("transfer", ...ends, "--batch", batch, ...options);
  };
  const { task_id: task, code } = await submit();
  assertEquals(code, "Accepted");
  const again = await submit();
  assertEquals([again.task_id, again.code], [task, "Duplicate"]);
  await globus.text("task", "wait", task, "--timeout", "60", "--polling-interval", "1");
  const shown = await globus.document("task", "show", task);
  assertEquals([shown.status, shown.label, shown.files, shown.files_transferred, shown.faults], [
    "SUCCEEDED",
    "a batch",
    3,
    3,
    0,
  ]);
  assertEquals(shown.deadline.slice(0, 10), "2099-01-01");
  const copied = await globus.document("task", "show", task, "--successful-transfers");
  const targets = copied.DATA.map((one: { destination_path: string }) => one.destination_path);
  assertEquals(targets.toSorted(), [
    "/made/a b.csv",
    "/made/one.txt",
    "/made/runs/2026-03-21/log.txt",
  ]);
  const skipped = await globus.document("task", "show", task, "--skipped-errors");
  assertEquals(skipped.DATA, []);
  assertEquals(
    await Deno.readTextFile(join(archive.path, "made", "a b.csv")),
    await Deno.readTextFile(join(lab.path, "cells.csv")),
  );
  const filters = ["--filter-status", "SUCCEEDED", "--filter-type", "TRANSFER"];
  const more = [
    "--filter-label",
    "*batch",
    "--filter-not-label",
    "*no*",
    "--filter-requested-after",
    "2020-01-01",
  ];
  const others = [["--filter-type", "DELETE"], ["--filter-not-label", "a batch", "--exact"]];
  for (const given of [[...filters, ...more], ...others]) {
    const { DATA } = await globus.document("task", "list", ...given);
    assertEquals(DATA.length, others.includes(given) ? 0 : 1, String(given));
  }
  const events = await globus.document("task", "event-list", task);
  assertEquals(events.DATA.map((one: { code: string }) => one.code), ["SUCCEEDED", "STARTED"]);
  const errors = await globus.document("task", "event-list", "--filter-errors", task);
  assertEquals(errors.DATA, []);
  assertMatch(await globus.text("task", "pause-info", task), /is not paused/);
  const target = [`${archive.id}:/made/`, "--recursive", "--notify", "off"];
  const removal = await globus.document("delete", ...target);
  await globus.text("task", "wait", removal.task_id, "--timeout", "60", "--polling-interval", "1");
  const left = await Array.fromAsync(Deno.readDir(archive.path), ({ name }) => name);
  assertEquals(left.includes("made"), false);
  // rm waits by itself, and its exit code is that of the task.
  const nothing = await globus.run("rm", `${archive.id}:/made`, "--timeout", "60");
  assertEquals(nothing.code, 1);
});

scenario([globusCli], "changes and cancels a task that goes on", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  const [lab, archive] = collections(sandbox);
  await globus.text("login", "--no-local-server");
  const held = Promise.withResolvers<void>();
  sandbox.faults.transfer = () => held.promise;
  const ends = [`${lab.id}:/cells.csv`, `${archive.id}:/cells.csv`];
  const { task_id: task } = await globus.document("transfer", ...ends, "--notify", "off");
  const wait = await globus.run("task", "wait", task, "--timeout", "1", "--polling-interval", "1");
  assertEquals(wait.code, 1);
  await globus.text("task", "update", task, "--label", "held");
  const canceled = await globus.document("task", "cancel", task);
  held.resolve();
  assertEquals(canceled.code, "Canceled");
  const after = await globus.document("task", "show", task);
  assertEquals([after.status, after.label, after.nice_status], ["FAILED", "held", null]);
  assertEquals((await globus.document("task", "cancel", task)).code, "TaskComplete");
});

scenario([globusCli], "keeps bookmarks", async (stage) => {
  await using sandbox = await stage.sandbox();
  const globus = terminal(stage, sandbox);
  const [lab] = collections(sandbox);
  await globus.text("login", "--no-local-server");
  const { id } = await globus.document("bookmark", "create", `${lab.id}:/runs/`, "my runs");
  assertEquals(
    (await globus.document("bookmark", "list")).DATA.map(({ id }: { id: string }) => id),
    [
      id,
    ],
  );
  assertEquals(await globus.text("bookmark", "show", "my runs"), `${lab.id}:/runs/\n`);
  assertEquals((await globus.document("bookmark", "show", id)).name, "my runs");
  await globus.text("bookmark", "rename", "my runs", "old runs");
  await globus.text("bookmark", "delete", "old runs");
  assertEquals((await globus.document("bookmark", "list")).DATA, []);
});

scenario(
  [globusCli],
  "is told of a missing consent, and goes on once it is given",
  async (stage) => {
    await using sandbox = await stage.sandbox({ globusAuth: { dataAccess: ["archive"] } });
    const globus = terminal(stage, sandbox);
    const [, archive] = collections(sandbox);
    await globus.text("login", "--no-local-server");
    const refused = await globus.run("ls", `${archive.id}:/`);
    assertEquals(refused.code, 4);
    const command = /globus session consent '([^']+)'/.exec(refused.stderr + refused.stdout);
    assert(command?.[1] !== undefined, refused.stderr + refused.stdout);
    await globus.text("session", "consent", command[1], "--no-local-server");
    const names = await Array.fromAsync(Deno.readDir(archive.path), ({ name }) => name);
    assertEquals(namesOf(await globus.document("ls", `${archive.id}:/`)), names.toSorted());
  },
);

scenario(
  [globusCli],
  "keyferry finds its login and uses it, and no longer after logout",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    const globus = terminal(stage, sandbox);
    const [lab] = collections(sandbox);
    const surroundings = await sandboxSurroundings(sandbox.home);
    const keyferry = async (...args: string[]) => {
      const io = fakeIo({ surroundings });
      return [await main(args, io), JSON.parse(io.output || "null"), io.talk] as const;
    };
    const statusOf = async () => {
      const [, { platforms }] = await keyferry("status", "--json");
      const found = platforms.find((one: { platform: string }) => one.platform === "Globus");
      return [found.state, found.source];
    };
    assertEquals(await statusOf(), ["none", null]);
    await globus.text("login", "--no-local-server");
    assertEquals(await statusOf(), ["found", "~/.globus/cli/storage.db (userprofile/production)"]);
    const theirs = namesOf(await globus.document("ls", `${lab.id}:/`));
    const [code, listing, talk] = await keyferry("globus", "ls", `${lab.id}:/`, "--json");
    assertEquals([code, listing.DATA.map(({ name }: Named) => name)], [0, theirs], talk);
    const request = sandbox.requests.findLast(({ path }) => path.endsWith("/ls"));
    assertMatch(request?.headers["user-agent"] ?? "", /^keyferry\//);
    await globus.text("logout", "--yes");
    assertEquals(await statusOf(), ["none", null]);
  },
);
