import { normalize as posix } from "@std/path/posix/normalize";
import { normalize as windows } from "@std/path/windows/normalize";

/** A path without `.` and `..`. Chosen here: `@std/path/normalize` loads `node:process` to choose. */
export const normalize: typeof posix = Deno.build.os === "windows" ? windows : posix;
