/**
 * A list that is kept in a file, one JSON text a line, since a task of a million files would not fit
 * in memory. A marker is the byte where a line begins.
 */
export interface Spool {
  /** The file; made with the first line. */
  readonly path: string;
  /** How many bytes it holds so far, buffered ones included. */
  length: number;
  /** Lines not yet written. */
  pending: string[];
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

const flushAt = 500;

/** Makes an empty spool. */
export function makeSpool(path: string): Spool {
  return { path, length: 0, pending: [], writing: Promise.resolve() };
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
    spool.writing = spool.writing.then(() =>
      Deno.writeFile(spool.path, bytes, { append: true, mode: 0o600 })
    );
  }
  await spool.writing;
}

/** Reads up to `limit` items from a marker on. */
export async function readSpool(spool: Spool, marker: number, limit: number): Promise<SpoolPage> {
  await flushSpool(spool);
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
