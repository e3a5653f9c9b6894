import type { Shelf, Store } from "../kept/store.ts";

/** What a token's owner called it, and its number. */
export interface TokenFacts {
  /** Its number. */
  readonly id: number;
  /** Its name. */
  readonly description: string | null;
  /** Whether it is good, and yet neither listed nor deletable. */
  readonly isUnlisted?: boolean;
}

/** What the CAVE services of one sandbox keep. */
export interface CaveState {
  /** Stored states, by id; the newest 10000, and 64 Mi characters. */
  readonly states: Shelf<string>;
  /** Stored segment properties, by id; as many. */
  readonly properties: Shelf<string>;
  /** What is known of tokens, by token. */
  readonly tokens: Shelf<TokenFacts>;
}

/** What the CAVE services keep, at the start. */
export function makeCave(store: Store): CaveState {
  return {
    states: store.shelf("cave state"),
    properties: store.shelf("cave property"),
    tokens: store.shelf("cave token"),
  };
}
