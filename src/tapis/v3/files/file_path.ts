/** Paths of files on Tapis v3's systems. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import { path } from "../../../http/path.ts";

/**
 * A file's path as a part of a URL: its slashes stay, each name is encoded. A slash at the front, which
 * the service would read as a name of no letters, is left out.
 *
 * @param file The path, below the system's own folder.
 * @throws {TypeError} When it holds a dot segment, which would lead elsewhere.
 */
export function filePath(file: string): string {
  if (typeof file !== "string") throw new ArgumentTypeError("The path of a file must be a text");
  return file.split("/").filter((name) => name !== "").map((name) => path`/${{ name }}`).join("");
}

/** Where the operations on a file are. */
export function opsPath(systemId: string, file: string): string {
  return path`/v3/files/ops/${{ systemId }}` + filePath(file);
}

/**
 * The address of a file, as transfers want it.
 *
 * @param systemId The system.
 * @param file The path, below the system's own folder.
 * @throws {TypeError} When the path holds a dot segment.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(v3.tapisUri("lab", "/runs/a b.txt"), "tapis://lab/runs/a b.txt");
 * ```
 *
 * @category Files
 */
export function tapisUri(systemId: string, file: string): string {
  filePath(file);
  path`/${{ systemId }}`;
  // The service takes it apart as text, so nothing is encoded here.
  return `tapis://${systemId}/${file.split("/").filter((name) => name !== "").join("/")}`;
}
