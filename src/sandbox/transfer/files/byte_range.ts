/** A part of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * The part that a Range header asks for (RFC 9110, 14.1.2).
 *
 * @param header The header's value, or null.
 * @param size The file's size in bytes.
 * @returns Nothing where the whole file is to be sent: no header, another unit, or several ranges.
 */
export function byteRange(
  header: string | null,
  size: number,
): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, length };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  // A range that runs backwards is not valid, and one that is not valid is skipped.
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "unsatisfiable";
  return { start, length: end - start + 1 };
}
