import type { World } from "../../world.ts";
import { addEvent, type Task, type TaskEvent } from "./task.ts";

/** The real service tells about every minute; a person before a sandbox does not wait that long. */
const intervalMs = 200;

/**
 * Tells in an event how many bytes went over since the last one, where that is a while ago.
 *
 * @param world The sandbox.
 * @param task The task.
 * @param options `isLast`: the task is done; where its progress was told, the rest is told too.
 */
export function tellProgress(
  world: World,
  task: Task,
  options: { readonly isLast?: boolean } = {},
): void {
  const last = task.events.findLast(({ code }) => code === "PROGRESS" || code === "STARTED");
  if (last === undefined) return;
  const ms = world.now() - last.time;
  const isDue = options.isLast ? last.code === "PROGRESS" && ms > 0 : ms >= intervalMs;
  const bytes = isDue ? task.counters.bytesTransferred - toldBytes(task.events) : 0;
  // Bytes of a copy that failed are taken back.
  if (bytes <= 0) return;
  const mbps = Number((bytes * 8 / 1e6 / (ms / 1000)).toFixed(2));
  const details = { bytes_transferred: bytes, duration: ms / 1000, mbps };
  addEvent(task, {
    code: "PROGRESS",
    description: "progress",
    details: JSON.stringify(details, null, 2),
    isError: false,
    time: world.now(),
  });
}

function toldBytes(events: readonly TaskEvent[]): number {
  const told = events.filter(({ code }) => code === "PROGRESS")
    .map(({ details }) => JSON.parse(details).bytes_transferred as number);
  return told.reduce((sum, bytes) => sum + bytes, 0);
}
