import type { Call } from "../call.ts";
import { json, text } from "../reply.ts";
import type { RefusalReason, Service } from "../service.ts";
import { accessOf } from "./access.ts";
import { authRoutes } from "./auth.ts";
import { chunkedgraphRoutes } from "./chunkedgraph.ts";
import { infoRoutes } from "./info.ts";
import { stateRoutes } from "./state.ts";
import { stickyAuthRoutes } from "./sticky_auth.ts";

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
  };
}

function authorize(call: Call): Response | undefined {
  const access = accessOf(call);
  return "refusal" in access ? access.refusal : undefined;
}

function refuse(_call: Call, reason: RefusalReason, detail: string): Response {
  switch (reason) {
    case "not-found":
      return text("Not Found", { status: 404 });
    case "bad-method":
      return text("Method Not Allowed", { status: 405 });
    case "bad-body":
      return json({ message: detail }, { status: 400 });
    case "too-large":
      return json({ message: detail }, { status: 413 });
    case "name-too-long":
    case "no-space":
    case "failed":
      return json({ message: detail }, { status: 500 });
  }
}
