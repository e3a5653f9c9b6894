import { BodyTooLarge } from "./body.ts";
import { BadBody, type Call, makeCall } from "./call.ts";
import { diskProblemOf, diskSentences } from "../disk/disk_problem.ts";
import { applyFault } from "./faults.ts";
import { Refusal, text } from "./reply.ts";
import { keptBody, type OpenRecord, openRecord } from "./request_log.ts";
import { type Match, match, methodsOf, type Route } from "./router.ts";
import type { Service } from "./service.ts";
import { statusPage } from "../page/status_page.ts";
import type { Store } from "../kept/store.ts";
import type { World } from "../world.ts";

/** What requests are answered from. */
export interface Desk {
  /** The sandbox's state. */
  readonly world: World;
  /** Where that is kept. */
  readonly store: Store;
  /** The platforms. */
  readonly services: readonly Service[];
  /** The requests so far. */
  readonly log: OpenRecord[];
  /** How often each method and path was asked. */
  readonly counts: Map<string, number>;
  /** The secret of this run that opens the status page. */
  readonly key: string;
  /** The sandbox's home. */
  readonly home: string;
}

const bodyOfRefused = 64 * 1024;

/**
 * The address of a request, where it names the sandbox. A page of another site may have its own name
 * resolve to this machine; its requests then carry that name, in `Host` or in the target's absolute form,
 * and are refused by it. `Host` counts letter by letter: what a lenient parser would make of it does not.
 */
function addressOf(world: World, request: Request): URL | undefined {
  const url = URL.parse(request.url);
  const { host } = new URL(world.origin);
  const names = [host, host.replace("127.0.0.1", "localhost")];
  if (url === null || !names.includes(request.headers.get("host") ?? "")) return undefined;
  const isOurs = url.protocol === "http:" && names.includes(url.host) &&
    url.username === "" && url.password === "";
  return isOurs ? url : undefined;
}

/** Answers one request. */
export async function answer(desk: Desk, request: Request): Promise<Response> {
  const url = addressOf(desk.world, request);
  if (url === undefined) return text("Unknown host\n", { status: 403 });
  const record = openRecord(desk.log, request, url);
  const response = await respond(desk, request, url, record);
  record.status = response.status;
  return response;
}

async function respond(
  desk: Desk,
  request: Request,
  url: URL,
  record: OpenRecord,
): Promise<Response> {
  const fault = await faultFor(desk, request, url);
  if (fault !== undefined) return fault;
  if (url.pathname === "/" && ["GET", "HEAD"].includes(request.method)) {
    return await statusPage(desk, url);
  }
  const service = desk.services.find((service) =>
    service.prefixes.some((prefix) => url.pathname.startsWith(prefix))
  );
  if (service === undefined) return text("Not found\n", { status: 404 });
  const response = await serve(desk, service, request, url, record);
  if (!service.answersHead || request.method !== "HEAD") return response;
  await response.body?.cancel();
  return new Response(null, response);
}

async function serve(
  desk: Desk,
  service: Service,
  request: Request,
  url: URL,
  record: OpenRecord,
): Promise<Response> {
  const { found, methods } = find(service, request.method, url.pathname);
  const known = typeof found === "object" ? found : undefined;
  const call = makeCall({
    request,
    url,
    params: known?.params ?? {},
    world: desk.world,
    bodyLimit: known?.route.bodyLimit ?? bodyOfRefused,
    onBody: (body) => record.body = keptBody(body),
  });
  const finish = (response: Response) => service.finish?.(call, response) ?? response;
  if (typeof found !== "object") {
    const isAsked = request.method === "OPTIONS" && methods.length > 0;
    return finish(isAsked && service.options?.(call, methods) || service.refuse(call, found, ""));
  }
  const response = finish(await handled(service, call, found.route));
  try {
    // What is answered is kept.
    desk.store.commit();
    return response;
  } catch (error) {
    await response.body?.cancel();
    return finish(refusalFor(service, call, error));
  }
}

/** The route of a path, by its own spelling before any other, and the methods that the path has. */
function find(
  service: Service,
  method: string,
  path: string,
): { readonly found: Match; readonly methods: readonly string[] } {
  const asked = method === "HEAD" && service.answersHead ? "GET" : method;
  const { routes } = service;
  const own = match(routes, asked, path);
  const spelled = own === "not-found" ? service.pathOf?.(path) ?? path : path;
  return {
    found: spelled === path ? own : match(routes, asked, spelled),
    methods: methodsOf(routes, spelled),
  };
}

async function handled(service: Service, call: Call, route: Route): Promise<Response> {
  try {
    const refusal = route.open ? undefined : service.authorize(call);
    return refusal ?? await route.handler(call);
  } catch (error) {
    return refusalFor(service, call, error);
  }
}

function refusalFor(service: Service, call: Call, error: unknown): Response {
  if (error instanceof Refusal) return error.response;
  if (error instanceof BadBody) return service.refuse(call, "bad-body", error.message);
  if (error instanceof BodyTooLarge) return service.refuse(call, "too-large", error.message);
  const problem = diskProblemOf(error);
  if (problem !== undefined) return service.refuse(call, problem, diskSentences[problem]);
  return service.refuse(call, "failed", "The sandbox failed to answer");
}

async function faultFor(desk: Desk, request: Request, url: URL): Promise<Response | undefined> {
  const { world, counts } = desk;
  const ask = world.faults.request;
  const place = `${request.method} ${url.pathname}`;
  const count = (counts.get(place) ?? 0) + 1;
  // Task ids make ever new paths; a long run must not keep them all.
  if (counts.size > 10_000) counts.clear();
  counts.set(place, count);
  if (ask === undefined) return undefined;
  const fault = ask({
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    count,
  });
  return await applyFault(fault, world);
}
