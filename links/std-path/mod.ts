/**
 * Paths of the platform at hand. POSIX ones are computed here, since a `node:` import costs more
 * than the rest of a small program; on Windows `node:path` is asked.
 *
 * @module
 */
import * as posix from "./posix/mod.ts";
import * as windows from "./windows/mod.ts";

export type { ParsedPath } from "./posix/mod.ts";

const chosen: typeof posix = Deno.build.os === "windows" ? windows : posix;

/** Whether `path` starts at a root. */
export const isAbsolute: typeof posix.isAbsolute = chosen.isAbsolute;

/** `path` with `.` and `..` resolved and separators collapsed. */
export const normalize: typeof posix.normalize = chosen.normalize;

/** The paths put one after another, normalized. */
export const join: typeof posix.join = chosen.join;

/** The absolute path that the segments, read from the right, lead to. */
export const resolve: typeof posix.resolve = chosen.resolve;

/** The path that leads from one place to another. */
export const relative: typeof posix.relative = chosen.relative;

/** The path without its last segment. */
export const dirname: typeof posix.dirname = chosen.dirname;

/** The last segment, without `suffix` where it ends in it and is longer. */
export const basename: typeof posix.basename = chosen.basename;

/** The extension of the last segment with its dot, or `""`. */
export const extname: typeof posix.extname = chosen.extname;

/** The parts of `path`. */
export const parse: typeof posix.parse = chosen.parse;

/** The path that a `file:` URL names. */
export const fromFileUrl: typeof posix.fromFileUrl = chosen.fromFileUrl;

/** The `file:` URL of an absolute path. */
export const toFileUrl: typeof posix.toFileUrl = chosen.toFileUrl;
