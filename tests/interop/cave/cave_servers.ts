import { assert, assertEquals } from "@std/assert";
import * as cave from "../../../src/cave/mod.ts";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { plantCredentials } from "../../../src/sandbox/mod.ts";
import { assertAgree, assertSameFiles } from "../comparison/_agree.ts";
import { makeHome } from "./_cave.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { caveclient } = programs;
const script = "cave_secrets.py";

scenario([caveclient], "rememberServer() and CAVEclient share the datastack map", async (stage) => {
  const [ours, theirs] = [await makeHome(stage, "ours"), await makeHome(stage, "theirs")];
  const first = ["minnie65_public", "https://global.daf-apis.com"] as const;
  const second = ["größe", "https://cave.example.org:8443"] as const;
  await cave.rememberServer(...first, { home: ours, env: {} });
  await stage.ask(caveclient, script, [
    ["remember", { datastack: first[0], server_address: first[1] }],
  ], { home: theirs });
  await assertSameFiles(ours, theirs);

  // Now each adds to the other's.
  await cave.rememberServer(...second, { home: theirs, env: {} });
  await stage.ask(caveclient, script, [
    ["remember", { datastack: second[0], server_address: second[1] }],
  ], { home: ours });
  await assertSameFiles(ours, theirs);
  for (const home of [ours, theirs]) {
    const calls = [first, second].map(([datastack]) => ["server_of", { datastack }] as const);
    const answers = await stage.ask(caveclient, script, calls, { home });
    for (const [index, [datastack, address]] of [first, second].entries()) {
      assertEquals(answers[index], address);
      const known = await cave.serverOfDatastack(datastack, { home, env: {} });
      assertAgree({ address: known }, { address });
    }
  }
});

scenario([caveclient], "getDatastacks() and CAVEclient ask a sandbox the same", async (stage) => {
  await using sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const [theirs] = await stage.ask(caveclient, script, [
    ["datastacks", { server_address: sandbox.url, write_server_cache: false }],
  ], { home: sandbox.home, env: sandbox.env });
  const { info } = await cave.restore(undefined, await sandboxSurroundings(sandbox.home));
  const ours = await info.getDatastacks();
  assert(ours.length > 0);
  assertEquals(ours, theirs);
});
