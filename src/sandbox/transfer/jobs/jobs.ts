import { join } from "../../../path/join.ts";
import { ensureFolder, isWithin, locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import type { World } from "../../world.ts";
import { skipped, type Step, withFaults } from "./faulty.ts";
import { nameFilter } from "../files/filter_rules.ts";
import { atDestination } from "../problems.ts";
import type { Task, TransferItem } from "../tasks/task.ts";
import { childPair, entriesOf, type Entry, type FolderPair } from "./walk.ts";

/** One file to copy. */
export interface FileJob {
  /** The source's real path. */
  readonly source: string;
  /** The destination's real path. */
  readonly destination: string;
  /** The source path as the submission spells it. */
  readonly sourcePath: string;
  /** The destination path as the submission spells it. */
  readonly destinationPath: string;
  /** The line of the submission it belongs to. */
  readonly item: TransferItem;
}

/**
 * The files to copy, found as they are asked for. Folders are made at the destination on the way, so a
 * file never comes before its folder.
 */
export async function* fileJobs(
  world: World,
  task: Task,
  items: readonly TransferItem[],
): AsyncGenerator<FileJob> {
  for (const item of items) {
    task.controller.signal.throwIfAborted();
    if (item.recursive) yield* folderJobs(world, task, item);
    else {
      task.counters.files++;
      task.counters.subtasksTotal += fileSubtasks(task);
      const job = await withFaults(world, task, itemStep(item, false), () => fileJob(task, item));
      if (job === skipped) task.counters.subtasksSkippedErrors += fileSubtasks(task);
      else yield job;
    }
  }
}

/** How many subtasks a file counts as: its copy, and its verification where asked. */
export function fileSubtasks(task: Task): number {
  return task.order.verifyChecksum ? 2 : 1;
}

function itemStep(item: TransferItem, folder: boolean): Step {
  return {
    name: folder ? "list" : "transfer",
    pair: { source: item.sourcePath, destination: item.destinationPath },
    folder,
  };
}

async function fileJob(task: Task, item: TransferItem): Promise<FileJob> {
  const { source, destination } = task.order;
  const sourceNames = namesOf(item.sourcePath);
  const from = await locate(source, sourceNames);
  if (from.info === undefined) {
    throw new PathError("missing", `No file "${spell(sourceNames)}" on "${source.name}"`);
  }
  if (from.info.isDirectory) {
    throw new PathError(
      "not-a-file",
      `"${spell(sourceNames)}" is a folder: set "recursive" to transfer it`,
    );
  }
  const names = namesOf(item.destinationPath);
  const name = names.at(-1);
  if (name === undefined) {
    throw new PathError("not-a-file", "The destination of a file must name a file");
  }
  const folder = await atDestination(() => ensureFolder(destination, names.slice(0, -1)));
  return {
    source: from.real,
    destination: join(folder, name),
    sourcePath: item.sourcePath,
    destinationPath: item.destinationPath,
    item,
  };
}

async function firstPair(task: Task, item: TransferItem): Promise<FolderPair> {
  const { source, destination } = task.order;
  const sourceNames = namesOf(item.sourcePath);
  const from = await locate(source, sourceNames);
  if (from.info === undefined) {
    throw new PathError("missing", `No folder "${spell(sourceNames)}" on "${source.name}"`);
  }
  if (!from.info.isDirectory) {
    throw new PathError("not-a-folder", `"${spell(sourceNames)}" is not a folder`);
  }
  const destinationNames = namesOf(item.destinationPath);
  const to = await atDestination(() => locate(destination, destinationNames));
  if (isWithin(from.real, to.real)) {
    throw new PathError("invalid", `"${spell(sourceNames)}" cannot be copied into itself`);
  }
  const real = await atDestination(() => ensureFolder(destination, destinationNames));
  return { source: from.real, destination: real, sourceNames, destinationNames };
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : path + "/";
}

/** Reads on from a first entry that was already asked for, where an unreadable folder shows itself. */
async function startedListing(entries: AsyncGenerator<Entry>): Promise<AsyncGenerator<Entry>> {
  const first = await entries.next();
  async function* all(): AsyncGenerator<Entry> {
    if (first.done) return;
    yield first.value;
    yield* entries;
  }
  return all();
}

async function* folderJobs(
  world: World,
  task: Task,
  item: TransferItem,
): AsyncGenerator<FileJob> {
  const { counters, order } = task;
  const filter = nameFilter(order.filterRules);
  counters.directories++;
  counters.subtasksTotal += 2;
  const first = await withFaults(world, task, itemStep(item, true), () => firstPair(task, item));
  if (first === skipped) {
    counters.subtasksSkippedErrors += 2;
    return;
  }
  counters.subtasksSucceeded++;
  const pending: { pair: FolderPair; from: string; to: string }[] = [{
    pair: first,
    from: withSlash(item.sourcePath),
    to: withSlash(item.destinationPath),
  }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const { pair, from, to } = folder;
    const listed = await withFaults(world, task, {
      name: "list",
      pair: { source: from, destination: to },
      folder: true,
    }, () => startedListing(entriesOf(order.source, pair, filter)));
    if (listed === skipped) {
      counters.subtasksSkippedErrors++;
      continue;
    }
    for await (const entry of listed) {
      if (entry.type === "dir") {
        counters.directories++;
        counters.subtasksTotal += 2;
        const child = await withFaults(world, task, {
          name: "make directories",
          pair: { source: from + entry.name, destination: to + entry.name },
          folder: true,
        }, () => atDestination(() => childPair(order.destination, pair, entry.name)));
        if (child === skipped) continue;
        counters.subtasksSucceeded++;
        pending.push({ pair: child, from: `${from}${entry.name}/`, to: `${to}${entry.name}/` });
        continue;
      }
      counters.files++;
      counters.subtasksTotal += fileSubtasks(task);
      yield {
        source: join(pair.source, entry.name),
        destination: join(pair.destination, entry.name),
        sourcePath: from + entry.name,
        destinationPath: to + entry.name,
        item,
      };
    }
    counters.subtasksSucceeded++;
  }
}
