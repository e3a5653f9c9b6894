/** What the operations of Transfer share: a call that answers with a document, a list, pages. */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { iterableOver, type Listed } from "../../http/reply/iterable_document.ts";
import { makePages, pageKinds, type PageOptions, type Pages } from "../../http/pages.ts";
import type { Query } from "../../http/path.ts";
import { document, filled, list, opaqueId, type Shape } from "../../http/reply/shape.ts";
import type { ListDocument, ResultDocument } from "./documents.ts";
import { checkOptions, dropUndefined, type OptionKinds, requiredClient } from "../../options.ts";

/**
 * Query parameters that have no name of ours, and a way to give up.
 *
 * @category Options
 */
export interface CallParams {
  /** More query parameters, as the REST API spells them. */
  readonly params?: Query | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a caller may choose about a list that comes in pages.
 *
 * @category Options
 */
export interface ListOptions extends PageOptions {
  /** More query parameters, as the REST API spells them. */
  readonly params?: Query | undefined;
}

/** The options of an operation that has none of its own. */
export const callKinds: OptionKinds<CallParams> = { params: "names", signal: "signal" };

/** The options of a list that has none of its own. */
export const listKinds: OptionKinds<ListOptions> = { ...pageKinds, ...callKinds };

/** Where the operations are; a request is written without it. */
const version = "/v0.10";

/** What an operation sends of its own. */
export interface Sent {
  /** Its options, where it has some of its own. */
  readonly kinds?: OptionKinds<CallParams> | undefined;
  /** Query parameters, over the caller's and over the options as such; a function reads checked options. */
  readonly query?: Query | (() => Query) | undefined;
  /** The body; the operation's own options are in it, and not in the query. */
  readonly json?: unknown | undefined;
  /** What is needed of the answer. */
  readonly shape?: Shape | undefined;
}

/**
 * Calls an operation that answers with a document.
 *
 * @param client The client.
 * @param request The method, a space, and the path below the version.
 * @param options What the caller chose.
 * @param sent What the operation sends.
 * @throws {TypeError} When an option is not one of the operation, or not of its kind.
 */
export function ask<T>(
  client: Client,
  request: string,
  options: CallParams,
  sent: Sent = {},
): Promise<T> {
  const { kinds = callKinds, json, shape = document() } = sent;
  checkOptions(options, kinds);
  const [method = "", path = ""] = request.split(" ");
  return callDocument<T>(client, method, version + path, {
    query: queryOf(options, sent),
    ...(json === undefined ? {} : { json }),
    signal: options.signal,
  }, shape);
}

/** What says that something was done; anything else is not proof of it. */
const result: Shape = document({ code: filled });

/** What says that something was made, and names it. */
export const madeResult: Shape = document({ code: filled, id: opaqueId });

/** A document of what was made or changed, which has a name since. */
export const identified: Shape = document({ id: opaqueId });

/**
 * Calls an operation that changes something, and answers with its result.
 *
 * @param client The client.
 * @param request The method, a space, and the path below the version.
 * @param options What the caller chose.
 * @param sent What the operation sends.
 * @throws {ApiError} Also when the answer does not say what was done.
 */
export function change(
  client: Client,
  request: string,
  options: CallParams,
  sent: Sent = {},
): Promise<ResultDocument> {
  return ask<ResultDocument>(client, request, options, { shape: result, ...sent });
}

/**
 * Calls an operation that answers with a list in one document.
 *
 * @param client The client.
 * @param path The path below the version.
 * @param options What the caller chose.
 * @param sent What the operation asks for.
 */
export async function askList<Item, Document extends ListDocument<Item>>(
  client: Client,
  path: string,
  options: CallParams,
  sent: Pick<Sent, "kinds" | "query"> = {},
): Promise<Listed<Document, Item>> {
  const shape = document({ DATA: list() });
  const listed = await ask<Document>(client, `GET ${path}`, options, { shape, ...sent });
  return iterableOver(listed, listed.DATA);
}

/** The caller's parameters, and over them the operation's own, which count unless left out. */
function queryOf(options: CallParams, { query, json }: Pick<Sent, "query" | "json">): Query {
  const own = json === undefined ? parametersOf(options) : {};
  const said = typeof query === "function" ? query() : query;
  return { ...options.params, ...dropUndefined({ ...own, ...said }) };
}

/** An operation's own options as query parameters: named as in Python, a flag as 0 or 1. */
function parametersOf(options: CallParams): Query {
  const own = Object.entries(options).filter(([name]) => !Object.hasOwn(listKinds, name));
  return Object.fromEntries(own.map(([name, value]) => {
    const text = typeof value === "boolean" ? Number(value) : value;
    return [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), text];
  }));
}

