/** The transfers of Tapis v3, which copies between systems, and from the web, by itself. */

import { dirname } from "@std/path/posix/dirname";
import type { TapisClient } from "../../tapis/v3/client.ts";
import { tapisUri } from "../../tapis/v3/files/file_path.ts";
import type { Copy } from "../copy.ts";
import { cannotCopy } from "../failure.ts";
import type { Item } from "../items/walk.ts";
import type { TapisPlace } from "../place.ts";
import { type Engine, pollingInterval } from "./by_engine.ts";

/**
 * Tapis as the engine of a copy.
 *
 * @param copy The copy: from a system or a file of the web, to a system.
 */
export function tapisEngine({ from, to, options, signal, tally }: Copy): Engine {
  const tapis = to.engine.tapis as TapisClient;
  const uriAt = ({ system }: TapisPlace, path: string): string => tapisUri(system, path);
  const targetOf = (file: Item): string => uriAt(to.place as TapisPlace, file.to);
  const sourceOf = (file: Item): string => {
    return from.place.kind === "web" ? from.place.url : uriAt(from.place as TapisPlace, file.from);
  };
  /** Tapis compares no checksums: at least the sizes have to be right. */
  const sizesOf = async (files: readonly Item[]): Promise<Map<string, number | undefined>> => {
    const sizes = new Map<string, number | undefined>(files.map(({ to }) => [to, undefined]));
    for (const folder of new Set(files.map(({ to }) => dirname(to)))) {
      for await (const { name, size } of to.port.list(folder, signal)) {
        const path = to.port.join(folder, name);
        if (sizes.has(path)) sizes.set(path, size);
      }
    }
    return sizes;
  };
  return {
    same: "skip",
    async submit(files) {
      const elements = files.map((file) => {
        // One file that cannot be read is no reason to leave out the others.
        return { sourceURI: sourceOf(file), destinationURI: targetOf(file), optional: true };
      });
      return (await tapis.createTransferTask(elements, { tag: options.label })).uuid;
    },
    async follow(id, files) {
      const watch = tapis.watchTransfer(id, { pollingInterval, signal });
      for await (const { task, bytesTransferred } of watch) {
        tally.engine(task.completeTransfers ?? 0, bytesTransferred);
      }
      const { parentTasks, status } = await tapis.getTransferTaskDetails(id, { signal });
      const parts = new Map(parentTasks?.map((part) => [part.destinationURI, part]));
      const isDone = (file: Item): boolean => parts.get(targetOf(file))?.status === "COMPLETED";
      const sizes = await sizesOf(files.filter(isDone));
      tally.outcome.isUnsure = status !== "COMPLETED" && status !== "FAILED_OPT";
      return (file) => {
        const has = sizes.get(file.to);
        const { size = has } = file.entry;
        if (has !== undefined && has === size) return { end: "copied", bytes: has };
        const why = isDone(file)
          ? `the system has ${has ?? 0} bytes of ${size}`
          : parts.get(targetOf(file))?.errorMessage ||
            `transfer ${id} ended (${status}), and it may not be whole`;
        return { end: "failed", error: cannotCopy(file.path, why) };
      };
    },
  };
}
