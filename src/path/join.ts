import { join as posix } from "@std/path/posix/join";
import { join as windows } from "@std/path/windows/join";

/** Paths put together. Chosen here: `@std/path/join` loads `node:process` to choose. */
export const join: (path: string | URL, ...paths: string[]) => string = Deno.build.os === "windows"
  ? windows
  : posix;
