import { assert, assertEquals } from "@std/assert";
import { plantCredentials, startSandbox } from "../../../src/sandbox/mod.ts";
import { clearParts, type Part } from "../../../src/sandbox/kept/parts.ts";
import { memoryStore } from "../../../src/sandbox/kept/store.ts";
import { type Address, type Check, operations } from "../_operations.ts";
import { type Reply, send, temporaryFolder, tree } from "../_sandbox.ts";
import { childSandbox } from "../_state.ts";

const atOnce = 8;

/** Sends numbered operations, some at a time, until `isOver`; gives the checks of those acknowledged. */
async function sendAll(
  at: Address,
  numbers: Iterator<number>,
  onAcknowledged: (count: number) => void,
): Promise<{ checks: Check[]; failed: string[] }> {
  const [checks, failed]: [Check[], string[]] = [[], []];
  async function work(): Promise<void> {
    for (let next = numbers.next(); !next.done; next = numbers.next()) {
      const operation = operations[next.value % operations.length];
      if (operation === undefined) throw new RangeError(String(next.value));
      try {
        checks.push(await operation(at, next.value));
        onAcknowledged(checks.length);
      } catch (error) {
        failed.push(String(error));
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return { checks, failed };
}

async function wrongs(at: Address, checks: readonly Check[]): Promise<string[]> {
  const found: string[] = [];
  for (const check of checks) found.push(await check(at));
  return found.filter((text) => text !== "");
}

Deno.test("startSandbox() has every acknowledged one of 1,000 operations after kill -9 in their middle", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/state.db`;
  const numbers = Array.from({ length: 1000 }, (_, index) => index).values();
  const kept: Check[] = [];
  {
    await using first = await childSandbox(state, { slowMs: 20 });
    let killed: Promise<void> | undefined;
    const { checks, failed } = await sendAll(first.sandbox, {
      next: () => killed === undefined ? numbers.next() : { done: true, value: undefined },
    }, (count) => {
      if (count === 500) killed = first.kill();
    });
    await killed;
    assert(checks.length >= 500, `${failed}`);
    assert(failed.length < atOnce, `what failed was cut off by the end alone: ${failed}`);
    kept.push(...checks);
  }
  {
    await using second = await childSandbox(state);
    assert(second.sandbox.resumed);
    assertEquals(await wrongs(second.sandbox, kept), []);
    const { checks, failed } = await sendAll(second.sandbox, numbers, () => {});
    assertEquals(failed, []);
    kept.push(...checks);
    await second.kill();
  }
  await using third = await startSandbox({ state });
  assertEquals(await wrongs(third, kept), []);
  await third.idle();
  const list = `${third.url}/v0.10/task_list?limit=1000`;
  const headers = { authorization: `Bearer ${third.tokens.globusTransfer}` };
  const { DATA } = await (await fetch(list, { headers })).json();
  assert(DATA.length > 40);
  for (const task of DATA) {
    assertEquals([task.status, task.files, task.files_transferred, task.faults], [
      "SUCCEEDED",
      1,
      1,
      0,
    ]);
  }
  const copies = await tree(`${state}.files/archive/copies`);
  assertEquals(copies.length, DATA.length);
  const original = await Deno.readFile(`${state}.files/lab/cells.csv`);
  for (const copy of copies) {
    assertEquals(await Deno.readFile(`${state}.files/archive/copies/${copy}`), original);
  }
});

/** Makes files below "lab" of a sandbox that does not run; gives their contents by name. */
async function makeFiles(state: string, count: number): Promise<Map<string, Uint8Array>> {
  const folder = `${state}.files/lab/many`;
  await Deno.mkdir(folder, { recursive: true });
  const made = new Map<string, Uint8Array>();
  for (let index = 0; index < count; index++) {
    const bytes = crypto.getRandomValues(new Uint8Array(1000 + index * 7));
    made.set(`${index}.bin`, bytes);
    await Deno.writeFile(`${folder}/${index}.bin`, bytes);
  }
  return made;
}

/** A state file of a sandbox that does not run. */
async function newState(folder: string): Promise<string> {
  const state = `${folder}/state.db`;
  await (await startSandbox({ state })).close();
  return state;
}

function idOf(at: Address, name: string): string {
  return at.collections.find((collection) => collection.name === name)?.id ?? "";
}

async function call(at: Address, path: string, json?: unknown): Promise<Reply> {
  return await send(`${at.url}/v0.10${path}`, {
    headers: { authorization: `Bearer ${at.tokens.globusTransfer}` },
    ...(json === undefined ? {} : { method: "POST", body: JSON.stringify(json) }),
  });
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** Submits a transfer, or a delete, and gives the id of its task. */
async function submitted(
  at: Address,
  kind: "transfer" | "delete",
  body: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { body: { value } } = await call(at, "/submission_id");
  const reply = await call(at, `/${kind}`, { DATA_TYPE: kind, submission_id: value, ...body });
  assertEquals(reply.body.code, "Accepted", reply.text);
  return reply.body.task_id;
}

function manyToArchive(at: Address): Record<string, unknown> {
  return {
    source_endpoint: idOf(at, "lab"),
    destination_endpoint: idOf(at, "archive"),
    DATA: [{
      DATA_TYPE: "transfer_item",
      source_path: "/many/",
      destination_path: "/many/",
      recursive: true,
    }],
  };
}

/** Asks for a task until it is as wanted. */
async function until(
  at: Address,
  taskId: string,
  isSo: (task: Record<string, number>) => boolean,
  // deno-lint-ignore no-explicit-any -- a document of many members
): Promise<any> {
  for (;;) {
    const { body } = await call(at, `/task/${taskId}`);
    if (isSo(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function eventsOf(at: Address, taskId: string): Promise<string[]> {
  const { body } = await call(at, `/task/${taskId}/event_list?limit=1000`);
  const codes: string[] = body.DATA.map(({ code }: { code: string }) => code).reverse();
  // Each run tells of its progress.
  return codes.filter((code) => code !== "PROGRESS");
}

for (const syncLevel of [null, 0, 3]) {
  const title =
    `A transfer with sync level ${syncLevel} that was killed twice copies and counts each ` +
    "file once";
  Deno.test(title, async () => {
    await using folder = await temporaryFolder();
    const state = await newState(folder.path);
    const files = await makeFiles(state, 240);
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    let taskId = "";
    for (const least of [20, 120]) {
      await using running = await childSandbox(state, { slowMs: 5 });
      const { sandbox } = running;
      taskId ||= await submitted(sandbox, "transfer", {
        ...manyToArchive(sandbox),
        sync_level: syncLevel,
      });
      const seen = await until(sandbox, taskId, (task) => (task.files_transferred ?? 0) >= least);
      assertEquals(seen.status, "ACTIVE");
    }
    await using last = await startSandbox({ state });
    await last.idle();
    const { body: task } = await call(last, `/task/${taskId}`);
    assertEquals(
      {
        status: task.status,
        files: task.files,
        directories: task.directories,
        transferred: task.files_transferred,
        skipped: task.files_skipped,
        bytes: task.bytes_transferred,
        faults: task.faults,
        subtasks: task.subtasks_succeeded,
        total: task.subtasks_total,
      },
      {
        status: "SUCCEEDED",
        files: 240,
        directories: 1,
        transferred: 240,
        skipped: 0,
        bytes,
        faults: 0,
        subtasks: 482,
        total: 482,
      },
    );
    assertEquals(await eventsOf(last, taskId), ["STARTED", "SUCCEEDED"]);
    const { body: { DATA } } = await call(
      last,
      `/task/${taskId}/successful_transfers?limit=1000`,
    );
    const listed = DATA.map((pair: { source_path: string }) => pair.source_path).sort();
    assertEquals(listed, [...files.keys()].map((name) => `/many/${name}`).sort());
    const copies = `${state}.files/archive/many`;
    assertEquals(await tree(copies), [...files.keys()].sort(), "and no half-made copy is left");
    for (const [name, content] of files) {
      assertEquals(await Deno.readFile(`${copies}/${name}`), content);
    }
  });
}

Deno.test("A delete that was killed goes on, and takes what is gone already for deleted", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  await makeFiles(state, 3000);
  let taskId = "";
  {
    await using running = await childSandbox(state);
    taskId = await submitted(running.sandbox, "delete", {
      endpoint: idOf(running.sandbox, "lab"),
      recursive: true,
      DATA: ["/cells.csv", "/many/", "/runs/"].map((path) => ({ DATA_TYPE: "delete_item", path })),
    });
    await until(running.sandbox, taskId, (task) => (task.files ?? 0) >= 100);
  }
  await using last = await startSandbox({ state });
  await last.idle();
  const { body: task } = await call(last, `/task/${taskId}`);
  assertEquals([task.status, task.subtasks_succeeded, task.subtasks_total], ["SUCCEEDED", 3, 3]);
  assertEquals([task.files, task.directories], [3003, 3]);
  assertEquals(await eventsOf(last, taskId), ["STARTED", "SUCCEEDED"]);
  assertEquals(await tree(`${state}.files/lab`), ["README.txt"]);
});

Deno.test("A task that a manager paused is still paused after kill -9, and told it once", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  await makeFiles(state, 50);
  let taskId = "";
  const pause = { message: "not now" };
  {
    await using running = await childSandbox(state, { slowMs: 5 });
    const { sandbox } = running;
    taskId = await submitted(sandbox, "transfer", manyToArchive(sandbox));
    await call(sandbox, "/endpoint_manager/admin_pause", { ...pause, task_id_list: [taskId] });
    while (!(await eventsOf(sandbox, taskId)).includes("PAUSED")) await Promise.resolve();
  }
  await using last = await startSandbox({ state });
  const { body: { is_paused, status } } = await call(last, `/task/${taskId}`);
  assertEquals([is_paused, status], [true, "ACTIVE"]);
  const { body: info } = await call(last, `/task/${taskId}/pause_info`);
  assertEquals(info.source_pause_message, "not now");
  await call(last, "/endpoint_manager/admin_resume", { task_id_list: [taskId] });
  await last.idle();
  assertEquals(await eventsOf(last, taskId), ["STARTED", "PAUSED", "RESUMED", "SUCCEEDED"]);
});

Deno.test("A task whose cancellation was accepted ends canceled after kill -9", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  await makeFiles(state, 50);
  let [taskId, cancelId] = ["", ""];
  {
    // So slow that no file is done before the end.
    await using running = await childSandbox(state, { slowMs: 60_000 });
    const { sandbox } = running;
    taskId = await submitted(sandbox, "transfer", manyToArchive(sandbox));
    const { body } = await call(sandbox, "/endpoint_manager/admin_cancel", {
      message: "enough",
      task_id_list: [taskId],
    });
    cancelId = body.id;
  }
  await using last = await startSandbox({ state });
  await last.idle();
  const { body: task } = await call(last, `/task/${taskId}`);
  assertEquals(
    [task.status, task.fatal_error.code, task.canceled_by_admin_message],
    ["FAILED", "CANCELED", "enough"],
  );
  const { body: cancel } = await call(last, `/endpoint_manager/admin_cancel/${cancelId}`);
  assertEquals(cancel.done, true);
});

Deno.test("A transfer that was canceled lists what it copied, as often as the sandbox is started", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  await makeFiles(state, 50);
  const copied = 5;
  async function listed(at: Address, taskId: string): Promise<number> {
    return (await call(at, `/task/${taskId}/successful_transfers`)).body.DATA.length;
  }
  let seen = 0;
  const first = await startSandbox({
    state,
    faults: { transfer: ({ step }) => step === "copy" && ++seen > copied ? never() : undefined },
  });
  const taskId = await submitted(first, "transfer", manyToArchive(first));
  await until(first, taskId, (task) => task.files_transferred === copied);
  await call(first, `/task/${taskId}/cancel`, {});
  await first.close();
  for (let run = 0; run < 3; run++) {
    await using again = await startSandbox({ state });
    assertEquals(await listed(again, taskId), copied, `run ${run}`);
  }
});

Deno.test("A transfer of Tapis v3 goes on after kill -9, and idle() waits for it", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  const files = await makeFiles(state, 500);
  let [uuid, token] = ["", ""];
  async function v3(at: Address, path: string, json?: unknown): Promise<Reply["body"]> {
    const reply = await send(`${at.url}/v3/files/transfers${path}`, {
      headers: { "x-tapis-token": token },
      ...(json === undefined ? {} : { method: "POST", body: JSON.stringify(json) }),
    });
    assertEquals(reply.status, 200, reply.text);
    return reply.body.result;
  }
  {
    await using running = await childSandbox(state);
    const { sandbox } = running;
    const { username, password } = sandbox.tokens.tapis;
    const bought = await send(`${sandbox.url}/v3/oauth2/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ grant_type: "password", username, password }),
    });
    token = bought.body.result.access_token.access_token;
    const element = { sourceURI: "tapis://lab/many", destinationURI: "tapis://archive/many" };
    ({ uuid } = await v3(sandbox, "", { tag: "killed", elements: [element] }));
    for (let done = 0; done < 30;) {
      done = (await v3(sandbox, `/${uuid}?includeSummary=true`)).completeTransfers;
    }
  }
  await using last = await startSandbox({ state });
  await last.idle();
  const summary = await v3(last, `/${uuid}?includeSummary=true`);
  assertEquals([summary.status, summary.totalTransfers, summary.completeTransfers], [
    "COMPLETED",
    500,
    500,
  ]);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  assertEquals(summary.totalBytesTransferred, bytes);
  assertEquals(await tree(`${state}.files/archive/many`), [...files.keys()].sort());
});

