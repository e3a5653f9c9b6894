/** A client for a Tapis v2 tenant. */

import type { Step } from "../../credentials/errors/step.ts";
import { bindAll, type Bound } from "../../http/bind.ts";
import {
  type Client,
  clientKinds,
  type ClientOptions,
  createClient,
  type ErrorWords,
} from "../../http/client.ts";
import * as operations from "./_operations.ts";
import type { Reply } from "../../http/reply/reply.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import type { CreateTokenOptions, OAuthClient, TokenDocument } from "./session/token_grants.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/**
 * A client for a Tapis v2 tenant, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Tokens: {@linkcode refresh}, {@linkcode tokens}, {@linkcode createToken},
 *   {@linkcode refreshToken}
 * - OAuth clients: {@linkcode clientsCreate}, {@linkcode clientsDelete}, {@linkcode clientsGet},
 *   {@linkcode clientsList}, {@linkcode clientsSubscribe}, {@linkcode clientsSubscriptions},
 *   {@linkcode clientsUnsubscribeAll}
 * - Sessions: {@linkcode storeTokens}
 * - People: {@linkcode profilesGet}, {@linkcode profilesSearch}
 *
 * @category Clients
 */
export interface TapisClient extends Client, Bound<typeof import("./_operations.ts")> {
  /** Gets a token pair with a password. */
  createToken(
    username: string,
    password: string | Secret,
    options: CreateTokenOptions,
  ): Promise<TokenDocument>;
  /**
   * Gets a token pair with a password, with the OAuth client before the person.
   *
   * @deprecated Give the person first, and `oauthClient` among the options, as with Tapis v3.
   */
  createToken(
    oauthClient: OAuthClient,
    username: string,
    password: string | Secret,
    options?: Omit<CreateTokenOptions, "oauthClient">,
  ): Promise<TokenDocument>;
}

/**
 * How a Tapis v2 client behaves.
 *
 * @category Clients
 */
export interface TapisClientOptions extends ClientOptions {
  /** The tenant's address. */
  readonly baseUrl: string;
}

/**
 * A client for a Tapis v2 tenant.
 *
 * @param options The tenant's address, authorizer, retries, time-out.
 * @throws {TypeError} When the address is not valid.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = v2.tapisClient({ baseUrl: "https://api.tacc.utexas.edu/" });
 * assertEquals(tapis.baseUrl, "https://api.tacc.utexas.edu");
 * ```
 *
 * @category Clients
 */
export function tapisClient(options: TapisClientOptions): TapisClient {
  checkOptions<ClientOptions>(options, clientKinds);
  checkArguments({ baseUrl: options.baseUrl }, { baseUrl: "text" });
  const { baseUrl } = options;
  const client = createClient({ service: "Tapis", baseUrl, errorWords, isRejected }, options);
  // A mapped type keeps the last overload of a function: the old order is not in it.
  return bindAll(client, [operations]) as TapisClient;
}

/**
 * Whether an answer means that the token is not (or no longer) good. The gateway says so with a code of
 * WSO2 in XML (900903 expired, 900904 inactive) or in words in JSON, not always with status 401.
 */
function isRejected({ status, data, text }: Reply): boolean {
  if (status === 401) return true;
  if (status < 400) return false;
  if (/^\s*</.test(text)) return /<(?:\w+:)?code>\s*90090[34]\s*</.test(text);
  const { fault } = (data ?? {}) as {
    readonly fault?: { readonly message?: unknown | undefined } | undefined;
  };
  return typeof fault?.message === "string" && fault.message.includes("Invalid Credentials");
}

/** The gateway answers with `fault`, the services with their envelope, `/token` as OAuth does. */
function errorWords(reply: Reply): ErrorWords {
  const { fault, message, error, error_description } = (reply.data ?? {}) as Record<
    string,
    unknown
  >;
  const step = nextStep(reply.status, error);
  if (typeof fault === "object" && fault !== null) {
    const { code, message, description } = fault as Record<string, unknown>;
    const words = [message, description].filter((part) => typeof part === "string");
    return {
      ...(typeof code === "number" || typeof code === "string" ? { apiCode: `${code}` } : {}),
      explanation: words.join(": "),
      ...step,
    };
  }
  const explanation = [message, error_description].find((part) => typeof part === "string");
  return {
    ...(typeof error === "string" ? { apiCode: error } : {}),
    ...(typeof explanation === "string" ? { explanation } : {}),
    ...step,
  };
}

function nextStep(status: number, error: unknown): Pick<ErrorWords, "step" | "loginNeeded"> {
  switch (error) {
    case "invalid_client":
      return {
        loginNeeded: false,
        step: {
          kind: "create client",
          platform: "Tapis v2",
          because: "the OAuth client's key and secret are not known here (any more)",
          how: "make a client with clientsCreate()",
        },
      };
    case "invalid_grant":
      return {
        loginNeeded: true,
        step: {
          kind: "log in",
          platform: "Tapis v2",
          again: true,
          because: "the password is wrong, or the refresh token was used before",
        },
      };
    default:
      return status === 401 ? { step: getNewToken } : {};
  }
}

const getNewToken: Step = {
  kind: "log in",
  platform: "Tapis v2",
  again: true,
  because: "the token is not (or no longer) valid here",
  how: "createToken(username, password, { oauthClient })",
};
