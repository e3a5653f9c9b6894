/** A file's lock that is asked for without waiting, on every Deno that keyferry runs on. */

/** Whether this Deno can ask for a lock without waiting for it: it can from 2.7.1 on. */
export const asksWithoutWaiting: boolean = "tryLock" in Deno.FsFile.prototype;

/** How long a lock that nobody holds may take where Deno can only wait for it, in milliseconds. */
const soonMs = 100;

/** Locks that are waited for already. */
const asked = new WeakMap<Deno.FsFile, Promise<void>>();

/**
 * Asks for a file's lock, and does not wait for who has it. A Deno that can only wait does so in the
 * background, a little while each time that this is called. Who then closes the file gives the lock back
 * as soon as it comes, and until then the process does not end by itself.
 *
 * @param file The file, open to write.
 * @returns Whether it was got; closing the file gives it back.
 * @throws What the operating system says where the file system has no locks.
 */
export async function tryLock(file: Deno.FsFile): Promise<boolean> {
  if (asksWithoutWaiting) return await file.tryLock(true);
  const lock = asked.get(file) ?? file.lock(true);
  asked.set(file, lock);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), soonMs);
  });
  // Nobody waits for it any more where the file is closed.
  lock.catch(() => {});
  try {
    return await Promise.race([lock, late]) !== "late";
  } finally {
    clearTimeout(timer);
  }
}
