/** Whether a zip file has come to its end: it comes without a length, and its last record is its table. */

import { readUpTo } from "../../../http/files/open_file.ts";

/** The longest that the last record can be, with the file's comment (APPNOTE 4.3.16). */
const longest = 22 + 65_535;

const signature = [0x50, 0x4b, 0x05, 0x06];

/**
 * Whether a file ends with the record that ends a zip file.
 *
 * @param path The file.
 */
export async function isWholeZip(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const from = Math.max(0, size - longest);
  await file.seek(from, Deno.SeekMode.Start);
  const tail = await readUpTo(file, size - from);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (!signature.every((byte, index) => tail[at + index] === byte)) continue;
    // Its last field says how long the comment is that ends the file.
    const comment = (tail[at + 20] ?? 0) + 256 * (tail[at + 21] ?? 0);
    if (at + 22 + comment === tail.length) return true;
  }
  return false;
}
