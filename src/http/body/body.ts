/** Request bodies. */

import { ArgumentTypeError } from "../../argument_error.ts";

/**
 * The forms a request body may take; give at most one.
 *
 * @category Calls and clients
 */
export interface Body {
  /** Sent as `application/json`. */
  readonly json?: unknown | undefined;
  /** Sent as `application/x-www-form-urlencoded`; fields `undefined` are left out. */
  readonly form?: Readonly<Record<string, string | undefined>> | undefined;
  /** Sent as it is; name its kind in `headers`. */
  readonly text?: string | undefined;
  /** Sent as it is, under its own `type`; its size goes ahead, and it can be sent again. */
  readonly blob?: Blob | undefined;
  /** Sent as it comes; such a request can be sent only once, so it is never retried. */
  readonly stream?: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
}

/** A body ready to send. */
export interface EncodedBody {
  /** What `fetch` takes. */
  readonly body: BodyInit | undefined;
  /** Its media type, where keyferry names it. */
  readonly contentType: string | undefined;
}

/**
 * Encodes a body.
 *
 * @param body The body in one of its forms.
 * @throws {TypeError} When more than one form is given.
 */
export function encodeBody(
  body: Body & { readonly bytes?: Uint8Array<ArrayBuffer> | undefined },
): EncodedBody {
  const forms = ["json", "form", "text", "blob", "stream", "bytes"] as const;
  const given = forms.filter((form) => body[form] !== undefined);
  if (given.length > 1) {
    throw new ArgumentTypeError(`A request has one body: leave out ${given.slice(1)}`);
  }
  if (body.json !== undefined) {
    return { body: JSON.stringify(body.json), contentType: "application/json" };
  }
  if (body.form !== undefined) {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(body.form)) {
      if (value !== undefined) form.append(name, value);
    }
    return { body: form.toString(), contentType: "application/x-www-form-urlencoded" };
  }
  if (body.blob !== undefined) {
    const { blob } = body;
    // Deno sends an empty one as chunks, without its size.
    const sized = blob.size === 0 ? new Uint8Array() : blob;
    return { body: sized, contentType: blob.type === "" ? undefined : blob.type };
  }
  return { body: body.text ?? body.stream ?? body.bytes, contentType: undefined };
}
