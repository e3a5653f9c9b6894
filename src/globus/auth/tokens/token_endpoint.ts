/** The token endpoint: what it is asked, what it answers, and the tokens in that by service and by scope. */

import { isHeaderText } from "../../../credentials/secret/header_text.ts";
import { call } from "../../../http/call.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { rememberReply, type Reply } from "../../../http/reply/reply.ts";
import { lifetimeSeconds } from "../../../oauth/renewable.ts";
import type { AppClient } from "../app_client.ts";
import { decodeIdToken, type IdTokenClaims, type IdTokenOptions } from "./id_token.ts";

/**
 * One token as the token endpoint answers it; the tokens are plain text.
 *
 * @category Tokens
 */
export interface TokenGrantDocument {
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next one, where one was asked for; it may replace the one that was sent. */
  readonly refresh_token?: string | undefined;
  /** The service it is for. */
  readonly resource_server: string;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** How long the access token lasts, in seconds. */
  readonly expires_in: number;
  /** `Bearer`. */
  readonly token_type: string;
  /** Tokens for other services that were obtained together with it. */
  readonly other_tokens?: readonly TokenGrantDocument[] | undefined;
  /** Who logged in, signed; where the scope `openid` was asked for. */
  readonly id_token?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * One token of a token response, plain, as the Python SDK shows it.
 *
 * @category Tokens
 */
export interface TokenInfo {
  /** The service it is for. */
  readonly resource_server: string;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** The token that calls carry. */
  readonly access_token: string;
  /** The token that gets the next one; `null` where none was asked for. */
  readonly refresh_token: string | null;
  /** `Bearer`; `null` where the service did not say. */
  readonly token_type: string | null;
  /** When the access token expires, in whole seconds since 1970. */
  readonly expires_at_seconds: number;
}

/**
 * The tokens of a response; what is added to the service's document is not enumerable.
 *
 * @category Tokens
 */
export interface TokensByKey {
  /** The tokens by the service they are for. */
  readonly byResourceServer: Readonly<Record<string, TokenInfo>>;
  /** The tokens by each scope they have. */
  readonly byScopes: Readonly<Record<string, TokenInfo>>;
}

/**
 * The answer to a grant: the service's document, and its tokens by service and by scope.
 *
 * @category Tokens
 */
export interface OAuthTokenResponse extends TokenGrantDocument, TokensByKey {
  /**
   * Checks the id token that came along, and reads it; see {@linkcode decodeIdToken}.
   *
   * @param options How it is checked.
   */
  decodeIdToken(options?: IdTokenOptions): Promise<IdTokenClaims>;
}

/**
 * The answer to a dependent token grant: a list of tokens. It has no id token.
 *
 * @category Tokens
 */
export interface OAuthDependentTokenResponse
  extends ReadonlyArray<TokenGrantDocument>, TokensByKey {}

/** Fields of a form; those `undefined` are left out. */
type Form = Readonly<Record<string, string | undefined>>;

/** How a token is asked for. */
export interface TokenCallOptions {
  /** Gives up, at the risk of losing the new token. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether nothing is used by it, so that it may be sent twice.
   *
   * @default {false}
   */
  readonly idempotent?: boolean | undefined;
}

const path = "/v2/oauth2/token";

/** An answer, and the client that asked for it. */
interface TokenReply {
  readonly client: AppClient;
  readonly reply: Reply;
}

async function post(
  client: AppClient,
  form: Form,
  { signal, idempotent = false }: TokenCallOptions,
): Promise<TokenReply> {
  const reply = await call(client, "POST", path, { form, idempotent, retryBusy: true, signal });
  return { client, reply };
}

/**
 * Asks for a token, and for others that come with it.
 *
 * @param client An Auth client.
 * @param form The form.
 * @param options `signal`, `idempotent`.
 * @throws {ApiError} When the service refuses, or its answer lacks an access token; the error quotes
 * nothing of it.
 */
export async function askToken(
  client: AppClient,
  form: Form,
  options: TokenCallOptions = {},
): Promise<OAuthTokenResponse> {
  const from = await post(client, form, options);
  const { reply } = from;
  const { data } = reply;
  if (Array.isArray(data)) {
    throw unusable(
      from,
      "a list of tokens where one was expected; oauth2GetDependentTokens() reads it",
    );
  }
  const document = checkedGrant(from, data);
  const others = Array.isArray(document.other_tokens) ? document.other_tokens : [];
  const grants = [document, ...others.map((other) => checkedGrant(from, other))];
  const response = withTokens(document, grants, from) as OAuthTokenResponse;
  hide(response, "decodeIdToken", {
    value: (options?: IdTokenOptions) => decodeIdToken(client, response, options),
  });
  return rememberReply(response, reply);
}

/**
 * Asks for a list of tokens.
 *
 * @param client An Auth client.
 * @param form The form.
 * @param options `signal`, `idempotent`.
 * @throws {ApiError} When the service refuses, or answers with anything else; the error quotes nothing
 * of it.
 */
export async function askTokens(
  client: AppClient,
  form: Form,
  options: TokenCallOptions = {},
): Promise<OAuthDependentTokenResponse> {
  const from = await post(client, form, options);
  const { data } = from.reply;
  if (!Array.isArray(data)) throw unusable(from, `${kindOf(from.reply)} where a list was expected`);
  const grants = data.map((grant) => checkedGrant(from, grant));
  return rememberReply(withTokens<readonly TokenGrantDocument[]>(data, grants, from), from.reply);
}

function checkedGrant(from: TokenReply, data: unknown): TokenGrantDocument {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw unusable(from, `${kindOf(from.reply)} where a JSON object was expected`);
  }
  const { access_token } = data as Record<string, unknown>;
  if (typeof access_token !== "string" || !isHeaderText(access_token)) {
    throw unusable(from, "no usable access_token");
  }
  return data as TokenGrantDocument;
}

