/** Documents whose items come from an iterable, written out as they come. */

import { ArgumentTypeError } from "../../../argument_error.ts";

/**
 * Where items come from.
 *
 * @category Transfers and deletes
 */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

interface Pending {
  readonly write: () => Promise<Blob>;
  written?: Promise<Blob> | undefined;
}

/** Enumerable, so that a copy of a document (`{ ...data, label }`) has them, too; JSON leaves it out. */
const pending = Symbol("items that are read at the submission");

/** A document's own items while they are text. */
interface Gathered {
  /** How many there are; nothing once they are a list. */
  count: number | undefined;
  /** The text of those that are complete pieces, in UTF-8. */
  readonly pieces: Uint8Array<ArrayBuffer>[];
  /** The text of the last of them. */
  text: string;
}

const gathered = new WeakMap<object, Gathered>();

/** How many characters are gathered before they leave the heap: many more of them would outlive its young part. */
const chunkLength = 1 << 15;
/** So many items of a list are written together. */
const atOnce = 4096;
/** Beyond so many items a document is written piece by piece. */
const plainItems = 1000;

/**
 * Items that can be asked for one by one. A text gives its letters, and the first of a path is the root.
 *
 * @param items What the caller gave.
 * @throws {TypeError} When it is a text, or gives nothing.
 */
export function requiredItems<Item>(items: Items<Item>): Items<Item> {
  const isItems = typeof items === "object" && items !== null &&
    (Symbol.iterator in items || Symbol.asyncIterator in items);
  if (isItems) return items;
  throw new ArgumentTypeError("items must be a list, or what gives them one by one");
}

/**
 * Remembers where the rest of a document's items come from.
 *
 * @param document The document.
 * @param items The items.
 * @param write An item as JSON text.
 * @throws {TypeError} When nothing comes from there.
 */
export function itemsFrom<Item>(
  document: object,
  items: Items<Item>,
  write: (item: Item) => string,
): void {
  const given = requiredItems(items);
  const rest: Pending = { write: () => writeAll(given, write) };
  Object.assign(document, { [pending]: rest });
}

/**
 * Keeps the items of a document as text until somebody looks at its list: as objects, a million of them take
 * three times the memory.
 *
 * @param document The document, with an empty list.
 */
export function gatherItems(document: object): void {
  const kept: Gathered = { count: 0, pieces: [], text: "" };
  let list: unknown;
  gathered.set(document, kept);
  const settle = (value: () => unknown): void => {
    if (kept.count === undefined) return;
    list = value();
    kept.count = undefined;
    kept.pieces.length = 0;
    kept.text = "";
  };
  // The console shows no more of an accessor than that it is one.
  Object.defineProperty(document, Symbol.for("Deno.customInspect"), {
    value: (inspect: typeof Deno.inspect, options: Deno.InspectOptions) =>
      inspect({ ...document }, options),
  });
  Object.defineProperty(document, "DATA", {
    enumerable: true,
    configurable: true,
    get() {
      settle(() => listOf(kept));
      return list;
    },
    set(value: unknown) {
      settle(() => value);
      list = value;
    },
  });
}

function listOf({ pieces, text }: Gathered): unknown[] {
  const decoder = new TextDecoder();
  const texts = pieces.map((piece) => decoder.decode(piece));
  const list: unknown[] = [];
  // Piece by piece, since all of them may be longer than a text can be.
  for (const part of [...texts, text]) {
    for (const item of JSON.parse(`[${part.replace(/^,/, "")}]`)) list.push(item);
  }
  return list;
}

/**
 * Adds an item to a document's own, where they are text.
 *
 * @param document The document.
 * @param item The item as JSON text.
 * @returns Whether it was added: not once the list was looked at.
 */
export function addGathered(document: object, item: string): boolean {
  const kept = gathered.get(document);
  if (kept?.count === undefined) return false;
  kept.text += kept.count++ === 0 ? item : `,${item}`;
  if (kept.text.length >= chunkLength) {
    kept.pieces.push(new TextEncoder().encode(kept.text));
    kept.text = "";
  }
  return true;
}

/** Whether a document has a list of items, without looking into it. */
export function hasItems(document: { readonly DATA?: unknown } | undefined): boolean {
  const isText = document !== undefined && gathered.get(document)?.count !== undefined;
  return isText || Array.isArray(document?.DATA);
}

/**
 * A document as a Blob, when its items come from an iterable or are many; else `undefined`: it is
 * small enough to be one string. The iterable is read once, so that a second submission of the
 * document sends what the first did.
 *
 * @param document The document.
 * @throws Whatever the iterable throws.
 */
export async function documentBlob(
  document: { readonly DATA: readonly unknown[] },
): Promise<Blob | undefined> {
  const rest: Pending | undefined = Reflect.get(document, pending);
  const kept = gathered.get(document);
  const count = kept?.count ?? document.DATA.length;
  if (rest === undefined && count <= plainItems) return undefined;
  // A generator that failed has lost items, so its failure stands.
  if (rest !== undefined) rest.written ??= rest.write();
  const streamed = await rest?.written;
  const own = kept?.count === undefined
    ? writeList(document.DATA)
    : new Blob([...kept.pieces, kept.text]);
  const names = Object.keys(document).filter((name) => name !== "DATA");
  const head = Object.fromEntries(names.map((name) => [name, Reflect.get(document, name)]));
  const parts = [own, streamed].filter((part) => part !== undefined && part.size > 0) as Blob[];
  const list = parts.length === 2 ? [parts[0] as Blob, ",", parts[1] as Blob] : parts;
  const start = JSON.stringify(head).slice(0, -1);
  return new Blob([start, start === "{" ? "" : ",", '"DATA":[', ...list, "]}"], {
    type: "application/json",
  });
}

/** Many at once: each by itself would take several times as long, and all at once several times the memory. */
function writeList(items: readonly unknown[]): Blob {
  const blobs: Blob[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    const text = JSON.stringify(items.slice(at, at + atOnce)).slice(1, -1);
    blobs.push(new Blob([at === 0 ? "" : ",", text]));
  }
  return new Blob(blobs);
}

async function writeAll<Item>(items: Items<Item>, write: (item: Item) => string): Promise<Blob> {
  const chunks: Blob[] = [];
  let text = "";
  const add = (item: Item): void => {
    text += text === "" && chunks.length === 0 ? write(item) : `,${write(item)}`;
    if (text.length < chunkLength) return;
    chunks.push(new Blob([text]));
    text = "";
  };
  // Awaiting each item of an iterable that does not need it takes several times as long.
  if (Symbol.iterator in items) {
    for (const item of items) add(item);
  } else {
    for await (const item of items) add(item);
  }
  return new Blob([...chunks, text]);
}
