/** Clients for CAVE's services. */

import { bind, type Bound } from "../http/bind.ts";
import { type Client, type ClientOptions, createClient, type ErrorWords } from "../http/client.ts";
import type { Reply } from "../http/reply.ts";
import * as verbs from "../http/verbs.ts";
import * as info from "./info.ts";
import { defaultServer } from "./secret_files.ts";

/** A client for the info service, with its operations as methods. */
export interface InfoClient extends Client, Bound<typeof info>, Bound<typeof verbs> {}

/**
 * A client for CAVE's info service.
 *
 * @param options Authorizer, base URL, retries, time-out; see {@linkcode ClientOptions}.
 *
 * @example List the datastacks of a sandbox
 * ```ts
 * import { infoClient } from "@keyferry/keyferry/cave";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.cave);
 * const info = infoClient({ authorizer, baseUrl: sandbox.url });
 * assert((await info.getDatastacks()).length > 0);
 * ```
 */
export function infoClient(options: ClientOptions = {}): InfoClient {
  const client = createClient(serviceFacts("CAVE info"), options);
  return bind<typeof info & typeof verbs>(client, info, verbs);
}

/** What all CAVE services have in common. */
export function serviceFacts(service: string): {
  service: string;
  baseUrl: string;
  errorWords: (reply: Reply) => ErrorWords;
} {
  return { service, baseUrl: defaultServer, errorWords };
}

/** middle_auth's errors: `{"error": code, "message": words, "data": {...}}`, or a plain sentence. */
function errorWords(reply: Reply): ErrorWords {
  const { data } = reply;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const sentence = reply.contentType === "text/html" && /^[^<]{1,200}$/.test(reply.text);
    return {
      ...(sentence ? { explanation: reply.text.trim() } : {}),
      ...nextStep(reply, undefined),
    };
  }
  const { error, message } = data as Record<string, unknown>;
  return {
    ...(typeof error === "string" ? { apiCode: error } : {}),
    ...(typeof message === "string" ? { explanation: message } : {}),
    ...nextStep(reply, data as Record<string, unknown>),
  };
}

function nextStep(reply: Reply, document: Record<string, unknown> | undefined): ErrorWords {
  if (reply.status === 401) {
    return { next: "get a new token and save it with `keyferry cave save`" };
  }
  const terms = document?.error === "missing_tos"
    ? (document.data as Record<string, unknown> | undefined)?.tos_form_url
    : undefined;
  return typeof terms === "string" ? { next: `accept the terms at ${terms}` } : {};
}
