import { join } from "@std/path";
import { main } from "../../../cli.ts";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { plantCredentials, type Sandbox } from "../../../src/sandbox/mod.ts";
import { fakeIo } from "../../cli/_cli.ts";
import { terminal } from "./_globus_cli.ts";
import { type Command, rowsOf, wordsOf } from "./_globus_cli_calls.ts";
import { differences } from "./_globus_cli_differences.ts";
import {
  type Answered,
  assertSameAnswers,
  assertSameRequests,
  play,
} from "../comparison/_same_requests.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusCli } = programs;

/** keyferry's command, in a sandbox with its credentials. */
async function keyferryIn(sandbox: Sandbox): Promise<Command> {
  await plantCredentials(sandbox);
  const surroundings = await sandboxSurroundings(sandbox.home);
  return async (words) => {
    const io = fakeIo({ surroundings });
    const code = await main(["globus", ...words, "--json"], io);
    return { code, document: JSON.parse(io.output || "null") };
  };
}

scenario([globusCli], "its commands send what keyferry's send", async (stage) => {
  await using theirs = await stage.sandbox({ home: join(stage.home, "theirs") });
  await using ours = await stage.sandbox({ home: join(stage.home, "ours") });
  const held = Promise.withResolvers<void>();
  for (const { faults } of [theirs, ours]) {
    faults.transfer = ({ sourcePath }) => sourcePath === "/README.txt" ? held.promise : undefined;
  }
  const globus = terminal(stage, theirs);
  await globus.text("login", "--no-local-server");
  const rows = rowsOf(ours, await keyferryIn(ours));
  const played = await play(rows, [theirs, ours], async (calls) => {
    const answers: Answered[] = [];
    let task = "";
    for (const [, given] of calls) {
      const words = wordsOf(given?.words as Parameters<typeof wordsOf>[0], task);
      const { code, stdout, requests } = await globus.run(...words, "--format", "json");
      task = /"task_id": "([^"]+)"/.exec(stdout)?.[1] ?? task;
      answers.push({ answer: code, requests });
    }
    return answers;
  });
  held.resolve();
  assertSameAnswers(rows, played);
  assertSameRequests(rows, played, differences);
});
