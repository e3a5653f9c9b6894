/** Which version of a file an answer holds, and which of its bytes. */

import { isPage, mediaType } from "./not_a_file.ts";

/**
 * A version of a file: two answers that agree in all of this are about the same bytes.
 *
 * @category Whole files
 */
export interface FileVersion {
  /** Where the file is, without the query. */
  readonly url: string;
  /**
   * What tells it from every other version of that file: a strong ETag, or a time of change that was
   * old when the service said it. `undefined` where nothing does.
   */
  readonly validator: string | undefined;
  /** How many bytes it has, where the service says. */
  readonly size: number | undefined;
  /** Its media type, empty where the service does not say: a part of another type is not of the same file. */
  readonly type?: string | undefined;
}

/** The bytes of a file that an answer holds. */
export interface Span {
  /** Where they begin. */
  readonly from: number;
  /** Where they end, that byte not included; `undefined` where the service does not say. */
  readonly to: number | undefined;
  /** How many bytes the whole file has, where the service says. */
  readonly size: number | undefined;
}

/** A file that was changed twice within that time may have the same time of change. */
const settledMs = 60_000;

/**
 * What tells a version of a file from every other one (RFC 9110, 8.8): a strong ETag; without any ETag a
 * Last-Modified of at least a minute before the answer's own Date. A weak ETag says itself that it does
 * not tell bytes apart.
 *
 * @param headers The answer's headers.
 */
export function strongValidator(headers: Headers): string | undefined {
  const tag = headers.get("etag");
  if (tag !== null) return /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : undefined;
  const modified = headers.get("last-modified") ?? "";
  const age = Date.parse(headers.get("date") ?? "") - Date.parse(modified);
  return age >= settledMs ? modified : undefined;
}

/**
 * The bytes that an answer holds (RFC 9110, 14.4 and 15.3.7).
 *
 * @param status Its status, 200 or 206.
 * @param headers Its headers.
 * @returns `undefined` where it holds a part and does not say rightly which. A `Content-Range` tells the
 * truth beside a 200, too, which some servers send with it.
 */
export function spanOf(status: number, headers: Headers): Span | undefined {
  if (status !== 206 && !headers.has("content-range")) {
    const size = count(headers.get("content-length") ?? "");
    return { from: 0, to: size, size };
  }
  const range = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/i;
  const [, first = "", last = "", total = ""] = range.exec(headers.get("content-range") ?? "") ??
    [];
  const [from, end, size] = [count(first), count(last), count(total)];
  if (from === undefined || end === undefined || end < from) return undefined;
  if (size !== undefined && end >= size) return undefined;
  return { from, to: end + 1, size };
}

/** Whether an answer holds parts of a file with headings between them, which nobody asked for. */
export function isInParts(headers: Headers): boolean {
  return mediaType(headers).startsWith("multipart/");
}

function count(digits: string): number | undefined {
  const number = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(number) ? number : undefined;
}

/**
 * Whether an answer's part is of the version that is there already, and begins where that one ends.
 *
 * @param version The version; without a validator of its own, nothing proves it.
 * @param at How many bytes of it are there.
 * @param span What the answer holds.
 * @param headers The answer's headers.
 */
export function goesOn(
  version: FileVersion,
  at: number,
  span: Span | undefined,
  headers: Headers,
): boolean {
  if (span?.from !== at || span.size === undefined) return false;
  if (version.size !== undefined && version.size !== span.size) return false;
  const type = mediaType(headers);
  // Some services name no type at times; a page in the place of a rest is what else may have answered.
  const isOther = type !== version.type &&
    (isPage(headers) || type !== "" && Boolean(version.type));
  if (isOther || isInParts(headers)) return false;
  return version.validator !== undefined && version.validator === strongValidator(headers);
}
