/** A lock by a file that is made: for file systems without `flock`, such as NFS and Lustre may be. */

/** How often a holder shows that it lives, in milliseconds. */
const beatMs = 5000;
/** A holder that has not shown it for so long is taken for dead, in milliseconds. */
export const deadAfterMs = 30_000;

/** A lock that is held. */
export interface HeldLock {
  /** Lets others have it. */
  release(): Promise<void>;
}

/** What a waiter has seen of the holder, and since when it has not changed. */
export interface Watch {
  readonly text: string;
  readonly since: number;
}

/**
 * Makes the file of a lock, which nobody else can do at the same time. It is not given back when a
 * process dies: whoever waits removes it once it has not changed for 30 s.
 *
 * @param path The file.
 * @param seen What was seen of its holder in the attempt before.
 * @returns The lock, or what was seen of the one who holds it.
 * @throws What the operating system says where no file can be made.
 */
export async function makeLock(path: string, seen: Watch | undefined): Promise<HeldLock | Watch> {
  const id = crypto.randomUUID();
  try {
    using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
    await file.write(new TextEncoder().encode(`${id} 0`));
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return await watched(path, seen);
  }
  let beats = 0;
  let beat = Promise.resolve();
  const timer = setInterval(() => {
    // Its text, since a time may be read out of a cache that is a minute old.
    beat = Deno.writeTextFile(path, `${id} ${++beats}`, { create: false }).catch(() => {});
  }, beatMs);
  Deno.unrefTimer(timer);
  return {
    async release(): Promise<void> {
      clearInterval(timer);
      await beat;
      const text = await Deno.readTextFile(path).catch(() => "");
      if (text.startsWith(id)) await Deno.remove(path).catch(() => {});
    },
  };
}

async function watched(path: string, seen: Watch | undefined): Promise<Watch> {
  const text = await Deno.readTextFile(path).catch(() => "");
  const now = performance.now();
  if (seen === undefined || seen.text !== text) return { text, since: now };
  if (now - seen.since < deadAfterMs) return seen;
  await removeDead(path, text);
  return { text: "", since: now };
}

/** Under a name of its own first: it may be another's by now, and is given back then. */
async function removeDead(path: string, text: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  try {
    await Deno.rename(path, aside);
    if (await Deno.readTextFile(aside) !== text) await Deno.link(aside, path).catch(() => {});
    await Deno.remove(aside);
  } catch {
    // Somebody else has removed it.
  }
}

/** Whether an attempt to lock has succeeded. */
export function isHeld(lock: HeldLock | Watch): lock is HeldLock {
  return "release" in lock;
}
