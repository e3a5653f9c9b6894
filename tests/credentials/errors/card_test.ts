import { assert, assertEquals, assertMatch } from "@std/assert";
import * as cave from "../../../src/cave/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import { jupyterDisplay, type MediaBundle } from "../../../src/notebook/mod.ts";
import { sandboxLab } from "../../../src/sandbox/mod.ts";
import * as tapis from "../../../src/tapis/mod.ts";

/** What a cell shows of a value. */
function cardOf(value: object): MediaBundle {
  const display = (value as Record<symbol, unknown>)[jupyterDisplay];
  assert(typeof display === "function", "it has no card");
  return display.call(value);
}

/** The names of the facts on a card. */
function factsOf(value: object): string[] {
  const [, ...rows] = cardOf(value)["text/plain"].split("\n");
  return rows.map((row) => row.trim().split(" ")[0] ?? "");
}

Deno.test("a client that was restored shows a card: service, account, source and when it expires", async () => {
  await using lab = await sandboxLab({ credentials: true });
  const { sandbox } = lab;
  const restored = await globus.restore(lab.globus);
  const all = ["service", "account", "source", "expires"];
  assertEquals(factsOf(restored), all);
  assertEquals(factsOf(restored.transfer), all);
  assertMatch(cardOf(restored.transfer)["text/plain"], /^Globus Transfer\n[^]* in 2 days$/);
  assertEquals(factsOf(await tapis.v3.restore(lab.tapis)), all);
  const v2 = await tapis.restore(lab.here);
  assertEquals(factsOf(v2), ["service", "account", "client", "source", "expires"]);
  const clients = await cave.restore(lab.datastack, lab.cave);
  assertEquals(factsOf(clients), ["service", "datastack", "source"]);
  for (const shown of [restored, restored.transfer, v2, clients].map(cardOf)) {
    const words = JSON.stringify(shown);
    for (const token of [sandbox.tokens.cave, sandbox.tokens.globusTransfer]) {
      assert(!words.includes(token));
    }
    assertMatch(shown["text/html"] ?? "", /border: 1px solid #\w{6}/);
  }
});

Deno.test("a transfer and a delete that are being made show what they are about, and print all of it", () => {
  const data = globus.transferData("source-id", "destination-id", {
    label: "run <7>",
    syncLevel: 3,
  })
    .addItem("/a", "/b");
  assertEquals(cardOf(data)["text/plain"].split("\n").map((line) => line.trim()), [
    "run <7>",
    "from   source-id",
    "to     destination-id",
    "paths  1 path",
    "sync   checksum",
  ]);
  assertMatch(cardOf(data)["text/html"] ?? "", /run &lt;7&gt;/);
  assertMatch(Deno.inspect(data), /DATA_TYPE: "transfer_item"/);
  assertMatch(cardOf(globus.deleteData("id"))["text/plain"], /^Globus delete\n {2}on {5}id\n/);
});

Deno.test("a copy of a client has no card that tells of another", async () => {
  await using lab = await sandboxLab({ credentials: true });
  const { transfer } = await globus.restore(lab.globus);
  assertEquals(jupyterDisplay in { ...transfer }, false);
});
