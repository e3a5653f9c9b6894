/** A service's answer, read to its end. */

import type { Incoming } from "../body/incoming.ts";

/**
 * A service's answer.
 *
 * @category Calls and clients
 */
export interface Reply {
  /** The parsed body, or `null` when it is not JSON. */
  readonly data: unknown;
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The media type without parameters, or `""`. */
  readonly contentType: string;
  /** The body as text. */
  readonly text: string;
}

/** Gives back what it is made of, so that a class below it puts its private field there. */
const Stamped = class {
  constructor(document: object) {
    return document;
  }
};

/**
 * Keeps a document's answer in a private field of the document. A WeakMap would hold both until the next
 * full collection, which makes long lists slow and large.
 */
class Remembered extends Stamped {
  #reply: Reply;

  constructor(document: object, reply: Reply) {
    super(document);
    this.#reply = reply;
  }

  static put(document: object, reply: Reply): void {
    if (#reply in document) document.#reply = reply;
    else new Remembered(document, reply);
  }

  static of(document: object): Reply | undefined {
    return #reply in document ? document.#reply : undefined;
  }
}

/**
 * The answer that a document came in: its status, headers and text.
 *
 * @param document What an operation returned.
 * @returns The answer, or `undefined` for an object that no operation returned.
 *
 * @example Look at a header
 * ```ts
 * import { responseOf } from "@keyferry/keyferry";
 * import { restore } from "@keyferry/keyferry/cave";
 * import { sandboxSurroundings } from "@keyferry/keyferry/credentials";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const { info } = await restore(await sandboxSurroundings(sandbox.home));
 * const datastacks = await info.getDatastacks();
 * assertEquals(responseOf(datastacks)?.contentType, "application/json");
 * ```
 *
 * @category Calls and clients
 */
export function responseOf(document: object): Reply | undefined {
  return Remembered.of(document);
}

/** Remembers which answer a document came in. */
export function rememberReply<T>(document: T, reply: Reply): T {
  if (typeof document === "object" && document !== null) Remembered.put(document, reply);
  return document;
}

/**
 * Reads an answer to its end, as text.
 *
 * @param answer The answer.
 * @throws Whatever the connection throws when it breaks off.
 */
export async function readReply(answer: Incoming): Promise<Reply> {
  const text = await answer.text();
  const { status, headers } = answer;
  return { data: jsonOrNull(text), status, headers, contentType: contentTypeOf(headers), text };
}

/** The media type without parameters, or `""`. */
export function contentTypeOf(headers: Headers): string {
  return headers.get("content-type")?.split(";", 1)[0]?.trim() ?? "";
}

/** Reads JSON by trying, not by the content type, which services get wrong; `null` where it is not JSON. */
export function jsonOrNull(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
