import { FileError } from "../../credentials/errors/errors.ts";

const isWindows = Deno.build.os === "windows";

/**
 * Takes a folder as the sandbox's own, for its owner alone: makes it where it is missing, and trusts
 * one that is there no further than that it is a folder of that owner.
 *
 * @param path The folder; its parent is there.
 * @param owner Whose it must be, as a file's information tells; whoever runs this by default.
 * @throws {FileError} where it is a link, a file, or somebody else's.
 */
export async function claimFolder(path: string, owner?: number | null): Promise<void> {
  await Deno.mkdir(path, { mode: 0o700 }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
  const { isDirectory, uid } = await Deno.lstat(path);
  if (!isDirectory) {
    throw refusal(path, "it is a link or a file: remove it, or name another state file");
  }
  if (isWindows) return;
  const others = "it belongs to somebody else: name another state file";
  try {
    await Deno.chmod(path, 0o700);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    throw refusal(path, others, { cause });
  }
  if (uid !== (owner ?? await whoMakesFiles(path))) throw refusal(path, others);
}

function refusal(path: string, why: string, options?: ErrorOptions): FileError {
  return new FileError(`Cannot keep the files of a sandbox in "${path}": ${why}`, options);
}

/** To ask the system who runs this would take a permission. */
async function whoMakesFiles(folder: string): Promise<number | null> {
  const probe = await Deno.makeTempFile({ dir: folder, prefix: ".owner-" });
  try {
    return (await Deno.lstat(probe)).uid;
  } finally {
    await Deno.remove(probe);
  }
}
