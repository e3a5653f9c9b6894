/** Lists that come in pages, fetched as they are wanted. */

import type { Query } from "./path.ts";

/** What a caller may choose about a paged list. */
export interface PageOptions {
  /** Stop after so many items; all that the service gives by default. */
  readonly maxItems?: number;
  /** How many items to ask for at once; the most the service allows by default. */
  readonly pageSize?: number;
  /** Gives up. */
  readonly signal?: AbortSignal;
  /**
   * Ask for the next page while this one is being used.
   *
   * @default {false}
   */
  readonly prefetch?: boolean;
}

/** All items of a paged list. */
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
 * anew.
 */
export interface Pages<T, Page = unknown> extends AsyncIterable<T> {
  /** The pages as the service sent them. */
  pages(): AsyncIterable<Page>;
  /** All items at once. */
  collect(): Promise<Collected<T>>;
}

/** How a service pages a list. */
export interface PagePlan<T, Page> {
  /** The most items it gives at once. */
  readonly largest: number;
  /** The most items it gives in all, where it has such a limit. */
  readonly most?: number;
  /**
   * The parameter that says how many items a page shall have.
   *
   * @default {"limit"}
   */
  readonly limitName?: string;
  /** Fetches a page. */
  load(query: Query, signal: AbortSignal): Promise<Page>;
  /** The query of the first page. */
  first(limit: number): Query;
  /** The query of the next page, or `undefined` after the last. */
  next(page: Page, seen: number, limit: number): Query | undefined;
  /** A page's items. */
  items(page: Page): readonly T[];
  /** How many there are in all, where the page says. */
  total?(page: Page): number | undefined;
}

interface Loaded<T, Page> {
  readonly page: Page;
  readonly items: readonly T[];
  readonly capped: boolean;
}

/**
 * Makes a paged list.
 *
 * @param plan How the service pages it.
 * @param options What the caller chose.
 * @throws {RangeError} When `maxItems` or `pageSize` is no count.
 */
export function paged<T, Page>(
  plan: PagePlan<T, Page>,
  options: PageOptions = {},
): Pages<T, Page> {
  const pageSize = count("pageSize", options.pageSize ?? plan.largest, 1);
  const maxItems = count("maxItems", options.maxItems ?? Infinity, 0);
  const largest = Math.min(pageSize, plan.largest);
  const most = Math.min(maxItems, plan.most ?? Infinity);
  const walk = (): AsyncGenerator<Loaded<T, Page>, void> => {
    return walkPages(plan, largest, most, options);
  };
  return {
    [Symbol.asyncIterator]: () => itemsOf(walk()),
    async *pages(): AsyncGenerator<Page, void> {
      for await (const { page } of walk()) yield page;
    },
    async collect(): Promise<Collected<T>> {
      const items: T[] = [];
      let capped = most === 0;
      let total: number | undefined;
      for await (const loaded of walk()) {
        items.push(...loaded.items);
        capped = loaded.capped;
        total = plan.total?.(loaded.page);
      }
      return { items, capped, total };
    },
  };
}

/** By hand, since a generator that passes item after item on takes longer than fetching them. */
function itemsOf<T>(
  pages: AsyncGenerator<{ readonly items: readonly T[] }, void>,
): AsyncIterableIterator<T, void> {
  let items: readonly T[] = [];
  let at = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let loading = 0;
  const load = async (): Promise<IteratorResult<T, void>> => {
    while (at >= items.length) {
      const { done, value } = await pages.next();
      if (done) return { done, value: undefined };
      items = value.items;
      at = 0;
    }
    return { done: false, value: items[at++] as T };
  };
  return {
    next(): Promise<IteratorResult<T, void>> {
      if (loading === 0 && at < items.length) {
        return Promise.resolve({ done: false, value: items[at++] as T });
      }
      // Who asks again before the page is there waits for their turn.
      loading++;
      const result = turn.then(load).finally(() => loading--);
      turn = result.catch(() => {});
      return result;
    },
    async return(): Promise<IteratorResult<T, void>> {
      items = [];
      await pages.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<T, void> {
      return this;
    },
  };
}

function count(name: string, value: number, least: number): number {
  if (value === Infinity || Number.isInteger(value) && value >= least) return value;
  throw new RangeError(`${name} must be a whole number of at least ${least}: it is ${value}`);
}

async function* walkPages<T, Page>(
  plan: PagePlan<T, Page>,
  largest: number,
  most: number,
  options: PageOptions,
): AsyncGenerator<Loaded<T, Page>, void> {
  if (most <= 0) return;
  const controller = new AbortController();
  const signal = options.signal === undefined
    ? controller.signal
    : AbortSignal.any([controller.signal, options.signal]);
  const start = (query: Query): Promise<Page> => {
    const page = plan.load(query, signal);
    // A page that was asked for ahead may fail before anybody waits for it.
    page.catch(() => {});
    return page;
  };
  let seen = 0;
  let limit = Math.min(largest, most);
  let pending: Promise<Page> | undefined = start(plan.first(limit));
  try {
    while (pending !== undefined) {
      const page: Page = await pending;
      pending = undefined;
      const all = plan.items(page);
      const items = all.slice(0, most - seen);
      seen += items.length;
      // A service that promises more and sends nothing would keep us here for ever.
      const next = all.length === 0 ? undefined : plan.next(page, seen, limit);
      const done = next === undefined || seen >= most;
      limit = Math.min(largest, most - seen);
      const query = done ? undefined : { ...next, [plan.limitName ?? "limit"]: limit };
      if (query !== undefined && options.prefetch) pending = start(query);
      yield {
        page,
        items,
        capped: seen >= most && (next !== undefined || all.length > items.length),
      };
      if (query !== undefined) pending ??= start(query);
    }
  } finally {
    controller.abort();
  }
}
