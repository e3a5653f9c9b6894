import { join } from "@std/path/join";
import { type Collection, openCollections } from "./collections.ts";
import { filesBeside } from "./files_beside.ts";
import { claimHome } from "./home.ts";
import type { SandboxOptions } from "./sandbox.ts";

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
  /** Removes the own folder, unless it belongs to a state file. */
  release(): Promise<void>;
}

async function ownFolder({ state, workFolder }: SandboxOptions): Promise<string> {
  if (state !== undefined) {
    const folder = filesBeside(state);
    await Deno.mkdir(join(folder, "spool"), { recursive: true, mode: 0o700 });
    return await Deno.realPath(folder);
  }
  const dir = workFolder === undefined ? {} : { dir: workFolder };
  const folder = await Deno.makeTempDir({ prefix: "keyferry-sandbox-", ...dir });
  await Deno.mkdir(join(folder, "spool"), { mode: 0o700 });
  return await Deno.realPath(folder);
}

/** Opens, or makes, all folders of a sandbox; where that fails, nothing new is left behind. */
export async function openFolders(options: SandboxOptions): Promise<Folders> {
  const own = await ownFolder(options);
  async function release(): Promise<void> {
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
    const home = await claimHome(options.home ?? join(own, "home"));
    return { own, spool: join(own, "spool"), home, collections, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function checkDataAccess(options: SandboxOptions, collections: readonly Collection[]): void {
  const names = collections.map((collection) => collection.name);
  const unknown = options.globusAuth?.dataAccess?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `Cannot ask data_access for "${unknown}": name one of the collections ${names.join(", ")}`,
  );
}
