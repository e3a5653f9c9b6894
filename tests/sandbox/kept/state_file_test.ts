import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { FileError } from "../../../src/credentials/mod.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../src/sandbox/mod.ts";
import { openStateFile } from "../../../src/sandbox/kept/state_file.ts";
import { folderOf, item, post, submit, temporaryFolder, transfer, tree } from "../_sandbox.ts";

/** The sentence with which a sandbox refuses to start. */
async function refusal(state: string, more: SandboxOptions = {}): Promise<string> {
  const { message } = await assertRejects(() => startSandbox({ state, ...more }), FileError);
  assertStringIncludes(message, state);
  return message;
}

async function bookmark(sandbox: Sandbox, name: string): Promise<string> {
  const lab = sandbox.collections[0]?.id;
  const body = { DATA_TYPE: "bookmark", name, path: "/", endpoint_id: lab };
  return (await post(sandbox, "/bookmark", body)).body.id;
}

Deno.test("startSandbox() makes its state file for its owner alone, and goes on from it", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  const first = await startSandbox({ state });
  const id = await bookmark(first, "mine");
  await Deno.writeTextFile(`${folderOf(first, "archive")}/new.txt`, "new");
  await Deno.writeTextFile(`${first.home}/kept.txt`, "kept");
  if (Deno.build.os !== "windows") {
    const modes = [state, `${state}.files`].map((path) => (Deno.lstatSync(path).mode ?? 0) & 0o777);
    assertEquals(modes, [0o600, 0o700]);
  }
  await first.close();

  await using second = await startSandbox({ state });
  assertEquals([first.resumed, second.resumed], [false, true]);
  assertEquals([second.url, second.tokens, second.home], [first.url, first.tokens, first.home]);
  assertEquals(second.collections, first.collections);
  assertEquals((await transfer(second, `/bookmark/${id}`)).body.name, "mine");
  assert((await tree(folderOf(second, "archive"))).includes("new.txt"));
  assertEquals(await Deno.readTextFile(`${second.home}/kept.txt`), "kept");
  assert(second.pageUrl !== first.pageUrl, "the key of the page is of one run");
});

Deno.test("startSandbox() refuses a state file that another sandbox uses, in this process too", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  await using first = await startSandbox({ state });
  assertStringIncludes(await refusal(state), "another sandbox runs on it");
  const id = await bookmark(first, "still");
  assertEquals((await transfer(first, `/bookmark/${id}`)).status, 200);
  assertStringIncludes(await refusal(state), "another sandbox runs on it");
});

Deno.test("startSandbox() refuses a state file that is not one, and leaves it as it was", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/notes.txt`;
  await Deno.writeTextFile(state, "Notes of my own, not a database.\n");
  assertStringIncludes(await refusal(state), "some other file");
  assertEquals(await Deno.readTextFile(state), "Notes of my own, not a database.\n");
  assertEquals(await tree(folder.path), ["notes.txt"]);
});

Deno.test("startSandbox() refuses another program's database", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/theirs.db`;
  const db = new DatabaseSync(state);
  db.exec("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
  db.close();
  const before = await Deno.readFile(state);
  assertStringIncludes(await refusal(state), "another program's database");
  assertEquals(await Deno.readFile(state), before);
});

Deno.test("startSandbox() refuses a state file that was cut off, or that a later version wrote", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  await (await startSandbox({ state })).close();
  const whole = await Deno.readFile(state);
  await Deno.writeFile(state, whole.subarray(0, whole.length / 2));
  assertStringIncludes(await refusal(state), "it is damaged");

  await Deno.writeFile(state, whole);
  const db = new DatabaseSync(state);
  db.exec("PRAGMA user_version = 99");
  db.close();
  assertStringIncludes(await refusal(state), "another version of keyferry");
});

Deno.test("startSandbox() refuses a state file with a damaged record, and names it", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  await (await startSandbox({ state })).close();
  const whole = await Deno.readFile(state);
  for (const value of ["'{\"torn\": '", "x'00ff'", "''"]) {
    await Deno.writeFile(state, whole);
    const db = new DatabaseSync(state);
    db.exec(`UPDATE record SET value = ${value} WHERE shelf = 'sandbox'`);
    db.close();
    assertStringIncludes(await refusal(state), 'a record of "sandbox" is damaged');
  }
});

Deno.test("startSandbox() takes an empty state file as a new one", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  await Deno.writeTextFile(state, "");
  await using sandbox = await startSandbox({ state });
  assert(!sandbox.resumed);
});

Deno.test("startSandbox() names a state file that cannot be made", async () => {
  await using folder = await temporaryFolder();
  assertStringIncludes(await refusal(`${folder.path}/no/such.db`), "a folder that exists");
});

Deno.test("startSandbox() refuses a port that the state's tokens do not belong to, or that is taken", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  const first = await startSandbox({ state });
  const port = Number(new URL(first.url).port);
  await first.close();
  const other = port === 65_535 ? port - 1 : port + 1;
  assertStringIncludes(await refusal(state, { port: other }), `belong to port ${port}`);

  {
    using _taken = Deno.listen({ hostname: "127.0.0.1", port });
    assertStringIncludes(await refusal(state), "another program listens");
  }
  await using again = await startSandbox({ state, port });
  assertEquals(again.url, first.url);
});

