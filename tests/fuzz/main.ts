import { assert, assertGreaterOrEqual } from "@std/assert";
import fc from "../helpers/fast_check.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { showsSecret } from "./_damage.ts";
import { parsers } from "./_parsers.ts";

/** How long a single case may take, in milliseconds; one that was held up is tried again. */
const mostMs = 100;
const tries = 5;

/** `KEYFERRY_FUZZ_TIMES=10` makes ten times as many cases; a failure prints the seed of its cases. */
const times = Number(Deno.env.get("KEYFERRY_FUZZ_TIMES") ?? 1);

/** Everything that an error says, in its causes too. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const facts = Object.entries(error).filter(([, value]) => typeof value === "string");
  const cause = error.cause === undefined ? "" : wordsOf(error.cause);
  return [error.name, error.message, ...facts.flat(), cause].join("\n");
}

async function timeOf(run: () => unknown): Promise<{ ms: number; error: unknown }> {
  const begun = performance.now();
  let error: unknown;
  try {
    await run();
  } catch (caught) {
    error = caught;
  }
  return { ms: performance.now() - begun, error };
}

let cases = 0;

for (const { name, runs, errors, property } of parsers) {
  const ends = ["a value", ...errors].join(" or ");
  Deno.test(`${name}: whatever it is fed ends in ${ends}`, async () => {
    await using folder = await temporaryFolder();
    let slowest = 0;
    const begun = performance.now();
    await fc.assert(
      fc.asyncProperty(property(folder.path), async (run) => {
        let { ms, error } = await timeOf(run);
        for (let again = 1; ms > mostMs && again < tries; again++) {
          ms = Math.min(ms, (await timeOf(run)).ms);
        }
        slowest = Math.max(slowest, ms);
        if (error !== undefined) {
          const isExpected = error instanceof Error && errors.includes(error.name);
          if (!isExpected) throw error;
          assert(!showsSecret(wordsOf(error)), wordsOf(error));
        }
        assert(ms <= mostMs, `it took ${ms} ms`);
      }),
      { numRuns: runs * times },
    );
    cases += runs * times;
    const seconds = (performance.now() - begun) / 1000;
    const line = `${runs * times} cases in ${seconds.toFixed(1)} s, the slowest ${
      slowest.toFixed(1)
    } ms\n`;
    await Deno.stdout.write(new TextEncoder().encode(line));
  });
}

Deno.test("there were at least 100,000 cases", () => {
  assertGreaterOrEqual(cases, 100_000);
});
