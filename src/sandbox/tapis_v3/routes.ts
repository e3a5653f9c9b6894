import { get, type Handler, post, type Route, type RouteOptions } from "../server/router.ts";

/** Tokens are asked for by each handler, since Python's and Java's services refuse in ways of their own. */
const open: RouteOptions = { open: true };

/** A route with any method. */
export function route(method: string, pattern: string, handler: Handler): Route {
  if (method === "POST") return post(pattern, handler, open);
  return { ...get(pattern, handler, open), method };
}
