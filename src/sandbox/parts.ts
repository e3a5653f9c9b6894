import { basename } from "@std/path/basename";
import type { World } from "./world.ts";

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
  /** Whether it was complete: then, should it not be there any more, it was renamed. */
  readonly complete: boolean;
  /** What it is the copy of, where a task counts it. */
  readonly of: PartOf | undefined;
}

/** Keeps track of the temporary file of one copy. */
export interface PartKeeper {
  /** The file is about to be made. */
  begin(path: string): void;
  /** Its bytes are all there; it is about to be renamed. */
  complete(): void;
  /** It was renamed and counted, or removed. */
  forget(): void;
}

/** Keeps track of a copy, so that a sandbox that was killed in the middle of it can clear up. */
export function partKeeper(world: Pick<World, "parts" | "save">, of?: PartOf): PartKeeper {
  let current = "";
  return {
    begin(path) {
      current = path;
      world.parts.set(path, { complete: false, of });
      world.save();
    },
    complete() {
      world.parts.set(current, { complete: true, of });
      world.save();
    },
    forget() {
      world.parts.delete(current);
    },
  };
}

/**
 * Removes the temporary files that were left behind.
 *
 * @returns The copies that were complete and renamed, and of which no task knew it yet.
 */
export async function clearParts(world: Pick<World, "parts">): Promise<PartOf[]> {
  const renamed: PartOf[] = [];
  for (const [path, { complete, of }] of [...world.parts]) {
    world.parts.delete(path);
    // The names are those of temporaryName(): nothing else is ever removed.
    if (!/^\.keyferry-[0-9a-f]{12}\.part$/.test(basename(path))) continue;
    try {
      await Deno.remove(path);
    } catch (error) {
      const isGone = error instanceof Deno.errors.NotFound;
      if (isGone && complete && of !== undefined) renamed.push(of);
    }
  }
  return renamed;
}
