/** A client for Globus Auth that speaks for an app without a secret. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { Bound } from "../../http/bind.ts";
import { clientKinds, type ClientOptions } from "../../http/client.ts";
import { checkedClientId } from "./app_client.ts";
import * as operations from "./_native_operations.ts";
import { type AuthClient, authClientWith } from "./client.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/**
 * A client that speaks for an app without a secret.
 *
 * @category Clients
 */
export interface NativeAppAuthClient
  extends AuthClient, Bound<typeof import("./_native_operations.ts")> {
  /** The app's client id. */
  readonly clientId: string;
}

/**
 * A client for Globus Auth that speaks for a native app: one that runs on people's own machines and so
 * cannot keep a secret. It names itself in the forms it sends, and carries no credential.
 *
 * @param clientId The app's client id.
 * @param options Base URL, retries, time-out; no authorizer.
 * @throws {TypeError} When the client id is empty, or an authorizer is given.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { nativeAppAuthClient } from "@keyferry/keyferry/globus/auth";
 * import { assert } from "@std/assert";
 *
 * const client = nativeAppAuthClient("5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10");
 * const flow = client.oauth2StartFlow({ refreshTokens: true });
 * assert((await flow.getAuthorizeUrl()).includes("access_type=offline"));
 * ```
 *
 * @category Clients
 */
export function nativeAppAuthClient(
  clientId: string,
  options: Omit<ClientOptions, "authorizer"> = {},
): NativeAppAuthClient {
  checkArguments({ clientId }, { clientId: "any text" });
  refuseAuthorizer(options);
  const app = { clientId: checkedClientId(clientId), isNativeApp: true };
  return authClientWith(options, app, operations) as NativeAppAuthClient;
}

/**
 * Refuses an authorizer where the client has its own.
 *
 * @param options What the caller gave.
 * @throws {TypeError} When an authorizer is among it.
 */
export function refuseAuthorizer(options: ClientOptions): void {
  checkOptions(options, clientKinds);
  if (options.authorizer === undefined) return;
  throw new ArgumentTypeError("This client has its own way to prove itself: leave authorizer out");
}
