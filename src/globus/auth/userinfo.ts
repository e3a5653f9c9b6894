/**
 * Who a Globus token belongs to.
 *
 * @module
 */

import { callDocument } from "../../http/call.ts";
import type { Client } from "../../http/client.ts";
import { document, filled } from "../../http/reply/shape.ts";
import { checkOptions, signalKinds } from "../../options.ts";

/**
 * OpenID Connect's claims about a person (OpenID Connect Core section 5.1).
 *
 * @category People
 */
export interface UserinfoDocument {
  /** The identity's id. */
  readonly sub: string;
  /** The person's name. */
  readonly name?: string | undefined;
  /** The name the person logs in with. */
  readonly preferred_username?: string | undefined;
  /** Electronic mail address. */
  readonly email?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * Claims about the person the token belongs to (`GET /v2/oauth2/userinfo`).
 *
 * @param client An Auth client whose token has the scope `openid`.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { accessTokenAuthorizer, authClient } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.globusAuth);
 * const auth = authClient({ authorizer, baseUrl: sandbox.url });
 * assert((await auth.oauth2Userinfo()).sub !== "");
 * ```
 *
 * @category People
 */
export async function oauth2Userinfo(
  client: Client,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<UserinfoDocument> {
  checkOptions(options, signalKinds);
  return await callDocument(
    client,
    "GET",
    "/v2/oauth2/userinfo",
    options,
    document({ sub: filled }),
  );
}
