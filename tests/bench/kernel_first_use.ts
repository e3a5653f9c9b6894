// deno-lint-ignore-file no-console
/**
 * What a person waits for in the first cell: keyferry imported in a fresh Jupyter kernel, to a client
 * that is ready to be called. Each round is a kernel of its own.
 */

import { talkInJupyter } from "../jupyter/_jupyter.ts";

const rounds = 7;
const budget = 150;

const cell = `
const start = performance.now();
const { globus } = await import("@keyferry/keyferry");
const { transfer } = await globus.restore({
  env: { GLOBUS_SDK_TRANSFER_TOKEN: "made-up" },
  home: "/nowhere",
});
console.log(transfer.service, performance.now() - start);
`;

async function milliseconds(): Promise<number> {
  const { texts, errors } = await talkInJupyter([cell], null);
  const ms = Number(/^Globus Transfer ([\d.]+)/.exec(texts.join(""))?.[1]);
  if (!Number.isFinite(ms)) throw new Error(Deno.inspect({ texts, errors }));
  return ms;
}

// The first one compiles what the others find compiled.
await milliseconds();
const times: number[] = [];
for (let round = 0; round < rounds; round++) times.push(await milliseconds());
times.sort((one, other) => one - other);
// Whatever else the machine does only adds to it.
const [least = NaN] = times;
const median = times[Math.floor(rounds / 2)] ?? NaN;
console.log(
  `first use in a kernel: ${least.toFixed(1)} ms, least of ${rounds} kernels ` +
    `(median ${median.toFixed(1)} ms); budget ${budget} ms`,
);
if (!(least <= budget)) Deno.exit(1);
