/** What a part is of, written down beside it, so that a later run can go on with it. */

import type { FileVersion } from "./file_version.ts";

/** A file smaller than that is fetched again sooner than it is looked after. */
const worthKeeping = 64 * 1024 * 1024;

const mostBytes = 16 * 1024;

function recordOf(part: string): string {
  return part.replace(/\.part$/, ".json");
}

/**
 * Whether a part of a version can be gone on with: it is large, and something proves which version it is.
 *
 * @param version The version.
 */
export function isResumable({ validator, size }: FileVersion): boolean {
  return validator !== undefined && size !== undefined && size >= worthKeeping;
}

/**
 * Writes down what a part is of.
 *
 * @param part Where the part is; it holds nothing yet.
 * @param version Of which version it will be.
 * @throws What the operating system says.
 */
export async function writeRecord(part: string, version: FileVersion): Promise<void> {
  await removeRecord(part);
  const text = JSON.stringify(version);
  // Never through a link that somebody put there.
  await Deno.writeTextFile(recordOf(part), text, { createNew: true, mode: 0o600 });
}

/**
 * What was written down about a part.
 *
 * @param part Where the part is.
 * @returns Nothing where nothing was, or nothing that can be used.
 */
export async function readRecord(part: string): Promise<FileVersion | undefined> {
  try {
    const path = recordOf(part);
    const { isFile, size: length } = await Deno.lstat(path);
    if (!isFile || length > mostBytes) return undefined;
    const { url, validator, size } = JSON.parse(await Deno.readTextFile(path));
    if (typeof url !== "string" || typeof validator !== "string") return undefined;
    // It becomes a header.
    if (!/^[\x20-\x7e\x80-\xff]+$/.test(validator) || !Number.isSafeInteger(size)) return undefined;
    const version = { url, validator, size };
    return isResumable(version) ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Removes what was written down about a part. */
export async function removeRecord(part: string): Promise<void> {
  await Deno.remove(recordOf(part)).catch(() => {});
}
