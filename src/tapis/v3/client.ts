/** A client for a Tapis v3 tenant. */

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
import { loginAgain } from "./session/login_again.ts";
import type { Reply } from "../../http/reply/reply.ts";
import { noToken } from "../../http/reply/reply_error.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/**
 * A client for a Tapis v3 tenant, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Sessions: {@linkcode storeTokens}
 * - Tokens: {@linkcode refresh}, {@linkcode tokens}, {@linkcode createToken},
 *   {@linkcode exchangeCode}, {@linkcode refreshToken}, {@linkcode revokeToken},
 *   {@linkcode tokenToV2}
 * - Login: {@linkcode startDevice}, {@linkcode waitForDevice}, {@linkcode codeInAnswer},
 *   {@linkcode startBrowserLogin}
 * - Tenants: {@linkcode getTenant}, {@linkcode listSites}, {@linkcode listTenants}
 * - OAuth clients: {@linkcode createClient}, {@linkcode deleteClient}, {@linkcode getClient},
 *   {@linkcode listClients}, {@linkcode updateClient}, {@linkcode ownOAuthClient}
 * - People: {@linkcode getProfile}, {@linkcode getUserinfo}, {@linkcode listProfiles}
 * - Files: {@linkcode listFiles}, {@linkcode statFile}, {@linkcode findFile},
 *   {@linkcode copyFile}, {@linkcode deleteFile}, {@linkcode mkdir}, {@linkcode moveFile},
 *   {@linkcode download}, {@linkcode upload}, {@linkcode downloadFile}, {@linkcode uploadFile}
 * - Systems: {@linkcode listSystems}, {@linkcode getSystem}, {@linkcode checkSystemCredential}
 * - Transfers: {@linkcode cancelTransferTask}, {@linkcode createTransferTask},
 *   {@linkcode getTransferTask}, {@linkcode getTransferTaskDetails},
 *   {@linkcode listTransferTasks}, {@linkcode waitForTransfer}, {@linkcode watchTransfer}
 *
 * @category Clients
 */
export interface TapisClient extends Client, Bound<typeof import("./_operations.ts")> {}

/**
 * How a Tapis v3 client behaves.
 *
 * @category Clients
 */
export interface TapisClientOptions extends ClientOptions {
  /** The tenant's address, such as `https://tacc.tapis.io`. */
  readonly baseUrl: string;
}

/**
 * A client for a Tapis v3 tenant.
 *
 * @param options The tenant's address, authorizer, retries, time-out.
 * @throws {TypeError} When the address is not valid.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io/" });
 * assertEquals(tapis.baseUrl, "https://tacc.tapis.io");
 * ```
 *
 * @category Clients
 */
export function tapisClient(options: TapisClientOptions): TapisClient {
  checkOptions<ClientOptions>(options, clientKinds);
  checkArguments({ baseUrl: options.baseUrl }, { baseUrl: "text" });
  const { baseUrl } = options;
  const wording = { errorWords: (reply: Reply) => errorWords(reply, baseUrl), isRejected };
  const client = createClient({ service: "Tapis", baseUrl, ...wording }, options);
  return bindAll(client, [operations]);
}

/** The sentences of the authenticator, and of tapisservice. */
const refusals =
  /^(Invalid Tapis token\b|Could not parse the Tapis access token\b|Unable to process Tapis token\b)/;

/** The services in Java say it with a status, those in Python with their words and a 400. */
function isRejected({ status, data }: Reply): boolean {
  if (status === 401) return !systemRefusals.test(messageIn(data));
  return status === 400 && refusals.test(messageIn(data));
}

/**
 * With the same status, and in an envelope, Files and Systems say that a system does not let Tapis in for
 * this person (`SSHDataClient` of tapis-files, `CredUtils` of tapis-systems): another token changes nothing.
 */
const systemRefusals = /^(FILES_|SYSLIB_|SYSAPI_|SSH_)[A-Z0-9_]+\b/;

function messageIn(data: unknown): string {
  const { message } = (data ?? {}) as { readonly message?: unknown | undefined };
  return typeof message === "string" ? message : "";
}

/** What an error says of its reply; of one that echoes a token the body is not kept. */
interface CleanWords extends ErrorWords {
  readonly document?: undefined;
  readonly text?: "" | undefined;
}

function errorWords(reply: Reply, baseUrl: string): CleanWords {
  const text = withoutTokens(reply.text);
  const words = plainWords({ ...reply, text }, baseUrl);
  return text === reply.text ? words : { ...words, text: "", document: undefined };
}

function plainWords(reply: Reply, baseUrl: string): ErrorWords {
  const { status, data, text } = reply;
  const step = isRejected(reply)
    ? { step: loginAgain({ baseUrl }, "the token is not (or no longer) valid at this tenant") }
    : status === 401
    ? { step: other("check the credential that Tapis has for you on the system, or register one") }
    : nextStep(messageIn(data), baseUrl);
  if (data === null) {
    // In Java the token's check answers in plain text that begins with the name of the message.
    const [, apiCode, rest] = /^\s*(TAPIS_[A-Z_]+)\s*([\s\S]*)$/.exec(text) ?? [];
    return apiCode === undefined ? step : { apiCode, explanation: rest ?? "", ...step };
  }
  const message = withoutTokens(messageIn(data));
  return message === "" ? step : { explanation: message, ...step };
}

function other(words: string): Step {
  return { kind: "other", words };
}

/** The services in Python tell faults apart by their words alone. */
function nextStep(message: string, baseUrl: string): Pick<ErrorWords, "step" | "loginNeeded"> {
  if (/^Invalid username\/password/.test(message)) {
    return { loginNeeded: true, step: other("check the name and password") };
  }
  if (/^Invalid client credentials/.test(message)) {
    return {
      step: {
        kind: "create client",
        platform: "Tapis v3",
        how: "check the OAuth client's id and key, or make one with createClient()",
      },
    };
  }
  if (/refresh_token/.test(message) && /^Invalid|client_id from header/.test(message)) {
    return { loginNeeded: true, step: loginAgain({ baseUrl }) };
  }
  if (/^No Tapis access token found/.test(message)) {
    const step = { ...loginAgain({ baseUrl }, noToken), again: undefined };
    return { loginNeeded: true, step };
  }
  return /uniqueness constraints/.test(message) ? { step: other("choose another client_id") } : {};
}

function withoutTokens(text: string): string {
  return text.replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[hidden]");
}
