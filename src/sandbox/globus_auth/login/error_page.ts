import type { AuthErrorText } from "../errors.ts";
import { escapeHtml } from "../../../escape_html.ts";
import { loginPage } from "../../page/login_page.ts";

/** The page that tells a person why a login cannot go on. */
export function errorPage(
  code: string,
  { title, detail }: AuthErrorText,
  status: number = 400,
): Response {
  return loginPage(
    "Globus",
    title,
    `<p id="detail">${escapeHtml(detail)}</p>
<dl><dt>Error ID</dt><dd>${crypto.randomUUID()}</dd>
<dt>Error code</dt><dd id="error-code">${escapeHtml(code)}</dd></dl>`,
    { status },
  );
}