/** How a list says that there is more of it, and where that begins. */
export type PageStyle = "has_next_page" | "total" | "last_key" | "next_marker" | "next_token";

/** What is peculiar to a list. */
export interface ListFacts {
  /** The operation's options, where it has some of its own. */
  readonly kinds?: OptionKinds<ListOptions> | undefined;
  /** What it asks for, over the options as such; a function reads checked options. */
  readonly query?: Sent["query"];
  /** How it is paged. */
  readonly style: PageStyle;
  /** The most items the service gives at once. */
  readonly largest: number;
  /** The most it gives in all. */
  readonly most?: number | undefined;
  /** The key its items stand under; `DATA` by default. */
  readonly key?: string | undefined;
  /** The parameter that bounds a page; `limit` by default. */
  readonly limitName?: string | undefined;
}

/**
 * Calls an operation that answers in pages.
 *
 * @param client The client.
 * @param path The path below the version.
 * @param options What the caller chose.
 * @param facts What is peculiar to the list.
 * @throws {TypeError} When an option is not one of the operation, or not of its kind.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 */
export function askPages<Item, Page extends object>(
  client: Client,
  path: string,
  options: ListOptions,
  facts: ListFacts,
): Pages<Item, Page> {
  const { kinds = listKinds, style, largest, most } = facts;
  const { key = "DATA", limitName = "limit" } = facts;
  checkOptions(options, kinds);
  requiredClient(client);
  const whole = version + path;
  const wanted = queryOf(options, facts);
  const shape = document({ [key]: list() });
  const fieldOf = (page: object, name: string): unknown => Reflect.get(page, name);
  return makePages<Item, Page>({
    place: { service: client.service, baseUrl: client.baseUrl, path: whole },
    largest,
    limitName,
    ...(most === undefined ? {} : { most }),
    load: (part, signal) => {
      const given = { query: { ...wanted, ...part }, signal };
      return callDocument<Page>(client, "GET", whole, given, shape);
    },
    first: (limit) => ({
      [limitName]: limit,
      ...(style === "has_next_page" || style === "total" ? { offset: 0 } : {}),
    }),
    next: (page, seen, limit) => {
      const count = (fieldOf(page, key) as readonly Item[]).length;
      return nextQuery(style, (name) => fieldOf(page, name), seen, count >= limit);
    },
    items: (page) => fieldOf(page, key) as readonly Item[],
    total: (page) => {
      const total = fieldOf(page, "total");
      return typeof total === "number" ? total : undefined;
    },
  }, options);
}

function nextQuery(
  style: PageStyle,
  field: (name: string) => unknown,
  seen: number,
  full: boolean,
): Query | undefined {
  switch (style) {
    case "has_next_page":
      // By what came, not by what was asked for: a short page must not make a gap.
      return field("has_next_page") === true ? { offset: seen } : undefined;
    case "total": {
      const total = field("total");
      return (typeof total === "number" ? seen < total : full) ? { offset: seen } : undefined;
    }
    case "last_key":
      return field("has_next_page") === true ? mark("last_key", field("last_key")) : undefined;
    case "next_marker":
      return mark("marker", field("next_marker"));
    case "next_token":
      return mark("next_token", field("next_token"));
  }
}

/** A list that goes on by a marker. */
export const byMarker: ListFacts = { style: "next_marker", largest: 1000 };

/** Zero, nothing and `null` all say that this was the last page. */
function mark(name: string, value: unknown): Query | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return value === "" || value === 0 ? undefined : { [name]: value };
}
