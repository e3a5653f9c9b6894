import { join } from "@std/path";
import { accessTokenAuthorizer } from "../../../src/globus/auth/mod.ts";
import * as transfer from "../../../src/globus/transfer/mod.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { assertWrongAnswersNoticed, wire } from "../comparison/_crooked.ts";
import {
  assertAllNames,
  assertSameAnswers,
  assertSameRequests,
  play,
  type Played,
  type Row,
} from "../comparison/_same_requests.ts";
import { programs, scenario, type Stage } from "../comparison/_scenario.ts";
import { differences } from "./_transfer_differences.ts";
import { tunnelCalls } from "./_tunnel_calls.ts";
import { knownOf, lasting, rowsOf, settle, tour } from "./_transfer_tour.ts";

const { globusSdk } = programs;
const script = "globus_sdk_tour.py";

/** Methods that no step calls, by the reason. */
const untoured = {
  "sends nothing; the scenario of a missing consent has it": ["add_app_data_access_scope"],
};

scenario([globusSdk], "the tour calls every method of its TransferClient", async (stage) => {
  const [names] = await stage.ask(globusSdk, script, [["names"]]);
  const steps = tour.filter((step) => step !== settle);
  const refused = tunnelCalls.map(([name]) => ({ name }));
  assertAllNames(names as string[], [...steps, ...refused], untoured);
});

/** What differs on the tour too. */
const listed = differences.filter(({ rare }) => !rare);

/** A sandbox of the stage's, the same as every other: in the age of its files too. */
async function startAt(stage: Stage, name: string, now: number): Promise<Sandbox> {
  return await furnished(await stage.sandbox({ home: join(stage.home, name), now: () => now }));
}

/** Adds what the tour needs. */
async function furnished(sandbox: Sandbox): Promise<Sandbox> {
  const folder = sandbox.collections[0]?.path ?? "";
  await Deno.writeTextFile(join(folder, "held.txt"), "held");
  const day = new Date("2025-01-01T00:00:00Z");
  for (const file of ["README.txt", "cells.csv", "held.txt", "runs"]) {
    await Deno.utime(join(folder, file), day, day);
  }
  return sandbox;
}

/** Takes the flag away whenever it is up and all tasks of a sandbox have ended. */
async function watch(flag: string, sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isUp = await Deno.stat(flag).then(() => true, () => false);
    if (isUp) {
      await sandbox.idle();
      await Deno.remove(flag);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Lets no copy of the held file begin until the end. */
function holdBack(sandboxes: readonly Sandbox[]): Disposable {
  const held = Promise.withResolvers<void>();
  for (const { faults } of sandboxes) {
    faults.transfer = ({ sourcePath }) => sourcePath === "/held.txt" ? held.promise : undefined;
  }
  return { [Symbol.dispose]: () => held.resolve() };
}

function clientOf({ tokens, url }: Sandbox, fetch = globalThis.fetch): transfer.TransferClient {
  const authorizer = accessTokenAuthorizer(tokens.globusTransfer);
  return transfer.transferClient({ authorizer, baseUrl: url, fetch });
}

/** Both take the tour. */
async function take(
  stage: Stage,
): Promise<{ readonly rows: readonly Row[]; readonly played: Played }> {
  const now = Date.now();
  await using theirs = await startAt(stage, "theirs", now);
  await using ours = await startAt(stage, "ours", now);
  using _ = holdBack([theirs, ours]);
  const flag = join(stage.home, "flag");
  const rows: Row[] = [
    {
      name: "start",
      theirs: ["start", { token: theirs.tokens.globusTransfer, known: knownOf(theirs) }],
    },
    ...rowsOf(ours, clientOf(ours), flag),
    ...tunnelCalls.map(([name, args]): Row => ({
      name,
      theirs: ["refused", { name, args }],
      expected: { status: 404, code: "ClientError.NotFound", message: "No such resource" },
    })),
  ];
  const watching = new AbortController();
  const watcher = watch(flag, theirs, watching.signal);
  try {
    const played = await play(rows, [theirs, ours], async (calls) => {
      const { home, env } = theirs;
      const answers = await stage.ask(globusSdk, script, calls, { home, env });
      return answers.map(lasting);
    });
    return { rows, played };
  } finally {
    watching.abort();
    await watcher;
  }
}

scenario([globusSdk], "the tour is answered the same to both, who ask the same", async (stage) => {
  const { rows, played } = await take(stage);
  assertSameAnswers(rows, played);
  assertSameRequests(rows, played, listed);
});

Deno.test("the tour notices a wrong answer of every step that reads", async () => {
  const home = await Deno.makeTempDir({ prefix: "keyferry-interop-" });
  try {
    await using sandbox = await furnished(await startSandbox({ home }));
    using _ = holdBack([sandbox]);
    const way = wire();
    const rows = rowsOf(sandbox, clientOf(sandbox, way.fetch), join(home, "flag"));
    await assertWrongAnswersNoticed(rows, sandbox, way);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
