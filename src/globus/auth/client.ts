/** A client for Globus Auth. */

import { ignoredAt } from "../sources/ignored_variables.ts";
import { bindAll, type Bound } from "../../http/bind.ts";
import { clientKinds, type ClientOptions, clientPart, createClient } from "../../http/client.ts";
import { type AppClient, checkedClientId } from "./app_client.ts";
import { errorWords } from "./error_words.ts";
import * as operations from "./_operations.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * How a client for Globus Auth is made.
 *
 * @category Clients
 */
export interface AuthClientOptions extends ClientOptions {
  /** The app that the client speaks for, where it speaks for one. */
  readonly clientId?: string | undefined;
}

const authClientKinds: OptionKinds<AuthClientOptions> = { ...clientKinds, clientId: "text" };

/**
 * The operations that every Auth client has.
 *
 * @category Clients
 */
export type AuthOperations = Bound<typeof import("./_operations.ts")>;

/**
 * A client for Globus Auth, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Login: {@linkcode oauth2ExchangeCodeForTokens}, {@linkcode oauth2GetAuthorizeUrl}
 * - People: {@linkcode decodeIdToken}, {@linkcode getIdentities}, {@linkcode oauth2Userinfo}
 * - Tokens: {@linkcode oauth2RevokeToken}, {@linkcode oauth2ValidateToken},
 *   {@linkcode oauth2RefreshToken}, {@linkcode oauth2Token}
 *
 * @category Clients
 */
export interface AuthClient extends AppClient, Bound<typeof import("./_operations.ts")> {}

/**
 * A client for Globus Auth that carries a person's token, or none. For the flows and grants of an app
 * use {@linkcode nativeAppAuthClient} or {@linkcode confidentialAppAuthClient}.
 *
 * @param options Client id, authorizer, base URL, retries, time-out.
 * @throws {TypeError} When the client id is empty, or the base URL is not valid.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, authClient } from "@keyferry/keyferry/globus/auth";
 * import { assertEquals } from "@std/assert";
 *
 * const auth = authClient({ authorizer: accessTokenAuthorizer("made-up") });
 * assertEquals(auth.baseUrl, "https://auth.globus.org");
 * ```
 *
 * @category Clients
 */
export function authClient(options: AuthClientOptions = {}): AuthClient {
  checkOptions(options, authClientKinds);
  const { clientId } = options;
  return authClientWith(clientPart(options), {
    clientId: clientId === undefined ? undefined : checkedClientId(clientId),
    isNativeApp: false,
  }, {}) as AuthClient;
}

/** Which app a client speaks for. */
export type AppFacts = Pick<AppClient, "clientId" | "isNativeApp">;

/**
 * A client for Globus Auth without operations: what functions that take a client first need of one.
 *
 * @param options Authorizer, base URL, retries, time-out.
 * @param app The app it speaks for; none by default.
 */
export function bareAuthClient(
  options: ClientOptions,
  app: AppFacts = { clientId: undefined, isNativeApp: false },
): AppClient {
  const facts = {
    service: "Globus Auth",
    baseUrl: "https://auth.globus.org",
    errorWords,
    aboutConnection: ignoredAt,
  };
  return { ...createClient(facts, options), ...app };
}

/**
 * A client for Globus Auth with further operations.
 *
 * @param options Authorizer, base URL, retries, time-out.
 * @param app The app it speaks for.
 * @param more Further operations.
 */
export function authClientWith<More extends object>(
  options: ClientOptions,
  app: AppFacts,
  more: More,
): AppClient & AuthOperations & Bound<More> {
  const client = bareAuthClient(options, app);
  return bindAll(client, [operations, more]) as AppClient & AuthOperations & Bound<More>;
}
