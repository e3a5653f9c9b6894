/** Files whose word counts about where credentials go: their owner's alone. */

import { demandPermissions } from "../demand_permissions.ts";
import { FileError } from "../errors/errors.ts";
import { modeOf } from "./files.ts";
import { type FileOutcome, loadText } from "../sources/from_json_file.ts";
import { isGranted, type Permission } from "../permissions.ts";
import type { NotFound } from "../sources/source.ts";
import type { Step } from "../errors/step.ts";
import type { Location } from "../surroundings.ts";
import { shellWord } from "../../shell_word.ts";
import { readWholeJson } from "./whole_text.ts";

/** What telling who one is needs. */
const ownerPermission: Permission = { name: "sys", kind: "uid" };

/** What {@linkcode demandOwner} needs: nothing on Windows, where a file's owner is not looked at. */
export function ownerPermissions(): Permission[] {
  return Deno.build.os === "windows" ? [] : [ownerPermission];
}

/** Why a file's word does not count. */
interface Doubt {
  readonly why: string;
  readonly step: Step;
}

/**
 * Why a file does not count where it says where credentials go: others may change it, or it is another
 * user's. Whose it is can be told only where Deno may say who one is.
 */
async function doubtAbout(path: string): Promise<Doubt | undefined> {
  if (Deno.build.os === "windows") return undefined;
  const { mode, uid, gid } = await Deno.stat(path);
  // Many systems give each user a group of the same number that nobody else is in, and let it write.
  const ownGroup = uid !== null && uid !== 0 && uid === gid;
  if (mode !== null && (mode & (ownGroup ? 0o002 : 0o022)) !== 0) {
    return {
      why: `others on this machine can change it (mode ${
        modeOf(mode)
      }), and it says where tokens go`,
      step: { kind: "other", words: `look into it, then: chmod go-w ${shellWord(path)}` },
    };
  }
  const own = isGranted(ownerPermission) ? Deno.uid() : null;
  // What is root's, nobody else has written.
  if (own === null || uid === null || uid === own || uid === 0) return undefined;
  return {
    why: `it belongs to another user of this machine (number ${uid}), and it says where tokens go`,
    step: { kind: "delete file", path },
  };
}

/**
 * Refuses a file that says where credentials go, unless it is the user's own and nobody else may change
 * it. One that is not there is not refused, and where Deno may not tell who one is, its owner is not
 * looked at; see {@linkcode demandOwner}.
 *
 * @param path The file.
 * @throws {FileError} When its word does not count.
 */
export async function demandTrusted(path: string): Promise<void> {
  const doubt = await doubtAbout(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (doubt !== undefined) throw new FileError(`Cannot use ${path}`, doubt);
}

/**
 * Demands that the owner of a file could be looked at, where nothing but that file leads a credential
 * to an address.
 *
 * @param file The file's name for a person.
 * @throws {PermissionNeededError} When Deno may not tell who one is.
 */
export function demandOwner(file: string): void {
  const what = `Cannot tell whose ${file} is, which says where the token goes`;
  demandPermissions(what, ownerPermissions());
}

/**
 * Reads a file that says where credentials go, as {@linkcode loadText} does.
 *
 * @param location Where it is.
 * @param isWhole Whether a text is one that was written to its end.
 * @returns What was read; `broken` where the file's word does not count.
 */
export async function loadTrusted(
  location: Location,
  isWhole: (text: string) => boolean,
): Promise<FileOutcome> {
  const file = await loadText(location, isWhole);
  if ("state" in file) return file;
  return await distrusted(file.path) ?? file;
}

/**
 * The outcome of a file that was read, and whose word about where credentials go does not count.
 *
 * @param path Where it is.
 * @returns `undefined` where it counts.
 */
export async function distrusted(path: string): Promise<NotFound | undefined> {
  const doubt = await doubtAbout(path);
  if (doubt === undefined) return undefined;
  const { why, step } = doubt;
  return { state: "broken", detail: `cannot be used: ${why}`, step };
}

/**
 * Reads a JSON file that says where credentials go.
 *
 * @param path Where it is.
 * @throws {FileError} When it cannot be read, or its word does not count.
 */
export async function readTrustedJson(path: string): Promise<string | undefined> {
  const text = await readWholeJson(path);
  if (text !== undefined) await demandTrusted(path);
  return text;
}