Deno.test("clearParts() counts a copy whose file came to its place, and no other", async () => {
  await using folder = await temporaryFolder();
  const parts = memoryStore().shelf<Part>("part");
  const at = (name: string) => `${folder.path}/${name}`;
  const of = (name: string) => ({ taskId: "1", sourcePath: name, destinationPath: name });
  await Deno.writeTextFile(at("renamed"), "");
  await Deno.writeTextFile(at(".keyferry-00000000000a.part"), "half");
  await Deno.mkdir(at(".keyferry-00000000000b.part"));
  await Deno.writeTextFile(at(".keyferry-00000000000b.part/in-the-way"), "");
  await Deno.writeTextFile(at("notes.txt"), "of the user's own");
  parts.set(at(".keyferry-000000000001.part"), {
    destination: at("renamed"),
    of: of("renamed"),
  });
  parts.set(at("unmounted/.keyferry-000000000002.part"), {
    destination: at("unmounted/lost"),
    of: of("lost"),
  });
  for (const name of [".keyferry-00000000000a.part", ".keyferry-00000000000b.part", "notes.txt"]) {
    parts.set(at(name), { destination: undefined, of: of(name) });
  }
  assertEquals(await clearParts({ parts }), [of("renamed")]);
  assertEquals([...parts.keys()], [at(".keyferry-00000000000b.part")], "tried again next time");
  assertEquals(await tree(folder.path), [
    ".keyferry-00000000000b.part/",
    ".keyferry-00000000000b.part/in-the-way",
    "notes.txt",
    "renamed",
  ]);
});

