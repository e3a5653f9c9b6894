/** A Tapis v2 client from its parts, as AgavePy's constructor takes them. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { type Surroundings, surroundingsKinds } from "../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../http/base_url.ts";
import { behaviourKinds, type ClientOptions } from "../../http/client.ts";
import { type AddressChoice, addressIn, addressKinds } from "./address.ts";
import { type Mode, modeOf } from "./capabilities.ts";
import { heldPassword, type Password } from "../password.ts";
import { clientOf, type RestoredTapis } from "./restore.ts";
import type { SessionRecord } from "./cache/session_record.ts";
import type { Tokens } from "./session/session_tokens.ts";
import { asSecret } from "./session/renewal.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * The parts of a Tapis v2 client. What it can do follows from those that are given.
 *
 * @category Start here
 */
export interface TapisParts
  extends Surroundings, AddressChoice, Omit<ClientOptions, "authorizer" | "baseUrl" | "now"> {
  /** The tenant's id; kept with the tokens. */
  readonly tenantId?: string | undefined;
  /** The person. */
  readonly username?: string | undefined;
  /** The person's password, or a function that asks for it each time it is needed. */
  readonly password?: Password | undefined;
  /** Whose tokens an administrator wants. */
  readonly tokenUsername?: string | undefined;
  /** The OAuth client's name. */
  readonly clientName?: string | undefined;
  /** The OAuth client's key. */
  readonly apiKey?: string | undefined;
  /** The OAuth client's secret. */
  readonly apiSecret?: string | Secret | undefined;
  /** The access token. */
  readonly token?: string | Secret | undefined;
  /** The refresh token. */
  readonly refreshToken?: string | Secret | undefined;
  /**
   * Is told of each new pair of tokens (AgavePy's `token_callback`), after it was stored or could not be:
   * see `storeUnsavedLogins()`.
   */
  readonly onRefresh?: ((tokens: Tokens) => void | Promise<void>) | undefined;
  /**
   * Whether tokens are kept in the cache that the Bash CLI and AgavePy share.
   *
   * @default {true}
   */
  readonly cache?: boolean | undefined;
}

const partKinds: OptionKinds<TapisParts> = {
  ...surroundingsKinds,
  ...behaviourKinds,
  ...addressKinds,
  tenantId: "text",
  username: "text",
  password: "any",
  tokenUsername: "text",
  clientName: "text",
  apiKey: "text",
  apiSecret: "secret",
  token: "secret",
  refreshToken: "secret",
  onRefresh: "function",
  cache: "flag",
};

/**
 * A Tapis v2 client from its parts (AgavePy's `Agave(...)`). Touches no network: tokens are obtained with
 * the first call that needs them, or by `refresh()`.
 *
 * @param parts See {@linkcode TapisParts}.
 * @throws {TypeError} When there is no address, or it is not valid.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example Log in, and find the session in the cache the next time
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const here = await sandboxSurroundings(sandbox.home);
 * const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
 * const login = { baseUrl: sandbox.url, username, password: () => password };
 * const tapis = await v2.client({ ...here, ...login, apiKey, apiSecret });
 * assertEquals(tapis.capabilities.mode, "Standard");
 * await tapis.refresh();
 *
 * const again = await v2.restore(here);
 * assertEquals((await again.profilesGet()).username, username);
 * ```
 *
 * @category Start here
 */
export async function client(parts: TapisParts): Promise<RestoredTapis> {
  checkOptions(parts, partKinds);
  const { username, password, tokenUsername, apiKey } = parts;
  const address = addressIn(parts);
  if (address === undefined) {
    throw new ArgumentTypeError("A client is for a tenant: give its baseUrl");
  }
  const secret = (text: string | Secret | undefined): Secret | undefined => {
    return text === undefined ? undefined : asSecret(text);
  };
  const session: SessionRecord = {
    baseUrl: checkedBaseUrl(address),
    tenantId: parts.tenantId,
    username,
    clientName: parts.clientName,
    apiKey,
    apiSecret: secret(parts.apiSecret),
    accessToken: secret(parts.token),
    refreshToken: secret(parts.refreshToken),
    createdAt: undefined,
    expiresAt: undefined,
  };
  const held = password === undefined ? undefined : heldPassword(password);
  const login = username === undefined || held === undefined ? undefined : {
    username,
    password: held,
    ...(tokenUsername === undefined ? {} : { tokenUsername }),
  };
  const mode = modeWith(session, login !== undefined);
  const source = "given by the caller";
  const report = { wanted: "Tapis token", lines: [{ source, state: "used" as const }] };
  const keptIn = parts.cache === false || mode !== "Standard" && mode !== "Token-Refresh"
    ? undefined
    : "cache";
  return await clientOf({ session, login, mode, from: "caller", keptIn }, {
    options: parts,
    source,
    report,
    baseUrl: session.baseUrl,
  });
}

function modeWith(session: SessionRecord, hasLogin: boolean): Mode {
  const hasClient = session.apiKey !== undefined && session.apiSecret !== undefined;
  if (hasClient && hasLogin) return "Standard";
  if (session.accessToken === undefined && session.refreshToken === undefined) {
    return "Client-Manager";
  }
  return modeOf(session);
}
