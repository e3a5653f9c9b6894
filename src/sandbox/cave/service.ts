import type { Call } from "../server/call.ts";
import { json } from "../server/reply.ts";
import type { RefusalReason, Service } from "../server/service.ts";
import { accessOf } from "./access.ts";
import { authRoutes } from "./auth.ts";
import { methodNotAllowed, notFound, serverError } from "./flask.ts";
import { chunkedgraphRoutes } from "./chunkedgraph.ts";
import { infoRoutes } from "./info.ts";
import { stateRoutes } from "./state.ts";
import { stickyAuthRoutes } from "./sticky_auth.ts";

const mirror = "/sticky_auth/api/v1/";

/** CAVE: its auth, info and state services, and a small chunkedgraph. */
export function caveService(): Service {
  return {
    prefixes: ["/auth/", "/auth_info", "/sticky_auth/", "/info/", "/nglstate/", "/segmentation/"],
    routes: [
      ...authRoutes(),
      ...infoRoutes(),
      ...stateRoutes(),
      ...chunkedgraphRoutes(),
      ...stickyAuthRoutes(),
    ],
    authorize,
    refuse,
    // The two prefixes are one blueprint.
    pathOf: (path) => path.startsWith(mirror) ? path.replace(mirror, "/auth/api/v1/") : path,
    answersHead: true,
    options,
    finish,
  };
}

/** What Flask says of an address by itself; it asks for no token. */
function options(_call: Call, methods: readonly string[]): Response {
  const allowed = new Set([...methods, ...methods.includes("GET") ? ["HEAD"] : [], "OPTIONS"]);
  return new Response(null, { headers: { allow: [...allowed].join(", ") } });
}

/** As flask-cors adds them to every answer: any origin may read them, none with a browser's cookies. */
function finish(call: Call, response: Response): Response {
  const { headers } = response;
  headers.set("access-control-allow-origin", call.request.headers.get("origin") ?? "*");
  headers.set("access-control-expose-headers", "WWW-Authenticate, X-Requested-With");
  if (call.request.headers.has("origin")) headers.append("vary", "Origin");
  return response;
}

function authorize(call: Call): Response | undefined {
  const access = accessOf(call);
  return "refusal" in access ? access.refusal : undefined;
}

function refuse(_call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return notFound();
    case "bad-method":
      return methodNotAllowed();
    case "bad-body":
      return json({ message: detail }, { status: 400 });
    case "too-large":
      return json({ message: detail }, { status: 413 });
    case "name-too-long":
    case "no-space":
      return json({ message: detail }, { status: 500 });
    case "failed":
      return serverError();
  }
}