Deno.test("Sandbox.close() stops tasks and transfers, which go on with the next run", async () => {
  await using folder = await temporaryFolder();
  const state = await newState(folder.path);
  const files = await makeFiles(state, 60);
  const first = await startSandbox({ state, faults: { transfer: () => new Promise(() => {}) } });
  const taskId = await submitted(first, "transfer", manyToArchive(first));
  await first.close();
  await using second = await startSandbox({ state });
  await second.idle();
  assertEquals((await call(second, `/task/${taskId}`)).body.status, "SUCCEEDED");
  assertEquals((await tree(`${state}.files/archive/many`)).length, files.size);
});

Deno.test("An id token of before still fits the key that the sandbox publishes", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/state.db`;
  async function keys(at: Address): Promise<string> {
    return (await send(`${at.url}/jwk.json`)).text;
  }
  const first = await startSandbox({ state });
  const published = await keys(first);
  await first.close();
  await using second = await startSandbox({ state });
  assertEquals(await keys(second), published);
});

Deno.test("plantCredentials() leaves what the tools renewed since, where the sandbox goes on", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/state.db`;
  const first = await startSandbox({ state });
  const files = await plantCredentials(first);
  const renewed = files.find((path) => path.endsWith("/current")) ?? "";
  await Deno.writeTextFile(renewed, '{"renewed": true}');
  const lost = files.find((path) => path.endsWith("tokens.json")) ?? "";
  await Deno.remove(lost);
  await first.close();

  await using second = await startSandbox({ state });
  assertEquals(await plantCredentials(second), [lost]);
  assertEquals(await Deno.readTextFile(renewed), '{"renewed": true}');
});

