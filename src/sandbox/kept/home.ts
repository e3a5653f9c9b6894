import { ArgumentTypeError } from "../../argument_error.ts";
import { join } from "../../path/join.ts";
import { tryLock } from "../../credentials/files/try_lock.ts";
import { pythonJson } from "../server/python_json.ts";

/** The file that marks a folder as the home of a sandbox and names the sandbox's origin. */
export const markerName = ".keyferry-sandbox.json";

/** The file that a running sandbox holds locked; the operating system lets go when it dies. */
const lockName = ".keyferry-sandbox.lock";

const markerVersion = 1;

/** A home that one running sandbox has. */
export interface Home {
  /** The folder's real path. */
  readonly path: string;
  /** Lets other sandboxes have it. */
  release(): void;
}

/** The origin that a home's marker names; nothing where no sandbox marked it, or it may not be read. */
export async function markedOrigin(home: string): Promise<string | undefined> {
  const marker = join(home, markerName);
  try {
    if (!(await Deno.lstat(marker)).isFile) return undefined;
    const content: unknown = JSON.parse(await Deno.readTextFile(marker));
    return typeof content === "object" && content !== null && "origin" in content &&
        typeof content.origin === "string"
      ? content.origin
      : undefined;
  } catch {
    return undefined;
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name !== lockName) return false;
  }
  return true;
}

/** The person's real home, where it may be known without asking for a permission. */
function realHome(): string | undefined {
  const variable = Deno.build.os === "windows" ? "USERPROFILE" : "HOME";
  const granted = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return granted ? Deno.env.get(variable) : undefined;
}

async function isRealHome(folder: string): Promise<boolean> {
  const home = realHome();
  if (home === undefined || home === "") return false;
  const real = await Deno.realPath(home).catch(() => home);
  return real === folder;
}

/**
 * Takes a folder as the sandbox's home: makes it where it is missing, and refuses one with files in
 * it that no sandbox has marked, since credentials are about to be written into it.
 *
 * @returns The home, which no other sandbox may use until it is released.
 * @throws {TypeError} where the folder is a person's home, holds files and no marker, or is the home of
 * a sandbox that runs.
 */
export async function claimHome(folder: string): Promise<Home> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await Deno.realPath(folder);
  if (await isRealHome(real)) {
    throw new ArgumentTypeError(
      `Cannot use "${folder}" as the home of a sandbox: it is your own home folder, name another`,
    );
  }
  if (await markedOrigin(real) === undefined && !await isEmpty(real)) {
    throw new ArgumentTypeError(
      `Cannot use "${folder}" as the home of a sandbox: it holds files and no ${markerName}, ` +
        "name an empty or a new folder",
    );
  }
  const lockPath = join(real, lockName);
  const there = await Deno.lstat(lockPath).catch(() => undefined);
  // To open a pipe would wait for whoever reads it, and to open a link would make what it leads to.
  if (there !== undefined && !there.isFile) {
    throw new ArgumentTypeError(
      `Cannot use "${folder}" as the home of a sandbox: its ${lockName} is not a regular file, delete it`,
    );
  }
  const lock = await Deno.open(lockPath, { write: true, create: true, mode: 0o600 });
  if (!await tryLock(lock)) {
    lock.close();
    throw new ArgumentTypeError(
      `Cannot use "${folder}" as the home of a sandbox: another sandbox runs with it, end that one ` +
        "or name another folder",
    );
  }
  return { path: real, release: () => unlock(lock) };
}

/**
 * Lets go of a lock and its file. To close it alone is not enough: a process that is just being started
 * elsewhere in this one has the file open, too, until its own program runs.
 */
function unlock(lock: Deno.FsFile): void {
  lock.unlockSync();
  lock.close();
}

/** Writes the marker, over an earlier one; by one of a sandbox that stopped, nobody sends it tokens. */
export async function writeMarker(
  home: string,
  origin: string,
  { stopped = false }: { stopped?: boolean } = {},
): Promise<void> {
  const marker = join(home, markerName);
  const temporary = `${marker}.${crypto.randomUUID()}`;
  const text = pythonJson({
    origin,
    version: markerVersion,
    ...(stopped ? { stopped } : {}),
  });
  await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
  await Deno.rename(temporary, marker);
}
