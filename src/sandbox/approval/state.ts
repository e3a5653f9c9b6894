import type { Shelf, Store } from "../kept/store.ts";

/** What a page that approves something was shown for. */
export interface Ticket {
  /** The browser that was shown it. */
  readonly browser: string;
  /** What it would approve. */
  readonly about: string;
  /** Whether the browser showed the key of the run when it asked for the page. */
  readonly hasKey: boolean;
}

/** What the pages keep on which a person approves something. */
export interface ApprovalState {
  /** The secret of this run, which only its owner knows. */
  readonly key: string;
  /** The pages that were shown and not answered. */
  readonly tickets: Shelf<Ticket>;
}

/** The state at the start. */
export function makeApproval(store: Store, key: string): ApprovalState {
  return { key, tickets: store.shelf("approval ticket") };
}
