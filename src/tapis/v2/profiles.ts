/**
 * Tapis v2 profiles: who a token belongs to.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { envelopeResult } from "./envelope.ts";

/** A person's profile. */
export interface ProfileDocument {
  /** The name the person logs in with. */
  readonly username: string;
  /** Given name. */
  readonly first_name?: string;
  /** Family name. */
  readonly last_name?: string;
  /** Both. */
  readonly full_name?: string;
  /** Electronic mail address. */
  readonly email?: string;
  /** Telephone number. */
  readonly phone?: string;
  /** Mobile telephone number. */
  readonly mobile_phone?: string;
  /** Whether the account is active. */
  readonly status?: string;
  /** When the account was made, such as `20140515180317Z`. */
  readonly create_time?: string;
  /** The numeric user id. */
  readonly uid?: number;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * The profile of the person that the token belongs to (`GET /profiles/v2/me`, AgavePy's
 * `profiles.get()`).
 *
 * @param client A Tapis v2 client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the token is refused.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const tapis = await v2.restore(await sandboxSurroundings(sandbox.home));
 * assert((await tapis.profilesGet()).username !== "");
 * ```
 */
export async function profilesGet(
  client: Client,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ProfileDocument> {
  return await envelopeResult(client, "GET", "/profiles/v2/me", options);
}
