import { basename } from "../../path/basename.ts";
import type { World } from "../world.ts";

/** The file of a task that is copied. */
export interface PartOf {
  /** The task. */
  readonly taskId: string;
  /** The source path, as the submission spells it. */
  readonly sourcePath: string;
  /** The destination path, as the submission spells it. */
  readonly destinationPath: string;
}

/** A temporary file: known from before it is made until it was renamed or removed, and counted. */
export interface Part {
  /** Once it was complete, where it was renamed to; then it is there if the temporary one is not. */
  readonly destination: string | undefined;
  /** What it is the copy of, where a task counts it. */
  readonly of: PartOf | undefined;
}

/** Keeps track of the temporary file of one copy. */
export interface PartKeeper {
  /** The file is about to be made. */
  begin(path: string): void;
  /** Its bytes are all there; it is about to be renamed. */
  complete(destination: string): void;
  /** It was renamed and counted, or removed. */
  forget(): void;
}

/** Keeps track of a copy, so that a sandbox that was killed in the middle of it can clear up. */
export function partKeeper(world: Pick<World, "parts" | "save">, of?: PartOf): PartKeeper {
  let current = "";
  return {
    begin(path) {
      current = path;
      world.parts.set(path, { destination: undefined, of });
      world.save();
    },
    complete(destination) {
      world.parts.set(current, { destination, of });
      world.save();
    },
    forget() {
      world.parts.delete(current);
    },
  };
}

/**
 * Removes the temporary files that were left behind. One that cannot be removed stays known, for the
 * next start.
 *
 * @returns The copies that were complete and renamed, and of which no task knew it yet.
 */
export async function clearParts(world: Pick<World, "parts">): Promise<PartOf[]> {
  const renamed: PartOf[] = [];
  for (const [path, { destination, of }] of [...world.parts]) {
    // The names are those of temporaryName(): nothing else is ever removed.
    const isOurs = /^\.keyferry-[0-9a-f]{12}\.part$/.test(basename(path));
    const outcome = isOurs ? await removeIfThere(path) : "kept";
    if (outcome === "failed") continue;
    world.parts.delete(path);
    if (outcome !== "gone" || destination === undefined || of === undefined) continue;
    // A folder that is not there, as of a disk that is not, has lost both.
    if (await isThere(destination)) renamed.push(of);
  }
  return renamed;
}

async function removeIfThere(path: string): Promise<"removed" | "gone" | "failed"> {
  try {
    await Deno.remove(path);
    return "removed";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "gone" : "failed";
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(({ isFile }) => isFile, () => false);
}
