import { join } from "../../../path/join.ts";
import { assertPermitted, isWithin, locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import type { World } from "../../world.ts";
import { checkDeadline } from "../tasks/deadline.ts";
import { infoOf } from "./entry.ts";
import { withFaults } from "./faulty.ts";
import { nameFilter } from "../files/filter_rules.ts";
import { whilePaused } from "../manager/pauses.ts";
import { atDestination } from "../problems.ts";
import { removeTree } from "./remove_tree.ts";
import type { Task, TransferItem } from "../tasks/task.ts";

/** A folder of the destination, and the one that it is a copy of. */
interface Copied {
  readonly source: string;
  readonly destination: string;
  readonly names: readonly string[];
}

/**
 * Removes from the copied folders what their sources have not. It comes after the copying, so that a
 * transfer which fails has removed nothing. What a filter rule leaves out stays.
 */
export async function deleteExtra(
  world: World,
  task: Task,
  items: readonly TransferItem[],
): Promise<void> {
  for (const item of items.filter((item) => item.recursive)) {
    await withFaults(world, task, {
      name: "delete",
      pair: { source: item.sourcePath, destination: item.destinationPath },
      folder: true,
    }, () => atDestination(() => clean(world, task, item)));
  }
}

async function clean(world: World, task: Task, item: TransferItem): Promise<void> {
  const { source, destination } = task.order;
  const names = namesOf(item.destinationPath);
  const from = await locate(source, namesOf(item.sourcePath));
  const to = await locate(destination, names);
  assertPermitted(destination, names, "write");
  // Without a source nothing is known of what is extra.
  if (!from.info?.isDirectory || !to.info?.isDirectory) return;
  const pending: Copied[] = [{ source: from.real, destination: to.real, names }];
  for (let copied = pending.pop(); copied !== undefined; copied = pending.pop()) {
    for (const deeper of await cleanFolder(world, task, copied)) pending.push(deeper);
  }
}

/** Removes what is extra in one folder, and gives the folders in it that are copies. */
async function cleanFolder(world: World, task: Task, copied: Copied): Promise<Copied[]> {
  const { order, controller } = task;
  const filter = nameFilter(order.filterRules);
  if (!isWithin(order.destination.root, await Deno.realPath(copied.destination))) {
    throw new PathError("outside", `"${spell(copied.names)}" leads out of the collection`);
  }
  const deeper: Copied[] = [];
  for await (const entry of Deno.readDir(copied.destination)) {
    const child: Copied = {
      source: join(copied.source, entry.name),
      destination: join(copied.destination, entry.name),
      names: [...copied.names, entry.name],
    };
    if (!filter(entry.name, entry.isDirectory ? "dir" : "file")) continue;
    const origin = await infoOf(child.source);
    if (origin !== undefined) {
      if (origin.isDirectory && entry.isDirectory) deeper.push(child);
      continue;
    }
    await removeTree(
      order.destination,
      { path: child.destination, names: child.names },
      async () => {
        controller.signal.throwIfAborted();
        checkDeadline(world, task);
        await whilePaused(world, task);
      },
    );
  }
  return deeper;
}
