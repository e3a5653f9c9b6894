/** A lock by a file that is made: for file systems without `flock`, such as NFS and Lustre may be. */

import { FileError } from "../errors/errors.ts";

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
 * @throws {FileError} Where something else than a file is there.
 * @throws What the operating system says where no file can be made.
 */
export async function makeLock(path: string, seen: Watch | undefined): Promise<HeldLock | Watch> {
  const id = crypto.randomUUID();
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    return await watch(path, seen);
  }
  // Never by the path again, where something else may be by now.
  const say = async (beats: number): Promise<void> => {
    await file.seek(0, Deno.SeekMode.Start);
    await file.write(new TextEncoder().encode(`${id} ${beats}`));
    await file.syncData();
  };
  let beats = 0;
  let beat = say(beats).catch((error) => {
    file.close();
    throw error;
  });
  await beat;
  const timer = setInterval(() => {
    // Its text, since a time may be read out of a cache that is a minute old.
    beat = say(++beats).catch(() => {});
  }, beatMs);
  Deno.unrefTimer(timer);
  return {
    async release(): Promise<void> {
      clearInterval(timer);
      await beat;
      file.close();
      const text = await textIn(path).catch(() => "");
      if (text.startsWith(id)) await Deno.remove(path).catch(() => {});
    },
  };
}

async function watch(path: string, seen: Watch | undefined): Promise<Watch> {
  const text = await textIn(path).catch((error) => {
    if (error instanceof FileError) throw error;
    return "";
  });
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
    if (await textIn(aside) !== text) await Deno.link(aside, path).catch(() => {});
    await Deno.remove(aside);
  } catch {
    // Somebody else has removed it.
  }
}

/**
 * What a holder says; of another file no more than that would be.
 *
 * @throws {FileError} Where it is not a file: reading a pipe would never end, nor would reading a device.
 */
async function textIn(path: string): Promise<string> {
  if (!(await Deno.lstat(path)).isFile) {
    throw new FileError(`Cannot lock: ${path} is not a regular file`, {
      step: { kind: "delete file", path },
    });
  }
  using file = await Deno.open(path);
  const bytes = new Uint8Array(80);
  return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes) ?? 0));
}

/** Whether an attempt to lock has succeeded. */
export function isHeld(lock: HeldLock | Watch): lock is HeldLock {
  return "release" in lock;
}
