/** Logins that were renewed and could not be stored: they are in memory, and lost with the process. */

import type { FileError } from "./errors.ts";

/** A login that is used from memory, since it could not be stored. */
export interface UnsavedLogin {
  /** Tries once more to store it; {@linkcode forgetUnsaved} is called where that succeeds. */
  store(): Promise<void>;
  /** What to say where the program ends without it. */
  loss(): FileError;
}

const unsaved = new Set<UnsavedLogin>();
let isWatched = false;

/**
 * Notes that a login is in memory alone. It is stored at the end of the program, or the loss is told on
 * standard error: nobody would know otherwise before the next run is refused.
 *
 * @param login The login.
 */
export function noteUnsaved(login: UnsavedLogin): void {
  unsaved.add(login);
  if (isWatched) return;
  isWatched = true;
  let isTried = false;
  globalThis.addEventListener("beforeunload", (event) => {
    if (isTried || unsaved.size === 0) return;
    isTried = true;
    event.preventDefault();
    void tryAll();
  });
  const tell = (): void => {
    // deno-lint-ignore no-console -- the program ends: nobody else is left to say it
    for (const login of unsaved) console.error(`keyferry: ${login.loss().message}`);
  };
  globalThis.addEventListener("unload", tell);
  // After an error that nobody catches, that one does not come.
  globalThis.addEventListener("error", tell);
  globalThis.addEventListener("unhandledrejection", tell);
}

/**
 * Notes that a login is stored, or that another has been stored since.
 *
 * @param login The login.
 */
export function forgetUnsaved(login: UnsavedLogin): void {
  unsaved.delete(login);
}

async function tryAll(): Promise<void> {
  for (const login of unsaved) await login.store();
}

/**
 * Tries once more to store the logins that were renewed and could not be stored. Their refresh tokens are
 * good for one use, so that the ones still in the files are of no use any more. A program calls it before
 * it ends; one that does not is told of a loss on standard error.
 *
 * @returns An error for each login that is lost with this process: it names the file, why it cannot be
 * written, and the next step.
 *
 * @example Nothing is lost
 * ```ts
 * import { storeUnsavedLogins } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await storeUnsavedLogins(), []);
 * ```
 *
 * @category Errors
 */
export async function storeUnsavedLogins(): Promise<readonly FileError[]> {
  await tryAll();
  const losses = [...unsaved].map((login) => login.loss());
  // They are told now.
  unsaved.clear();
  return losses;
}
