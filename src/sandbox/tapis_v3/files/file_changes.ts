import { type Call, jsonObject } from "../../server/call.ts";
import { assertWritable, ensureFolder, isWithin, namesOf, PathError } from "../../disk/paths.ts";
import { failure, success } from "../java_envelope.ts";
import { copyJob, copyJobs } from "./copy_tree.ts";
import { entryAt, fileFailure, missing, pathOf, systemOf } from "./file_place.ts";

/** Makes a folder; one that is there is fine. */
export async function makeFolder(call: Call): Promise<Response> {
  const { path } = await jsonObject(call);
  if (typeof path !== "string" || path === "") return failure("FILES_BAD_BODY path is missing.");
  try {
    await ensureFolder(systemOf(call), namesOf(path));
    return success(null, "FILES_OP_COMPLETE mkdir");
  } catch (error) {
    return fileFailure(error);
  }
}

/** Moves or copies on one system. */
export async function moveCopy(call: Call): Promise<Response> {
  const { operation, newPath } = await jsonObject(call);
  if (operation !== "MOVE" && operation !== "COPY") {
    return failure("FILES_BAD_BODY operation must be MOVE or COPY.");
  }
  if (typeof newPath !== "string" || newPath === "") {
    return failure("FILES_BAD_BODY newPath is missing.");
  }
  try {
    const [system, names, newNames] = [systemOf(call), pathOf(call), namesOf(newPath)];
    if (operation === "MOVE") await move(call, names, newNames);
    else {
      for await (const job of copyJobs({ system, names }, { system, names: newNames })) {
        await copyJob(call.world, job, call.world.signal, () => {});
      }
    }
    return success(null, `FILES_OP_COMPLETE ${operation}`);
  } catch (error) {
    return fileFailure(error);
  }
}

async function move(
  call: Call,
  names: readonly string[],
  newNames: readonly string[],
): Promise<void> {
  const system = systemOf(call);
  assertWritable(system);
  const source = await entryAt(system, names);
  if (source.info === undefined) throw missing(names);
  const parent = newNames.slice(0, -1);
  if (source.info.isDirectory && names.every((name, index) => parent[index] === name)) {
    throw new PathError("invalid", "A folder cannot be moved into itself");
  }
  await ensureFolder(system, parent);
  const target = await entryAt(system, newNames);
  if (target.info?.isDirectory || isWithin(source.path, target.path)) {
    throw new PathError("exists", "There is something at the new path already");
  }
  await Deno.rename(source.path, target.path);
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
    return success(null, "FILES_OP_COMPLETE delete");
  } catch (error) {
    return fileFailure(error);
  }
}
