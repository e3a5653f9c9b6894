import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { jupyterDisplay, showStatus } from "../../src/notebook/mod.ts";
import { plantCredentials } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { assertNothingShown, canary } from "../helpers/canary.ts";

Deno.test("showStatus() shows every platform, where its credential is and until when", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const before = sandbox.requests.length;
  const status = await showStatus(await sandboxSurroundings(sandbox.home));
  const lines = Deno.inspect(status).split("\n").map((line) => line.split(/  +/));
  assertEquals(lines[0], [
    "platform",
    "state",
    "account",
    "source",
    "expires",
    "renewable",
  ]);
  assertEquals(lines.slice(1).map(([platform, state]) => [platform, state]), [
    ["CAVE", "found"],
    ["Globus", "found"],
    ["Tapis v2", "found"],
    ["Tapis v3", "found"],
  ]);
  assertMatch(lines[2]?.join(" ") ?? "", /tokens\.json in 2 days yes/);
  assertEquals(sandbox.requests.length, before);
});

Deno.test("showStatus() shows where there would be a credential how to get one", async () => {
  const status = await showStatus({ env: { CAVE_TOKEN: canary() }, home: "/nowhere" });
  const lines = Deno.inspect(status).split("\n").map((line) => line.split(/  +/));
  assertEquals(lines[0], ["platform", "state", "source", "renewable"]);
  assertEquals(lines[1], ["CAVE", "found", "CAVE_TOKEN", "no"]);
  assertEquals(lines[2], [
    "Globus",
    "none",
    'run await loginInNotebook("globus", { clientId }) in a cell',
  ]);
});

Deno.test("showStatus() shows no secret, in no form", async () => {
  const token = canary();
  const status = await showStatus({ env: { CAVE_TOKEN: token }, home: "/nowhere" });
  const shown = status[jupyterDisplay]();
  assertStringIncludes(shown["text/html"] ?? "", "CAVE_TOKEN");
  assertNothingShown([JSON.stringify(shown), Deno.inspect(status), JSON.stringify(status)], token);
});

Deno.test({
  name: "showStatus() names the flag where it may not look",
  permissions: { read: true },
  async fn() {
    const status = await showStatus();
    assertStringIncludes(Deno.inspect(status), "add --allow-env=CAVE_TOKEN");
    assertEquals(status.platforms[0]?.state, "unclear");
  },
});
