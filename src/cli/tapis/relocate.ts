/** What `keyferry tapis files cp` and `mv` have in common. */

import { FileError } from "../../credentials/errors/errors.ts";
import type { TapisClient } from "../../tapis/v3/client.ts";
import { answered, type Io } from "../terminal/job.ts";
import { MisuseError } from "../words/misuse.ts";
import { restoreV3, type TapisOptions } from "./client.ts";
import { nameOf, placeText, tapisFile, type TapisPath, tapisPath } from "./files/path.ts";
import { plain } from "../terminal/text.ts";

/** The options and arguments of `tapis files cp` and `tapis files mv`. */
export interface TapisRelocateOptions extends TapisOptions {
  /** What is copied or moved. */
  readonly source: string;
  /** Where to, on the same system. */
  readonly target: string;
  /** Replace what is there. */
  readonly overwrite?: boolean | undefined;
}

/** What `tapis files cp --json` and `tapis files mv --json` print. */
export interface TapisRelocateReport {
  /** The system. */
  readonly system: string;
  /** The path before. */
  readonly source: string;
  /** The path now. */
  readonly path: string;
}

/**
 * Copies or moves on one system.
 *
 * @param options See {@linkcode TapisRelocateOptions}.
 * @param io Where to look and to print.
 * @param relocate Does it.
 * @throws {MisuseError} When a place makes no sense, or the systems differ.
 * @throws {FileError} When something is there and `overwrite` is not set.
 * @throws {ApiError} When the service refuses.
 */
export async function relocated(
  options: TapisRelocateOptions,
  io: Io,
  relocate: (tapis: TapisClient, source: TapisPath, path: string) => Promise<void>,
): Promise<number> {
  const source = tapisFile(options.source);
  const wanted = tapisPath(options.target);
  const { system } = source;
  if (wanted.system !== system) {
    throw new MisuseError(
      `${source.system} and ${wanted.system} are two systems: use keyferry tapis transfer`,
    );
  }
  const tapis = await restoreV3(options, io);
  const path = await pathFor(tapis, wanted, nameOf(source));
  if (!options.overwrite) await demandFree(tapis, { system, path });
  await relocate(tapis, source, path);
  const report: TapisRelocateReport = { system, source: source.path, path };
  return answered(report, plain(placeText({ system, path })), options, io);
}

/**
 * The path of what is put at a place: in a folder that is there, or that a slash at the end means, under
 * its own name.
 *
 * @param tapis A Tapis v3 client.
 * @param wanted The place.
 * @param name Its own name.
 */
export async function pathFor(
  tapis: TapisClient,
  wanted: TapisPath,
  name: string,
): Promise<string> {
  const bare = wanted.path.replace(/\/+$/, "");
  if (bare === "") return name;
  const meansFolder = wanted.path.endsWith("/");
  const isFolder = meansFolder || (await tapis.findFile(wanted.system, bare))?.type === "dir";
  return isFolder ? `${bare}/${name}` : bare;
}

/**
 * Refuses a place where something is.
 *
 * @param tapis A Tapis v3 client.
 * @param place The place.
 * @throws {FileError} When something is there.
 */
export async function demandFree(tapis: TapisClient, place: TapisPath): Promise<void> {
  if (await tapis.findFile(place.system, place.path) === undefined) return;
  throw new FileError(
    `${placeText(place)} is there already: add --overwrite to replace it, or choose another name`,
  );
}