function withTokens<Document extends object>(
  document: Document,
  grants: readonly TokenGrantDocument[],
  from: TokenReply,
): Document & TokensByKey {
  const now = from.client.now();
  const once = <T>(make: () => T): PropertyDescriptor => {
    let made: T | undefined;
    return { get: () => made ??= make() };
  };
  const infos = once(() => grants.map((grant) => infoOf(grant, from, now)));
  const all = (): TokenInfo[] => infos.get?.();
  hide(
    document,
    "byResourceServer",
    once(() => Object.fromEntries(all().map((info) => [info.resource_server, info]))),
  );
  hide(
    document,
    "byScopes",
    once(() =>
      Object.fromEntries(
        all().flatMap((info) => {
          return info.scope.split(" ").filter(Boolean).map((scope) => [scope, info]);
        }),
      )
    ),
  );
  return document as Document & TokensByKey;
}

/** Not enumerable, so that the document still prints and serialises as the service sent it. */
function hide(document: object, name: string, property: PropertyDescriptor): void {
  Object.defineProperty(document, name, { ...property, enumerable: false, configurable: true });
}

function infoOf(grant: TokenGrantDocument, from: TokenReply, now: number): TokenInfo {
  const text = (name: string): string | null => {
    const value = grant[name];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const server = text("resource_server");
  if (server === null) throw unusable(from, "a token without resource_server");
  return {
    resource_server: server,
    scope: text("scope") ?? "",
    access_token: grant.access_token,
    refresh_token: text("refresh_token"),
    token_type: text("token_type"),
    // What is missing counts as 0.
    expires_at_seconds: Math.floor(now / 1000 + (lifetimeSeconds(grant.expires_in) ?? 0)),
  };
}

function kindOf({ text, contentType, data }: Reply): string {
  if (text === "") return "an empty body";
  return data === null ? contentType || "an unnamed kind of text" : "other JSON";
}

/** The body is left out, since it may hold tokens all the same. */
function unusable({ client, reply }: TokenReply, what: string): ApiError {
  return new ApiError({
    service: client.service,
    method: "POST",
    url: `${client.baseUrl}${path}`,
    status: reply.status,
    explanation: `it sent ${what}`,
    text: "",
  });
}
