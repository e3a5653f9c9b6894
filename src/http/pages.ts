/** Lists that come in pages, fetched as they are wanted. */

import { ArgumentRangeError } from "../argument_error.ts";
import type { Client } from "./client.ts";
import { ApiError } from "./reply/errors.ts";
import { callUrl, type Query } from "./path.ts";
import { responseOf } from "./reply/reply.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../options.ts";

/**
 * What a caller may choose about a paged list.
 *
 * @category Pages
 */
export interface PageOptions {
  /** Stop after so many items; all that the service gives by default. */
  readonly maxItems?: number | undefined;
  /** How many items to ask for at once; the most the service allows by default. */
  readonly pageSize?: number | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Ask for the next page while this one is being used.
   *
   * @default {false}
   */
  readonly prefetch?: boolean | undefined;
}

/**
 * All items of a paged list.
 *
 * @category Pages
 */
export interface Collected<T> {
  /** The items. */
  readonly items: T[];
  /** Whether there were more: `maxItems` or a limit of the service ended the list. */
  readonly capped: boolean;
  /** How many there are in all, where the service says. */
  readonly total: number | undefined;
}

/**
 * A list that comes in pages. Nothing is fetched before it is iterated, and each iteration starts
 * again.
 *
 * @category Pages
 */
export interface Pages<T, Page = unknown> extends AsyncIterable<T> {
  /** The pages as the service sent them. */
  pages(): AsyncIterable<Page>;
  /** All items at once. */
  collect(): Promise<Collected<T>>;
}

/**
 * How a service pages a list.
 *
 * @category Pages
 */
export interface PagePlan<T, Page> {
  /** Who keeps the list, and where it is asked for. */
  readonly place: Pick<Client, "service" | "baseUrl"> & { readonly path: string };
  /** The most items it gives at once. */
  readonly largest: number;
  /** The most items it gives in all, where it has such a limit. */
  readonly most?: number | undefined;
  /**
   * The parameter that says how many items a page is to have.
   *
   * @default {"limit"}
   */
  readonly limitName?: string | undefined;
  /** Fetches a page. */
  load(query: Query, signal: AbortSignal): Promise<Page>;
  /**
   * The query of the first page.
   *
   * @default {how many items it is to have, and nothing else}
   */
  readonly first?: ((limit: number) => Query) | undefined;
  /** The query of the next page, or `undefined` after the last. */
  next(page: Page, seen: number, limit: number): Query | undefined;
  /** A page's items. */
  items(page: Page): readonly T[];
  /** How many there are in all, where the page says. */
  readonly total?: ((page: Page) => number | undefined) | undefined;
}

interface Loaded<T, Page> {
  readonly page: Page;
  readonly items: readonly T[];
  readonly capped: boolean;
}

/**
 * Makes a paged list. It ends in `ApiError` where the service sends back to a page that it has sent before,
 * or sends 100 empty pages, or 4 of the same documents, in a row.
 *
 * @param plan How the service pages it.
 * @param options What the caller chose.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 */
export function makePages<T, Page>(
  plan: PagePlan<T, Page>,
  options: PageOptions = {},
): Pages<T, Page> {
  const pageSize = count("pageSize", options.pageSize ?? plan.largest, 1);
  const maxItems = count("maxItems", options.maxItems ?? Infinity, 0);
  const largest = Math.min(pageSize, plan.largest);
  const most = Math.min(maxItems, plan.most ?? Infinity);
  const walk = (): PageWalk<T, Page> => walkPages(plan, largest, most, options);
  return {
    [Symbol.asyncIterator]: () => itemsOf(walk()),
    pages: () => pagesOf(walk()),
    async collect(): Promise<Collected<T>> {
      const items: T[] = [];
      let capped = most === 0;
      let total: number | undefined;
      const pages = walk();
      for (let next = await pages.next(); next !== undefined; next = await pages.next()) {
        // One by one: as arguments of one call, a long page would overflow the stack.
        for (const item of next.items) items.push(item);
        capped = next.capped;
        total = plan.total?.(next.page);
      }
      return { items, capped, total };
    },
  };
}

