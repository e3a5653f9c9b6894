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
import type { Entry, Port } from "./ports/port.ts";

/** A file on a port. */
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
 */
export async function verify(
  from: FileAt,
  to: FileAt,
  options: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  checkFile("from", from);
  checkFile("to", to);
  checkOptions(options, signalKinds);
  const { wanted, got } = await checksums(from, to, options.signal);
  if (wanted === got) return wanted;
  throw new FileError(`The copy ${placeText(to.place, to.path)} is not what it was made of`, {
    why: difference(wanted, got),
    step: { kind: "overwrite" },
  });
}

/**
 * What is wrong with a copy that has no name yet.
 *
 * @param from The file.
 * @param part The copy.
 * @param signal Gives up.
 * @returns Nothing where it is the same.
 */
export async function faultOfPart(
  from: FileAt,
  part: FileAt,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { wanted, got } = await checksums(from, part, signal);
  return wanted === got ? undefined : `${difference(wanted, got)}; try again`;
}

function difference(wanted: string, got: string): string {
  return `its SHA-256 is ${got}, not ${wanted}`;
}

async function checksums(
  from: FileAt,
  to: FileAt,
  signal: AbortSignal | undefined,
): Promise<{ readonly wanted: string; readonly got: string }> {
  const [wanted = "", got = ""] = await Promise.all([from, to].map(async (at) => {
    return await checksumOf(at.port, at.path, await fileAt(at, signal), signal);
  }));
  return { wanted, got };
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

async function checksumOf(
  port: Port,
  path: string,
  entry: Entry,
  signal: AbortSignal | undefined,
): Promise<string> {
  await using content = await port.read(path, entry).content(signal);
  const sum = await digest("sha256");
  const stream = content.body instanceof Blob ? content.body.stream() : content.body;
  for await (const piece of stream) sum.update(piece);
  return sum.hex();
}

/** Refuses what is not a file at an open place. */
export function checkFile(name: string, file: FileAt): void {
  checkArguments({ [name]: file }, { [name]: "names" });
  placeOf(`${name}.place`, file.place);
  checkArguments({ [`${name}.port`]: file.port }, { [`${name}.port`]: "names" });
}
