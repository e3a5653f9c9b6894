/**
 * Reading both sides again.
 *
 * @module
 */

import { FileError } from "../credentials/errors/errors.ts";
import { digest } from "../http/files/digest.ts";
import { checkArguments, checkOptions, signalKinds } from "../options.ts";
import type { OpenPlace } from "./open_place.ts";
import { placeOf, placeText } from "./place.ts";
import type { Entry } from "./ports/port.ts";

/**
 * A file on a port.
 *
 * @category Copy
 */
export type FileAt = Pick<OpenPlace, "place" | "port" | "path">;

/**
 * Reads a file and its copy, each from its own place, and compares their SHA-256.
 *
 * @param from The file.
 * @param to The copy.
 * @param options `signal` gives up.
 * @returns The SHA-256 of both, in hexadecimal.
 * @throws {FileError} When they differ, or one of them is not a file.
 * @throws {ApiError} When one of them may not be read.
 * @throws {NetworkError} When one of them breaks off for good.
 *
 * @example
 * ```ts
 * import { openPlace, verify } from "@keyferry/keyferry/ferry";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = { baseUrl: sandbox.url, username, password, env: {} };
 * const file = await openPlace("tapis:lab:/README.txt", { tapis });
 * assertEquals((await verify(file, file)).length, 64);
 * ```
 *
 * @category Copy
 */
export async function verify(
  from: FileAt,
  to: FileAt,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  checkFiles({ from, to });
  checkOptions(options, signalKinds);
  const { sum, fault } = await compared(from, to, options.signal);
  if (fault === undefined) return sum;
  throw new FileError(`The copy ${placeText(to.place, to.path)} is not what it was made of`, {
    why: fault,
    step: { kind: "overwrite" },
  });
}

/**
 * Reads two files.
 *
 * @param from The file.
 * @param to The copy.
 * @param signal Gives up.
 * @returns The SHA-256 of the file, and what is wrong with the copy where that has another.
 */
export async function compared(
  from: FileAt,
  to: FileAt,
  signal: AbortSignal | undefined,
): Promise<{ readonly sum: string; readonly fault: string | undefined }> {
  const [sum = "", got] = await Promise.all([from, to].map((file) => checksumOf(file, signal)));
  return { sum, fault: sum === got ? undefined : `its SHA-256 is ${got}, not ${sum}` };
}

/**
 * What is known of a file.
 *
 * @param at The file.
 * @param signal Gives up.
 * @throws {FileError} When nothing is there, or something else.
 */
export async function fileAt(
  { place, port, path }: FileAt,
  signal?: AbortSignal,
): Promise<Entry> {
  const entry = await port.stat(path, signal);
  if (entry?.type === "file") return entry;
  const why = entry === undefined ? "it is not there" : "it is not a file";
  throw new FileError(`Cannot read ${placeText(place, path)}`, { why });
}

async function checksumOf(file: FileAt, signal: AbortSignal | undefined): Promise<string> {
  const entry = await fileAt(file, signal);
  await using content = await file.port.read(file.path, entry).content(signal);
  const sum = await digest("sha256");
  const stream = content.body instanceof Blob ? content.body.stream() : content.body;
  for await (const piece of stream) sum.update(piece);
  return sum.hex();
}

/** Refuses what is not a file at an open place. */
export function checkFiles(files: Readonly<Record<string, FileAt>>): void {
  for (const [name, file] of Object.entries(files)) {
    checkArguments({ [name]: file }, { [name]: "names" });
    placeOf(`${name}.place`, file.place);
    checkArguments({ [`${name}.port`]: file.port }, { [`${name}.port`]: "names" });
  }
}
