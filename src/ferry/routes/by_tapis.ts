/** Copying by a transfer of Tapis v3, which moves the files by itself. */

import { dirname } from "@std/path/posix/dirname";
import type { TapisClient } from "../../tapis/v3/client.ts";
import { tapisUri } from "../../tapis/v3/files/file_path.ts";
import type { TransferPart } from "../../tapis/v3/files/transfers.ts";
import type { Items } from "../items/ends.ts";
import type { OpenPlace } from "../open_place.ts";
import type { Place, TapisPlace } from "../place.ts";
import { cannotCopy } from "../failure.ts";
import { type EngineOptions, forEngine } from "./for_engine.ts";
import type { Tally } from "../tally.ts";
import type { Item } from "../items/walk.ts";

/**
 * Has Tapis copy the files that are missing; with `overwrite` those that differ, too.
 *
 * @param from Where from: a system, or a file of the web.
 * @param to The system to copy to.
 * @param items What.
 * @param options How; there is no deadline.
 * @param tally Counts.
 * @throws {ApiError} When a folder cannot be listed, or the transfer is refused.
 */
export async function copyByTapis(
  from: OpenPlace,
  to: OpenPlace,
  items: Items,
  options: Omit<EngineOptions, "deadline" | "verify">,
  tally: Tally,
): Promise<void> {
  const { label, wait, signal } = options;
  const tapis = to.engine.tapis as TapisClient;
  const { system } = to.place as TapisPlace;
  const todo = await forEngine(items, to, options, "skip", tally);
  if (todo.length === 0) return;
  const submitted = new Map(todo.map((item) => [tapisUri(system, item.to), item]));
  const elements = Array.from(submitted, ([destinationURI, item]) => {
    // One file that cannot be read is no reason to leave out the others.
    return { sourceURI: sourceOf(from.place, item), destinationURI, optional: true };
  });
  signal.throwIfAborted();
  // Not given up once it is sent: a transfer whose id nobody knows could not be waited for.
  const given = label === undefined ? {} : { tag: label };
  const { uuid: id } = await tapis.createTransferTask(elements, given);
  tally.taskId = id;
  tally.submitted = submitted.size;
  if (!wait) return;
  for await (const { task, bytesTransferred } of tapis.watchTransfer(id, { signal })) {
    tally.engine(task.completeTransfers ?? 0, bytesTransferred);
  }
  const { parentTasks = [], status } = await tapis.getTransferTaskDetails(id, { signal });
  tally.engine(0, 0);
  tally.isUnsure = status !== "COMPLETED" && status !== "FAILED_OPT";
  await countParts(new Map(parentTasks.map((part) => [part.destinationURI, part])), to, {
    submitted,
    words: `transfer ${id} ended (${status}), and it may not be whole`,
  }, tally);
}

function sourceOf(place: Place, item: Item): string {
  return place.kind === "web" ? place.url : tapisUri((place as TapisPlace).system, item.from);
}

/** What the transfer says of each file, and whether it has its size: Tapis compares no checksums. */
async function countParts(
  parts: ReadonlyMap<string, TransferPart>,
  to: OpenPlace,
  { submitted, words }: { readonly submitted: ReadonlyMap<string, Item>; readonly words: string },
  tally: Tally,
): Promise<void> {
  tally.submitted = 0;
  const fail = (item: Item, why: string): void => {
    tally.ended(item, { end: "failed", error: cannotCopy(item.path, why) });
  };
  const done: Item[] = [];
  for (const [uri, item] of submitted) {
    const part = parts.get(uri);
    if (part?.status === "COMPLETED") done.push(item);
    else fail(item, part?.errorMessage || words);
  }
  for (const [folder, files] of Map.groupBy(done, (item) => dirname(item.to))) {
    const sizes = new Map<string, number | undefined>();
    for await (const { name, size } of to.port.list(folder)) sizes.set(name, size);
    for (const item of files) {
      const has = sizes.get(item.to.slice(item.to.lastIndexOf("/") + 1));
      const { size = has } = item.entry;
      if (has !== undefined && has === size) tally.ended(item, { end: "copied", bytes: has });
      else fail(item, `the system has ${has ?? 0} bytes of ${size}`);
    }
  }
}
