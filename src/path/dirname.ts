import { dirname as posix } from "@std/path/posix/dirname";
import { dirname as windows } from "@std/path/windows/dirname";

/** The folder that a path is in. Chosen here: `@std/path/dirname` loads `node:process` to choose. */
export const dirname: typeof posix = Deno.build.os === "windows" ? windows : posix;
