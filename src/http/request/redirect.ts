/** Redirects: followed within an origin, never with a credential to another. */

import { isLoopback } from "../../credentials/destination.ts";
import type { Client } from "../client.ts";
import type { Cut } from "../secrets/cut_secrets.ts";
import { ApiError, NetworkError } from "../reply/errors.ts";
import type { Reply } from "../reply/reply.ts";

const statuses = [301, 302, 303, 307, 308];
const mostRedirects = 5;

/** Whether a reply sends us elsewhere. */
export function isRedirect(reply: Reply): boolean {
  return statuses.includes(reply.status);
}

/**
 * Where a redirect leads, if it may be followed: a GET within the origin that has the credential.
 *
 * @param client The client.
 * @param method The HTTP method.
 * @param url Where the redirect came from.
 * @param reply The redirect.
 * @param failure Makes the error of a redirect that leads nowhere.
 * @param count How many redirects came before, this one included.
 * @param cut Cuts secrets out of a text.
 * @throws {ApiError} When it leads to a login page.
 * @throws {NetworkError} When it may not be followed.
 */
export function nextUrl(
  client: Client,
  method: string,
  url: string,
  reply: Reply,
  failure: () => ApiError,
  count: number,
  cut: Cut,
): string {
  const location = reply.headers.get("location");
  const target = location === null ? null : URL.parse(location, url);
  if (target === null) throw failure();
  if (isLoginPage(target, new URL(url))) {
    throw new ApiError({
      service: client.service,
      method,
      url: url.split("?", 1)[0] ?? url,
      status: reply.status,
      apiCode: "NotLoggedIn",
      explanation: `it wants a login at ${cut(target.origin)}`,
      loginNeeded: true,
      step: { kind: "other", words: "the token is missing or no longer valid" },
      text: "",
    });
  }
  const isElsewhere = target.origin !== new URL(url).origin;
  if (isElsewhere && client.followsElsewhere) demandSafe(target, new URL(url), method, url);
  else if (isElsewhere) {
    throw new NetworkError(
      "redirect",
      method,
      url,
      `it leads to ${cut(target.origin)}, which does not get the credential; check the address`,
    );
  }
  // Where to is not quoted: a service may have put there what the request carried.
  if (method !== "GET" && method !== "HEAD") {
    throw new NetworkError(
      "redirect",
      method,
      url,
      `a ${method} is not sent on; check the address`,
    );
  }
  if (count > mostRedirects) {
    throw new NetworkError("redirect", method, url, `it leads on after ${mostRedirects} redirects`);
  }
  return target.href;
}

/** A page of the web must not lead to what only this machine may ask for, nor to what others can read. */
function demandSafe(target: URL, from: URL, method: string, url: string): void {
  const isSafe = /^https?:$/.test(target.protocol) &&
    (isLoopback(target) ? isLoopback(from) : target.protocol === "https:");
  if (isSafe) return;
  const detail = `it leads to ${target.protocol}//${target.host}, which is not followed`;
  throw new NetworkError("redirect", method, url, detail);
}

/** By its name; a path that only gained or lost a slash at its end is not another page. */
function isLoginPage(target: URL, from: URL): boolean {
  const bare = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/+$/, "");
  return bare(target) !== bare(from) && /authorize|login|signin|oauth2?\//i.test(target.pathname) &&
    !isFile(nameOf(target), nameOf(from));
}

/** A file may be called so, too: it keeps its name elsewhere, or ends as no page does. */
function isFile(name: string, asked: string): boolean {
  return name !== "" && name === asked ||
    /^[^;]*\.(?!(?:html?|php|aspx?|jsp|do|cgi)$)[a-z0-9]+$/i.test(name);
}

function nameOf({ pathname }: URL): string {
  return pathname.slice(pathname.lastIndexOf("/") + 1);
}
