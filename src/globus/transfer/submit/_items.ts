/** Documents whose items come from an iterable, written out as they come. */

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

const pending = new WeakMap<object, Pending>();

/** How many characters are gathered before they leave the heap. */
const chunkLength = 1 << 20;
/** So many items of a list are written together. */
const atOnce = 4096;
/** Beyond so many items a document is written piece by piece. */
const plainItems = 1000;

/**
 * Remembers where the rest of a document's items come from.
 *
 * @param document The document.
 * @param items The items.
 * @param write An item as JSON text.
 */
export function itemsFrom<Item>(
  document: object,
  items: Items<Item>,
  write: (item: Item) => string,
): void {
  pending.set(document, { write: () => writeAll(items, write) });
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
  const rest = pending.get(document);
  if (rest === undefined && document.DATA.length <= plainItems) return undefined;
  // A generator that failed has lost items, so its failure stands.
  if (rest !== undefined) rest.written ??= rest.write();
  const streamed = await rest?.written;
  const own = writeList(document.DATA);
  const { DATA: _, ...head } = document;
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
