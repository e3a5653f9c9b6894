import { isForeign } from "../approval/foreign.ts";
import type { Call } from "../call.ts";
import { json } from "../reply.ts";
import { checkToken, type IssuedToken } from "../tokens.ts";

/** What came of looking for a token: an answer to give, or the token. */
export type Access = { readonly refusal: Response } | { readonly token: IssuedToken };

interface Presented {
  readonly token: string;
  readonly from: "header" | "query" | "cookie";
}

const bearer = "Bearer ";
const cookieName = "middle_auth_token";

/** A program, rather than a browser's address bar, is asking. */
function isProgrammatic(headers: Headers): boolean {
  return headers.has("authorization") || headers.has("x-requested-with") || headers.has("origin");
}

function cookieToken(headers: Headers): string | undefined {
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (part.slice(0, equals).trim() === cookieName) return part.slice(equals + 1).trim();
  }
  return undefined;
}

function presented(call: Call): Presented | "bad-header" | undefined {
  const header = call.request.headers.get("authorization");
  if (header !== null) {
    if (!header.startsWith(bearer)) return "bad-header";
    return { token: header.slice(bearer.length), from: "header" };
  }
  const query = call.url.searchParams.get(cookieName);
  if (query !== null) return { token: query, from: "query" };
  // The real services take the cookie from whatever page makes a browser send it. On this machine, where
  // cookies know no ports, every other program's page could.
  if (isForeign(call.request)) return undefined;
  const cookie = cookieToken(call.request.headers);
  return cookie === undefined ? undefined : { token: cookie, from: "cookie" };
}

function authorizePage(call: Call): string {
  return `${call.world.origin}/sticky_auth/api/v1/authorize`;
}

function toLogin(call: Call): Response {
  const back = encodeURIComponent(call.world.origin + call.url.pathname + call.url.search);
  return new Response(null, {
    status: 302,
    headers: { location: `${authorizePage(call)}?redirect=${back}` },
  });
}

function unauthorized(call: Call, error: "no_token" | "invalid_token"): Response {
  const realm = `Bearer realm="${authorizePage(call)}"`;
  const message = error === "no_token"
    ? "Unauthorized - No Token Provided"
    : "Unauthorized - Token is Invalid or Expired";
  return json({ error, message }, {
    status: 401,
    headers: {
      "www-authenticate": error === "no_token"
        ? realm
        : `${realm}, error="invalid_token", error_description="Invalid/Expired Token"`,
    },
  });
}

/** A token in the address is moved into a cookie before a browser goes on. */
function withoutToken(call: Call, token: string): Response {
  const clean = new URL(call.url.pathname + call.url.search, call.world.origin);
  clean.searchParams.delete(cookieName);
  return new Response(null, {
    status: 302,
    headers: {
      location: clean.href,
      "set-cookie": `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax`,
    },
  });
}

/** Finds the token of a call in its header, else its query, else its cookie, as every CAVE service does. */
export function accessOf(call: Call): Access {
  const programmatic = isProgrammatic(call.request.headers);
  const given = presented(call);
  if (given === "bad-header") {
    return {
      refusal: json({
        error: "bad_auth_header",
        message: "Authorization header must begin with 'Bearer'",
      }, { status: 400 }),
    };
  }
  if (given === undefined) {
    return { refusal: programmatic ? unauthorized(call, "no_token") : toLogin(call) };
  }
  const checked = checkToken(call.world.tokens, "cave", "access", given.token);
  if (typeof checked !== "object") {
    return { refusal: programmatic ? unauthorized(call, "invalid_token") : toLogin(call) };
  }
  if (given.from === "query" && !programmatic) {
    return { refusal: withoutToken(call, given.token) };
  }
  return { token: checked };
}
