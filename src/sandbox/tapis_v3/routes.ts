import { get, type Handler, post, type Route, type RouteOptions } from "../router.ts";

/** Tokens are asked for by each handler, since Python's and Java's services refuse in ways of their own. */
const open: RouteOptions = { open: true };

/** A route with any method. */
export function route(method: string, pattern: string, handler: Handler): Route {
  if (method === "POST") return post(pattern, handler, open);
  return { ...get(pattern, handler, open), method };
}

/** How deep a file may lie. */
const deepest = 32;

/**
 * Routes for a path of any depth below a pattern: with a slash at its end, and with one too many at its
 * front, as tapipy writes a path that begins with one.
 */
export function routesBelow(method: string, pattern: string, handler: Handler): Route[] {
  return Array.from({ length: deepest }, (_, index) => {
    const names = Array.from({ length: index + 1 }, (_, at) => `{name${at}}`).join("/");
    return [`${pattern}/${names}`, `${pattern}/${names}/`, `${pattern}//${names}`];
  }).flat().concat(`${pattern}/`, `${pattern}//`).map((pattern) => {
    return route(method, pattern, handler);
  });
}

/** The names of the path that {@linkcode routesBelow} matched. */
export function namesBelow(params: Readonly<Record<string, string>>): string[] {
  return Array.from({ length: deepest }, (_, at) => params[`name${at}`])
    .filter((name) => name !== undefined);
}
