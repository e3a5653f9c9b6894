/**
 * Measures what exact reading of 64-bit ids costs beside `JSON.parse`, which rounds them: as ratios in
 * one run, over replies of 40 MB. The budget is 3 for a table; a list of nothing but ids is told beside it, where
 * making two million `bigint` alone takes as long as `JSON.parse`.
 */

import { parseInt64Json } from "../../src/http/body/int64_json.ts";

const budget = 3;
const rounds = 7;

function id(index: number): bigint {
  return 864691135571546917n + BigInt(index) * 7919n;
}

/** What a table query answers with. */
function records(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => ({
    id: index,
    valid: "t",
    pt_root_id: "#",
    pt_supervoxel_id: "#",
    cell_type: "23P",
    pt_position: [index, index + 0.5, 40],
  }));
  let next = 0;
  return JSON.stringify(rows).replaceAll('"#"', () => String(id(next++)));
}

/** What the chunkedgraph answers with when it is asked for the leaves of a root. */
function leaves(count: number): string {
  const ids = Array.from({ length: count }, (_, index) => id(index));
  return `{"leaf_ids": [${ids.join(", ")}]}`;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

const replies = { records: records(330_000), leaves: leaves(2_000_000) };
let over = false;
for (const [name, text] of Object.entries(replies)) {
  const pairs = Array.from({ length: rounds }, () => {
    const plain = milliseconds(() => JSON.parse(text));
    return { plain, exact: milliseconds(() => parseInt64Json(text)) };
  });
  const [plain, exact] = [
    median(pairs.map((pair) => pair.plain)),
    median(pairs.map((pair) => pair.exact)),
  ];
  const ratio = exact / plain;
  if (name === "records") over = ratio > budget;
  const size = (text.length / 1e6).toFixed(0);
  // deno-lint-ignore no-console -- the figures are what the run is for
  console.log(
    `${name} (${size} MB): JSON.parse ${plain.toFixed(0)} ms, exact ${exact.toFixed(0)} ms, ` +
      `ratio ${ratio.toFixed(2)} of ${budget}`,
  );
}
if (over) Deno.exit(1);
