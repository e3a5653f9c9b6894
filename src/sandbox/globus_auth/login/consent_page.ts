import {
  approvalFields,
  approvalHeaders,
  type FieldOptions,
  placeOf,
} from "../../approval/fields.ts";
import { escapeHtml } from "../../../escape_html.ts";
import { loginPage } from "../../page/login_page.ts";
import type { ReplyOptions } from "../../server/reply.ts";
import { builtInDependencies } from "../known_scopes.ts";
import type { LoginRequest } from "./login_request.ts";
import type { RequestedScope } from "../scope_text.ts";

/** How a login is shown. */
export interface ConsentPageOptions extends FieldOptions, Pick<ReplyOptions, "status"> {
  /** The cookie of the ticket, where it is new. */
  readonly cookie?: string;
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

/** The page on which a person allows a client what it asks for, or does not. */
export function consentPage(
  request: LoginRequest,
  ticket: string,
  options: ConsentPageOptions,
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
  return loginPage(
    "Globus",
    `${client.name} would like to act for you`,
    `<p>It asks for</p>${scopeList(request.scopes)}
<dl>${table.join("")}</dl>
<form method="post" action="/v2/oauth2/authorize">
${approvalFields(ticket, options)}
<button name="decision" value="approve">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
    {
      status: options.status ?? 200,
      headers: approvalHeaders(placeOf(redirectUri), options.cookie),
    },
  );
}
