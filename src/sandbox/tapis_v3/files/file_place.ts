import { join } from "../../../path/join.ts";
import { type Call, param } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import { Refusal } from "../../server/reply.ts";
import type { World } from "../../world.ts";
import { failure } from "../java_envelope.ts";

/** A system of Tapis is a collection of the sandbox, by its name or its id. */
export function systemNamed(world: World, id: string): Collection | undefined {
  return world.collections.find((collection) => collection.name === id || collection.id === id);
}

/** The system that a call names. @throws {Refusal} with 404 where there is none. */
export function systemOf(call: Call): Collection {
  const id = param(call, "system");
  const system = systemNamed(call.world, id);
  if (system !== undefined) return system;
  throw new Refusal(failure(`FILES_SYS_NOTFOUND The system ${id} was not found.`, 404));
}

/** The names of the path that a call names; none for the system's own folder. */
export function pathOf(call: Call): string[] {
  let path: string;
  try {
    path = decodeURIComponent(call.params.path ?? "");
  } catch {
    throw new Refusal(failure("FILES_BAD_PATH The path is not encoded rightly."));
  }
  return namesOf(path);
}

/** Something that is there, by the name it has: a link itself, not what it leads to. */
export interface Entry {
  /** The machine's own path; the folder's links are resolved. */
  readonly path: string;
  /** What it is. */
  readonly info: Deno.FileInfo | undefined;
}

/**
 * What is at a path, by its own name.
 *
 * @throws {PathError} where the path leads out of the system, or is the system's own folder.
 */
export async function entryAt(system: Collection, names: readonly string[]): Promise<Entry> {
  const name = names.at(-1);
  if (name === undefined) throw new PathError("invalid", "The path is the system's own folder");
  const parent = await locate(system, names.slice(0, -1));
  if (!parent.info?.isDirectory) throw missing(names);
  const path = join(parent.real, name);
  try {
    return { path, info: await Deno.lstat(path) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { path, info: undefined };
    throw error;
  }
}

/** What is not there. */
export function missing(names: readonly string[]): PathError {
  return new PathError("missing", `FILES_PATH_NOTFOUND There is nothing at "${spell(names)}"`);
}

/** A problem with a path in the service's words; anything else is thrown on. */
export function fileFailure(error: unknown): Response {
  if (error instanceof Refusal) return error.response;
  if (!(error instanceof PathError)) throw error;
  const status = { "missing": 404, "read-only": 403 }[error.problem as string] ?? 400;
  return failure(error.message, status);
}
