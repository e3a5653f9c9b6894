/** A file that comes in, written to this machine: whole or not at all. */

import { dirname } from "../../path/dirname.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { cannotWrite, demandWriting, writableTarget } from "../../credentials/files/files.ts";
import { isApiError, isNetworkError } from "../reply/errors.ts";
import { type Checksum, checksumFault, type Digest, digestFor } from "./digest.ts";
import type { ComingFile } from "./coming_file.ts";
import type { FileVersion } from "./file_version.ts";
import type { IncomingFile, KeptPart } from "./incoming_file.ts";
import { close, findPart, type FoundPart, isAt, newPart, type Part, removePart } from "./part.ts";
import { isResumable, removeRecord, writeRecord } from "./part_record.ts";
import { type PieceWriter, pieceWriter } from "./piece_writer.ts";
import { isThere, modeOf, putInPlace } from "./put_in_place.ts";
import { requiredText } from "../../options.ts";

/**
 * A file that was fetched.
 *
 * @category Whole files
 */
export interface SavedFile {
  /** Where it is now. */
  readonly path: string;
  /** How many bytes it has. */
  readonly bytes: number;
}

/**
 * How far a file has come.
 *
 * @category Whole files
 */
export interface ByteProgress {
  /** How many bytes have come or gone, those that were left out or there already included. */
  readonly bytes: number;
  /** How many there are, where that is known. */
  readonly total: number | undefined;
}

/**
 * A part of a file that stays on this machine, for the next run to go on with.
 *
 * @category Whole files
 */
export interface KeptFile {
  /** Where it is. */
  readonly path: string;
  /** How many bytes of the file it has. */
  readonly bytes: number;
  /** How many the file has. */
  readonly total: number;
}

