/** What the CAVE commands have in common. */

import type { TokenChoice } from "../../cave/token/token_chain.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { given } from "../words/given.ts";
import type { CommonOptions } from "../surroundings.ts";

/** The options by which CAVE commands choose a token. */
export interface CaveOptions extends CommonOptions {
  /** The server the token is for. */
  readonly server?: string | undefined;
  /** The key in the secret files. */
  readonly key?: string | undefined;
  /** A secret file of one's own. */
  readonly file?: string | undefined;
}

/**
 * The options in the words of the library.
 *
 * @param options The options.
 * @param surroundings Where to look.
 */
export function caveChoice(options: CaveOptions, surroundings: Surroundings): TokenChoice {
  return {
    ...surroundings,
    ...given({
      serverAddress: options.server,
      tokenKey: options.key,
      tokenFile: options.file,
    }),
  };
}
