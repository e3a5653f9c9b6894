import type { Call } from "../call.ts";
import { sameText } from "../same_text.ts";
import type { World } from "../world.ts";

/** Cookies know no ports, so that two sandboxes need two names. */
function cookieName(world: World): string {
  return `keyferry_sandbox_${new URL(world.origin).port}`;
}

function cookie(world: World, value: string, more: string): string {
  // The path keeps it from whatever else answers on this machine's address.
  return `${cookieName(world)}=${value}; Path=/v2/oauth2/authorize; HttpOnly; SameSite=Lax${more}`;
}

/** The cookie by which the owner's browser may approve logins without giving the key again. */
export function ownerCookie(world: World): string {
  return cookie(world, world.globusAuth.session, "");
}

/** The cookie that ends that. */
export function strangerCookie(world: World): string {
  return cookie(world, "", "; Max-Age=0");
}

/** Whether a key is the one of this run; the whole address of the status page will do. */
export function isKey(world: World, text: string): boolean {
  const key = /[?&]key=([^&#]*)/.exec(text)?.[1] ?? text.trim();
  return sameText(key, world.globusAuth.key);
}

/** Whether the browser showed the key before. */
export function hasOwnerCookie(call: Call): boolean {
  const name = cookieName(call.world);
  const cookies = call.request.headers.get("cookie")?.split(";") ?? [];
  return cookies.some((part) => {
    const [given, value = ""] = part.trim().split("=");
    return given === name && sameText(value, call.world.globusAuth.session);
  });
}
