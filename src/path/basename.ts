import { basename as posix } from "@std/path/posix/basename";
import { basename as windows } from "@std/path/windows/basename";

/** The last part of a path. Chosen here: `@std/path/basename` loads `node:process` to choose. */
export const basename: typeof posix = Deno.build.os === "windows" ? windows : posix;
