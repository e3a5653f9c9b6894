import { unlessAborted } from "../../server/delay.ts";
import { namesOf, PathError, spell } from "../../disk/paths.ts";
import type { World } from "../../world.ts";
import { checkDeadline } from "../tasks/deadline.ts";
import type { DeleteWishes } from "../tasks/delete_wishes.ts";
import { type FolderEntry, writableEntry } from "./entry.ts";
import { withFaults } from "./faulty.ts";
import { globToRegExp } from "../files/glob.ts";
import { whilePaused } from "../manager/pauses.ts";
import { TransferProblem } from "../problems.ts";
import { removeTree } from "./remove_tree.ts";
import { runTask, saveTask } from "./run_task.ts";
import type { Task } from "../tasks/task.ts";

/**
 * Runs a delete to its end.
 *
 * @param world The sandbox.
 * @param task The task, ACTIVE and queued.
 * @param wishes What to delete; what is counted as deleted is skipped.
 */
export function runDelete(world: World, task: Task, wishes: DeleteWishes): Promise<void> {
  const { counters } = task;
  if (counters.subtasksTotal === 0) {
    counters.files = wishes.paths.length;
    counters.subtasksTotal = wishes.paths.length;
  }
  return runTask(world, task, {
    type: "Sandbox Delete",
    endpoint: task.order.source.name,
  }, async () => {
    for (const path of wishes.paths.slice(counters.subtasksSucceeded)) {
      // Of what was begun before the sandbox was started again, all may be gone already.
      const ignoreMissing = wishes.ignoreMissing || task.removing !== null;
      const its = { ...wishes, ignoreMissing };
      await withFaults(
        world,
        task,
        { name: "delete", pair: { source: path, destination: path }, folder: false },
        (attempt) => deletePath(world, task, its, { path, attempt }),
      );
      counters.subtasksSucceeded++;
      task.removing = null;
      saveTask(world, task);
    }
  });
}

/** The hook may wait for a task to be cancelled, so the wait ends with the task. */
async function hook(
  world: World,
  task: Task,
  moment: { readonly path: string; readonly attempt: number },
): Promise<void> {
  const asked = world.faults.transfer?.({
    step: "delete",
    taskId: task.id,
    sourcePath: moment.path,
    destinationPath: moment.path,
    attempt: moment.attempt,
    temporaryFile: "",
  });
  const fault = await unlessAborted(Promise.resolve(asked), task.controller.signal);
  if (fault !== undefined) throw new TransferProblem(fault, { transient: true });
}

async function deletePath(
  world: World,
  task: Task,
  wishes: DeleteWishes,
  moment: { readonly path: string; readonly attempt: number },
): Promise<void> {
  await hook(world, task, moment);
  const entries = await entriesAt(task, wishes, moment.path);
  if (entries.length === 0 && !wishes.ignoreMissing) {
    throw new PathError("missing", `No file or folder "${spell(namesOf(moment.path))}"`);
  }
  for (const entry of entries) {
    try {
      await deleteEntry(world, task, wishes, entry);
    } catch (error) {
      // Another task may have been faster.
      if (!wishes.ignoreMissing || !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function entriesAt(
  task: Task,
  wishes: DeleteWishes,
  path: string,
): Promise<FolderEntry[]> {
  const collection = task.order.source;
  const pattern = namesOf(path).at(-1) ?? "";
  if (wishes.interpretGlobs && /[*?[]/.test(pattern)) {
    const above = namesOf(path).slice(0, -1);
    const { folder } = await writableEntry(collection, path);
    const test = globToRegExp(pattern, true);
    const found: FolderEntry[] = [];
    for await (const { name } of Deno.readDir(folder)) {
      // As in a shell, a star does not stand for the dot of a hidden name.
      if (!test.test(name) || (name.startsWith(".") && !pattern.startsWith("."))) continue;
      found.push(await writableEntry(collection, spell([...above, name])));
    }
    return found;
  }
  try {
    const entry = await writableEntry(collection, path);
    return entry.info === undefined ? [] : [entry];
  } catch (error) {
    if (error instanceof PathError && error.problem === "missing") return [];
    throw error;
  }
}

async function deleteEntry(
  world: World,
  task: Task,
  wishes: DeleteWishes,
  entry: FolderEntry,
): Promise<void> {
  const { counters, controller, order } = task;
  if (entry.info?.isDirectory && !wishes.recursive) {
    throw new TransferProblem({
      code: "IS_A_DIRECTORY",
      description: `"${spell(entry.names)}" is a folder: set "recursive" to delete it`,
    });
  }
  const isFolder = entry.info?.isDirectory ?? false;
  await removeTree(order.source, entry, async (type, path) => {
    controller.signal.throwIfAborted();
    checkDeadline(world, task);
    await whilePaused(world, task);
    // Each path was counted as one file when it was submitted, before anybody had looked.
    const isFirst = task.removing === null;
    if (isFirst && isFolder) counters.files--;
    const counted = isFirst && !isFolder ? null : type === "dir" ? "directories" : "files";
    if (counted !== null) counters[counted]++;
    task.removing = { path, counted };
    saveTask(world, task);
  });
}
