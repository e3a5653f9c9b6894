import type { Call } from "../server/call.ts";
import { keepNewest } from "../kept/store.ts";
import type { World } from "../world.ts";
import { isForeign } from "./foreign.ts";
import { isKey } from "./key.ts";

/** Pages that wait for an answer; the oldest make room. */
const mostOpen = 1000;

/** A page that is about to be shown. */
export interface OpenedTicket {
  /** What its form has to bring back. */
  readonly id: string;
  /** The cookie that goes out with it. */
  readonly cookie: string;
}

/**
 * Why an answer to a page approves nothing: it was sent by a page of another origin; the page was
 * answered before, is too old, or is another one; it was shown to another browser; the key of the run
 * is missing, or wrong.
 */
export type ApprovalProblem = "foreign" | "over" | "other-browser" | "no-key" | "wrong-key";

/** The key that a page's own address shows. */
export function shownKey({ world, url }: Call): "none" | "right" | "wrong" {
  const key = url.searchParams.get("key");
  if (key === null) return "none";
  return isKey(world, key) ? "right" : "wrong";
}

/**
 * Opens a page on which a person approves something.
 *
 * @param call The request for it.
 * @param about What it would approve.
 */
export function openTicket(call: Call, about: string): OpenedTicket {
  const browser = browserOf(call) ?? crypto.randomUUID();
  const id = crypto.randomUUID();
  const ticket = { browser, about, hasKey: shownKey(call) === "right" };
  keepNewest(call.world.approval.tickets, id, ticket, mostOpen);
  return { id, cookie: browserCookie(call, browser) };
}

/**
 * Whether the answer to a page may do what the page is about. It has to come from the page itself, in
 * the browser that was shown it, with the key of the run: whoever knows that started the sandbox.
 *
 * @param call The answer.
 * @param form Its fields, with `ticket` and `key`.
 * @param about What it would approve.
 */
export function approvalProblem(
  call: Call,
  form: URLSearchParams,
  about: string,
): ApprovalProblem | undefined {
  if (isForeign(call.request)) return "foreign";
  const ticket = call.world.approval.tickets.get(form.get("ticket") ?? "");
  if (ticket === undefined || ticket.about !== about) return "over";
  if (ticket.browser !== browserOf(call)) return "other-browser";
  const key = form.get("key");
  if (ticket.hasKey && key === null) return undefined;
  if (key === null) return "no-key";
  return isKey(call.world, key) ? undefined : "wrong-key";
}

/** Ends a page: it was answered. */
export function closeTicket({ approval }: World, form: URLSearchParams): void {
  approval.tickets.delete(form.get("ticket") ?? "");
}

/** Cookies know no ports, so that two sandboxes need two names. */
function cookieName({ world }: Call): string {
  return `keyferry_sandbox_${new URL(world.origin).port}`;
}

const shape = /^[0-9a-f-]{36}$/;

/**
 * The number by which a browser is known, if it has one. It tells browsers apart and allows nothing:
 * every other program on this machine to which the browser goes is shown the cookie too.
 */
function browserOf(call: Call): string | undefined {
  for (const part of call.request.headers.get("cookie")?.split(";") ?? []) {
    const [name, value = ""] = part.trim().split("=");
    if (name === cookieName(call) && shape.test(value)) return value;
  }
  return undefined;
}

/** The cookie that gives a browser its number. */
function browserCookie(call: Call, browser: string): string {
  return `${cookieName(call)}=${browser}; Path=/; HttpOnly; SameSite=Lax`;
}
