/**
 * One copy between any two places: this machine, Globus collections, systems of Tapis v3, and files of the
 * web.
 *
 * ```ts ignore
 * import { ferry } from "@keyferry/keyferry/ferry";
 *
 * const copy = ferry("globus:lab:/runs/7", "./run_7", { recursive: true });
 * const { copied, failed } = await copy.done;
 * ```
 *
 * @example See how a copy would go
 * ```ts
 * import { plan } from "@keyferry/keyferry/ferry";
 * import { assertEquals } from "@std/assert";
 *
 * const { route } = plan("tapis:lab:/runs/7", "./runs/7", { recursive: true });
 * assertEquals(route, "download");
 * ```
 *
 * @module
 */

export { copyFile, type CopyFileOptions } from "./copy_file.ts";
export type { FerryOptions } from "./copy.ts";
export { type Ferry, ferry } from "./ferry.ts";
export { type ConnectOptions, type OpenHow, type OpenPlace, openPlace } from "./open_place.ts";
export {
  type GlobusPlace,
  type LocalPlace,
  parsePlace,
  type ParsePlaceOptions,
  type Place,
  type PlaceFacts,
  placeText,
  type TapisPlace,
  type WebPlace,
} from "./place.ts";
export { isPlaceError } from "../credentials/errors/error_guards.ts";
export { PlaceError } from "../credentials/errors/place_error.ts";
export { type Plan, plan, type PlanOptions, type Route } from "./plan.ts";
export type { Entry, FileSource, Port, WriteOptions } from "./ports/port.ts";
export type { FerryFailure, FerryItem, FerryOutcome, FerryState } from "./tally.ts";
export { type FileAt, verify } from "./verify.ts";
export type { Bytes } from "../http/files/file_answer.ts";
export type { ComingFile, ComingHow } from "../http/files/coming_file.ts";
export type { FileVersion } from "../http/files/file_version.ts";
export type { FilePiece, IncomingFile, KeptPart } from "../http/files/incoming_file.ts";
export type { OpenedFile } from "../http/files/open_file.ts";
export type { SavedFile } from "../http/files/save_file.ts";
