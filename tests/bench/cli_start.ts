/**
 * What it costs to start the command: `--version` and `status --json`, beside an empty program, as
 * ratios of the best of many alternating runs. Exits 1 beyond what is allowed.
 *
 * With `--unstable-lazy-dynamic-imports`, as the command is to be installed: without it Deno reads every
 * module that could ever be imported before it starts, whichever command is run. In a checkout the
 * flag needs leave to read the modules that are loaded later.
 *
 * A word on the command line names a module that the empty program imports, for a checkout whose packages
 * are linked from clones of whole workspaces: any program that imports one of them reads them all.
 */
// deno-lint-ignore-file no-console
import { fromFileUrl } from "@std/path/from-file-url";

const checkout = fromFileUrl(new URL("../..", import.meta.url));
const rounds = 15;
const flags = ["-q", "--no-prompt", "--no-lock", "--unstable-lazy-dynamic-imports"];

/** The milliseconds that a child process takes to its end. */
async function time(args: readonly string[], codes: readonly number[]): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "--config", `${checkout}/deno.json`, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  const took = performance.now() - begun;
  if (codes.includes(code)) return took;
  throw new Error(`${args.join(" ")}: ${code} ${new TextDecoder().decode(stderr)}`);
}

const [imported] = Deno.args;
const code = imported === undefined ? "export {};" : `import "${imported}";`;
const empty = `data:application/typescript,${encodeURIComponent(code)}`;
const cli = `${checkout}/cli.ts`;
// 3: there is no credential, and all places were looked at.
const contests = [
  { name: "empty program", args: [empty], codes: [0], most: 1 },
  { name: "--version", args: [cli, "--version"], codes: [0], most: 2 },
  {
    name: "status --json",
    args: ["--allow-env", "--allow-read", cli, "status", "--json"],
    codes: [0, 3],
    most: 3,
  },
];
const best = contests.map(() => Infinity);
for (let round = -2; round < rounds; round++) {
  for (const [index, { args, codes }] of contests.entries()) {
    const took = await time(args, codes);
    // The first rounds compile.
    if (round >= 0) best[index] = Math.min(best[index] ?? Infinity, took);
  }
}

const [base = 1] = best;
for (const [index, { name, most }] of contests.entries()) {
  const took = best[index] ?? Infinity;
  const ratio = took / base;
  console.log(
    `${name.padEnd(14)} ${took.toFixed(0).padStart(4)} ms  ${ratio.toFixed(2)} x` +
      (index === 0 ? "" : ` (at most ${most})`),
  );
  if (ratio > most) Deno.exitCode = 1;
}
