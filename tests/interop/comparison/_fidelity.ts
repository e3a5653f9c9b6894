import { assert, assertEquals } from "@std/assert";
import { fidelityRows } from "../../helpers/fidelity_rows.ts";
import { exercisedBy, notedPrograms } from "./_exercised.ts";
import { passedPrograms } from "./_scenario.ts";

/** The names that the tables have for programs, where they are not those of the package index. */
const shown: Readonly<Record<string, string>> = {
  "agavepy-0.9": "agavepy 0.9",
  "agavepy-1.0": "agavepy 1.0",
  caveclient: "CAVEclient",
};

/** The test of the tables against this run; it must be the last one. */
export function testFidelity(): void {
  Deno.test("the fidelity tables name each program where it exercised an operation", async () => {
    // Of a program that a filter left out in part, nothing can be said.
    const passed = passedPrograms();
    const held = notedPrograms().filter((program) => passed.includes(program));
    const rows = await fidelityRows();
    assert(rows.length > 0);
    assert(held.length > 0, "No program played all its scenarios: run them without --filter");
    const operations = rows.map(([cell = ""]) => cell.replaceAll("`", ""));
    const wrong = rows.flatMap(([cell = "", named = "", simplified = ""]) => {
      const operation = cell.replaceAll("`", "");
      const outcome = simplified === "Always refused" ? "refused" : "done";
      const seen = exercisedBy(operation, outcome, operations);
      return held.flatMap((program) => {
        const name = shown[program] ?? program;
        const says = named.split(", ").includes(name);
        if (says === seen.includes(program)) return [];
        return [`${operation}: ${says ? "without" : "add"} ${name}`];
      });
    });
    assertEquals(wrong, []);
  });
}
