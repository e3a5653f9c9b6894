/**
 * Paths of the platform at hand. POSIX ones are computed here, since a `node:` import costs more
 * than the rest of a small program; on Windows `node:path` is asked.
 *
 * @module
 */
import * as posix from "./posix/mod.ts";
import type { ParsedPath } from "./posix/mod.ts";

export type { ParsedPath } from "./posix/mod.ts";

interface Builtins {
  process: {
    getBuiltinModule(name: "node:path"): typeof import("node:path");
    getBuiltinModule(name: "node:url"): typeof import("node:url");
  };
}

const isWindows = Deno.build.os === "windows";

function win(): typeof import("node:path").win32 {
  return (globalThis as unknown as Builtins).process.getBuiltinModule("node:path").win32;
}

function text(path: string | URL): string {
  return path instanceof URL ? fromFileUrl(path) : path;
}

/** Whether `path` starts at a root. */
export function isAbsolute(path: string): boolean {
  return isWindows ? win().isAbsolute(path) : posix.isAbsolute(path);
}

/** `path` with `.` and `..` resolved and separators collapsed. */
export function normalize(path: string | URL): string {
  return isWindows ? win().normalize(text(path)) : posix.normalize(path);
}

/** The paths put one after another, normalized. */
export function join(path: string | URL, ...paths: string[]): string {
  return isWindows ? win().join(text(path), ...paths) : posix.join(path, ...paths);
}

/** The absolute path that the segments, read from the right, lead to. */
export function resolve(...pathSegments: string[]): string {
  return isWindows ? win().resolve(...pathSegments) : posix.resolve(...pathSegments);
}

/** The path that leads from one place to another. */
export function relative(from: string, to: string): string {
  return isWindows ? win().relative(from, to) : posix.relative(from, to);
}

/** The path without its last segment. */
export function dirname(path: string | URL): string {
  return isWindows ? win().dirname(text(path)) : posix.dirname(path);
}

/** The last segment, without `suffix` where it ends in it and is longer. */
export function basename(path: string | URL, suffix = ""): string {
  return isWindows ? win().basename(text(path), suffix) : posix.basename(path, suffix);
}

/** The extension of the last segment with its dot, or `""`. */
export function extname(path: string | URL): string {
  return isWindows ? win().extname(text(path)) : posix.extname(path);
}

/** The parts of `path`. */
export function parse(path: string): ParsedPath {
  return isWindows ? win().parse(path) : posix.parse(path);
}

/** The path that a `file:` URL names. */
export function fromFileUrl(url: string | URL): string {
  if (!isWindows) return posix.fromFileUrl(url);
  return (globalThis as unknown as Builtins).process.getBuiltinModule("node:url").fileURLToPath(
    url,
  );
}

/** The `file:` URL of an absolute path. */
export function toFileUrl(path: string): URL {
  if (!isWindows) return posix.toFileUrl(path);
  if (!isAbsolute(path)) throw new TypeError(`Path must be absolute: received "${path}"`);
  return (globalThis as unknown as Builtins).process.getBuiltinModule("node:url").pathToFileURL(
    path,
  );
}
