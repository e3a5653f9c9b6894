/**
 * A list that is kept in a file, one JSON text a line, since a task of a million files would not fit
 * in memory. A marker is the byte where a line begins.
 */
export interface Spool {
  /** The file; made with the first line. */
  readonly path: string;
  /** How many bytes it holds so far, those that are being written included. */
  length: number;
  /** How many bytes were written. */
  written: number;
  /** Lines not yet written. */
  pending: string[];
  /** Lines that are being written. */
  leaving: string[];
  /** The writes so far, one after another. */
  writing: Promise<void>;
}

/** One page of a spool. */
export interface SpoolPage {
  /** The items. */
  readonly items: unknown[];
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
}

/** As much of a spool as is kept with its task. */
export interface SavedSpool {
  /** How many bytes of the file are of it. */
  readonly written: number;
  /** The lines after these. */
  readonly lines: readonly string[];
}

/** The lines that were not written are in the task's own record, which is written with every file. */
const flushAt = 100;

/** Makes an empty spool. */
export function makeSpool(path: string): Spool {
  return loadSpool(path, { written: 0, lines: [] });
}

/** What of a spool is kept with its task. */
export function saveSpool({ written, leaving, pending }: Spool): SavedSpool {
  return { written, lines: [...leaving, ...pending] };
}

/** The spool that was kept with a task; the file may hold more than is of it. */
export function loadSpool(path: string, { written, lines }: SavedSpool): Spool {
  return {
    path,
    length: written,
    written,
    pending: [...lines],
    leaving: [],
    writing: Promise.resolve(),
  };
}

/** Cuts what was written after the spool was last kept, and is not of it. */
export async function trimSpool(spool: Spool): Promise<void> {
  await Deno.truncate(spool.path, spool.written).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound && spool.written === 0)) throw error;
  });
}

/** Empties a spool. */
export async function emptySpool(spool: Spool): Promise<void> {
  Object.assign(spool, makeSpool(spool.path));
  await trimSpool(spool);
}

/** Removes the file of a spool that nobody asks for any more. */
export function removeSpool(spool: Spool): void {
  // Where it cannot be removed, or never was, it is in nobody's way.
  spool.writing.then(() => Deno.remove(spool.path)).catch(() => {});
}

/** Adds an item; a full buffer is written before this resolves. */
export async function appendToSpool(spool: Spool, item: unknown): Promise<void> {
  spool.pending.push(JSON.stringify(item));
  if (spool.pending.length >= flushAt) await flushSpool(spool);
}

/** Writes what is buffered. */
export async function flushSpool(spool: Spool): Promise<void> {
  const lines = spool.pending;
  if (lines.length > 0) {
    spool.pending = [];
    const bytes = new TextEncoder().encode(lines.join("\n") + "\n");
    spool.length += bytes.length;
    spool.leaving.push(...lines);
    spool.writing = spool.writing.then(async () => {
      await Deno.writeFile(spool.path, bytes, { append: true, mode: 0o600 });
      spool.written += bytes.length;
      spool.leaving.splice(0, lines.length);
    });
  }
  await spool.writing;
}

/** Reads up to `limit` items from a marker on, of those that were written. */
export async function readSpool(spool: Spool, marker: number, limit: number): Promise<SpoolPage> {
  if (marker < 0 || marker >= spool.length) return { items: [], next: null };
  using file = await Deno.open(spool.path, { read: true });
  await file.seek(marker, Deno.SeekMode.Start);
  const decoder = new TextDecoder();
  const items: unknown[] = [];
  const buffer = new Uint8Array(64 * 1024);
  let carried = new Uint8Array(0);
  let position = marker;
  while (items.length < limit) {
    const count = await file.read(buffer);
    if (count === null) break;
    const bytes = new Uint8Array(carried.length + count);
    bytes.set(carried);
    bytes.set(buffer.subarray(0, count), carried.length);
    let start = 0;
    while (items.length < limit) {
      const end = bytes.indexOf(10, start);
      if (end < 0) break;
      items.push(JSON.parse(decoder.decode(bytes.subarray(start, end))));
      position += end + 1 - start;
      start = end + 1;
    }
    carried = bytes.slice(start);
  }
  return { items, next: position < spool.length ? position : null };
}
