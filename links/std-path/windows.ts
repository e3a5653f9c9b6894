/**
 * Windows paths, by `node:path`, which is loaded when the first one is asked for.
 *
 * @module
 */

interface Builtins {
  process: {
    getBuiltinModule(name: "node:path"): typeof import("node:path");
    getBuiltinModule(name: "node:url"): typeof import("node:url");
  };
}

const builtins = globalThis as unknown as Builtins;

function win(): typeof import("node:path").win32 {
  return builtins.process.getBuiltinModule("node:path").win32;
}

function text(path: string | URL): string {
  return path instanceof URL ? fromFileUrl(path) : path;
}

/** Whether `path` starts at a root. */
export function isAbsolute(path: string): boolean {
  return win().isAbsolute(path);
}

/** `path` with `.` and `..` resolved and separators collapsed. */
export function normalize(path: string | URL): string {
  return win().normalize(text(path));
}

/** The paths put one after another, normalized. */
export function join(path?: string | URL, ...paths: string[]): string {
  return path === undefined ? "." : win().join(text(path), ...paths);
}

/** The absolute path that the segments, read from the right, lead to. */
export function resolve(...pathSegments: string[]): string {
  return win().resolve(...pathSegments);
}

/** The path that leads from one place to another. */
export function relative(from: string, to: string): string {
  return win().relative(from, to);
}

/** The path without its last segment. */
export function dirname(path: string | URL): string {
  return win().dirname(text(path));
}

/** The last segment, without `suffix` where it ends in it and is longer. */
export function basename(path: string | URL, suffix = ""): string {
  return win().basename(text(path), suffix);
}

/** The path that a `file:` URL names. */
export function fromFileUrl(url: string | URL): string {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== "file:") throw new TypeError(`URL must be a file URL: received "${protocol}"`);
  const path = decodeURIComponent(
    pathname.replaceAll("/", "\\").replace(/%(?![\da-f]{2})/gi, "%25"),
  ).replace(/^\\*([a-z]:)(?=\\|$)/i, "$1");
  return hostname === "" ? path : `\\\\${hostname}${path}`;
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  if (!isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  return builtins.process.getBuiltinModule("node:url").pathToFileURL(path);
}
