/** Where a fetched file goes on this machine. */

import { join } from "../../path/join.ts";
import { isGranted } from "../../credentials/permissions.ts";

/**
 * The path of a file that is fetched: the one that is named; where that is a folder, the file's own name
 * in it; where none is named, the file's own name in the current folder.
 *
 * @param name The file's own name.
 * @param target What is named.
 */
export function localTarget(name: string, target: string | undefined): string {
  if (target === undefined) return name;
  return /[/\\]$/.test(target) || isFolder(target) ? join(target, name) : target;
}

function isFolder(path: string): boolean {
  if (!isGranted({ name: "read", path })) return false;
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
