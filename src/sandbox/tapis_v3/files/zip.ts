import { join } from "../../../path/join.ts";
import type { Collection } from "../../collections.ts";
import { isWithin } from "../../disk/paths.ts";

/** One file in a zip file. */
interface Entry {
  readonly name: Uint8Array;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
}

/** The name is UTF-8, and sizes follow the data (APPNOTE 4.4.4, bits 11 and 3). */
const flags = 0x0808;
const version = 20;
/** The first day that a zip file can tell: 1980-01-01. */
const firstDay = 0x21;

let crcs: Uint32Array | undefined;

/** The CRC-32 of each byte (ISO 3309's polynomial, reflected), made when first needed. */
function crcTable(): Uint32Array {
  return crcs ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
}

/** The CRC-32 of more bytes, after that of those before. */
function crc32(bytes: Uint8Array, before: number): number {
  const table = crcTable();
  let crc = ~before;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function record(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const size = fields.reduce((sum, [bytes]) => sum + bytes, 0);
  const view = new DataView(new ArrayBuffer(size));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/**
 * The files of a file or folder, with their names in the zip file, and the folders below, whose names end in
 * a slash; links are left out.
 */
async function* filesOf(
  system: Collection,
  path: string,
  name: string,
): AsyncGenerator<readonly [path: string, name: string]> {
  const info = await Deno.lstat(path);
  if (info.isFile) yield [path, name];
  if (!info.isDirectory || !isWithin(system.root, await Deno.realPath(path))) return;
  for await (const entry of Deno.readDir(path)) {
    const own = `${name}/${entry.name}`;
    if (entry.isDirectory) yield [path, `${own}/`];
    yield* filesOf(system, join(path, entry.name), own);
  }
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  using opened = await Deno.open(path, { read: true });
  const buffer = new Uint8Array(64 * 1024);
  for (let count = await opened.read(buffer); count !== null; count = await opened.read(buffer)) {
    yield buffer.slice(0, count);
  }
}

/** A file or folder as a zip file without compression (PKWARE's APPNOTE 6.3.10), for files below 4 GiB. */
export async function* zipOf(
  system: Collection,
  path: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  const entries: Entry[] = [];
  let offset = 0;
  for await (const [file, text] of filesOf(system, path, name)) {
    const own = new TextEncoder().encode(text);
    const begin = offset;
    const head = record(
      [4, 0x04034b50],
      [2, version],
      [2, flags],
      [2, 0],
      [2, 0],
      [2, firstDay],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, own.length],
      [2, 0],
    );
    yield head;
    yield own;
    let [crc, size] = [0, 0];
    for await (const bytes of text.endsWith("/") ? [] : bytesOf(file)) {
      crc = crc32(bytes, crc);
      size += bytes.length;
      yield bytes;
    }
    const tail = record([4, 0x08074b50], [4, crc], [4, size], [4, size]);
    yield tail;
    offset += head.length + own.length + size + tail.length;
    entries.push({ name: own, offset: begin, crc, size });
  }
  yield* directory(entries, offset);
}

function* directory(entries: readonly Entry[], offset: number): Generator<Uint8Array> {
  let length = 0;
  for (const { name, offset, crc, size } of entries) {
    const head = record(
      [4, 0x02014b50],
      [2, version],
      [2, version],
      [2, flags],
      [2, 0],
      [2, 0],
      [2, firstDay],
      [4, crc],
      [4, size],
      [4, size],
      [2, name.length],
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    );
    yield head;
    yield name;
    length += head.length + name.length;
  }
  yield record(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, entries.length],
    [2, entries.length],
    [4, length],
    [4, offset],
    [2, 0],
  );
}
