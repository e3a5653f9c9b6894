import type { AuthErrorText } from "../errors.ts";
import { escapeHtml, html, type ReplyOptions } from "../../server/reply.ts";

const style = `body{font-family:sans-serif;margin:3rem auto;max-width:40rem;padding:0 1rem;` +
  `line-height:1.5}button{font-size:1rem;padding:.5rem 1.5rem;margin-right:1rem}` +
  `code{background:#eee;padding:.1rem .3rem;overflow-wrap:anywhere}` +
  `dt{font-weight:bold}dd{margin-bottom:.5rem}#code{font-size:1.2rem;padding:.5rem}footer{color:#666;margin-top:3rem}`;

/** A page of Globus Auth; the body is HTML, the title text. */
export function page(title: string, body: string, options: ReplyOptions = {}): Response {
  return html(
    `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style>
</head><body><h1>${escapeHtml(title)}</h1>
${body}
<footer>This is a keyferry sandbox, not Globus. Nothing here leaves this machine.</footer>
</body></html>
`,
    options,
  );
}

/** The page that tells a person why a login cannot go on. */
export function errorPage(
  code: string,
  { title, detail }: AuthErrorText,
  status: number = 400,
): Response {
  return page(
    title,
    `<p id="detail">${escapeHtml(detail)}</p>
<dl><dt>Error ID</dt><dd>${crypto.randomUUID()}</dd>
<dt>Error code</dt><dd id="error-code">${escapeHtml(code)}</dd></dl>`,
    { status },
  );
}
