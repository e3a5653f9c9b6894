import { assertEquals } from "@std/assert";
import { main } from "../../../cli.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import { v3Grants, v3Said } from "./_grants.ts";
import { holdToItsWord, testThatAllWereHeld } from "./_hold.ts";

for (const words of [["transfer", "lab:cells.csv", "archive:"], ["transfers", "list"]]) {
  Deno.test(`permissions tapis ${words[0]} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", ...words],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

for (const verb of ["show", "wait", "cancel"]) {
  Deno.test(`permissions tapis transfers ${verb} is the least, and enough`, async () => {
    await using planted = await plantedSandbox();
    const io = fakeIo();
    const submission = ["tapis", "transfer", "lab:cells.csv", "archive:"];
    assertEquals(await main([...submission, "--sandbox", planted.home], io), 0);
    await holdToItsWord({
      words: ["--sandbox", planted.home, "tapis", "transfers", verb, io.output.trim()],
      env: {},
      code: 0,
      expected: v3Grants(planted),
      said: v3Said(planted.home),
    });
  });
}

testThatAllWereHeld(import.meta.url);
