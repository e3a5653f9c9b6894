/** A file put in the place of another one. */

/** How long is waited between tries, in milliseconds: about 0.6 s in all. */
const waits = [10, 20, 40, 80, 160, 320];

/**
 * Renames a file over another one. Windows refuses that while a program has the other one open, which a
 * virus scanner or an editor does for a moment: it is tried again.
 *
 * @param from The file.
 * @param to The name that it gets.
 * @param rename What renames.
 * @throws What `rename` throws: at once elsewhere than on Windows, and where nothing is in use.
 */
export async function renameOver(
  from: string,
  to: string,
  rename: typeof Deno.rename = Deno.rename,
): Promise<void> {
  for (const wait of Deno.build.os === "windows" ? waits : []) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!isInUse(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  await rename(from, to);
}

/** Windows says that access is denied (5), or that the file is in use (32). */
function isInUse(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.Busy ||
    code === "EBUSY" || code === "EACCES" || code === "EPERM";
}
