/**
 * Where a sandbox keeps what it knows: shelves of records by key. Without a state file they are plain
 * maps; with one, `commit()` writes what changed.
 */

/** How a record that is not plain JSON is written and read. */
export interface Form<V> {
  /** The record as JSON. */
  save(record: V): unknown;
  /** The record from that JSON. */
  load(json: unknown): V;
}

/** How a shelf is opened. */
export interface ShelfOptions<V> extends Partial<Form<V>> {
  /** What is on it when it is opened for the first time ever. */
  first?: () => Iterable<readonly [string, V]>;
}

/** The shelves of one sandbox. */
export interface Store {
  /** A shelf, with everything that was committed to it; each is opened once. */
  shelf<V>(name: string, options?: ShelfOptions<V>): Shelf<V>;
  /** Writes what changed since the last time, all or nothing. */
  commit(): void;
  /** Lets go of the file; what was not committed is lost. */
  close(): void;
}

/**
 * Hears of a record that changed.
 *
 * @param key Its key.
 * @param moved Whether it was put down or taken away, after which it has another place in the order.
 */
export type OnChange = (key: string, moved: boolean) => void;

/** A map that tells which of its records changed. One that is changed in place wants a `touch()`. */
export class Shelf<V> extends Map<string, V> {
  readonly #onChange: OnChange;

  /** An empty shelf, and whom to tell of changes. */
  constructor(onChange: OnChange) {
    super();
    this.#onChange = onChange;
  }

  /** Puts a record on the shelf. */
  override set(key: string, record: V): this {
    this.#onChange(key, !this.has(key));
    return super.set(key, record);
  }

  /** Takes a record from the shelf; whether there was one. */
  override delete(key: string): boolean {
    this.#onChange(key, true);
    return super.delete(key);
  }

  /** Takes all records from the shelf. */
  override clear(): void {
    for (const key of this.keys()) this.#onChange(key, true);
    super.clear();
  }

  /** Tells that the record was changed in place. */
  touch(key: string): void {
    this.#onChange(key, false);
  }
}

/** A store that is gone with the process. */
export function memoryStore(): Store {
  return {
    shelf<V>(_name: string, { first }: ShelfOptions<V> = {}): Shelf<V> {
      const shelf = new Shelf<V>(() => {});
      for (const [key, record] of first?.() ?? []) shelf.set(key, record);
      return shelf;
    },
    commit() {},
    close() {},
  };
}

/**
 * Puts a record on a shelf, or into any map, whose oldest make room where there are too many.
 *
 * @param map The shelf.
 * @param key The record's key.
 * @param record The record.
 * @param most How many may lie there.
 * @param mayGo Whether an old record may go; those that may not are skipped.
 */
export function keepNewest<V>(
  map: Map<string, V>,
  key: string,
  record: V,
  most: number,
  mayGo: (record: V) => boolean = () => true,
): void {
  map.set(key, record);
  if (map.size <= most) return;
  for (const [old, its] of map) {
    if (old === key || !mayGo(its)) continue;
    map.delete(old);
    return;
  }
}

/** The next of the numbers that are counted up under a name, from `first` on. */
export function nextNumber(numbers: Shelf<number>, name: string, first: number): number {
  const next = (numbers.get(name) ?? first - 1) + 1;
  numbers.set(name, next);
  return next;
}
