/** Answers as Flask and Werkzeug make them; a sentence is `text/html`, where no other kind is named. */

import { html } from "../server/reply.ts";

/** A sentence, as `flask.Response("...", status)` sends it. */
export function sentence(
  text: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return html(text, { status, headers });
}

function errorPage(status: number, name: string, description: string): Response {
  return sentence(
    `<!doctype html>
<html lang=en>
<title>${status} ${name}</title>
<h1>${name}</h1>
<p>${description}</p>
`,
    status,
  );
}

/** No such address. */
export function notFound(): Response {
  return errorPage(
    404,
    "Not Found",
    "The requested URL was not found on the server. If you entered the URL manually please check " +
      "your spelling and try again.",
  );
}

/** No such method. */
export function methodNotAllowed(): Response {
  return errorPage(
    405,
    "Method Not Allowed",
    "The method is not allowed for the requested URL.",
  );
}

/** An exception that nobody caught. */
export function serverError(): Response {
  return errorPage(
    500,
    "Internal Server Error",
    "The server encountered an internal error and was unable to complete your request. Either the " +
      "server is overloaded or there is an error in the application.",
  );
}

/** Text as Python's `quote()` puts it into an address: slashes stay. */
export function quoted(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Each escaped character; bytes that are not UTF-8 are not one. */
const escaped = /%[2-7][0-9a-f]|%[cd].%[89ab].|%e.(?:%[89ab].){2}|%f.(?:%[89ab].){3}/gi;

/** What stays escaped besides controls. */
const keptIn = { path: " %\x7f/?#", query: " %\x7f&=+#" } as const;

/**
 * A path or query as Werkzeug has it in `request.url`: what need not be escaped is not.
 *
 * @param part The path, or the query.
 * @param kind Which of the two.
 */
export function readable(part: string, kind: "path" | "query"): string {
  return part.replace(escaped, (escape) => {
    try {
      const char = decodeURIComponent(escape);
      return keptIn[kind].includes(char) ? escape : char;
    } catch {
      return escape;
    }
  });
}
