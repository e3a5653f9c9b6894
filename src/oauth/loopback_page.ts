/** The page that a browser shows after a login. */

import { escapeHtml } from "../escape_html.ts";
import { htmlPage } from "../html_page.ts";

/** What the page says. */
export interface LoopbackPage {
  /** Whether the login came to its end. */
  readonly good: boolean;
  /** The headline. */
  readonly title: string;
  /** What to do next. */
  readonly text: string;
}

/** The page as a response: it loads nothing, runs nothing and is kept nowhere. */
export function pageResponse({ good, title, text }: LoopbackPage): Response {
  const words = `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`;
  return new Response(htmlPage(title, `<main>${words}</main>`), {
    status: good ? 200 : 400,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "cache-control": "no-store",
      // The address holds the code, which is used, but nobody's business.
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