/** What a caller may choose about a paged list, as a value. */
export const pageKinds: OptionKinds<PageOptions> = {
  maxItems: "number",
  pageSize: "number",
  signal: "signal",
  prefetch: "flag",
};

/**
 * A list of a service of one's own, which comes in pages.
 *
 * @param plan How the service pages it.
 * @param options What the caller chose: `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { pages } from "@keyferry/keyferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const numbers = pages<number, number[]>({
 *   place: { service: "Numbers", baseUrl: "https://numbers.example.org", path: "/numbers" },
 *   largest: 2,
 *   load: ({ from }) => Promise.resolve([Number(from), Number(from) + 1]),
 *   first: () => ({ from: 0 }),
 *   next: (page, seen) => seen < 4 ? { from: seen } : undefined,
 *   items: (page) => page,
 * });
 * assertEquals((await numbers.collect()).items, [0, 1, 2, 3]);
 * ```
 *
 * @category Pages
 */
export function pages<T, Page>(
  plan: PagePlan<T, Page>,
  options: PageOptions = {},
): Pages<T, Page> {
  checkArguments({ plan }, { plan: "names" });
  checkArguments({ "plan.largest": plan.largest }, { "plan.largest": "number" });
  checkOptions(options, pageKinds);
  return makePages(plan, options);
}

/** Answers in turn: who asks again before the last answer is there waits for theirs. */
function inTurn<T>(load: () => Promise<T>): () => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const result = turn.then(load);
    turn = result.then(() => {}, () => {});
    return result;
  };
}

