import { isForeign } from "../approval/foreign.ts";
import type { Call } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { checkToken, type IssuedToken } from "../tokens.ts";
import { quoted, readable, sentence } from "./flask.ts";

/** What came of looking for a token: an answer to give, or the token. */
export type Access = { readonly refusal: Response } | { readonly token: IssuedToken };

const cookieName = "middle_auth_token";
const scheme = "Bearer ";

/** A program, rather than a browser's address bar, is asking. */
export function isProgrammatic({ headers }: Request): boolean {
  return ["authorization", "x-requested-with", "origin"].some((name) => headers.get(name));
}

function cookieToken(call: Call): string | undefined {
  // The real services take the cookie from whatever page makes a browser send it. On this machine, where
  // cookies know no ports, every other program's page could.
  if (isForeign(call.request)) return undefined;
  for (const part of (call.request.headers.get("cookie") ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (part.slice(0, equals).trim() === cookieName) return part.slice(equals + 1).trim();
  }
  return undefined;
}

function authorizePage(call: Call): string {
  return `${call.world.origin}/sticky_auth/api/v1/authorize`;
}

/** The address of a call, as it came. */
function addressOf({ world, url }: Call): string {
  return world.origin + url.pathname + url.search;
}

/** The address of a call as a parameter of the page that leads back to it. */
export function wayBack({ world, url }: Call): string {
  return quoted(world.origin + readable(url.pathname, "path") + readable(url.search, "query"));
}

interface Refusal {
  readonly status: 400 | 401;
  readonly error: string;
  readonly message: string;
  /** What middle-auth-client 3.6.4 said, before there were codes. */
  readonly before: string;
  /** What follows the realm. */
  readonly challenge: string;
}

const badHeader: Refusal = {
  status: 400,
  error: "bad_auth_header",
  message: "Authorization header must begin with 'Bearer'",
  before: "Invalid Request",
  challenge: `, error="invalid_request", error_description="Header must begin with 'Bearer'"`,
};

const noToken: Refusal = {
  status: 401,
  error: "no_token",
  message: "Unauthorized - No Token Provided",
  before: "Unauthorized",
  challenge: "",
};

const badToken: Refusal = {
  status: 401,
  error: "invalid_token",
  message: "Unauthorized - Token is Invalid or Expired",
  before: "Invalid/Expired Token",
  challenge: ', error="invalid_token", error_description="Invalid/Expired Token"',
};

/** The state service runs middle-auth-client 3.6.4, the others 3.19. */
function refused(call: Call, refusal: Refusal): Access {
  const { status, error, message, before, challenge } = refusal;
  const headers = { "www-authenticate": `Bearer realm="${authorizePage(call)}"${challenge}` };
  return {
    refusal: call.url.pathname.startsWith("/nglstate/")
      ? sentence(before, status, headers)
      : json({ error, message }, { status, headers }),
  };
}

function redirected(location: string, headers: Readonly<Record<string, string>> = {}): Access {
  return { refusal: new Response(null, { status: 302, headers: { location, ...headers } }) };
}

/** A token in the address is moved into a cookie before a browser goes on. */
function withoutToken(call: Call, token: string): Access {
  const clean = new URL(addressOf(call));
  for (const name of [cookieName, "token"]) clean.searchParams.delete(name);
  return redirected(clean.href, {
    "set-cookie": `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax`,
  });
}

/**
 * Finds the token of a call in its header, else its query, else its cookie, in the order of
 * middle-auth-client's `auth_required`: what follows the first blank of the header, up to the next, is
 * the token, and what is empty is not valid.
 */
export function accessOf(call: Call): Access {
  const { headers } = call.request;
  const programmatic = isProgrammatic(call.request);
  const header = headers.get("authorization") ?? "";
  if (header !== "" && !header.startsWith(scheme)) return refused(call, badHeader);
  const query = call.url.searchParams.get(cookieName);
  const token = header === "" ? query || cookieToken(call) : header.split(" ")[1];
  if (programmatic && !token) return refused(call, noToken);
  if (!programmatic && query) return withoutToken(call, query);
  const checked = token ? checkToken(call.world.tokens, "cave", "access", token) : "unknown";
  if (typeof checked === "object") return { token: checked };
  if (programmatic) return refused(call, badToken);
  return redirected(`${authorizePage(call)}?redirect=${wayBack(call)}`);
}
