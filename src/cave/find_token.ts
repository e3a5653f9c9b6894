/** Finding a CAVE token that may go to the server it is wanted for. */

import { resolve, type ResolveOptions } from "../credentials/chain.ts";
import { checkDestination } from "../credentials/destination.ts";
import type { Report } from "../credentials/report.ts";
import type { Secret } from "../credentials/secret.ts";
import { serverOfDatastack } from "./datastack_map.ts";
import { serverFile } from "./secret_files.ts";
import { serverOf, tokenChain, type TokenChoice } from "./token_chain.ts";
import { withScheme } from "./with_scheme.ts";

/** What narrows the search for a token. */
export interface TokenSearch extends TokenChoice, ResolveOptions {
  /** Leave the datastack aside. */
  readonly globalOnly?: boolean;
}

/** A token, and the server it is for. */
export interface FoundToken<Search extends TokenSearch> {
  /** The token. */
  readonly token: Secret;
  /** The search, with the server that CAVEclient's map names for the datastack. */
  readonly choice: Search;
  /** The name of the source that had it. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
}

/**
 * Finds the token as `restore()` does, and makes no client.
 *
 * @param datastack The datastack, where one is meant.
 * @param options What narrows the search.
 * @throws {CredentialError} When there is none, or the one found may not be sent to the server.
 */
export async function findToken<Search extends TokenSearch>(
  datastack: string | undefined,
  options: Search,
): Promise<FoundToken<Search>> {
  const mapped = datastack === undefined || options.globalOnly === true ||
      options.serverAddress !== undefined
    ? undefined
    : await serverOfDatastack(datastack, options);
  const choice = mapped === undefined ? options : { ...options, serverAddress: mapped };
  const { value, source, report } = await resolve(tokenChain(choice), options);
  const serverAddress = withScheme(serverOf(choice));
  const chosenBy = mapped !== undefined
    ? "stored"
    : options.serverAddress !== undefined
    ? "caller"
    : options.sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  // A server's own file is for that server, though a map names it.
  const own = mapped !== undefined && source.endsWith(`/${serverFile(mapped)}`);
  await checkDestination(
    {
      secret: value.token,
      source,
      from: value.from,
      ...(own ? { issuers: [new URL(serverAddress).origin] } : {}),
    },
    {
      url: serverAddress,
      chosenBy,
      name: mapped === undefined ? "serverAddress" : "CAVEclient's map of datastacks",
    },
    report,
  );
  return { token: value.token, choice, source, report };
}
