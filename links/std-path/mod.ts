/**
 * Paths of the platform at hand.
 *
 * @module
 */
import * as posix from "./posix.ts";
import * as windows from "./windows.ts";

const chosen: typeof posix = Deno.build.os === "windows" ? windows : posix;

export const { basename, dirname, fromFileUrl, join, relative, resolve, toFileUrl } = chosen;