/** By hand, since a generator that passes item after item on takes longer than fetching them. */
function itemsOf<T>(pages: PageWalk<T, unknown>): AsyncIterableIterator<T, void> {
  let items: readonly T[] = [];
  let at = 0;
  let loading = 0;
  const load = inTurn(async (): Promise<IteratorResult<T, void>> => {
    while (at >= items.length) {
      // Let go before the next page is parsed: what lives until then is kept for longer.
      items = [];
      at = 0;
      const next = await pages.next();
      if (next === undefined) return { done: true, value: undefined };
      items = next.items;
    }
    return { done: false, value: items[at++] as T };
  });
  return {
    next(): Promise<IteratorResult<T, void>> {
      if (loading === 0 && at < items.length) {
        return Promise.resolve({ done: false, value: items[at++] as T });
      }
      loading++;
      return load().finally(() => loading--);
    },
    return(): Promise<IteratorResult<T, void>> {
      items = [];
      pages.end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<T, void> {
      return this;
    },
  };
}

function pagesOf<Page>(pages: PageWalk<unknown, Page>): AsyncIterableIterator<Page, void> {
  return {
    next: inTurn(async (): Promise<IteratorResult<Page, void>> => {
      const next = await pages.next();
      return next === undefined
        ? { done: true, value: undefined }
        : { done: false, value: next.page };
    }),
    return(): Promise<IteratorResult<Page, void>> {
      pages.end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<Page, void> {
      return this;
    },
  };
}

function count(name: string, value: number, least: number): number {
  if (value === Infinity || Number.isInteger(value) && value >= least) return value;
  throw new ArgumentRangeError(
    `${name} must be a whole number of at least ${least}: it is ${value}`,
  );
}

/** Pages in turn. */
interface PageWalk<T, Page> {
  /** The next page, or `undefined` after the last. */
  next(): Promise<Loaded<T, Page> | undefined>;
  /** Gives up the page under way, and those after it. */
  end(): void;
}

/** So many empty pages in a row are taken for a list without an end. */
const mostEmpty = 100;

/** So many pages in a row that are alike come of a service that does not heed where a page is to begin. */
const mostAlike = 4;

/**
 * What a page of documents begins and ends with: two of one list differ in that. One document alone may be
 * there twice, as an event is.
 */
function endsOf(page: unknown, items: readonly unknown[]): string | undefined {
  const isTelling = items.length > 1 && responseOf(Object(page)) !== undefined;
  if (!isTelling) return undefined;
  const text = (_name: string, value: unknown) => typeof value === "bigint" ? `${value}` : value;
  return JSON.stringify([items[0], items.at(-1)], text);
}

/** Whether a query asks for the same place in the list, however many items it asks for. */
function isSamePage(next: Query, asked: Query | undefined): boolean {
  return Object.entries(next).every(([name, value]) => asked?.[name] === value);
}

/** By hand, since a suspended generator holds its page until the next one is there. */
function walkPages<T, Page>(
  plan: PagePlan<T, Page>,
  largest: number,
  most: number,
  options: PageOptions,
): PageWalk<T, Page> {
  const controller = new AbortController();
  const signal = options.signal === undefined
    ? controller.signal
    : AbortSignal.any([controller.signal, options.signal]);
  let seen = 0;
  let limit = Math.min(largest, most);
  const limitName = plan.limitName ?? "limit";
  let query = most <= 0 ? undefined : plan.first?.(limit) ?? { [limitName]: limit };
  let asked = query;
  let empty = 0;
  let [alike, ends] = [1, undefined as string | undefined];
  let mark = asked;
  let [steps, markAgain] = [0, 1];
  let pending: Promise<Page> | undefined;
  const start = (query: Query): Promise<Page> => {
    const page = plan.load(query, signal);
    // A page that was asked for ahead may fail before anybody waits for it.
    page.catch(() => {});
    return page;
  };
  const end = (): void => {
    query = pending = undefined;
    controller.abort();
  };
  const fault = (page: Page, explanation: string): ApiError => {
    const { service, baseUrl, path } = plan.place;
    return new ApiError({
      service,
      method: "GET",
      url: callUrl(baseUrl, path),
      status: responseOf(Object(page))?.status ?? 200,
      explanation,
      text: "",
    });
  };
  /** Refuses a list without an end: what it gave is not the list, and nobody would ever be told. */
  const demandProgress = (page: Page, items: readonly T[], next: Query): void => {
    if (isSamePage(next, mark)) {
      throw fault(page, "its list has no end: the next page is one that it has sent before");
    }
    // Whoever goes round in circles comes by a mark that moves on ever more slowly.
    if (++steps === markAgain) {
      mark = next;
      markAgain *= 2;
    }
    const known = ends;
    ends = endsOf(page, items);
    alike = ends !== undefined && ends === known ? alike + 1 : 1;
    if (alike === mostAlike) {
      throw fault(page, `its list has no end: it sent the same page ${mostAlike} times in a row`);
    }
    empty = items.length === 0 ? empty + 1 : 0;
    if (empty === mostEmpty) {
      throw fault(page, `its list has no end: it sent ${mostEmpty} empty pages in a row`);
    }
  };
  const taken = (page: Page): Loaded<T, Page> => {
    const all = plan.items(page);
    const items = seen + all.length > most ? all.slice(0, most - seen) : all;
    seen += items.length;
    const following = plan.next(page, seen, limit);
    // An empty page may stand in the middle; one that sends us back to itself is the end.
    const isEnd = following === undefined || all.length === 0 && isSamePage(following, asked);
    const next = isEnd ? undefined : following;
    if (next !== undefined && seen < most) demandProgress(page, all, next);
    const done = next === undefined || seen >= most;
    limit = Math.min(largest, most - seen);
    query = done ? undefined : { ...next, [limitName]: limit };
    asked = query;
    if (query !== undefined && options.prefetch) pending = start(query);
    const more = next !== undefined || all.length > items.length;
    return { page, items, capped: seen >= most && more };
  };
  return {
    end,
    async next(): Promise<Loaded<T, Page> | undefined> {
      if (query === undefined) {
        end();
        return undefined;
      }
      const page = pending ?? start(query);
      pending = undefined;
      try {
        return taken(await page);
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}
