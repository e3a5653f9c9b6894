import { ArgumentTypeError } from "../../argument_error.ts";
import { join } from "../../path/join.ts";
import { type Collection, openCollections } from "../collections.ts";
import { FileError } from "../../credentials/errors/errors.ts";
import { filesBeside } from "../kept/files_beside.ts";
import { claimHome, type Home, markedOrigin } from "../kept/home.ts";
import { claimFolder } from "../kept/own_folder.ts";
import type { SandboxOptions } from "../sandbox.ts";

/** The folders of a sandbox. */
export interface Folders {
  /** The sandbox's own folder. */
  readonly own: string;
  /** The folder for what is too long to keep in memory. */
  readonly spool: string;
  /** The folder that plays the home. */
  readonly home: string;
  /** The folders that are served. */
  readonly collections: Collection[];
  /** Lets go of the home, and removes the own folder, unless it belongs to a state file. */
  release(): Promise<void>;
}

/** The folder beside a state file, which belongs to it alone. */
async function folderBeside(state: string, resumed: boolean): Promise<string> {
  const folder = filesBeside(state);
  const isThere = await Deno.lstat(folder).then(() => true, () => false);
  if (resumed && !isThere) {
    throw new FileError(
      `Cannot go on from the state file "${state}" without its folder "${folder}": put that back, ` +
        "or remove the file to start afresh",
    );
  }
  // Its marker is written when the state file was.
  if (!resumed && await markedOrigin(folder) !== undefined) {
    throw new FileError(
      `Cannot start a sandbox with a new state file "${state}": "${folder}" is of an earlier one; ` +
        "put that file back, or remove the folder to start afresh",
    );
  }
  await claimFolder(folder);
  const { uid } = await Deno.lstat(folder);
  if ((await Deno.lstat(state)).uid !== uid) {
    throw new FileError(
      `Cannot use "${state}" as a sandbox's state: it belongs to somebody else, name another file`,
    );
  }
  await claimFolder(join(folder, "spool"), uid);
  return await Deno.realPath(folder);
}

async function ownFolder(options: SandboxOptions, resumed: boolean): Promise<string> {
  const { state, workFolder } = options;
  if (state !== undefined) return await folderBeside(state, resumed);
  const dir = workFolder === undefined ? {} : { dir: workFolder };
  const folder = await Deno.makeTempDir({ prefix: "keyferry-sandbox-", ...dir });
  await Deno.mkdir(join(folder, "spool"), { mode: 0o700 });
  return await Deno.realPath(folder);
}

/**
 * Opens, or makes, all folders of a sandbox; where that fails, nothing new is left behind.
 *
 * @param options How the sandbox is started.
 * @param resumed Whether its state file is of an earlier run.
 * @throws {TypeError} where a folder that was named cannot be used.
 * @throws {FileError} where the folder beside the state file cannot be used, or is not of that file.
 */
export async function openFolders(options: SandboxOptions, resumed: boolean): Promise<Folders> {
  const own = await ownFolder(options, resumed);
  let home: Home | undefined;
  async function release(): Promise<void> {
    home?.release();
    if (options.state === undefined) await Deno.remove(own, { recursive: true });
  }
  try {
    const collections = await openCollections({
      root: options.root,
      collections: options.collections,
      writable: options.writable ?? false,
      own,
    });
    checkDataAccess(options, collections);
    // Last, so that a start that fails over a folder has not made the home.
    const ownHome = join(own, "home");
    if (options.home === undefined) await claimFolder(ownHome);
    home = await claimHome(options.home ?? ownHome);
    return { own, spool: join(own, "spool"), home: home.path, collections, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function checkDataAccess(options: SandboxOptions, collections: readonly Collection[]): void {
  const names = collections.map((collection) => collection.name);
  const unknown = options.globusAuth?.dataAccess?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new ArgumentTypeError(
    `Cannot ask data_access for "${unknown}": name one of the collections ${names.join(", ")}`,
  );
}
