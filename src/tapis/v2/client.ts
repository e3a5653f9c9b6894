/** A client for a Tapis v2 tenant. */

import { bind, type Bound } from "../../http/bind.ts";
import {
  type Client,
  type ClientOptions,
  createClient,
  type ErrorWords,
} from "../../http/client.ts";
import type { Reply } from "../../http/reply.ts";
import * as verbs from "../../http/verbs.ts";
import * as profiles from "./profiles.ts";
import * as tokenGrants from "./token_grants.ts";

/** A client for a Tapis v2 tenant, with its operations as methods. */
export interface TapisClient
  extends Client, Bound<typeof profiles>, Bound<typeof tokenGrants>, Bound<typeof verbs> {}

/** How a Tapis v2 client behaves. */
export interface TapisClientOptions extends ClientOptions {
  /** The tenant's address. */
  readonly baseUrl: string;
}

/**
 * A client for a Tapis v2 tenant.
 *
 * @param options The tenant's address, authorizer, retries, time-out.
 * @throws {TypeError} When the address is none.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = v2.tapisClient({ baseUrl: "https://api.tacc.utexas.edu/" });
 * assertEquals(tapis.baseUrl, "https://api.tacc.utexas.edu");
 * ```
 */
export function tapisClient(options: TapisClientOptions): TapisClient {
  const { baseUrl } = options;
  const client = createClient({ service: "Tapis", baseUrl, errorWords }, options);
  return bind<typeof profiles & typeof tokenGrants & typeof verbs>(
    client,
    profiles,
    tokenGrants,
    verbs,
  );
}

/** The gateway answers with `fault`, the services with their envelope, `/token` as OAuth does. */
function errorWords(reply: Reply): ErrorWords {
  const login = reply.status === 401
    ? { next: "the token is not (or no longer) valid here; get a new one" }
    : {};
  if (typeof reply.data !== "object" || reply.data === null) return login;
  const { fault, message, error, error_description } = reply.data as Record<string, unknown>;
  if (typeof fault === "object" && fault !== null) {
    const { code, message, description } = fault as Record<string, unknown>;
    const words = [message, description].filter((part) => typeof part === "string");
    return {
      ...(code === undefined ? {} : { apiCode: String(code) }),
      explanation: words.join(": "),
      ...login,
    };
  }
  const explanation = [message, error_description].find((part) => typeof part === "string");
  return {
    ...(typeof error === "string" ? { apiCode: error } : {}),
    ...(typeof explanation === "string" ? { explanation } : {}),
    ...login,
  };
}
