/** List documents that can be looped over. */

/**
 * A document that holds a list, and is iterable over its items.
 *
 * @category Pages
 */
export type Listed<Document, Item> = Document & Iterable<Item>;

/**
 * Makes a document iterable over its items. The iterator is not enumerable, so that the document still
 * prints and serialises as the service sent it.
 *
 * @param document The document; it is changed in place.
 * @param items Its items.
 */
export function iterableOver<Document extends object, Item>(
  document: Document,
  items: readonly Item[],
): Listed<Document, Item> {
  return Object.defineProperty(document, Symbol.iterator, {
    value: () => items[Symbol.iterator](),
    enumerable: false,
  }) as Listed<Document, Item>;
}