Deno.test("plantCredentials() plants new tokens where those from the start were used, or are too old", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/state.db`;
  const first = await startSandbox({ state });
  await plantCredentials(first);
  const { apiKey, apiSecret, refreshToken } = first.tokens.tapis;
  const basic = { authorization: `Basic ${btoa(`${apiKey}:${apiSecret}`)}` };
  async function refresh(token: string): Promise<number> {
    const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: token });
    return (await send(`${first.url}/token`, { method: "POST", headers: basic, body })).status;
  }
  assertEquals([await refresh(refreshToken), await refresh(refreshToken)], [200, 400]);
  await first.close();
  await Deno.remove(first.home, { recursive: true });

  const week = 7 * 24 * 3600 * 1000;
  await using second = await startSandbox({ state, now: () => Date.now() + week });
  const files = await plantCredentials(second);
  async function planted(end: string): Promise<Reply["body"]> {
    return JSON.parse(await Deno.readTextFile(files.find((path) => path.endsWith(end)) ?? ""));
  }
  const tapis = await planted("/current");
  const { sessions } = await planted("/config.json");
  assertEquals(sessions[tapis.tenantid][tapis.username][tapis.client_name], tapis);
  assertEquals(await refresh(tapis.refresh_token), 200);
  const globus = (await planted("/tokens.json")).data.DEFAULT;
  const servers = [["transfer.api.globus.org", "/v0.10/task_list"], [
    "auth.globus.org",
    "/v2/oauth2/userinfo",
  ]] as const;
  for (const [server, path] of servers) {
    const { access_token, expires_at_seconds } = globus[server];
    assert(expires_at_seconds * 1000 > Date.now() + week);
    const reply = await send(second.url + path, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    assertEquals(reply.status, 200, reply.text);
  }
});

Deno.test("plantCredentials() writes over what another sandbox left in the home", async () => {
  await using folder = await temporaryFolder();
  const [state, home] = [`${folder.path}/state.db`, `${folder.path}/home`];
  await (await startSandbox({ state })).close();
  const other = await startSandbox({ home });
  const files = await plantCredentials(other);
  await other.close();
  await using again = await startSandbox({ state, home });
  const names = (paths: readonly string[]) => paths.filter((path) => !/127\.0\.0\.1/.test(path));
  assertEquals(names(await plantCredentials(again)), names(files));
});
