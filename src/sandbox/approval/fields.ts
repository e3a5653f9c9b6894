import { createHash } from "node:crypto";

/** What a form shows of its key. */
export interface FieldOptions {
  /** Whether the person has to give the key of this run. */
  readonly asksKey: boolean;
  /** Whether a wrong one was given. */
  readonly wasWrong: boolean;
}

/**
 * Remembers the key in the browser's storage of this very origin, port included, which no cookie is,
 * and fills it in. A wrong one, as of an earlier run on this port, is forgotten.
 */
const script =
  `const name = "keyferry sandbox key", field = document.querySelector("input[name=key]");
try {
  if (document.querySelector("[role=alert]")) localStorage.removeItem(name);
  const key = localStorage.getItem(name);
  if (key) { field.value = key; field.closest("p").hidden = true; }
  field.form.addEventListener("submit", () => localStorage.setItem(name, field.value));
} catch { /* The browser keeps nothing: the person gives the key each time. */ }`;

const forget =
  `try { localStorage.removeItem("keyferry sandbox key"); } catch { /* Nothing kept. */ }`;

function hashOf(code: string): string {
  return `'sha256-${createHash("sha256").update(code).digest("base64")}'`;
}

/**
 * The fields of a form that approves something.
 *
 * @param ticket The page's ticket.
 * @param options Whether and how the key is asked for.
 */
export function approvalFields(ticket: string, { asksKey, wasWrong }: FieldOptions): string {
  const id = `<input type="hidden" name="ticket" value="${ticket}">`;
  if (!asksKey) return id;
  const complaint = wasWrong ? `<p role="alert">That is not the key of this run.</p>` : "";
  return `${id}${complaint}<p><label>Only the person who started the sandbox can answer. Paste the
address that it printed at its start; this browser remembers it until the sandbox stops:
<input name="key" type="password" autocomplete="off" required></label></p>
<script type="module">${script}</script>`;
}

/** Makes the browser forget the key. */
export const forgetKey = `<script type="module">${forget}</script>`;

/**
 * What goes out with a page that approves something: it is framed by nobody, and runs nothing but the
 * two scripts of this file.
 *
 * @param places Where its form may lead, beside the sandbox.
 * @param cookie The cookie of its ticket.
 */
export function approvalHeaders(places: string, cookie?: string): Record<string, string> {
  return {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; " +
      `script-src ${hashOf(script)} ${hashOf(forget)}; base-uri 'none'; frame-ancestors 'none'; ` +
      `form-action 'self'${places === "" ? "" : ` ${places}`}`,
    // With "no-referrer" a browser would tell its own page's origin as "null".
    "referrer-policy": "same-origin",
    ...(cookie === undefined ? {} : { "set-cookie": cookie }),
  };
}

/** Where a form may lead that ends at a client's address; a policy cannot name an IPv6 one. */
export function placeOf(address: string): string {
  const url = URL.parse(address);
  if (url === null) return "";
  return url.hostname.startsWith("[") ? `${url.protocol}` : url.origin;
}
