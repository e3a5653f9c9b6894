/** Errors made of replies. */

import type { Step } from "../../credentials/errors/step.ts";
import type { Client } from "../client.ts";
import type { Cut } from "../secrets/cut_secrets.ts";
import { ApiError, AuthorizationRequiredError } from "./errors.ts";
import { dropUndefined } from "../../options.ts";
import { callUrl } from "../path.ts";
import { jsonOrNull, rememberReply, type Reply, responseOf } from "./reply.ts";
import { misfitWords, type Shape } from "./shape.ts";

/** What to do where something else than the service seems to answer. */
export const checkAddress: Step = {
  kind: "other",
  words: "check the address; a login page or a proxy may have answered",
};

/** What a gateway answers for a service that is down. */
const gateways = [502, 503, 504];
const tryLater: Step = {
  kind: "other",
  words: "the service is down or overloaded: try again later",
};

/** How much of an error's body is kept. */
const keptText = 4096;

/**
 * The error of a reply, in the service's own words and without what the request carried.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param url The URL.
 * @param reply The reply.
 * @param cut Cuts secrets out of a text.
 * @param bare Whether the request carried no credential.
 */
export function errorOf(
  client: Client,
  method: string,
  url: string,
  reply: Reply,
  cut: Cut,
  bare: boolean,
): ApiError {
  const text = cleanText(reply, cut);
  const clean: Reply = { ...reply, text, data: reply.data === null ? null : jsonOrNull(text) };
  const { requirements, ...words } = client.errorWords(clean);
  // Services explain themselves in JSON or in a sentence; a page is a proxy's, or a web server's.
  const isPage = clean.data === null && /^\s*</.test(text) && words.explanation === undefined;
  const facts = {
    service: client.service,
    method,
    url: url.split("?", 1)[0] ?? url,
    status: reply.status,
    loginNeeded: client.isRejected(reply),
    ...(holdsTokens(url) ? { text: "" } : { document: clean.data, text: text.slice(0, keptText) }),
    ...(isPage ? { step: gateways.includes(reply.status) ? tryLater : checkAddress } : {}),
    ...dropUndefined(words),
    // What is asked of a token endpoint carries its token in its form.
    ...(bare && !holdsTokens(url) && client.isRejected(reply) ? bareStep(words.step) : {}),
    serviceMessage: words.explanation,
  };
  return requirements === undefined
    ? new ApiError(facts)
    : new AuthorizationRequiredError(facts, requirements);
}

/** Why a request is refused that nothing was put on. */
export const noToken = "the request carried no token";

/** What was not there has not expired. */
function bareStep(step: Step | undefined): { readonly step?: Step | undefined } {
  if (step?.kind !== "log in" || !step.again) return {};
  const { again: _, ...first } = step;
  return { step: { ...first, because: noToken } };
}

/** What a token endpoint sends may be new tokens, which no request has carried and nothing can cut. */
function holdsTokens(url: string): boolean {
  return /[/_]tokens?$/.test(url.split("?", 1)[0] ?? "");
}

/** JSON can spell a secret in many ways, and only one of them when it is written again. */
function cleanText(reply: Reply, cut: Cut): string {
  if (reply.data === null) return cut(reply.text);
  const plain = JSON.stringify(reply.data);
  const clean = cut(plain);
  return clean === plain ? cut(reply.text) : clean;
}

/**
 * The error of a good reply that is not JSON.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path that was asked for.
 * @param reply The reply.
 * @param cut Cuts secrets out of a text.
 */
function notJson(
  client: Client,
  method: string,
  path: string,
  reply: Reply,
  cut: Cut,
): ApiError {
  if (reply.text.trim() === "null") {
    return malformed(client, method, path, reply, cut, "null where a document was expected");
  }
  const kind = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(reply.contentType)
    ? cut(reply.contentType)
    : "";
  const got = reply.text === "" ? "an empty body" : kind || "an unnamed kind of text";
  return malformed(client, method, path, reply, cut, `${got} where JSON was expected`);
}

/**
 * The error of a good reply that is not what was asked for.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path that was asked for.
 * @param reply The reply.
 * @param cut Cuts secrets out of a text.
 * @param got What it sent instead.
 */
function malformed(
  client: Client,
  method: string,
  path: string,
  reply: Reply,
  cut: Cut,
  got: string,
): ApiError {
  return new ApiError({
    service: client.service,
    method,
    url: callUrl(client.baseUrl, path),
    status: reply.status,
    explanation: `it sent ${got}`,
    step: checkAddress,
    text: holdsTokens(path) ? "" : cut(reply.text, keptText),
  });
}

/**
 * The document that a good reply came for.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path that was asked for.
 * @param reply The reply.
 * @param cut Cuts secrets out of a text.
 * @param shape What is needed of the document.
 * @throws {ApiError} When it is not JSON (a login page, or a proxy's), or does not fit.
 */
export function demandDocument<T>(
  client: Client,
  method: string,
  path: string,
  reply: Reply,
  cut: Cut,
  shape: Shape,
): T {
  if (reply.data === null) throw notJson(client, method, path, reply, cut);
  const misfit = shape(reply.data);
  if (misfit !== undefined) {
    throw malformed(client, method, path, reply, cut, cut(misfitWords(misfit)));
  }
  return rememberReply(reply.data as T, reply);
}

/**
 * Demands of a document what only some of those who asked for it need.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param path The path that was asked for.
 * @param document The document.
 * @param shape What is needed of it.
 * @throws {ApiError} When it does not fit: what the service sent cannot be used.
 */
export function demandShape(
  client: Client,
  method: string,
  path: string,
  document: object,
  shape: Shape,
): void {
  const misfit = shape(document);
  if (misfit === undefined) return;
  throw new ApiError({
    service: client.service,
    method,
    url: callUrl(client.baseUrl, path),
    status: responseOf(document)?.status ?? 200,
    explanation: `it sent ${misfitWords(misfit)}`,
    step: checkAddress,
    text: "",
  });
}
