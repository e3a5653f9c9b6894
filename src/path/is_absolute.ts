import { isAbsolute as posix } from "@std/path/posix/is-absolute";
import { isAbsolute as windows } from "@std/path/windows/is-absolute";

/** Whether a path starts at a root. Chosen here: `@std/path/is-absolute` loads `node:process` to choose. */
export const isAbsolute: typeof posix = Deno.build.os === "windows" ? windows : posix;
