import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import * as cave from "../src/cave/mod.ts";
import { KeyferryError } from "../src/credentials/errors/errors.ts";
import { ApiError } from "../src/http/reply/errors.ts";
import { type ClientFunction, clientFunctions } from "./helpers/source/client_functions.ts";
import { temporaryFolder, writeFiles } from "./helpers/temporary_folder.ts";

/** A server that answers every request with the same text. */
function startParrot(): {
  readonly url: string;
  readonly asked: string[];
  say(text: string): void;
} & AsyncDisposable {
  let text = "";
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked.push(request.method);
    await request.body?.cancel();
    return new Response(text, { headers: { "content-type": "application/json" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    say: (words) => void (text = words),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** How a call ended: with its result, with an error of keyferry's own, or with a slip, as text. */
async function outcome(
  { name, args, call }: ClientFunction,
  url: string,
  reply: string,
): Promise<"result" | KeyferryError | string> {
  try {
    await call(url, args);
    return "result";
  } catch (error) {
    const typed = error instanceof KeyferryError && !/undefined|\[object/.test(error.message);
    return typed ? error : `${name} answered with ${reply}: ${(error as Error).stack ?? error}`;
  }
}

/** A good answer with one value in it, or below it, replaced. */
function* damaged(good: unknown, wrong: unknown): Generator<unknown> {
  yield wrong;
  if (typeof good !== "object" || good === null) return;
  for (const [key, value] of Object.entries(good)) {
    for (const other of damaged(value, wrong)) {
      const copy = structuredClone(good);
      Reflect.set(copy, key, other);
      yield copy;
    }
  }
}

// The last is one that JavaScript makes neither a text nor a number of.
const textless = { toString: 0, valueOf: 0 };
const wrongs: readonly unknown[] = [{}, [], null, "", 0, -1.5, "text", [null], [{}], textless];

Deno.test("no client function takes an answer for a good one that would break in its hands", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startParrot();
  let tried = 0;
  let refused = 0;
  const slips: string[] = [];
  for (const operation of clientFunctions(folder.path)) {
    const { name } = operation;
    const good = typeof operation.good === "function" ? operation.good(server.url) : operation.good;
    if (good !== undefined) {
      server.say(JSON.stringify(good));
      const ended = await outcome(operation, server.url, JSON.stringify(good));
      assertEquals(ended, "result", `${name} takes a good answer`);
    }
    const replies = new Set(
      wrongs.flatMap((wrong) => [...damaged(good, wrong)].map((json) => JSON.stringify(json))),
    );
    for (const reply of replies) {
      server.say(reply);
      tried++;
      await Deno.remove(`${folder.path}/down`).catch(() => {});
      await Deno.remove(`${folder.path}/down3`).catch(() => {});
      const ended = await outcome(operation, server.url, reply);
      if (ended instanceof KeyferryError) refused++;
      else if (ended !== "result") slips.push(ended);
    }
  }
  assertEquals(slips, []);
  assert(tried > 5000 && refused > tried / 3, `${refused} of ${tried} refused`);
});

/** What needs no more of the answer than its status, or than what is said there. */
const believes: Readonly<Record<string, readonly string[]>> = {
  // RFC 7009 section 2.2: the status says it, and the body is not to be looked at.
  "auth.oauth2RevokeToken": ["{}", '{"made":"up"}', '{"DATA":[]}', '{"status":"success"}'],
  // A question that is too long for an address.
  "cave.chunkedgraph.getLeavesMany": ["{}"],
  // An envelope says itself whether it was done, and these promise nothing more.
  ...Object.fromEntries(
    [
      ...["v2.clientsDelete", "v2.clientsSubscribe", "v2.clientsUnsubscribeAll"],
      ...["v3.cancelTransferTask", "v3.copyFile", "v3.deleteClient", "v3.deleteFile", "v3.mkdir"],
      ...["v3.moveFile", "v3.revokeToken", "v3.checkSystemCredential"],
    ].map((name) => [name, ['{"status":"success"}']]),
  ),
};

Deno.test("no change is believed where the answer does not say that it was made", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { up: "text" });
  await using server = startParrot();
  const believed: string[] = [];
  let tried = 0;
  for (const operation of clientFunctions(folder.path)) {
    for (const reply of ["{}", '{"made":"up"}', '{"DATA":[]}', '{"status":"success"}']) {
      server.say(reply);
      server.asked.length = 0;
      const ended = await outcome(operation, server.url, reply);
      const isChange = server.asked.some((method) => method !== "GET" && method !== "HEAD");
      if (!isChange) continue;
      tried++;
      const isAllowed = believes[operation.name]?.includes(reply) === true;
      if ((ended === "result") !== isAllowed) believed.push(`${operation.name} ${reply}`);
    }
  }
  assertEquals(believed, []);
  assert(tried > 150, `${tried}`);
});

Deno.test("an answer that does not fit is the service's fault, and the error names the field", async () => {
  await using server = startParrot();
  const operations = new Map(
    clientFunctions("/nowhere").map((operation) => [operation.name, operation]),
  );
  const rows: readonly [name: string, reply: string, service: string, words: string][] = [
    ["cave.chunkedgraph.getRootId", "{}", "CAVE chunkedgraph", 'nothing for "root_id" where an id'],
    [
      "cave.chunkedgraph.getRootId",
      '{"root_id":-1}',
      "CAVE chunkedgraph",
      'for "root_id" where an',
    ],
    [
      "cave.chunkedgraph.getRootId",
      '{"root_id":18446744073709551616}',
      "CAVE chunkedgraph",
      "an id",
    ],
    ["cave.chunkedgraph.getLeaves", "{}", "CAVE chunkedgraph", '"leaf_ids" where a list'],
    ["cave.chunkedgraph.level2ChunkGraph", "{}", "CAVE chunkedgraph", '"edge_graph" where a list'],
    [
      "cave.chunkedgraph.level2ChunkGraph",
      '{"edge_graph":[[5]]}',
      "CAVE chunkedgraph",
      'a list of 1 for "edge_graph" where a list of 2',
    ],
    ["cave.chunkedgraph.getLineageGraph", "{}", "CAVE chunkedgraph", '"nodes" where a list'],
    ["cave.chunkedgraph.getLatestRoots", "{}", "CAVE chunkedgraph", '"timestamp" where a list'],
    ["cave.chunkedgraph.getOriginalRoots", "{}", "CAVE chunkedgraph", '"timestamp" where a list'],
    ["cave.chunkedgraph.getChangeLog", "{}", "CAVE chunkedgraph", '"operations_ids" where a list'],
    ["cave.auth.getTokens", "{}", "CAVE auth", "a document where a list"],
    ["cave.auth.isValid", "{}", "CAVE auth", 'nothing for "id" where a whole number'],
    ["cave.info.getDatastacks", "null", "CAVE info", "null where a document"],
    ["transfer.getTask", "{}", "Globus Transfer", 'nothing for "task_id" where a text'],
    ["transfer.submitTransfer", '{"task_id":""}', "Globus Transfer", 'an empty text for "task_id"'],
    ["transfer.getSubmissionId", '{"value":""}', "Globus Transfer", 'an empty text for "value"'],
    ["auth.oauth2ValidateToken", "{}", "Globus Auth", 'nothing for "active" where true or false'],
    [
      "v3.startDevice",
      '{"status":"success","result":{"client_id":"c","user_code":"u","device_code":"d","verification_uri":"x"}}',
      "Tapis",
      'another text for "result.verification_uri" where an address',
    ],
    ["v3.listFiles", '{"status":"success","result":[{}]}', "Tapis", 'nothing for "result.name"'],
    [
      "v2.profilesGet",
      '{"status":"success","result":[]}',
      "Tapis",
      'a list for "result" where a doc',
    ],
  ];
  for (const [name, reply, service, words] of rows) {
    server.say(reply);
    const operation = operations.get(name) as ClientFunction;
    const error = await assertRejects(() => operation.call(server.url, operation.args), ApiError);
    assertEquals([name, error.service, error.status], [name, service, 200]);
    assertStringIncludes(error.message, words);
  }
});

Deno.test("a datastack's record without a usable server sends the token nowhere", async () => {
  await using server = startParrot();
  const good = { segmentation_source: "graphene://https://x.example.org/segmentation/table/t" };
  for (const wrong of [undefined, null, "", 0, "null", "None", "https://", "ftp://x.example.org"]) {
    server.say(JSON.stringify({ ...good, local_server: wrong }));
    const given = { token: "made-up", serverAddress: server.url, datastack: "ds" };
    const { chunkedgraph, info } = cave.client(given);
    for (const act of [() => chunkedgraph.getRootId(5n), () => info.localServer()]) {
      const error = await assertRejects(act, ApiError, 'for "local_server" where an address');
      assertEquals(new URL(error.url).pathname, "/info/api/v2/datastack/full/ds");
    }
  }
  // CAVEclient has asked such a datastack for the chunkedgraph table `seg`.
  for (const source of ["precomputed://gs://bucket/seg", "gs://bucket/seg", "s3://bucket/seg"]) {
    server.say(JSON.stringify({ segmentation_source: source, local_server: server.url }));
    const { chunkedgraph } = cave.client({ serverAddress: server.url, datastack: "ds" });
    await assertRejects(() => chunkedgraph.getRootId(5n), ApiError, '"ds" has no chunkedgraph');
  }
  const infoCache = { ds: { local_server: null } as never };
  const { info } = cave.client({ serverAddress: server.url, datastack: "ds", infoCache });
  await assertRejects(() => info.localServer(), TypeError, '"ds" in infoCache has null');
});
