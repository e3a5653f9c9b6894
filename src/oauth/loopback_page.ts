/** The page that a browser shows after a login. */

/** What the page says. */
export interface LoopbackPage {
  /** Whether the login came to its end. */
  readonly good: boolean;
  /** The headline. */
  readonly title: string;
  /** What to do next. */
  readonly text: string;
}

const style =
  "body{font-family:system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem;" +
  "line-height:1.5;color:#222;background:#fff}h1{font-size:1.5rem}" +
  "@media(prefers-color-scheme:dark){body{color:#eee;background:#222}}";

/** The page as a response: it loads nothing, runs nothing and is kept nowhere. */
export function pageResponse({ good, title, text }: LoopbackPage): Response {
  const [heading, words] = [title, text].map(escaped);
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${heading}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style>
</head><body><main><h1>${heading}</h1><p>${words}</p></main></body></html>
`;
  return new Response(html, {
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

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
