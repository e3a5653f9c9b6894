import { relative as posix } from "@std/path/posix/relative";
import { relative as windows } from "@std/path/windows/relative";

/** The way from one path to another. Chosen here: `@std/path/relative` loads `node:process` to choose. */
export const relative: typeof posix = Deno.build.os === "windows" ? windows : posix;
