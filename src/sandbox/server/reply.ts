/** How a reply is made beyond its body. */
export interface ReplyOptions {
  /** HTTP status. @default {200} */
  status?: number;
  /** Further headers. */
  headers?: Readonly<Record<string, string>>;
}

function reply(body: string, contentType: string, options: ReplyOptions): Response {
  const headers = new Headers(options.headers);
  headers.set("content-type", contentType);
  headers.set("cache-control", "no-store");
  headers.set("x-content-type-options", "nosniff");
  return new Response(body, { status: options.status ?? 200, headers });
}

/** A JSON reply, its content type without a charset as all three platforms send it. */
export function json(body: unknown, options: ReplyOptions = {}): Response {
  return reply(JSON.stringify(body), "application/json", options);
}

/** A reply in the form of JSON:API, with its content type. */
export function jsonApi(body: unknown, options: ReplyOptions = {}): Response {
  return reply(JSON.stringify(body), "application/vnd.api+json", options);
}

/** A plain text reply. */
export function text(body: string, options: ReplyOptions = {}): Response {
  return reply(body, "text/plain; charset=utf-8", options);
}

/** An HTML page that may load nothing, run nothing and be framed by nobody. */
export function html(body: string, options: ReplyOptions = {}): Response {
  return reply(body, "text/html; charset=utf-8", {
    ...options,
    headers: {
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'self'",
      "referrer-policy": "no-referrer",
      ...options.headers,
    },
  });
}

/** Thrown by a handler to answer at once with a response it has already made. */
export class Refusal extends Error {
  /** The response to send. */
  readonly response: Response;

  /** Wraps the response. */
  constructor(response: Response) {
    super(`Refused with status ${response.status}`);
    this.name = "Refusal";
    this.response = response;
  }
}
