/** What the CAVE commands have in common. */

import { type CaveToken, tokenChain, type TokenChoice } from "../cave/token_chain.ts";
import { type Surroundings, variablePermissions } from "../credentials/surroundings.ts";
import { given } from "./given.ts";
import { type WalkedChain, walkForNeeds } from "./needs.ts";
import type { CommonOptions } from "./surroundings.ts";

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

/**
 * Walks the sources of a CAVE token. Where no file has it, it matters whether `CLOUD_VOLUME_DIR` names
 * another folder, so that variable is needed too.
 *
 * @param choice What narrows the search.
 */
export async function walkForCaveNeeds(choice: TokenChoice): Promise<WalkedChain<CaveToken>> {
  const walked = await walkForNeeds(tokenChain(choice));
  if (!walked.exhausted || choice.tokenFile !== undefined) return walked;
  const folder = variablePermissions(["CLOUD_VOLUME_DIR"], choice);
  return { ...walked, needed: [...walked.needed, ...folder] };
}
