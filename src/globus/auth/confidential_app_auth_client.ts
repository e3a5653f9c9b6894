/** A client for Globus Auth that speaks for an app with a secret. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { revealed, type Secret } from "../../credentials/secret/secret.ts";
import type { Bound } from "../../http/bind.ts";
import type { ClientOptions } from "../../http/client.ts";
import { basicAuthorizer } from "../../oauth/basic_authorizer.ts";
import { checkedClientId } from "./app_client.ts";
import * as operations from "./_confidential_operations.ts";
import { type AuthClient, authClientWith } from "./client.ts";
import { refuseAuthorizer } from "./native_app_auth_client.ts";
import { checkArguments } from "../../options.ts";

/**
 * A client that speaks for an app with a secret.
 *
 * @category Clients
 */
export interface ConfidentialAppAuthClient
  extends AuthClient, Bound<typeof import("./_confidential_operations.ts")> {
  /** The app's client id. */
  readonly clientId: string;
}

/**
 * A client for Globus Auth that speaks for an app with a secret: a web application, a service, a
 * service account. Id and secret go into an `Authorization: Basic` header as they are, without OAuth's
 * percent-encoding, as Globus expects them.
 *
 * @param clientId The app's client id.
 * @param clientSecret The app's secret.
 * @param options Base URL, retries, time-out; no authorizer.
 * @throws {TypeError} When id or secret is empty, the id holds a colon, or an authorizer is given.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { confidentialAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { id, secret } = sandbox.tokens.globusClient;
 * const client = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
 * const tokens = await client.oauth2ClientCredentialsTokens();
 * assertEquals(Object.keys(tokens.byResourceServer).sort(), [
 *   "auth.globus.org",
 *   "transfer.api.globus.org",
 * ]);
 * ```
 *
 * @category Clients
 */
export function confidentialAppAuthClient(
  clientId: string,
  clientSecret: string | Secret,
  options: Omit<ClientOptions, "authorizer"> = {},
): ConfidentialAppAuthClient {
  checkArguments({ clientId, clientSecret }, { clientId: "any text", clientSecret: "secret" });
  refuseAuthorizer(options);
  const app = { clientId: checkedClientId(clientId), isNativeApp: false };
  // Plain JavaScript callers are not held by the types.
  if (clientSecret === undefined || revealed(clientSecret) === "") {
    throw new ArgumentTypeError(
      "The client secret is empty: give the secret that Globus made for the app",
    );
  }
  const authorizer = basicAuthorizer(clientId, clientSecret);
  return authClientWith({ ...options, authorizer }, app, operations) as ConfidentialAppAuthClient;
}
