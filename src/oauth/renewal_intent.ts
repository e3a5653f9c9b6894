/**
 * A note beside a token file that a refresh token is about to be used. Should the process die before
 * the new token is stored, the next one finds the note and can say what happened.
 *
 * The note holds a line for each such token, since one file may keep several sessions.
 */

import { readText, writeSecretFiles } from "../credentials/files/files.ts";
import type { Secret } from "../credentials/secret/secret.ts";

/** The note's name: it is beside the token file. */
export function intentPath(storagePath: string): string {
  return `${storagePath}.renewing`;
}

/** What of a token may be written down: enough to know it again, of no use to anybody else. */
export async function fingerprint(token: Secret): Promise<string> {
  const bytes = new TextEncoder().encode(`keyferry refresh token\n${token.reveal()}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return digest.slice(0, 16).toHex();
}

/**
 * Notes that a refresh token is about to be used. That the note could be written proves that the new
 * token can be stored. The token file's lock must be held.
 *
 * @param storagePath The token file.
 * @param refreshToken The token about to be used.
 * @returns Whether an earlier process noted the same and never finished.
 * @throws {FileError} When the folder cannot be written; the token is not used then.
 * @throws {PermissionNeededError} When Deno may not write the folder.
 */
export async function noteIntent(storagePath: string, refreshToken: Secret): Promise<boolean> {
  const path = intentPath(storagePath);
  const mark = await fingerprint(refreshToken);
  const marks = await marksIn(path);
  await writeSecretFiles([{ path, text: textOf([...marks, mark]) }]);
  return marks.has(mark);
}

/**
 * Takes the note back: the new token is stored, or the old one was not used.
 *
 * @param storagePath The token file.
 * @param refreshToken The token.
 */
export async function clearIntent(storagePath: string, refreshToken: Secret): Promise<void> {
  const path = intentPath(storagePath);
  const marks = await marksIn(path);
  marks.delete(await fingerprint(refreshToken));
  if (marks.size > 0) await writeSecretFiles([{ path, text: textOf(marks) }]);
  else await Deno.remove(path).catch(ignoreMissing);
}

async function marksIn(path: string): Promise<Set<string>> {
  return new Set((await readText(path))?.split("\n").filter((line) => line !== ""));
}

function textOf(marks: Iterable<string>): string {
  return [...new Set(marks)].map((mark) => `${mark}\n`).join("");
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
