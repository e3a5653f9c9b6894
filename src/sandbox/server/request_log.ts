/** One request the sandbox received. */
export interface RequestRecord {
  /** The HTTP method. */
  readonly method: string;
  /** The path, as it was sent. */
  readonly path: string;
  /** The query, without its question mark. */
  readonly query: string;
  /**
   * The headers, lower-case names. Of `authorization` only the scheme is kept, of `cookie` only the
   * names, of `x-tapis-token` nothing.
   */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body's text, up to 16 KiB; of ids sent as bytes, their hexadecimal digits. Empty where the
   * request was refused before it was read, and where a file streams by.
   */
  readonly body: string;
  /** The status of the answer; 0 while there is none. */
  readonly status: number;
}

/** A record that is still being filled. */
export interface OpenRecord extends RequestRecord {
  body: string;
  status: number;
}

const mostRecords = 10_000;
const mostBody = 16 * 1024;

function safeHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name === "x-tapis-token") kept[name] = "(a token)";
    else if (name === "authorization") kept[name] = value.split(" ")[0] ?? "";
    else if (name === "cookie") {
      kept[name] = value.split(";").map((part) => part.split("=")[0]?.trim()).join("; ");
    } else kept[name] = value;
  }
  return kept;
}

/** Begins a record; the oldest makes room where there are too many. */
export function openRecord(log: OpenRecord[], request: Request, url: URL): OpenRecord {
  const record: OpenRecord = {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: safeHeaders(request.headers),
    body: "",
    status: 0,
  };
  log.push(record);
  if (log.length > mostRecords) log.splice(0, log.length - mostRecords);
  return record;
}

/** The part of a body that is kept. */
export function keptBody(text: string): string {
  if (text.length <= mostBody) return text;
  // A slice of a text keeps the whole of it in memory; one that was parsed does not.
  return JSON.parse(JSON.stringify(text.slice(0, mostBody)));
}
