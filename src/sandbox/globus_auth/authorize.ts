import { makeSandboxToken } from "../../credentials/sandbox_token.ts";
import { type Call, formFields } from "../call.ts";
import { identity } from "../identity.ts";
import { get, post, type Route } from "../router.ts";
import { keepNewest } from "../store.ts";
import type { World } from "../world.ts";
import { giveConsent } from "./consents.ts";
import { codeLifetime } from "./lifetimes.ts";
import { loginPage } from "./login_page.ts";
import {
  ClientProblem,
  LoginProblem,
  type LoginRequest,
  readLoginRequest,
} from "./login_request.ts";
import { hasOwnerCookie, isKey, ownerCookie } from "./owner.ts";
import { errorPage } from "./page.ts";
import { withParameters } from "./redirects.ts";

/** The login page and its answer. */
export function authorizeRoutes(): Route[] {
  const path = "/v2/oauth2/authorize";
  return [get(path, showLogin, { open: true }), post(path, answerLogin, { open: true })];
}

/** Logins and codes that wait for an answer; the oldest make room. */
const mostOpen = 1000;

function redirect(address: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, {
    status: 302,
    headers: {
      location: address,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      ...headers,
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
      return errorPage(error.code, error.text.title, error.text.detail);
    }
    if (!(error instanceof ClientProblem)) throw error;
    return redirect(withParameters(error.redirectUri, {
      error: error.error,
      error_description: error.message,
      state: error.state,
    }));
  }
  const ticket = crypto.randomUUID();
  keepNewest(world.globusAuth.requests, ticket, request, mostOpen);
  const key = url.searchParams.get("key");
  const showsKey = key !== null && isKey(world, key);
  const isOwner = showsKey || hasOwnerCookie(call);
  return loginPage(request, ticket, {
    asksKey: !isOwner,
    wasWrong: key !== null && !isOwner,
    status: key !== null && !isOwner ? 403 : 200,
    headers: showsKey ? { "set-cookie": ownerCookie(world) } : {},
  });
}

async function answerLogin(call: Call): Promise<Response> {
  const { world } = call;
  const { requests } = world.globusAuth;
  const form = await formFields(call);
  const ticket = form.get("ticket") ?? "";
  const request = requests.get(ticket);
  if (request === undefined) {
    return errorPage(
      "UNKNOWN_LOGIN",
      "This login is over",
      "It was answered before, or it is too old. Start it again in the app.",
    );
  }
  const key = form.get("key");
  const showsKey = key !== null && isKey(world, key);
  if (!showsKey && !hasOwnerCookie(call)) {
    return loginPage(request, ticket, { asksKey: true, wasWrong: key !== null, status: 403 });
  }
  const decision = form.get("decision");
  if (decision !== "approve" && decision !== "deny") {
    return errorPage("INVALID_PARAMETERS", "No answer", "The decision must be approve or deny.");
  }
  requests.delete(ticket);
  const headers: Record<string, string> = showsKey ? { "set-cookie": ownerCookie(world) } : {};
  const { redirectUri, state } = request;
  if (decision === "deny") {
    const refusal = { error: "access_denied", error_description: "The person denied the request." };
    return redirect(withParameters(redirectUri, { ...refusal, state }), headers);
  }
  const code = await approve(world, request);
  return redirect(withParameters(redirectUri, { code, state }), headers);
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
