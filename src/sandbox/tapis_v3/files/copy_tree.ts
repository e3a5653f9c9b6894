import { dirname } from "../../../path/dirname.ts";
import type { Collection } from "../../collections.ts";
import { partKeeper } from "../../kept/parts.ts";
import { assertWritable, ensureFolder, isWithin, locate, PathError } from "../../disk/paths.ts";
import { copyFile } from "../../transfer/jobs/copy_file.ts";
import { childPair, entriesOf, type FolderPair } from "../../transfer/jobs/walk.ts";
import { join } from "../../../path/join.ts";
import type { World } from "../../world.ts";
import { entryAt, missing } from "./file_place.ts";

/** One end of a copy. */
export interface End {
  /** The system. */
  readonly system: Collection;
  /** The path's names. */
  readonly names: readonly string[];
}

/** One file to copy. */
export interface CopyJob {
  /** The machine's own path of the source. */
  readonly source: string;
  /** The machine's own path of the copy. */
  readonly destination: string;
  /** The source's names within its system. */
  readonly sourceNames: readonly string[];
  /** The copy's names within its system. */
  readonly destinationNames: readonly string[];
  /** How large it is, in bytes. */
  readonly size: number;
}

/**
 * The files of a file or folder that is to be copied. The folders are made on the way, so that no file
 * comes before its own.
 *
 * @throws {PathError} where a path leads out, nothing is there, or a folder would be put into itself.
 */
export async function* copyJobs(from: End, to: End): AsyncGenerator<CopyJob> {
  assertWritable(to.system);
  const source = await locate(from.system, from.names);
  if (source.info === undefined) throw missing(from.names);
  if (source.info.isDirectory) {
    const place = await locate(to.system, to.names);
    if (isWithin(source.real, place.real)) {
      throw new PathError("invalid", "A folder cannot be copied into itself");
    }
    yield* folderJobs(from.system, to.system, {
      source: source.real,
      destination: await ensureFolder(to.system, to.names),
      sourceNames: from.names,
      destinationNames: to.names,
    });
    return;
  }
  await ensureFolder(to.system, to.names.slice(0, -1));
  const { path, info } = await entryAt(to.system, to.names);
  if (info !== undefined && !info.isFile) {
    throw new PathError("not-a-file", "There is something at the destination that is not a file");
  }
  if (path === source.real) throw new PathError("invalid", "A file cannot be copied onto itself");
  yield {
    source: source.real,
    destination: path,
    sourceNames: from.names,
    destinationNames: to.names,
    size: source.info.size,
  };
}

async function* folderJobs(
  from: Collection,
  to: Collection,
  pair: FolderPair,
): AsyncGenerator<CopyJob> {
  for await (const { name, type } of entriesOf(from, pair, () => true)) {
    if (type === "dir") {
      yield* folderJobs(from, to, await childPair(to, pair, name));
      continue;
    }
    const source = join(pair.source, name);
    yield {
      source,
      destination: join(pair.destination, name),
      sourceNames: [...pair.sourceNames, name],
      destinationNames: [...pair.destinationNames, name],
      size: (await Deno.lstat(source)).size,
    };
  }
}

/** Copies one file, and tells how many bytes went. */
export async function copyJob(
  world: World,
  job: CopyJob,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  const { source, destination, size } = job;
  const there = await Deno.lstat(destination).catch(() => undefined);
  if (there?.isDirectory) {
    throw new PathError(
      "not-a-file",
      `"${dirname(job.destinationNames.join("/"))}" holds a folder`,
    );
  }
  const parts = partKeeper(world);
  await copyFile({
    source,
    size,
    destination,
    verify: true,
    times: undefined,
    expected: undefined,
    signal,
    parts,
    onBytes,
    onWritten: () => Promise.resolve(),
  });
  parts.forget();
}
