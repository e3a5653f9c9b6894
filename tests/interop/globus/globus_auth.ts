import { join } from "@std/path";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { rowsOf } from "./_auth_calls.ts";
import { assertWrongAnswersNoticed, wire } from "../comparison/_crooked.ts";
import {
  assertSameAnswers,
  assertSameRequests,
  play,
  type Row,
} from "../comparison/_same_requests.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusSdk } = programs;

/** Makes the SDK's clients. */
function startRow({ tokens }: Sandbox): Row {
  const { globusApps, globusClient } = tokens;
  const known = { native: globusApps.other, app: globusClient.id, secret: globusClient.secret };
  return { name: "start", theirs: ["start", known] };
}

scenario(
  [globusSdk],
  "its clients of Globus Auth ask what keyferry asks, and are answered the same",
  async (stage) => {
    const now = Date.now();
    await using theirs = await stage.sandbox({ home: join(stage.home, "theirs"), now: () => now });
    await using ours = await stage.sandbox({ home: join(stage.home, "ours"), now: () => now });
    const rows = [startRow(theirs), ...rowsOf(theirs, ours)];
    const played = await play(rows, [theirs, ours], (calls) => {
      const { home, env } = theirs;
      return stage.ask(globusSdk, "globus_sdk_auth.py", calls, { home, env });
    });
    assertSameRequests(rows, played, []);
    assertSameAnswers(rows, played);
  },
);

Deno.test("the calls of Globus Auth notice a wrong answer of each that reads", async () => {
  await using sandbox = await startSandbox();
  const way = wire();
  await assertWrongAnswersNoticed(rowsOf(sandbox, sandbox, way.fetch), sandbox, way);
});
