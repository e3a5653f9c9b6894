// deno-lint-ignore-file no-console
/**
 * What importing an entry point costs: whole `deno run` processes, the empty file and the import in
 * turn, so that a busy machine slows both.
 */

const rounds = 21;
const checkout = new URL("../../", import.meta.url);
const entries = ["globus", "tapis", "cave", "credentials"];

async function milliseconds(code: string): Promise<number> {
  const url = `data:application/typescript,${encodeURIComponent(code)}`;
  const start = performance.now();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--cached-only", "--config", "deno.json", url],
    cwd: checkout,
    stdout: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const programs: Record<string, string> = { "an empty file": "export {};" };
for (const entry of entries) programs[`./${entry}`] = `import "@keyferry/keyferry/${entry}";`;
const times: Record<string, number[]> = {};
for (const code of Object.values(programs)) await milliseconds(code);
for (let round = 0; round < rounds; round++) {
  for (const [name, code] of Object.entries(programs)) {
    (times[name] ??= []).push(await milliseconds(code));
  }
}

const empty = median(times["an empty file"] ?? []);
console.log(`import cost, median of ${rounds} whole processes`);
for (const [name, values] of Object.entries(times)) {
  const ms = median(values);
  const over = name === "an empty file"
    ? ""
    : `  +${(ms - empty).toFixed(1)} ms over the empty file`;
  console.log(`  ${name.padEnd(14)} ${ms.toFixed(1).padStart(6)} ms${over}`);
}
