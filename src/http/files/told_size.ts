/** How long a service says that a file is, held against what was sent or came. */

import { isApiError } from "../reply/errors.ts";
import type { IncomingFile } from "./incoming_file.ts";

/** So many bytes, or no file at all; nothing where the service does not say. */
export type ToldSize = number | "no file" | undefined;

/** What a service may answer that does not let everybody look at what they wrote or read. */
const mayNotAsk = [401, 403, 405, 501];

/**
 * Whether an answer says where the file ends: without a length one that is cut short looks like a whole one.
 *
 * @param answer The answer that its last bytes came from.
 */
export function isEndSaid(
  { version, headers }: Pick<IncomingFile, "version" | "headers">,
): boolean {
  return version.size !== undefined || headers.has("transfer-encoding");
}

/**
 * Asks a service how long a file is.
 *
 * @param ask Asks it.
 * @returns Nothing where the service does not say, or does not let itself be asked.
 */
export async function askSize(ask: () => Promise<ToldSize>): Promise<ToldSize> {
  try {
    return await ask();
  } catch (error) {
    if (isApiError(error) && mayNotAsk.includes(error.status)) return undefined;
    throw error;
  }
}

/**
 * What is wrong with a file that was sent.
 *
 * @param bytes How many bytes were sent.
 * @param has What the service says it has.
 * @param keeper Who keeps it, such as `the collection`.
 * @returns Nothing where it is whole, or nobody knows.
 */
export function sentFault(bytes: number, has: ToldSize, keeper: string): string | undefined {
  if (has === undefined || has === bytes) return undefined;
  const found = has === "no file" ? "no such file" : `${has} bytes of the ${bytes} that were sent`;
  return `${keeper} has ${found}; send the file again`;
}

/**
 * What is wrong with a file that came.
 *
 * @param bytes How many bytes came.
 * @param size What the service says it has.
 * @param keeper Who says so and how, such as `the system lists`.
 * @returns Nothing where it is whole, or nobody knows.
 */
export function cameFault(bytes: number, size: ToldSize, keeper: string): string | undefined {
  if (size === undefined || size === bytes) return undefined;
  return size === "no file"
    ? `${bytes} bytes came, but ${keeper} no such file; try again`
    : `${bytes} bytes came of a file of ${size}; try again`;
}
