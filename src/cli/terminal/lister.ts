/** Lists, of which a part may be shown. */

import type { Pages } from "../../http/pages.ts";
import type { Io } from "./io.ts";
import type { AnyCommand } from "./job.ts";
import { demandCount, MisuseError } from "../words/misuse.ts";

/** How much of a list is shown. */
export interface ListOptions {
  /** How many items at most. */
  readonly limit?: number | undefined;
  /** All of them. */
  readonly all?: boolean | undefined;
}

/** A list, or its beginning. */
export interface Listed<T> {
  /** The items. */
  readonly items: readonly T[];
  /** Whether there are more. */
  readonly capped: boolean;
}

/**
 * How many items are asked for.
 *
 * @param options What was typed.
 * @param usual How many without it; none for all.
 * @returns `undefined` for all.
 * @throws {MisuseError} When the options contradict each other, or the limit is not a count.
 */
export function limitOf({ limit, all }: ListOptions, usual?: number): number | undefined {
  if (limit !== undefined) demandCount("--limit", limit);
  if (limit !== undefined && all) throw new MisuseError("--limit and --all exclude each other");
  return all ? undefined : limit ?? usual;
}

/**
 * The beginning of a list, and a word on standard error where it has more.
 *
 * @param limit How many items at most; see {@linkcode limitOf}.
 * @param pages Lists them, up to `maxItems` where there is a limit.
 * @param io Who is told.
 */
export async function listed<T>(
  limit: number | undefined,
  pages: (part: { readonly maxItems?: number }) => Pages<T>,
  io: Io,
): Promise<Listed<T>> {
  // One more than is shown: some services do not tell whether there are more.
  const found = await pages(limit === undefined ? {} : { maxItems: limit + 1 }).collect();
  const items = found.items.slice(0, limit);
  const capped = found.capped || items.length < found.items.length;
  if (capped) tellCut(items.length, found.total, io);
  return { items, capped };
}

/**
 * The same of what comes one by one, or is there already.
 *
 * @param limit How many items at most.
 * @param found The items.
 * @param io Who is told.
 */
export async function taken<T>(
  limit: number | undefined,
  found: AsyncIterable<T> | readonly T[],
  io: Io,
): Promise<Listed<T>> {
  const items: T[] = [];
  let capped = false;
  for await (const item of found) {
    capped = items.length === limit;
    if (capped) break;
    items.push(item);
  }
  if (capped) tellCut(items.length, Array.isArray(found) ? found.length : undefined, io);
  return { items, capped };
}

/**
 * Says that a list was cut.
 *
 * @param shown How many items are shown.
 * @param total How many there are, where that is known.
 * @param io Who is told.
 */
export function tellCut(shown: number, total: number | undefined, io: Io): void {
  const all = total !== undefined && total > shown ? ` of ${total}` : "";
  io.note(`Only the first ${shown}${all} are shown: --limit shows more, --all shows all`);
}

/**
 * Adds the options of {@linkcode ListOptions}.
 *
 * @param command The command.
 * @param usual How many are shown without them; all where it is not given.
 * @param depends The option without which they make no sense.
 */
export function withListOptions(
  command: AnyCommand,
  usual?: number,
  depends: readonly string[] = [],
): AnyCommand {
  const words = usual === undefined ? "all by default" : `${usual} by default`;
  return command
    .option("--limit <count:number>", `At most this many; ${words}.`, { depends: [...depends] })
    .option("--all", "All of them, without a limit.", { depends: [...depends] });
}
