import { createHash, type Hash } from "node:crypto";
import { dirname } from "../../../path/dirname.ts";
import { join } from "../../../path/join.ts";
import type { PartKeeper } from "../../kept/parts.ts";
import { atDestination, TransferProblem } from "../problems.ts";

/** How one file is copied. */
export interface CopyPlan {
  /** The source's real path. */
  readonly source: string;
  /** How many bytes it had when it was looked at. */
  readonly size: number;
  /** The destination's real path. */
  readonly destination: string;
  /** Whether the copy is read back and compared. */
  readonly verify: boolean;
  /** The times that the copy gets, where it gets the source's. */
  readonly times: Pick<Deno.FileInfo, "atime" | "mtime"> | undefined;
  /** A checksum the source must have. */
  readonly expected: { readonly algorithm: string; readonly checksum: string } | undefined;
  /** Stops the copy. */
  readonly signal: AbortSignal;
  /** Told how many bytes were written just now; throws to stop the copy. */
  readonly onBytes: (count: number) => void;
  /** Told where the copy is at; whoever copies tells it to forget the copy afterwards. */
  readonly parts: PartKeeper;
  /** Told the temporary file between its writing and its verification. */
  readonly onWritten: (temporaryFile: string) => Promise<void>;
}

/** A file up to this size is read and written in one go: each step at a file costs more than its bytes. */
const chunkSize = 256 * 1024;

/** The temporary name beside a destination; its beginning keeps it out of listings without hidden files. */
export function temporaryName(destination: string): string {
  const random = crypto.getRandomValues(new Uint8Array(6)).toHex();
  return join(dirname(destination), `.keyferry-${random}.part`);
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await file.write(bytes.subarray(written));
}

/** The checksum of a file, read in chunks. */
export async function checksumOf(
  path: string,
  algorithm: string,
  signal: AbortSignal,
): Promise<string> {
  using file = await Deno.open(path, { read: true });
  const hash = createHash(algorithm);
  const buffer = new Uint8Array(chunkSize);
  for (;;) {
    signal.throwIfAborted();
    const count = await file.read(buffer);
    if (count === null) return hash.digest("hex");
    hash.update(buffer.subarray(0, count));
  }
}

async function copyWhole(
  plan: CopyPlan,
  temporaryFile: string,
  hashes: readonly Hash[],
): Promise<void> {
  const bytes = await Deno.readFile(plan.source);
  for (const hash of hashes) hash.update(bytes);
  plan.signal.throwIfAborted();
  await atDestination(() => Deno.writeFile(temporaryFile, bytes, { createNew: true }));
  if (bytes.length > 0) plan.onBytes(bytes.length);
}

async function copyChunks(
  plan: CopyPlan,
  temporaryFile: string,
  hashes: readonly Hash[],
): Promise<void> {
  using from = await Deno.open(plan.source, { read: true });
  if (!(await from.stat()).isFile) {
    throw new TransferProblem({ code: "NOT_A_FILE", description: "The source is not a file" });
  }
  using to = await atDestination(() => Deno.open(temporaryFile, { write: true, createNew: true }));
  const buffer = new Uint8Array(chunkSize);
  for (;;) {
    plan.signal.throwIfAborted();
    const count = await from.read(buffer);
    if (count === null) return;
    const bytes = buffer.subarray(0, count);
    for (const hash of hashes) hash.update(bytes);
    await atDestination(() => writeAll(to, bytes));
    plan.onBytes(count);
  }
}

/**
 * Copies one file: into a temporary file beside the destination, read back and compared where asked,
 * then renamed over it, so that the destination is at no moment half a file.
 *
 * @throws {TransferProblem} `VERIFY_CHECKSUM` where the copy differs from what was read.
 */
export async function copyFile(plan: CopyPlan): Promise<void> {
  const temporaryFile = temporaryName(plan.destination);
  plan.parts.begin(temporaryFile);
  try {
    await fillTemporary(plan, temporaryFile);
    plan.signal.throwIfAborted();
    plan.parts.complete(plan.destination);
    await atDestination(() => Deno.rename(temporaryFile, plan.destination));
  } catch (error) {
    await Deno.remove(temporaryFile).catch(() => {});
    plan.parts.forget();
    throw error;
  }
}

async function fillTemporary(plan: CopyPlan, temporaryFile: string): Promise<void> {
  const hash = createHash("sha256");
  const external = plan.expected && createHash(plan.expected.algorithm);
  const copyBytes = plan.size <= chunkSize ? copyWhole : copyChunks;
  await copyBytes(plan, temporaryFile, external === undefined ? [hash] : [hash, external]);
  if (external !== undefined && external.digest("hex") !== plan.expected?.checksum) {
    throw new TransferProblem({
      code: "EXTERNAL_CHECKSUM_MISMATCH",
      description: "The source does not have the checksum that the item names",
    });
  }
  await plan.onWritten(temporaryFile);
  if (plan.verify) {
    const read = hash.digest("hex");
    const written = plan.size <= chunkSize
      ? createHash("sha256").update(await Deno.readFile(temporaryFile)).digest("hex")
      : await checksumOf(temporaryFile, "sha256", plan.signal);
    if (read !== written) {
      throw new TransferProblem({
        code: "VERIFY_CHECKSUM",
        description: "The copy does not have the checksum of the source",
      }, { transient: true });
    }
  }
  const { atime, mtime } = plan.times ?? {};
  if (mtime) await Deno.utime(temporaryFile, atime ?? mtime, mtime);
}
