/** Logging in to Tapis v3 where a login is no longer good. */

import { loginCall, type LoginStep } from "../../../credentials/errors/step.ts";

/** What is known of a session. */
interface Known {
  readonly baseUrl: string;
  readonly oauthClient?: { readonly clientId: string } | undefined;
}

/**
 * The login that takes a session's place: by its OAuth client, since by another it would be one more, and at
 * its tenant.
 *
 * @param session The session, as far as it is known.
 * @param because Why.
 */
export function loginAgain({ baseUrl, oauthClient }: Known, because?: string): LoginStep {
  const at = `baseUrl: ${JSON.stringify(baseUrl)}`;
  return {
    kind: "log in",
    platform: "Tapis v3",
    again: true,
    because,
    clientId: oauthClient?.clientId,
    cell: loginCall("tapis", ["clientId", "clientKey", at, "force: true"]),
  };
}
