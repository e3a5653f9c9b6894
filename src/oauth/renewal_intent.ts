/**
 * A note beside a token file that a refresh token is about to be spent. Should the process die before
 * the new token is stored, the next one finds the note and can say what happened.
 */

import { readText, writeSecretFiles } from "../credentials/files.ts";
import type { Secret } from "../credentials/secret.ts";

/** The note's name: it lies beside the token file. */
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
 * Notes that a refresh token is about to be spent. That the note could be written proves that the new
 * token can be stored.
 *
 * @param storagePath The token file.
 * @param refreshToken The token about to be spent.
 * @returns Whether an earlier process noted the same and never finished.
 * @throws {FileError} When the folder cannot be written; the token is not spent then.
 * @throws {PermissionNeededError} When Deno may not write the folder.
 */
export async function noteIntent(storagePath: string, refreshToken: Secret): Promise<boolean> {
  const path = intentPath(storagePath);
  const mark = await fingerprint(refreshToken);
  const interrupted = await readText(path) === mark;
  await writeSecretFiles([{ path, text: mark }]);
  return interrupted;
}

/** Removes the note: the new token is stored, or the old one was not spent. */
export async function clearIntent(storagePath: string): Promise<void> {
  await Deno.remove(intentPath(storagePath)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
