import { escapeHtml, type ReplyOptions } from "../reply.ts";
import { builtInDependencies } from "./known_scopes.ts";
import type { LoginRequest } from "./login_request.ts";
import { page } from "./page.ts";
import type { RequestedScope } from "./scope_text.ts";

/** How a login is shown. */
export interface LoginPageOptions extends ReplyOptions {
  /** Whether the person has to give the key of this run. */
  readonly asksKey: boolean;
  /** Whether a wrong key was given. */
  readonly wasWrong: boolean;
}

function scopeList(scopes: readonly RequestedScope[]): string {
  const items = scopes.map((scope) => {
    const below = [...builtInDependencies(scope.name), ...scope.dependencies];
    const optional = scope.optional ? " (optional)" : "";
    const rest = below.length === 0 ? "" : `, which needs ${scopeList(below)}`;
    return `<li><code>${escapeHtml(scope.name)}</code>${optional}${rest}</li>`;
  });
  return `<ul>${items.join("")}</ul>`;
}

/** The form may lead to the client's address; a policy cannot name an IPv6 one. */
function policy(redirectUri: string): string {
  const { hostname, origin } = new URL(redirectUri);
  const place = hostname.startsWith("[") ? "http:" : origin;
  return "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; " +
    `form-action 'self' ${place}`;
}

function keyField(wasWrong: boolean): string {
  const complaint = wasWrong ? `<p role="alert">That is not the key of this run.</p>` : "";
  return `${complaint}<p><label>Only who started the sandbox may answer. Open the address that it ` +
    `printed at its start once in this browser, or paste that address here: ` +
    `<input name="key" type="password" autocomplete="off" required></label></p>`;
}

/** The page on which a person allows a client what it asks for, or does not. */
export function loginPage(
  request: LoginRequest,
  ticket: string,
  options: LoginPageOptions,
): Response {
  const { client, redirectUri, wishes, refresh } = request;
  const rows = [
    ["Kind of app", client.secret === undefined ? "native app" : "app with a secret"],
    ["Client id", client.id],
    ["Goes on to", redirectUri],
    ["Access", refresh ? "until taken back (refresh tokens)" : "for two days"],
    ...wishes,
  ];
  const table = rows.map(([name = "", value = ""]) =>
    `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`
  );
  const key = options.asksKey ? keyField(options.wasWrong) : "";
  return page(
    `${client.name} would like to act for you`,
    `<p>It asks for</p>${scopeList(request.scopes)}
<dl>${table.join("")}</dl>
<form method="post" action="/v2/oauth2/authorize">
<input type="hidden" name="ticket" value="${ticket}">
${key}<button name="decision" value="approve">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
    {
      ...options,
      headers: { "content-security-policy": policy(redirectUri), ...options.headers },
    },
  );
}
