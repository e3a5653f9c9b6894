// deno-lint-ignore-file no-console
/**
 * What a sandbox's transfers cost beside `cp`: 10,000 small files, and one file of 2 GiB. Each case has
 * a sandbox in a process of its own, whose peak memory must stay below 300 MiB, and every copy must
 * have the SHA-256 of what was written. `cp` compares nothing; a transfer hashes what it reads and
 * reads back what it wrote. Needs 4.5 GiB in the temporary folder, and a Unix for `cp`.
 */

import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { join } from "@std/path/join";
import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
import {
  type TransferClient,
  transferClient,
  transferData,
} from "@keyferry/keyferry/globus/transfer";

const mebibyte = 2 ** 20;
const mostMemory = 300 * mebibyte;
const spaceNeeded = 4.5 * 2 ** 30;
const checkout = new URL("../../", import.meta.url);

interface Content {
  readonly size: number;
  readonly sha256: string;
}

/** What was written to the source, by the path below it. */
type Written = Map<string, Content>;

interface Case {
  readonly name: string;
  readonly make: (folder: string, signal: AbortSignal) => Promise<Written>;
  readonly rate: (files: number, bytes: number, seconds: number) => string;
}

const cases: readonly Case[] = [
  {
    name: "10,000 small files",
    make: writeSmallFiles,
    rate: (files, _bytes, seconds) => `${(files / seconds).toFixed(0)} files/s`,
  },
  {
    name: "one file of 2 GiB",
    make: writeLargeFile,
    rate: (_files, bytes, seconds) => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`,
  },
];

// Ends when its stdin does, so that it never outlives this process.
const sandboxProgram = `
import { startSandbox } from "@keyferry/keyferry/sandbox";
const [source, copy, workFolder] = Deno.args;
await using sandbox = await startSandbox({
  workFolder,
  collections: [
    { name: "source", path: source },
    { name: "copy", path: copy, writable: true },
  ],
});
const ids = sandbox.collections.map(({ id }) => id);
console.log(JSON.stringify({ url: sandbox.url, token: sandbox.tokens.globusTransfer, ids }));
for await (const _ of Deno.stdin.readable);
`;

/** In 100 folders, each file of 1 to 8 KiB. */
async function writeSmallFiles(folder: string, signal: AbortSignal): Promise<Written> {
  const written: Written = new Map();
  for (let index = 0; index < 10_000; index++) {
    signal.throwIfAborted();
    const inside = `${Math.floor(index / 100)}`;
    if (index % 100 === 0) await Deno.mkdir(join(folder, inside));
    const bytes = crypto.getRandomValues(new Uint8Array(1024 + (index * 2657) % 7169));
    const name = join(inside, `${index}.bin`);
    await Deno.writeFile(join(folder, name), bytes);
    written.set(name, {
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
  }
  return written;
}

async function writeLargeFile(folder: string, signal: AbortSignal): Promise<Written> {
  const chunk = new Uint8Array(mebibyte);
  for (let at = 0; at < mebibyte; at += 65_536) {
    crypto.getRandomValues(chunk.subarray(at, at + 65_536));
  }
  const hash = createHash("sha256");
  using file = await Deno.open(join(folder, "large.bin"), { write: true, createNew: true });
  for (let index = 0; index < 2048; index++) {
    signal.throwIfAborted();
    // No two chunks are alike, so that a copy with two of them swapped differs.
    new DataView(chunk.buffer).setUint32(0, index);
    hash.update(chunk);
    for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
  }
  // On the disk now, so that writing it back does not slow what is measured.
  await file.syncData();
  return new Map([["large.bin", { size: 2048 * mebibyte, sha256: hash.digest("hex") }]]);
}

/** How the folder differs from what was written; undefined where it does not. */
async function difference(
  folder: string,
  written: Written,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const [name, expected] of written) {
    signal.throwIfAborted();
    const path = join(folder, name);
    const hash = createHash("sha256");
    let size = 0;
    try {
      using file = await Deno.open(path);
      for await (const bytes of file.readable) {
        hash.update(bytes);
        size += bytes.length;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return `"${name}" is missing`;
    }
    if (size !== expected.size) return `"${name}" has ${size} bytes, not ${expected.size}`;
    if (hash.digest("hex") !== expected.sha256) return `"${name}" has another SHA-256`;
  }
  const files = await countFiles(folder);
  return files === written.size ? undefined : `it has ${files} files, not ${written.size}`;
}

async function countFiles(folder: string): Promise<number> {
  let files = 0;
  for await (const entry of Deno.readDir(folder)) {
    files += entry.isDirectory ? await countFiles(join(folder, entry.name)) : 1;
  }
  return files;
}

/** The most memory a process has had, in bytes; undefined where the system does not tell. */
async function peakMemory(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  // Deno itself reads nothing below /proc unless everything is allowed.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(new TextDecoder().decode(stdout))?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no VmHWM`);
  return Number(kibibytes) * 1024;
}

interface Measured {
  readonly seconds: number;
  readonly idle: number | undefined;
  readonly peak: number | undefined;
}

