/**
 * Reading both sides again.
 *
 * @module
 */

import { FileError } from "../credentials/errors.ts";
import { digest } from "../http/files/digest.ts";
import { checkOptions, signalKinds } from "../options.ts";
import type { OpenPlace } from "./open_place.ts";
import { placeText } from "./place.ts";
import type { Entry, Port } from "./port.ts";

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
  checkOptions(options, signalKinds);
  const { signal } = options;
  const [wanted, got] = await Promise.all([from, to].map(async ({ place, port, path }) => {
    const entry = await fileAt({ place, port, path }, signal);
    return await checksumOf(port, path, entry, signal);
  }));
  if (wanted !== undefined && wanted === got) return wanted;
  throw new FileError(`The copy ${placeText(to.place, to.path)} is not what it was made of`, {
    why: `its SHA-256 is ${got}, not ${wanted}`,
    step: { kind: "overwrite" },
  });
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