Deno.test("startSandbox() refuses to go on without a collection that the state knows", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/lab.db`;
  await (await startSandbox({ state })).close();
  const words = await refusal(state, { root: folder.path });
  assertStringIncludes(words, 'its collection "lab"');
  assertStringIncludes(words, "--root");
  await using _again = await startSandbox({ state });
});

Deno.test("startSandbox() refuses another folder under a name that the state knows, and leaves it", async () => {
  await using folder = await temporaryFolder();
  const roots = [`${folder.path}/a/data`, `${folder.path}/b/data`] as const;
  for (const root of roots) {
    await Deno.mkdir(`${root}/old`, { recursive: true });
    await Deno.writeTextFile(`${root}/old/file.txt`, root);
  }
  const options = (root: string) => ({ state: `${folder.path}/state`, root, writable: true });
  // Stopped in the middle of a transfer.
  const first = await startSandbox({
    ...options(roots[0]),
    faults: { transfer: () => new Promise(() => {}) },
  });
  await submit(first, ["data", "scratch"], [item("/old/file.txt", "/copy.txt")]);
  await first.close();

  const message = await refusal(`${folder.path}/state`, options(roots[1]));
  for (const root of roots) assertStringIncludes(message, `"${root}"`);
  assertEquals(await tree(roots[1]), ["old/", "old/file.txt"]);

  await using again = await startSandbox(options(roots[0]));
  await again.idle();
  assertEquals(await Deno.readTextFile(`${folderOf(again, "scratch")}/copy.txt`), roots[0]);
});

Deno.test("startSandbox() serves a guest collection of an earlier run again", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/a/deep`, { recursive: true });
  await Deno.writeTextFile(`${folder.path}/a/deep/file.txt`, "a");
  const options = {
    state: `${folder.path}/state`,
    collections: [{ name: "data", path: `${folder.path}/a`, writable: true }],
  };
  const first = await startSandbox(options);
  const { body } = await post(first, "/shared_endpoint", {
    DATA_TYPE: "shared_endpoint",
    display_name: "guest",
    host_endpoint: first.collections[0]?.id,
    host_path: "/deep/",
  });
  await first.close();

  await using second = await startSandbox(options);
  const list = await transfer(second, `/operation/endpoint/${body.id}/ls`);
  assertEquals(list.body.DATA.map((file: { name: string }) => file.name), ["file.txt"]);
  assertEquals(second.collections.map(({ name }) => name), ["data", "guest"]);
});

Deno.test("openStateFile() keeps all of a commit or nothing, and tries again with the next", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/state`;
  let fails = true;
  const options = {
    save: (text: string) => {
      if (fails) throw new Error("not now");
      return text;
    },
  };
  const store = await openStateFile(path);
  const good = store.shelf<string>("good", { first: () => [["first", "1"]] });
  const bad = store.shelf<string>("bad", options);
  store.commit();
  good.set("a", "\ud800 and \0");
  bad.set("b", "2");
  assertThrows(() => store.commit(), Error, "not now");
  store.close();
  assertEquals(await shelvesOf(path), [[["first", "1"]], []]);

  const again = await openStateFile(path);
  const [goodAgain, badAgain] = [again.shelf<string>("good"), again.shelf<string>("bad", options)];
  goodAgain.set("a", "\ud800 and \0");
  goodAgain.delete("first");
  badAgain.set("b", "2");
  assertThrows(() => again.commit(), Error, "not now");
  fails = false;
  again.commit();
  again.close();
  assertEquals(await shelvesOf(path), [[["a", "\ud800 and \0"]], [["b", "2"]]]);
});

Deno.test("openStateFile() gives records back in their order, and fills a shelf once", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/state`;
  const options = { first: () => [["z", 1], ["a", 2], ["m", 3]] as [string, number][] };
  const store = await openStateFile(path);
  const shelf = store.shelf<number>("numbers", options);
  store.commit();
  shelf.set("a", 20).set("b", 4).delete("z");
  store.commit();
  store.close();
  const again = await openStateFile(path);
  assertEquals([...again.shelf<number>("numbers", options)], [["a", 20], ["m", 3], ["b", 4]]);
  again.close();
});

Deno.test("openStateFile() gives a record back where it was put last, as in memory", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/state`;
  const store = await openStateFile(path);
  const shelf = store.shelf<number>("numbers");
  shelf.set("a", 1).set("b", 2).set("c", 3);
  store.commit();
  shelf.delete("a");
  shelf.set("d", 4).set("a", 5).set("a", 6);
  shelf.touch("a");
  const inMemory = [["b", 2], ["c", 3], ["d", 4], ["a", 6]];
  assertEquals([...shelf], inMemory);
  store.commit();
  store.close();
  const again = await openStateFile(path);
  assertEquals([...again.shelf<number>("numbers")], inMemory);
  again.close();
});

/** What lies on the shelves "good" and "bad". */
async function shelvesOf(path: string): Promise<[string, string][][]> {
  const store = await openStateFile(path);
  const shelves = ["good", "bad"].map((name) => [...store.shelf<string>(name)]);
  store.close();
  return shelves;
}
