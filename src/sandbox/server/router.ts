import type { Call } from "./call.ts";

/** Answers one call. */
export type Handler = (call: Call) => Response | Promise<Response>;

/** What a route asks for beyond the service's own rules. */
export interface RouteOptions {
  /** Whether the route answers without a credential. @default {false} */
  open?: boolean;
  /** The largest request body, in bytes. @default {1048576} */
  bodyLimit?: number;
}

/** A method and a path pattern with the function that answers them. */
export interface Route {
  /** The HTTP method. */
  readonly method: string;
  /** The pattern's segments; `{name}` stands for any one segment, `{name*}` for all that follow. */
  readonly segments: readonly string[];
  /** The function that answers. */
  readonly handler: Handler;
  /** Whether a credential is not needed. */
  readonly open: boolean;
  /** The largest request body, in bytes. */
  readonly bodyLimit: number;
}

/** What a path led to: a route, a path known under other methods, or nothing. */
export type Match =
  | { readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | "bad-method"
  | "not-found";

const defaultBodyLimit = 1024 * 1024;

function route(method: string, pattern: string, handler: Handler, options: RouteOptions): Route {
  return {
    method,
    segments: pattern.split("/"),
    handler,
    open: options.open ?? false,
    bodyLimit: options.bodyLimit ?? defaultBodyLimit,
  };
}

/** A route for GET, such as `get("/v0.10/task/{id}", getTask)`. */
export function get(pattern: string, handler: Handler, options: RouteOptions = {}): Route {
  return route("GET", pattern, handler, options);
}

/** A route for POST. */
export function post(pattern: string, handler: Handler, options: RouteOptions = {}): Route {
  return route("POST", pattern, handler, options);
}

/** A route for PUT. */
export function put(pattern: string, handler: Handler, options: RouteOptions = {}): Route {
  return route("PUT", pattern, handler, options);
}

/** A route for DELETE. */
export function del(pattern: string, handler: Handler, options: RouteOptions = {}): Route {
  return route("DELETE", pattern, handler, options);
}

/** A route for HEAD. */
export function head(pattern: string, handler: Handler, options: RouteOptions = {}): Route {
  return route("HEAD", pattern, handler, options);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function paramsOf(route: Route, path: readonly string[]): Record<string, string> | undefined {
  const open = route.segments.at(-1)?.endsWith("*}") ?? false;
  if (open ? path.length < route.segments.length : route.segments.length !== path.length) {
    return undefined;
  }
  const params: Record<string, string> = {};
  for (const [index, wanted] of route.segments.entries()) {
    if (wanted.endsWith("*}")) {
      params[wanted.slice(1, -2)] = path.slice(index).join("/");
      break;
    }
    const given = path[index];
    if (given === undefined) return undefined;
    if (!wanted.startsWith("{")) {
      if (wanted !== given) return undefined;
      continue;
    }
    // Decoded after the split, so that an encoded slash stays inside its one segment.
    const value = decode(given);
    if (value === undefined || value === "") return undefined;
    params[wanted.slice(1, -1)] = value;
  }
  return params;
}

/** Finds the route for a method and an undecoded path. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const segments = path.split("/");
  let known = false;
  for (const route of routes) {
    const params = paramsOf(route, segments);
    if (params === undefined) continue;
    if (route.method === method) return { route, params };
    known = true;
  }
  return known ? "bad-method" : "not-found";
}

/** The methods that a path has. */
export function methodsOf(routes: readonly Route[], path: string): string[] {
  const segments = path.split("/");
  const found = routes.filter((route) => paramsOf(route, segments) !== undefined);
  return [...new Set(found.map(({ method }) => method))];
}
