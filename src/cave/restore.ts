/** Finding a CAVE token and making clients with it. */

import { resolve, type ResolveOptions } from "../credentials/chain.ts";
import { checkDestination } from "../credentials/destination.ts";
import type { Report } from "../credentials/report.ts";
import type { ClientOptions } from "../http/client.ts";
import { accessTokenAuthorizer } from "../oauth/access_token_authorizer.ts";
import { type InfoClient, infoClient } from "./client.ts";
import { serverOf, tokenChain, type TokenChoice } from "./token_chain.ts";

/** How CAVE clients are restored. */
export interface RestoreOptions
  extends TokenChoice, ResolveOptions, Omit<ClientOptions, "authorizer" | "baseUrl"> {}

/** CAVE clients, ready to use. */
export interface Cave {
  /** The info service. */
  readonly info: InfoClient;
  /** The datastack that was asked for. */
  readonly datastack: string | undefined;
  /** The address of the global services. */
  readonly serverAddress: string;
  /** The name of the source that had the token. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
}

/**
 * Finds a CAVE token and returns clients that use it. Touches no network.
 *
 * @param datastack The datastack to work with; none for the global services alone.
 * @param options What narrows the search, and how the clients behave.
 * @throws {CredentialError} When no token is found, or the one found may not be sent to the server.
 * @throws {TypeError} When the server's address is none.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const { source } = await restore("minnie65_public", { env: { CAVE_TOKEN: "made-up" } });
 * assertEquals(source, "CAVE_TOKEN");
 * ```
 */
export async function restore(
  datastack?: string,
  options: RestoreOptions = {},
): Promise<Cave> {
  const { value, source, report } = await resolve(tokenChain(options), options);
  const serverAddress = withScheme(serverOf(options));
  const chosenBy = options.serverAddress !== undefined
    ? "caller"
    : options.sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  await checkDestination(
    { secret: value.token, source, from: value.from },
    { url: serverAddress, chosenBy, name: "serverAddress" },
    report,
  );
  const authorizer = accessTokenAuthorizer(value.token);
  const info = infoClient({ ...options, authorizer, baseUrl: serverAddress });
  return { info, datastack, serverAddress, source, report };
}

/** CAVEclient takes a bare host for its files; here it is taken for its address too. */
function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
}
