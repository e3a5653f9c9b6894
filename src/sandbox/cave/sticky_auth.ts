import { approvalFields, approvalHeaders, placeOf } from "../approval/fields.ts";
import { problemText } from "../approval/problem_text.ts";
import { approvalProblem, closeTicket, openTicket } from "../approval/ticket.ts";
import { type Call, formFields, param } from "../server/call.ts";
import { escapeHtml } from "../../escape_html.ts";
import { loginPage } from "../page/login_page.ts";
import type { ReplyOptions } from "../server/reply.ts";
import { get, post, type Route } from "../server/router.ts";
import { issueToken } from "../tokens.ts";
import { notFound, sentence } from "./flask.ts";
import { terms, termsText } from "./gate.ts";

const authorizePath = "/sticky_auth/api/v1/authorize";

/** A token that a login brings lives for seven days. */
const loginLifetime = 7 * 24 * 3600;

/** The pages where a person logs in. */
export function stickyAuthRoutes(): Route[] {
  return [
    get(authorizePath, askPerson, { open: true }),
    post(authorizePath, answerPerson, { open: true }),
    get("/sticky_auth/settings/tokens", () => askPage("")),
    get("/sticky_auth/api/v1/tos/{id}/accept", termsForm),
  ];
}

/** The terms; the sandbox's cannot be signed. */
function termsForm(call: Call): Response {
  const id = param(call, "id");
  if (!/^\d+$/.test(id)) return notFound();
  if (Number(id) !== terms.tos_id) return sentence("Terms of Service does not exist", 404);
  return loginPage(
    "CAVE",
    terms.tos_name,
    `<p>${termsText}</p>
<p>This is where CAVE would ask a person to accept. The sandbox's terms cannot be accepted.</p>`,
  );
}

function askPage(form: string, options: ReplyOptions = {}): Response {
  return loginPage(
    "CAVE",
    "Log in",
    `<p>This is where CAVE would ask a person to log in. The keyferry sandbox has one user, whose token is
in the sandbox's own home folder.</p>${form}`,
    options,
  );
}

/** Where the browser is to go afterwards; the real server has no list of allowed places either. */
function redirectOf(value: string | null): URL | undefined {
  const url = value === null ? null : URL.parse(value);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** What the page of a login approves: that its token goes to this address. */
function aboutOf(redirect: URL): string {
  return `${authorizePath} ${redirect.href}`;
}

function formPage(
  redirect: URL,
  ticket: string,
  { wasWrong, cookie }: { wasWrong: boolean; cookie?: string },
): Response {
  const form = `<form method="post" action="${authorizePath}">
<input type="hidden" name="redirect" value="${escapeHtml(redirect.href)}">
<p>The token goes to <code>${escapeHtml(redirect.origin)}</code>.</p>
${approvalFields(ticket, { asksKey: true, wasWrong })}
<button>Log in</button></form>`;
  return askPage(form, {
    status: wasWrong ? 403 : 200,
    headers: approvalHeaders(placeOf(redirect.href), cookie),
  });
}

function askPerson(call: Call): Response {
  const redirect = redirectOf(call.url.searchParams.get("redirect"));
  if (redirect === undefined) return askPage("");
  const ticket = openTicket(call, aboutOf(redirect));
  return formPage(redirect, ticket.id, { wasWrong: false, cookie: ticket.cookie });
}

async function answerPerson(call: Call): Promise<Response> {
  const { world } = call;
  const form = await formFields(call);
  const redirect = redirectOf(form.get("redirect"));
  if (redirect === undefined) return sentence("No place to go back to", 400);
  const problem = approvalProblem(call, form, aboutOf(redirect));
  if (problem === "no-key" || problem === "wrong-key") {
    return formPage(redirect, form.get("ticket") ?? "", { wasWrong: true });
  }
  if (problem !== undefined) {
    const { title, detail } = problemText(problem);
    return askPage(`<p role="alert">${title}. ${detail}</p>`, { status: 403 });
  }
  closeTicket(world, form);
  const token = await issueToken(world.tokens, "cave", "access", { lifetime: loginLifetime });
  redirect.searchParams.set("middle_auth_token", token);
  redirect.searchParams.set("middle_auth_url", `${world.origin}/sticky_auth`);
  redirect.searchParams.set("token", token);
  return new Response(null, { status: 302, headers: { location: redirect.href } });
}
