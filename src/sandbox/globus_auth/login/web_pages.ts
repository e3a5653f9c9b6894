import type { Call } from "../../server/call.ts";
import { approvalHeaders, forgetKey } from "../../approval/fields.ts";
import { escapeHtml } from "../../../escape_html.ts";
import { get, type Route } from "../../server/router.ts";
import { loginPage } from "../../page/login_page.ts";

/** The pages around a login that are not API. */
export function webRoutes(): Route[] {
  return [
    get("/v2/web/auth-code", showCode, { open: true }),
    get("/v2/web/logout", logout, { open: true }),
  ];
}

function showCode(call: Call): Response {
  const query = call.url.searchParams;
  const code = query.get("code");
  if (code !== null) {
    return loginPage(
      "Globus",
      "Authorization code",
      `<p>Copy this code and paste it into the app:</p>
<p><code id="code">${escapeHtml(code)}</code></p>`,
    );
  }
  const reason = query.get("error_description") ?? query.get("error") ?? "There is no code here.";
  return loginPage("Globus", "No authorization code", `<p id="detail">${escapeHtml(reason)}</p>`, {
    status: 400,
  });
}

function isWeb(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function logout(call: Call): Response {
  const query = call.url.searchParams;
  const address = query.get("redirect_uri") ?? "";
  const name = query.get("redirect_name") ?? "the app";
  const link = isWeb(address)
    ? `<p><a href="${escapeHtml(address)}">Continue to ${escapeHtml(name)}</a></p>`
    : "";
  return loginPage(
    "Globus",
    "You are logged out",
    `<p>This browser has forgotten the key of the sandbox.</p>${link}${forgetKey}`,
    { headers: approvalHeaders("") },
  );
}
