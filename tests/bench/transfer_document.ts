// deno-lint-ignore-file no-console
/**
 * What a transfer of a million items costs to write: as it comes from an iterable, and as an array
 * that is stringified. Each is a process of its own, so that its peak memory is its own; they take
 * turns, so that a busy machine slows both.
 */

const rounds = 5;
const checkout = new URL("../../", import.meta.url);
const count = 1_000_000;

const items = `
function* items() {
  for (let index = 0; index < ${count}; index++) {
    yield {
      source_path: "/project/run 7/section-" + index + ".tif",
      destination_path: "/archive/run 7/section-" + index + ".tif",
    };
  }
}
`;
// The size that reached "the network" is printed, so that neither can cheat.
const answer = `
const fetch = async (url, init) => {
  let size = 0;
  if (init.body !== undefined) for await (const piece of new Response(init.body).body) size += piece.length;
  if (size > 0) console.log(size);
  return Response.json({ value: "S", task_id: "T" });
};
`;
const programs = {
  "as it comes": `
import { transferClient, transferData } from "@keyferry/keyferry/globus/transfer";
${items}${answer}
const transfer = transferClient({ fetch });
await transfer.submitTransfer(transferData("a", "b", { items: items() }));
`,
  "array + stringify": `
${items}${answer}
const DATA = Array.from(items(), (item) => ({ DATA_TYPE: "transfer_item", ...item }));
const body = { DATA_TYPE: "transfer", DATA, source_endpoint: "a", destination_endpoint: "b" };
await fetch("", { body: JSON.stringify({ ...body, submission_id: "S" }) });
`,
};

interface Cost {
  readonly ms: number;
  readonly mebibytes: number;
  readonly size: number;
}

const report = `
const { VmHWM } = Object.fromEntries(
  Deno.readTextFileSync("/proc/self/status").split("\\n").map((line) => line.split(":")),
);
console.log(Math.round(performance.now() - begun), parseInt(VmHWM) / 1024);
`;

async function cost(code: string): Promise<Cost> {
  const [imports = "", rest = ""] = code.includes("import ")
    ? code.split(/(?<=transfer";)\n/, 2)
    : ["", code];
  const program = `${imports}\nconst begun = performance.now();\n${rest}\n${report}`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--cached-only",
      "--allow-all",
      "--config",
      "deno.json",
      `data:application/javascript,${encodeURIComponent(program)}`,
    ],
    cwd: checkout,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const [size = NaN, ms = NaN, mebibytes = NaN] = new TextDecoder().decode(stdout)
    .trim().split(/\s+/).map(Number);
  return { size, ms, mebibytes };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const costs: Record<string, Cost[]> = {};
for (let round = 0; round < rounds; round++) {
  for (const [name, code] of Object.entries(programs)) {
    (costs[name] ??= []).push(await cost(code));
  }
}
console.log(`a transfer of ${count} items, median of ${rounds} processes each`);
for (const [name, all] of Object.entries(costs)) {
  const [ms, memory, size] = (["ms", "mebibytes", "size"] as const).map((key) => {
    return median(all.map((cost) => cost[key]));
  });
  console.log(
    `  ${name.padEnd(18)} ${String(ms).padStart(6)} ms  ${
      memory?.toFixed(0).padStart(6)
    } MiB at most` +
      `  ${((size ?? 0) / 2 ** 20).toFixed(1)} MiB sent`,
  );
}
const [ours = [], naive = []] = Object.values(costs);
const ratio = median(ours.map(({ ms }) => ms)) / median(naive.map(({ ms }) => ms));
console.log(`  ratio ${ratio.toFixed(2)}`);
