/** What the CAVE commands have in common. */

import { inOwnSandbox } from "../../cave/platform.ts";
import type { TokenChoice } from "../../cave/token/token_chain.ts";
import type { Io } from "../terminal/io.ts";
import { type CommonOptions, surroundingsOf } from "../surroundings.ts";

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
 * The options in the words of the library. In a sandbox's home that sandbox is the server.
 *
 * @param options The options.
 * @param io Where to look.
 */
export async function caveChoice(options: CaveOptions, io: Io): Promise<TokenChoice> {
  const { server: serverAddress, key: tokenKey, file: tokenFile } = options;
  const surroundings = await surroundingsOf(options, io);
  return await inOwnSandbox({ ...surroundings, serverAddress, tokenKey, tokenFile });
}
