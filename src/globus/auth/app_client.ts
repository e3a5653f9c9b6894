/** An Auth client and the app it speaks for. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { isNullAuthorizer } from "../../http/authorizer.ts";
import type { Client } from "../../http/client.ts";

/**
 * An Auth client, and the app it speaks for where it knows one.
 *
 * @category Clients
 */
export interface AppClient extends Client {
  /** The app's client id. */
  readonly clientId?: string | undefined;
  /** Whether the app is a native one, which has no secret and so names itself in forms. */
  readonly isNativeApp?: boolean | undefined;
}

/**
 * A client id as it may be sent.
 *
 * @param clientId The id.
 * @throws {TypeError} When it is empty or no text.
 */
export function checkedClientId(clientId: string): string {
  // Plain JavaScript callers are not held by the types.
  if (typeof clientId === "string" && clientId.trim() !== "") return clientId;
  throw new ArgumentTypeError(
    "The client id is empty: give the id that Globus gave the app when it was registered",
  );
}

/**
 * The app's id.
 *
 * @param client An Auth client.
 * @param what What needs it, for the error.
 * @throws {TypeError} When the client has none.
 */
export function clientIdOf(client: AppClient, what: string): string {
  const { clientId } = client;
  if (clientId !== undefined) return clientId;
  throw new ArgumentTypeError(
    `${what} is for an app: make the client with nativeAppAuthClient(clientId) or ` +
      "confidentialAppAuthClient(clientId, clientSecret), or give authClient({ clientId })",
  );
}

/** The id for the form of a call that is made without a credential; nothing where there is one. */
export function namedInForm(client: AppClient): string | undefined {
  return isNullAuthorizer(client.authorizer) ? client.clientId : undefined;
}
