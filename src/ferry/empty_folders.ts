/** Folders that no engine makes: those into which it puts nothing. */

import type { Port } from "./port.ts";
import type { Item } from "./walk.ts";

/** Folders that may be missing at the destination. */
export interface EmptyFolders {
  /** A folder was found. */
  found(folder: Item): void;
  /** A file will be put into its folder. */
  filled(file: Item): void;
  /** Makes those that are missing and that nothing is put into. */
  make(): Promise<void>;
}

/**
 * Keeps account of folders.
 *
 * @param target The destination.
 * @param signal Gives up.
 */
export function emptyFolders(target: Port, signal: AbortSignal): EmptyFolders {
  const missing = new Map<string, string>();
  const filled = new Set<string>();
  const make = async (path: string): Promise<void> => {
    const place = missing.get(path);
    if (place === undefined) return;
    missing.delete(path);
    if (path !== "") await make(above(path));
    await target.makeFolder(place, signal);
  };
  return {
    found({ path, to, there }): void {
      if (there === undefined) missing.set(path, to);
    },
    filled({ path }): void {
      for (let at = above(path); !filled.has(at); at = above(at)) filled.add(at);
    },
    async make(): Promise<void> {
      for (const path of [...missing.keys()]) if (!filled.has(path)) await make(path);
    },
  };
}

function above(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
