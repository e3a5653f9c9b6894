/**
 * The texts of the Python SDK's JSON token storage: format 2.0, and 1.0 as it was before.
 * Source: globus-sdk-python 4.9.0.
 */

import { parseObjectText, readMember } from "../../credentials/files/json_text.ts";
import {
  pythonJson,
  removeMemberText,
  writeMember,
  writeMemberText,
} from "../../credentials/files/json_edit.ts";
import { version } from "../../version.ts";
import {
  objectText,
  parseTokenRecord,
  type TokenData,
  type TokenRecord,
  writeTokenRecord,
} from "./token_data.ts";
import { defaultNamespace, type TokenNamespaces } from "./token_storage.ts";
import { checkArguments } from "../../options.ts";

/**
 * Reads a token storage.
 *
 * @param text The file's text.
 * @throws {SyntaxError} When it is not a storage of a known format; the message quotes nothing.
 *
 * @example
 * ```ts
 * import { parseTokenStorage } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const storage = parseTokenStorage(JSON.stringify({
 *   format_version: "2.0",
 *   data: {
 *     DEFAULT: {
 *       "transfer.api.globus.org": { scope: "all", access_token: "made-up", expires_at_seconds: 1 },
 *     },
 *   },
 * }));
 * assertEquals(storage.get("DEFAULT")?.get("transfer.api.globus.org")?.expiresAt, 1000);
 * ```
 *
 * @category Token storage
 */
export function parseTokenStorage(text: string): TokenNamespaces {
  checkArguments({ text }, { text: "any text" });
  const top = objectText(text, "the top level");
  if (isFirstFormat(top)) {
    return new Map([[defaultNamespace, serversOf(top.get("by_rs") ?? "null")]]);
  }
  const data = objectText(top.get("data") ?? "null", "data");
  return new Map([...data].map(([namespace, servers]) => [namespace, serversOf(servers)]));
}

/** Whether it is of format 1.0, which has no namespaces. */
function isFirstFormat(top: ReadonlyMap<string, string>): boolean {
  switch (top.get("format_version")) {
    case '"2.0"':
      return false;
    case '"1.0"':
      return true;
    case undefined:
      throw new SyntaxError("it has no format_version");
    default:
      throw isNewer(top.get("format_version"))
        ? new NewerFormatError("a newer globus-sdk wrote it (format_version above 2.0)")
        : new SyntaxError("its format_version is not one of 1.0 and 2.0");
  }
}

/** The error of a storage that a newer Python SDK wrote: it is whole, and nothing in it is to be fixed. */
export class NewerFormatError extends SyntaxError {
  override readonly name = "NewerFormatError";
}

function isNewer(format: string | undefined): boolean {
  return Number(format?.replaceAll('"', "")) > 2;
}

function serversOf(text: string): Map<string, TokenRecord> {
  const servers = objectText(text, "a namespace");
  return new Map(
    [...servers].map(([server, record]) => [server, parseTokenRecord(record, server)]),
  );
}

/**
 * A token storage with further tokens, or newer ones. Every byte outside the changed values stays as
 * it was; format 1.0 becomes 2.0.
 *
 * @param text The file's text until now; `undefined` where there is no file.
 * @param namespace The namespace.
 * @param tokens The tokens by resource server.
 * @throws {SyntaxError} When the text is not a storage of a known format; the message quotes nothing.
 */
export function withTokens(
  text: string | undefined,
  namespace: string,
  tokens: Readonly<Record<string, TokenData>>,
): string {
  let next = text === undefined ? freshText() : inSecondFormat(text);
  for (const [server, data] of Object.entries(tokens)) {
    const path = ["data", namespace, server] as const;
    const old = path.reduce(
      (inner: string | undefined, key) => inner && readMember(inner, key),
      next,
    );
    next = writeMemberText(next, path, writeTokenRecord(old, data));
  }
  return next;
}

/** The Python SDK wants its own version's name to be there, and leaves its meaning open. */
const writer = `keyferry ${version}`;

function freshText(): string {
  return pythonJson({ data: {}, format_version: "2.0", "globus-sdk.version": writer });
}

function inSecondFormat(text: string): string {
  // Called for its check: what is broken stays as it is.
  parseTokenStorage(text);
  const top = objectText(text, "the top level");
  let next = text;
  if (isFirstFormat(top)) {
    const servers = parseObjectText(text).members.findLast(({ key }) => key === "by_rs");
    if (servers === undefined) throw new SyntaxError("it has no by_rs");
    const { keyStart, start, end } = servers;
    const data = `"data": {${pythonJson(defaultNamespace)}: ${text.slice(start, end)}}`;
    next = text.slice(0, keyStart) + data + text.slice(end);
    next = writeMember(next, "format_version", "2.0");
  }
  return top.has("globus-sdk.version") ? next : writeMember(next, "globus-sdk.version", writer);
}

/** A token storage without one token, or `undefined` where it has no such token. */
export function withoutToken(text: string, namespace: string, server: string): string | undefined {
  if (!parseTokenStorage(text).get(namespace)?.has(server)) return undefined;
  return removeMemberText(inSecondFormat(text), ["data", namespace, server]);
}
