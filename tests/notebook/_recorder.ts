import type { Display, MediaBundle } from "../../src/notebook/mod.ts";

/** A display message, as a kernel would have sent it. */
export interface Shown {
  readonly bundle: MediaBundle;
  readonly id: string | undefined;
  readonly update: boolean;
}

/** A display that keeps what it is shown. */
export function recorder(): { readonly shown: Shown[]; readonly display: Display } {
  const shown: Shown[] = [];
  return {
    shown,
    display: (bundle, { display_id, update = false }) => {
      shown.push({ bundle, id: display_id, update });
      return Promise.resolve();
    },
  };
}
