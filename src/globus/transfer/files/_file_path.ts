/** Paths of files in URLs. */

import { ArgumentTypeError } from "../../../argument_error.ts";

/**
 * A file's path as a URL path: the slashes stay, all else is encoded.
 *
 * @param path The path, with a slash at its beginning.
 * @throws {TypeError} When it is not a path from the root, ends with a slash, or holds a dot segment.
 */
export function filePath(path: string): string {
  if (typeof path !== "string" || !/^\/[^/]/.test(path)) {
    throw new ArgumentTypeError(
      `The path ${JSON.stringify(path)} is not a file's: begin it with one slash`,
    );
  }
  if (path.endsWith("/")) {
    throw new ArgumentTypeError(
      `The path ${JSON.stringify(path)} is a folder's: give the file a name in it`,
    );
  }
  const parts = path.split("/");
  if (parts.some((part) => part === "." || part === "..")) {
    throw new ArgumentTypeError(`The path ${JSON.stringify(path)} holds a dot segment`);
  }
  if (!path.isWellFormed()) {
    throw new ArgumentTypeError(`The path ${JSON.stringify(path)} is not well-formed text`);
  }
  return parts.map(encodeURIComponent).join("/");
}