/** Transfers all of one folder to another through a sandbox of its own. */
async function bySandbox(
  folders: { source: string; copy: string; work: string },
  files: number,
  signal: AbortSignal,
): Promise<Measured> {
  const { source, copy, work } = folders;
  const program = `data:application/typescript,${encodeURIComponent(sandboxProgram)}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--config", "deno.json", "--allow-read"],
      ...[`--allow-write=${copy},${work}`, "--allow-net=127.0.0.1", program, source, copy, work],
    ],
    cwd: checkout,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  try {
    const { value, done } = await output.read();
    if (done) throw new Error("The sandbox did not start");
    const { url, token, ids } = JSON.parse(new TextDecoder().decode(value));
    const idle = await peakMemory(child.pid);
    const transfer = transferClient({ authorizer: accessTokenAuthorizer(token), baseUrl: url });
    const seconds = await timed(() => ferry(transfer, ids, files, signal));
    return { seconds, idle, peak: await peakMemory(child.pid) };
  } finally {
    await output.cancel();
    await child.stdin.close().catch(() => {});
    await child.status;
  }
}

async function ferry(
  transfer: TransferClient,
  ids: readonly string[],
  files: number,
  signal: AbortSignal,
): Promise<void> {
  const [from = "", to = ""] = ids;
  const data = transferData(from, to, { label: "bench", verifyChecksum: true });
  data.addItem("/", "/", { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  const watch = transfer.watchTask(task_id, { pollingInterval: 0.1, events: "none", signal });
  const { task, reason } = await watch.done;
  if (reason !== "succeeded" || task.files_transferred !== files) {
    throw new Error(`The transfer ${reason}, with ${task.files_transferred} of ${files} files`);
  }
}

async function byCp(source: string, copy: string, signal: AbortSignal): Promise<void> {
  // Elsewhere than on Linux, cp has no such option; a clone of the blocks would copy nothing.
  const whole = Deno.build.os === "linux" ? ["--reflink=never"] : [];
  const args = [...whole, "-r", `${source}/.`, copy];
  const { success } = await new Deno.Command("cp", { args, signal, stderr: "inherit" }).output();
  if (!success) throw new Error("cp failed");
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / mebibyte).toFixed(0)} MiB`;
}

/** Measures one case in a folder, prints it, and tells what was wrong. */
async function measure(one: Case, folder: string, signal: AbortSignal): Promise<string[]> {
  const [source, copy, work] = [join(folder, "source"), join(folder, "copy"), join(folder, "work")];
  for (const made of [source, copy, work]) await Deno.mkdir(made, { recursive: true });
  const written = await one.make(source, signal);
  const files = written.size;
  const bytes = [...written.values()].reduce((sum, { size }) => sum + size, 0);
  const wrong: string[] = [];
  const check = async (by: string): Promise<void> => {
    const found = await difference(copy, written, signal);
    if (found !== undefined) wrong.push(`${one.name}: the copy by ${by} differs: ${found}`);
  };

  const ours = await bySandbox({ source, copy, work }, files, signal);
  await check("the sandbox");
  await Deno.remove(copy, { recursive: true });
  await Deno.mkdir(copy);
  const cp = await timed(() => byCp(source, copy, signal));
  await check("cp");

  const { seconds, idle, peak } = ours;
  if (peak !== undefined && peak >= mostMemory) {
    wrong.push(
      `${one.name}: the sandbox took ${inMebibytes(peak)}: the bound is ${inMebibytes(mostMemory)}`,
    );
  }
  const memory = peak === undefined || idle === undefined
    ? "peak memory is known on Linux only"
    : `peak RSS ${inMebibytes(peak)}, ${inMebibytes(idle)} before it`;
  console.log(`${one.name}, ${(bytes / 1e6).toFixed(0)} MB`);
  for (const [name, time, more] of [["sandbox", seconds, `  ${memory}`], ["cp", cp, ""]] as const) {
    const rate = one.rate(files, bytes, time).padStart(13);
    console.log(`  ${name.padEnd(8)} ${time.toFixed(2).padStart(7)} s ${rate}${more}`);
  }
  console.log(`  ratio    ${(seconds / cp).toFixed(2).padStart(7)}`);
  return wrong;
}

async function main(signal: AbortSignal): Promise<string[]> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-bench-" }));
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    if (free < spaceNeeded) {
      const gibibytes = (free / 2 ** 30).toFixed(1);
      return [
        `${folder} needs 4.5 GiB and has ${gibibytes} GiB free: set TMPDIR to a roomier folder`,
      ];
    }
    const wrong: string[] = [];
    for (const [index, one] of cases.entries()) {
      const inside = join(folder, `${index}`);
      wrong.push(...await measure(one, inside, signal));
      await Deno.remove(inside, { recursive: true });
    }
    return wrong;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const controller = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, () => controller.abort(new Error(`Stopped by ${name}`)));
}
try {
  const wrong = await main(controller.signal);
  for (const line of wrong) console.error(line);
  Deno.exit(wrong.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exit(1);
}
