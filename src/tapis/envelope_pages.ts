/** Lists of Tapis that come in pages: a page is the result in an envelope, and a short one is the last. */

import type { Client } from "../http/client.ts";
import { makePages, type PageOptions, type Pages } from "../http/pages.ts";
import type { Query } from "../http/path.ts";
import { list, type Shape } from "../http/reply/shape.ts";
import { requiredClient } from "../options.ts";
import { envelopeResult } from "./envelope.ts";

/** What is peculiar to a list. */
export interface EnvelopeList {
  /** The most items the service gives at once. */
  readonly largest: number;
  /** What is needed of each item. */
  readonly item: Shape;
  /** What each page is asked with. */
  readonly query?: Query | undefined;
  /** The parameter that says where a page begins; `offset` by default. */
  readonly offsetName?: string | undefined;
}

/**
 * A list that comes in pages.
 *
 * @param client A client of Tapis.
 * @param path Where it is asked for.
 * @param facts What is peculiar to it.
 * @param options What the caller chose: `maxItems`, `pageSize`, `prefetch`, `signal`.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 */
export function envelopePages<Item>(
  client: Client,
  path: string,
  { largest, item, query, offsetName = "offset" }: EnvelopeList,
  options: PageOptions,
): Pages<Item, Item[]> {
  requiredClient(client);
  return makePages<Item, Item[]>({
    place: { service: client.service, baseUrl: client.baseUrl, path },
    largest,
    first: (limit) => ({ ...query, limit, [offsetName]: 0 }),
    next: (page, seen, limit) => {
      return page.length < limit ? undefined : { ...query, [offsetName]: seen };
    },
    items: (page) => page,
    load: (query, signal) => envelopeResult(client, "GET", path, { query, signal }, list(item)),
  }, options);
}
