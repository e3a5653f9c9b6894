/** What stands in an archive. */
export interface Entry {
  /** Its path there. */
  readonly name: string;
  /** What it is. */
  readonly kind: "file" | "folder" | "other";
  /** Its bytes; none but a file's. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const block = 512;

/**
 * Reads a tar archive as `deno publish` writes them: POSIX ustar, with GNU's entries for long names.
 *
 * @param tar The whole archive, not compressed.
 * @throws {TypeError} When it is cut off, or a header's checksum is wrong.
 */
export function* entriesOf(tar: Uint8Array<ArrayBuffer>): Generator<Entry> {
  let longName: string | undefined;
  for (let at = 0; at + block <= tar.length;) {
    const header = tar.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    checkSum(header, at);
    const size = octal(header, 124, 12);
    const bytes = tar.subarray(at + block, at + block + size);
    if (bytes.length < size) throw new TypeError(`The archive is cut off after byte ${at}`);
    at += block + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === "L") {
      longName = text(bytes);
      continue;
    }
    const prefix = text(header.subarray(345, 500));
    const isUstar = text(header.subarray(257, 263)) === "ustar";
    const short = text(header.subarray(0, 100));
    yield {
      name: longName ?? (isUstar && prefix !== "" ? `${prefix}/${short}` : short),
      kind: type === "0" || type === "\0" ? "file" : type === "5" ? "folder" : "other",
      bytes,
    };
    longName = undefined;
  }
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

function octal(header: Uint8Array, at: number, length: number): number {
  return Number.parseInt(text(header.subarray(at, at + length)).trim() || "0", 8);
}

/** The sum of a header's bytes, its own field counted as blanks. */
function checkSum(header: Uint8Array, at: number): void {
  let sum = 8 * 32;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  if (sum !== octal(header, 148, 8)) throw new TypeError(`No header of a file at byte ${at}`);
}
