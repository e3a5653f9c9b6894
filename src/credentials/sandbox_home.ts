/** A sandbox's home folder: the credentials in it belong to that sandbox and to nobody else. */

import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { isLoopback } from "./destination.ts";
import { FileError, PermissionNeededError } from "./errors.ts";
import { readText } from "./files.ts";
import { missingPermissions, permissionFlags } from "./permissions.ts";
import type { Surroundings } from "./surroundings.ts";

/** The file by which a sandbox marks its home; it names the sandbox's origin. */
export const sandboxMarker = ".keyferry-sandbox.json";

/**
 * The surroundings of a sandbox: its home in place of the person's own, and none of the process's
 * variables, so that no real credential can reach it.
 *
 * @param home The sandbox's home folder.
 * @throws {FileError} When the folder holds no marker, or one that names no address on this machine or
 * a sandbox that was closed.
 * @throws {PermissionNeededError} When Deno may not read the marker.
 *
 * @example Use what a sandbox's home holds
 * ```ts
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { home, sandboxOrigin } = await sandboxSurroundings(sandbox.home);
 * assertEquals([home, sandboxOrigin], [sandbox.home, sandbox.url]);
 * ```
 */
export async function sandboxSurroundings(
  home: string,
): Promise<Surroundings & { readonly home: string; readonly sandboxOrigin: string }> {
  const path = join(home, sandboxMarker);
  const missing = missingPermissions([{ name: "read", path }]);
  if (missing.length > 0) {
    throw new PermissionNeededError("Cannot look for the sandbox", permissionFlags(missing));
  }
  const text = await readText(path);
  if (text === undefined) {
    throw new FileError(
      `No sandbox has its home in ${home}: ${sandboxMarker} is not there; start one with ` +
        "`keyferry sandbox` and use the folder it prints",
    );
  }
  return { home, env: {}, sandboxOrigin: originIn(text, path) };
}

function originIn(text: string, path: string): string {
  try {
    const { origin, stopped } = JSON.parse(text);
    const url = new URL(origin);
    // Whatever listens there now is not the sandbox, and must not be shown its tokens.
    if (stopped === true) throw stoppedError(dirname(path));
    if (isLoopback(url) && url.origin === origin) return origin;
  } catch (error) {
    if (error instanceof FileError) throw error;
    // Fall through: whatever is wrong with it, the next step is the same.
  }
  throw new FileError(
    `Cannot use ${path}: it does not name an address on this machine; start the sandbox again`,
  );
}

function stoppedError(home: string): FileError {
  return new FileError(
    `The sandbox with its home in ${home} has stopped: start it again, or use the home of one that runs`,
  );
}
