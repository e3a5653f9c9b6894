import { escapeHtml } from "../../escape_html.ts";
import { htmlPage } from "../../html_page.ts";
import { html, type ReplyOptions } from "../server/reply.ts";

/**
 * A page where a person logs in, or is told how that went. It says that it is a sandbox's.
 *
 * @param played The platform that the sandbox plays here.
 * @param title The headline, as text.
 * @param body What is below it, as HTML.
 * @param options Status and headers.
 */
export function loginPage(
  played: string,
  title: string,
  body: string,
  options: ReplyOptions = {},
): Response {
  return html(
    htmlPage(
      `${title} - keyferry sandbox`,
      `<main><h1>${escapeHtml(title)}</h1>
${body}</main>
<footer>This is a keyferry sandbox, not ${played}. Nothing here leaves this machine.</footer>`,
    ),
    options,
  );
}
