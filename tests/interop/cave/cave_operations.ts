import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import * as cave from "../../../src/cave/mod.ts";
import { plantCredentials, type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { datastack, openRow, rowsOf } from "./_cave_calls.ts";
import { differences, unplayed, untakenOptions } from "./_cave_differences.ts";
import { assertWrongAnswersNoticed, wire } from "../comparison/_crooked.ts";
import type { Call } from "../comparison/_python.ts";
import {
  assertAllExpected,
  assertAllNames,
  assertSameAnswers,
  assertSameRequests,
  play,
  type Played,
  type Row,
} from "../comparison/_same_requests.ts";
import { programs, scenario, type Stage } from "../comparison/_scenario.ts";
import { camelCase } from "../globus/_transfer_calls.ts";

const { caveclient } = programs;
const script = "cave_operations.py";

function clientOf(
  { url, tokens }: Pick<Sandbox, "url" | "tokens">,
  fetch = globalThis.fetch,
): cave.CaveClients {
  return cave.client({ token: tokens.cave, serverAddress: url, datastack, fetch });
}

/** A sandbox of the stage's, at a moment that another one shares. */
async function startAt(stage: Stage, name: string, now: number): Promise<Sandbox> {
  const sandbox = await stage.sandbox({ home: join(stage.home, name), now: () => now });
  await plantCredentials(sandbox);
  return sandbox;
}

/** Has CAVEclient make calls in a sandbox's home. */
async function ask(stage: Stage, sandbox: Sandbox, calls: readonly Call[]): Promise<unknown[]> {
  const { home, env } = sandbox;
  return await stage.ask(caveclient, script, calls, { home, env });
}

/** Both make all calls. */
async function meet(
  stage: Stage,
): Promise<{ readonly rows: readonly Row[]; readonly played: Played }> {
  const now = Date.now();
  await using theirs = await startAt(stage, "theirs", now);
  await using ours = await startAt(stage, "ours", now);
  const client = clientOf(ours);
  const rows = [openRow(client, theirs.url), ...rowsOf(client)];
  return { rows, played: await play(rows, [theirs, ours], (calls) => ask(stage, theirs, calls)) };
}

scenario([caveclient], "every method of its four clients has a row, or a reason", async (stage) => {
  const [names] = await stage.ask(caveclient, script, [["names"]]);
  const nowhere = clientOf({
    url: "http://127.0.0.1:1",
    tokens: { cave: "" } as Sandbox["tokens"],
  });
  assertAllNames(names as string[], rowsOf(nowhere), unplayed);
});

scenario(
  [caveclient],
  "the four clients send what it sends, and are answered the same",
  async (stage) => {
    const { rows, played } = await meet(stage);
    assertAllExpected(rows);
    assertSameRequests(rows, played, differences);
    assertSameAnswers(rows, played);
  },
);

scenario([caveclient], "keyferry takes each option of its methods, or a reason", async (stage) => {
  const client = cave.client({
    token: "made-up",
    serverAddress: "http://127.0.0.1:1",
    datastack,
    fetch: () => Promise.reject(new Error("Nothing is sent")),
    retry: { retries: 0 },
  });
  const methods = rowsOf(client).filter(({ ours, name }) => {
    return ours !== undefined && name.startsWith("chunkedgraph.");
  }).map(({ name }) => name);
  const [found] = await stage.ask(caveclient, script, [["parameters", { methods }]]) as [
    Record<string, readonly [required: number, optional: readonly string[]]>,
  ];
  const untaken: string[] = [];
  for (const [method, [required, optional]] of Object.entries(found)) {
    const name = camelCase(method.replace("chunkedgraph.", ""));
    const ours: unknown = Reflect.get(client.chunkedgraph, name);
    assert(typeof ours === "function", `${name} is a method`);
    const takes = async (option: string): Promise<boolean> => {
      const args = [...Array(required).fill([1n]), { [option]: undefined }];
      const error = await assertRejects(async () => await Reflect.apply(ours, undefined, args));
      return !String(error).includes(`There is no option "${option}"`);
    };
    assertEquals(await takes("madeUp"), false);
    for (const option of optional) {
      if (!await takes(camelCase(option))) untaken.push(`${method}: ${option}`);
    }
  }
  assertEquals(untaken, Object.values(untakenOptions).flat());
});

Deno.test("the calls of caveclient notice a wrong answer of each that reads", async () => {
  await using sandbox = await startSandbox();
  const way = wire();
  const client = clientOf(sandbox, way.fetch);
  const rows = [openRow(client, sandbox.url), ...rowsOf(client)];
  await assertWrongAnswersNoticed(rows, sandbox, way, () => client.info.refreshStoredData());
});

scenario([caveclient], "pages and files of a person's are the same", async (stage) => {
  await using sandbox = await startAt(stage, "sandbox", Date.now());
  const client = clientOf(sandbox);
  const token = await client.auth.createToken({ description: "for both" });
  const document = { layers: [], u: "café" };
  const [, pages, [found, listed] = [], written] = await ask(stage, sandbox, [
    openRow(client, sandbox.url).theirs,
    ["token_pages"],
    ["save_token", { token: token.reveal() }],
    ["save_state", { document, name: "state.json" }],
  ]) as [unknown, string[], [string, string[]], string];
  const page = await client.auth.getTokenPage();
  assertEquals(pages, [(await client.auth.getNewToken()).url, page, page]);
  assertEquals(found, token.reveal());
  assertEquals(listed?.includes(token.reveal()), true);
  assertNotEquals(token.reveal(), sandbox.tokens.cave);
  assertEquals(JSON.parse(written), document);
});
