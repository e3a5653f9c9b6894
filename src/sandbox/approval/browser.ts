import type { Call } from "../server/call.ts";

/** Cookies know no ports, so that two sandboxes need two names. */
function cookieName({ world }: Call): string {
  return `keyferry_sandbox_${new URL(world.origin).port}`;
}

const shape = /^[0-9a-f-]{36}$/;

/**
 * The number by which a browser is known, if it has one. It tells browsers apart and allows nothing:
 * every other program on this machine to which the browser goes is shown the cookie too.
 */
export function browserOf(call: Call): string | undefined {
  for (const part of call.request.headers.get("cookie")?.split(";") ?? []) {
    const [name, value = ""] = part.trim().split("=");
    if (name === cookieName(call) && shape.test(value)) return value;
  }
  return undefined;
}

/** The cookie that gives a browser its number. */
export function browserCookie(call: Call, browser: string): string {
  return `${cookieName(call)}=${browser}; Path=/; HttpOnly; SameSite=Lax`;
}
