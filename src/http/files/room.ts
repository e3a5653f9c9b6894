/** How much of files may be in memory at once, in all uploads together. */

/** 32 MiB: what is sent whole is there several times over while it goes out. */
const most = 32 * 1024 * 1024;

let taken = 0;
const waiting: (() => void)[] = [];

/**
 * Waits until there is room in memory.
 *
 * @param bytes For how many bytes; no more than 4 MiB at a time.
 * @param signal Gives up.
 * @returns Gives the room back, once.
 * @throws The signal's reason, when it is given up.
 */
export async function roomFor(bytes: number, signal?: AbortSignal): Promise<() => void> {
  signal?.throwIfAborted();
  if (waiting.length > 0 || taken + bytes > most) await turn(bytes, signal);
  else taken += bytes;
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    taken -= bytes;
    waiting[0]?.();
  };
}

/** Waits behind those who came before. */
function turn(bytes: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.splice(waiting.indexOf(look), 1);
      signal?.removeEventListener("abort", giveUp);
    };
    const look = (): void => {
      if (taken + bytes > most) return;
      taken += bytes;
      leave();
      resolve();
      waiting[0]?.();
    };
    const giveUp = (): void => {
      leave();
      reject(signal?.reason);
      waiting[0]?.();
    };
    signal?.addEventListener("abort", giveUp);
    waiting.push(look);
  });
}
