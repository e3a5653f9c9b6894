import { makeSandboxToken } from "../../../credentials/secret/sandbox_token.ts";
import { problemText } from "../../approval/problem_text.ts";
import { approvalProblem, closeTicket, openTicket, shownKey } from "../../approval/ticket.ts";
import { type Call, formFields } from "../../server/call.ts";
import { identity } from "../../identity.ts";
import { get, post, type Route } from "../../server/router.ts";
import { keepNewest } from "../../kept/store.ts";
import type { World } from "../../world.ts";
import { giveConsent } from "./consents.ts";
import { codeLifetime } from "../grants/lifetimes.ts";
import { consentPage } from "./consent_page.ts";
import {
  ClientProblem,
  LoginProblem,
  type LoginRequest,
  readLoginRequest,
} from "./login_request.ts";
import { errorPage } from "./error_page.ts";
import { withParameters } from "./redirects.ts";

const path = "/v2/oauth2/authorize";

/** The login page and its answer. */
export function authorizeRoutes(): Route[] {
  return [get(path, showLogin, { open: true }), post(path, answerLogin, { open: true })];
}

/** Logins and codes that wait for an answer; the oldest make room. */
const mostOpen = 1000;

function redirect(address: string): Response {
  return new Response(null, {
    status: 302,
    headers: {
      location: address,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    },
  });
}

function showLogin(call: Call): Response {
  const { world, url } = call;
  let request: LoginRequest;
  try {
    request = readLoginRequest(world, url.searchParams);
  } catch (error) {
    if (error instanceof LoginProblem) {
      return errorPage(error.code, error.text);
    }
    if (!(error instanceof ClientProblem)) throw error;
    return redirect(withParameters(error.redirectUri, {
      error: error.error,
      error_description: error.message,
      state: error.state,
    }));
  }
  const ticket = openTicket(call, path);
  keepNewest(world.globusAuth.requests, ticket.id, request, mostOpen);
  const shown = shownKey(call);
  return consentPage(request, ticket.id, {
    asksKey: shown !== "right",
    wasWrong: shown === "wrong",
    status: shown === "wrong" ? 403 : 200,
    cookie: ticket.cookie,
  });
}

async function answerLogin(call: Call): Promise<Response> {
  const { world } = call;
  const { requests } = world.globusAuth;
  const form = await formFields(call);
  const ticket = form.get("ticket") ?? "";
  const request = requests.get(ticket);
  const problem = approvalProblem(call, form, path);
  if (request === undefined || problem === "over") {
    return errorPage("UNKNOWN_LOGIN", problemText("over"));
  }
  if (problem === "foreign" || problem === "other-browser") {
    return errorPage("FORBIDDEN", problemText(problem), 403);
  }
  if (problem !== undefined) {
    const wasWrong = problem === "wrong-key";
    return consentPage(request, ticket, { asksKey: true, wasWrong, status: 403 });
  }
  const decision = form.get("decision");
  if (decision !== "approve" && decision !== "deny") {
    return errorPage("INVALID_PARAMETERS", {
      title: "No answer",
      detail: "The decision must be approve or deny.",
    });
  }
  requests.delete(ticket);
  closeTicket(world, form);
  const { redirectUri, state } = request;
  if (decision === "deny") {
    const refusal = { error: "access_denied", error_description: "The person denied the request." };
    return redirect(withParameters(redirectUri, { ...refusal, state }));
  }
  const code = await approve(world, request);
  return redirect(withParameters(redirectUri, { code, state }));
}

async function approve(world: World, request: LoginRequest): Promise<string> {
  const code = await makeSandboxToken(world.origin);
  giveConsent(world, {
    clientId: request.client.id,
    identityId: identity.sub,
    scopes: request.scopes,
    refresh: request.refresh,
  });
  const expiresAt = world.now() + codeLifetime * 1000;
  const issued = { request, identityId: identity.sub, expiresAt };
  keepNewest(world.globusAuth.codes, code, issued, mostOpen);
  return code;
}
