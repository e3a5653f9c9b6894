import { type Call, jsonObject } from "../../server/call.ts";
import type { Collection } from "../../collections.ts";
import { assertWritable, ensureFolder, locate, namesOf, PathError } from "../../disk/paths.ts";
import { failure, invalid, success } from "../java_envelope.ts";
import { copyJob, copyJobs } from "./copy_tree.ts";
import { type Entry, entryAt, fileFailure, missing, pathOf, systemOf } from "./file_place.ts";

/** Makes a folder; one that is there is fine. */
export async function makeFolder(call: Call): Promise<Response> {
  const { path } = await jsonObject(call);
  if (typeof path !== "string" || path === "") {
    return invalid("FILES_BAD_BODY path is missing.");
  }
  try {
    await ensureFolder(systemOf(call), namesOf(path));
    return success(null, "FAPI_OP_COMPLETE Operation completed. Operation: mkdir");
  } catch (error) {
    return fileFailure(error);
  }
}

/** Moves or copies on one system, as the service does: with `mv` and `cp -r`. */
export async function moveCopy(call: Call): Promise<Response> {
  const { operation, newPath } = await jsonObject(call);
  if (operation !== "MOVE" && operation !== "COPY") {
    return invalid("FILES_BAD_BODY operation must be MOVE or COPY.");
  }
  if (typeof newPath !== "string") return invalid("FILES_BAD_BODY newPath is missing.");
  try {
    const [system, names, wanted] = [systemOf(call), pathOf(call), namesOf(newPath)];
    if ((await locate(system, names)).info === undefined) throw missing(names);
    if (names.join("/") === wanted.join("/")) {
      return failure("FILES_SRC_DST_SAME Cannot copy/move a path to itself.", 404);
    }
    await ensureFolder(system, wanted.slice(0, -1));
    const isFolder = (await locate(system, wanted)).info?.isDirectory ?? false;
    const newNames = isFolder ? [...wanted, ...names.slice(-1)] : wanted;
    if (operation === "MOVE") await move(system, names, newNames);
    else {
      for await (const job of copyJobs({ system, names }, { system, names: newNames })) {
        await copyJob(call.world, job, call.world.signal, () => {});
      }
    }
    return success(null, `FAPI_MVCP_COMPLETE Operation completed. Operation: ${operation}`);
  } catch (error) {
    return commandFailed(error) ?? fileFailure(error);
  }
}

/** What `mv` and `cp` refuse themselves is an error of the service. */
function commandFailed(error: unknown): Response | undefined {
  const own: readonly string[] = ["exists", "invalid", "not-a-file", "not-a-folder"];
  if (!(error instanceof PathError) || !own.includes(error.problem)) return undefined;
  return failure(`FILES_OPSC_ERR Operations error. Error: ${error.message}`, 500);
}

async function move(
  system: Collection,
  names: readonly string[],
  newNames: readonly string[],
): Promise<void> {
  assertWritable(system);
  const source = await entryAt(system, names);
  if (source.info === undefined) throw missing(names);
  const parent = newNames.slice(0, -1);
  if (source.info.isDirectory && names.every((name, index) => parent[index] === name)) {
    throw new PathError("invalid", "A folder cannot be moved into itself");
  }
  const target = await entryAt(system, newNames);
  if (target.path === source.path) throw new PathError("invalid", "They are the same file");
  const isOther = target.info?.isDirectory !== source.info.isDirectory;
  if (target.info !== undefined && isOther || await holdsFiles(target)) {
    throw new PathError("exists", "There is something at the new path that cannot be replaced");
  }
  await Deno.rename(source.path, target.path);
}

async function holdsFiles({ path, info }: Entry): Promise<boolean> {
  if (!info?.isDirectory) return false;
  for await (const _ of Deno.readDir(path)) return true;
  return false;
}

/** Deletes a file, or a folder with all that is in it. */
export async function deleteFile(call: Call): Promise<Response> {
  try {
    const system = systemOf(call);
    assertWritable(system);
    const names = pathOf(call);
    const { path, info } = await entryAt(system, names);
    if (info === undefined) throw missing(names);
    await Deno.remove(path, { recursive: true });
    return success(null, "FAPI_OP_COMPLETE Operation completed. Operation: delete");
  } catch (error) {
    return fileFailure(error);
  }
}
