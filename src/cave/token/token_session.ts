/** The token that all clients of one person share. */

import type { CredentialOrigin } from "../../credentials/origin.ts";
import { checkDestination } from "../../credentials/destination.ts";
import { revealed, Secret } from "../../credentials/secret/secret.ts";
import type { Authorizer } from "../../http/authorizer.ts";
import { accessTokenAuthorizer } from "../../http/access_token_authorizer.ts";

/** A token that may be changed while clients use it. */
export interface TokenSession {
  /** The token, if there is one. */
  token: Secret | undefined;
  /** Where it comes from. */
  source: string | undefined;
  /** Where the first one was found, for the error of its refusal. */
  readonly origin?: CredentialOrigin | undefined;
}

/**
 * An authorizer that asks the session at each request, so that a change reaches every service at once.
 *
 * @param session The session.
 * @param otherwise Is asked while the session has no token.
 */
export function sessionAuthorizer(session: TokenSession, otherwise?: Authorizer): Authorizer {
  return {
    get origin(): CredentialOrigin | undefined {
      if (session.token === undefined) return otherwise?.origin;
      return session.source === session.origin?.source ? session.origin : undefined;
    },
    async apply(headers: Headers): Promise<void> {
      headers.delete("authorization");
      if (session.token === undefined) await otherwise?.apply(headers);
      else await accessTokenAuthorizer(session.token).apply(headers);
    },
    rejected: (response, sent) => {
      return session.token === undefined ? otherwise?.rejected(response, sent) ?? false : false;
    },
  };
}

/**
 * Puts another token into a session.
 *
 * @throws {TypeError} When it cannot stand in a header.
 * @throws {CredentialError} When it is a sandbox's and the server is another.
 */
export async function changeToken(
  session: TokenSession,
  token: string | Secret,
  source: string,
  serverAddress: string,
): Promise<void> {
  const secret = new Secret(revealed(token));
  accessTokenAuthorizer(secret);
  await checkDestination(
    { secret, source, from: "caller" },
    { url: serverAddress, chosenBy: "caller", name: "serverAddress" },
    { wanted: "CAVE token", lines: [] },
  );
  session.token = secret;
  session.source = source;
}