/** How a file is written. */
export interface SaveOptions {
  /** Whether a file that is there is replaced; it keeps its mode. */
  readonly overwrite: boolean;
  /** The checksum that it must have. */
  readonly checksum?: Checksum | undefined;
  /** The time of change that it gets, in milliseconds since 1970; that of its writing otherwise. */
  readonly modified?: number | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** Is told of a part that stays. */
  readonly onKept?: ((part: KeptFile) => void) | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a file that comes in. It is written next to its place and put there when it is whole: whoever
 * looks sees the file before or after. Nothing stays where it fails, but for the part of a file of
 * 64 MiB or more of which it is known which version it is: the next run goes on with that, and removes
 * whatever else a run that was killed has left.
 *
 * @param target The path of the file to write.
 * @param coming The file. It is asked for, or for the rest of what is there, once it may be written.
 * @param options See {@linkcode SaveOptions}.
 * @throws {FileError} When the target is there and `overwrite` is not set, or cannot be written.
 * @throws {NetworkError} When it breaks off for good, or has another checksum.
 * @throws {PermissionNeededError} When Deno may not write beside the target.
 */
export async function saveFile(
  target: string,
  coming: ComingFile,
  options: SaveOptions,
): Promise<SavedFile> {
  const { url } = coming;
  const { overwrite, checksum, signal } = options;
  requiredText("The path of the file to write", target);
  demandWriting([target]);
  await refuseWrongTarget(target, overwrite);
  const place = await writableTarget(target);
  const sum = await digestFor(checksum);
  const found = await findPart(place, url);
  // Its owner can go on with a part, also where what it replaces is read-only.
  const mode = ((overwrite ? await modeOf(place) : undefined) ?? 0o666) | 0o600;
  const part = found ?? await newPart(place, mode).catch((cause) => {
    throw cannotWrite(target, cause);
  });
  // The file that it replaces may be for fewer eyes than the one that it was begun for.
  if (found !== undefined && mode !== 0o666) await Deno.chmod(found.path, mode).catch(() => {});
  const writer = pieceWriter(part.file, target);
  const state: State = { version: found?.version };
  let incoming: IncomingFile | undefined;
  try {
    const kept = found === undefined ? undefined : lessThanWhole(found);
    incoming = await coming.open({ kept, beginsAgain: true, signal });
    const bytes = await write({ part, incoming, writer, sum, state, url }, options);
    const fault = checksumFault(sum, checksum) ??
      await coming.faultOf?.(bytes, part.path, incoming);
    if (fault !== undefined) {
      state.version = undefined;
      throw incoming.fault(fault);
    }
    await keepTime(part, target, options.modified);
    if (!await isAt(part.file, part.path)) {
      throw incoming.fault("another program moved or replaced what was written next to its place");
    }
    // First: without its part nobody would look for it.
    await removeRecord(part.path);
    await putInPlace(part.path, place, { overwrite });
    return { path: target, bytes };
  } catch (error) {
    incoming?.abort();
    const kept = isPassing(error) ? await keep(part, writer, state) : undefined;
    if (kept === undefined) await removePart(part);
    else options.onKept?.(kept);
    throw error;
  } finally {
    close(part.file);
  }
}

/** Nothing may be written after it, or the time would be another. */
async function keepTime(
  { file }: Part,
  target: string,
  modified: number | undefined,
): Promise<void> {
  if (modified === undefined) return;
  const time = new Date(modified);
  await file.utime(time, time).catch((cause) => {
    throw cannotWrite(target, cause);
  });
}

/** What is known of a part while it is written. */
interface State {
  /** Of which version it is, where that is written down beside it. */
  version: FileVersion | undefined;
}

/** To learn that the version is still the same, at least a byte of it has to be asked for. */
function lessThanWhole({ version, bytes }: FoundPart): KeptPart {
  return { version, bytes: Math.min(bytes, (version.size ?? 1) - 1) };
}

interface Work {
  readonly part: Part;
  readonly incoming: IncomingFile;
  readonly writer: PieceWriter;
  readonly sum: Digest | undefined;
  readonly state: State;
  readonly url: string | undefined;
}

async function write(work: Work, { onProgress }: SaveOptions): Promise<number> {
  const { part, incoming, writer, sum, state, url } = work;
  let bytes = incoming.at;
  let { version } = incoming;
  await writer.begin(bytes);
  if (bytes === 0) await note(part.path, state, url, version);
  else if (sum !== undefined) await readInto(sum, part.file, bytes);
  for await (const piece of incoming.pieces) {
    // Begun again; also where nothing had come of the first version.
    if (piece.at === 0 && piece.version !== version) {
      version = piece.version;
      await writer.begin(0);
      sum?.reset();
      await note(part.path, state, url, version);
    }
    await writer.put(piece.bytes);
    sum?.update(piece.bytes);
    bytes = piece.at + piece.bytes.length;
    onProgress?.({ bytes, total: version.size });
  }
  if (await writer.end() === bytes) return bytes;
  throw new FileError(`Cannot write ${part.path}: another program changed it meanwhile`);
}

/** Writes down what an empty part will be of; without that it is not gone on with, which is not a fault. */
async function note(
  path: string,
  state: State,
  url: string | undefined,
  version: FileVersion,
): Promise<void> {
  await removeRecord(path);
  state.version = undefined;
  if (url === undefined || !isResumable(version)) return;
  const isNoted = await writeRecord(path, { ...version, url }).then(() => true, () => false);
  if (isNoted) state.version = version;
}

/** Takes the bytes that are there already into a checksum. */
async function readInto(sum: Digest, file: Deno.FsFile, bytes: number): Promise<void> {
  await file.seek(0, Deno.SeekMode.Start);
  const buffer = new Uint8Array(1024 * 1024);
  for (let left = bytes; left > 0;) {
    const count = await file.read(buffer.subarray(0, Math.min(left, buffer.length)));
    if (count === null) return;
    sum.update(buffer.subarray(0, count));
    left -= count;
  }
}

/** Whether another run may succeed where this one did not, with what has come so far. */
function isPassing(error: unknown): boolean {
  return isNetworkError(error) || isApiError(error) && ![404, 410].includes(error.status);
}

async function keep(
  { path }: Part,
  writer: PieceWriter,
  { version }: State,
): Promise<KeptFile | undefined> {
  if (version?.size === undefined) return undefined;
  const bytes = await writer.end().catch(() => 0);
  return bytes > 0 ? { path, bytes, total: version.size } : undefined;
}

async function refuseWrongTarget(target: string, overwrite: boolean): Promise<void> {
  const orNothing = (cause: unknown): undefined => {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cannotWrite(target, cause);
  };
  const known = await Deno.lstat(target).catch(orNothing);
  // Nothing could take that name, once all of it had come.
  const isFolderName = (Deno.build.os === "windows" ? /[/\\]$/ : /\/$/).test(target);
  if (known === undefined && !isFolderName) {
    // Found out before anything is asked for.
    if (await Deno.stat(dirname(target)).catch(orNothing) !== undefined) return;
    throw new FileError(`Cannot write ${target}: there is no folder ${dirname(target)}`);
  }
  // A link that leads nowhere is there all the same.
  const info = known && await Deno.stat(target).catch(() => known);
  if (info === undefined || info.isDirectory) {
    const what = info === undefined ? "its name is a folder's" : "it is a folder";
    throw new FileError(`Cannot write ${target}: ${what}`, {
      step: { kind: "other", words: "give the file a name in it" },
    });
  }
  if (!overwrite) throw isThere(target);
  if (info.isFile || info.isSymlink) return;
  throw new FileError(`Cannot write ${target}: it is not a regular file`);
}
