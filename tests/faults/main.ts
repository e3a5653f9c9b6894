import { assert, assertEquals } from "@std/assert";
import { atMost } from "../helpers/at_most.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { type Cell, play } from "./_cell.ts";
import { faults } from "./_faults.ts";
import { operations } from "./_operations.ts";
import { countsOf, rowsIn, tableOf } from "./_table.ts";

const readme = new URL("README.md", import.meta.url);
const cells: Cell[] = [];

/** Far beyond three time-outs of a second each and what is given up after six; a machine may be busy. */
const mostMs = 20_000;

function named({ fault, operation }: Cell): string {
  return `${operation} at "${fault}"`;
}

Deno.test("every operation ends at every fault in an answer or a typed error, and shows no secret", async () => {
  await using sandbox = await startSandbox();
  const pairs = faults.flatMap((fault) => {
    return operations.map((operation) => ({ fault, operation }));
  });
  cells.push(...await atMost(12, pairs, ({ fault, operation }) => play(fault, operation, sandbox)));
  const table = tableOf(cells);
  await Deno.stdout.write(new TextEncoder().encode(`\n${table}\n\n${countsOf(cells)}\n`));
  const wrong = cells.filter((cell) => cell.wrong.length > 0);
  assertEquals(wrong.map((cell) => `${named(cell)}: ${cell.wrong.join("; ")}`), []);
});

Deno.test("no operation takes longer than its time-outs, or asks more often than it may", () => {
  assert(cells.length > 0);
  const late = cells.filter(({ ms }) => ms > mostMs);
  assertEquals(late.map((cell) => `${named(cell)}: ${Math.round(cell.ms)} ms`), []);
  // A fault that lets a file go on from where it broke off is met as often as that brings bytes.
  const many = cells.filter(({ requests, operation }) => {
    return requests > (operation === "collection file" ? 18 : 6);
  });
  assertEquals(many.map((cell) => `${named(cell)}: ${cell.requests} requests`), []);
});

Deno.test("a token that is good for one use is sent again only where nothing was done with it", () => {
  const again = cells.filter(({ operation, requests, fault }) => {
    return operation === "token grant" && requests > 1 && !/^(429|503)/.test(fault);
  });
  assertEquals(again.map((cell) => `${named(cell)}: ${cell.requests} requests`), []);
});

Deno.test("every operation ends at every fault as README.md says", async () => {
  const table = tableOf(cells);
  const text = await Deno.readTextFile(readme);
  const [before = ""] = text.split("| fault ", 1);
  const counts = countsOf(cells);
  if (Deno.args.includes("--write")) {
    await Deno.writeTextFile(readme, `${before}${table}\n\n${counts}\n`);
    return;
  }
  const documented = rowsIn(text);
  assertEquals(rowsIn(table).filter((row) => !documented.includes(row)), []);
  assertEquals(documented.length, faults.length + 1);
  assert(text.replace(/\s+/g, " ").includes(counts), counts);
});
