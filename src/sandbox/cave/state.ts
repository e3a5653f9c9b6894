import { BadBody, type Call, param } from "../call.ts";
import { json, text } from "../reply.ts";
import { get, post, type Route } from "../router.ts";
import { caveState } from "./state_store.ts";

const large = { bodyLimit: 8 * 1024 * 1024 };
const base = "/nglstate/api/v1";

/** The state service. */
export function stateRoutes(): Route[] {
  return [
    get(`${base}/version`, () => json("0.7.2"), { open: true }),
    post(`${base}/post`, (call) => store(call, "states"), large),
    post(`${base}/property/post`, (call) => store(call, "properties"), large),
    get(`${base}/property/{id}/info`, (call) => stored(call, "properties")),
    get(`${base}/raw/{id}`, raw),
    get(`${base}/{id}`, (call) => stored(call, "states")),
  ];
}

/** Any content type, none too, as long as it is JSON. */
async function store(call: Call, kind: "states" | "properties"): Promise<Response> {
  const body = await call.text();
  try {
    JSON.parse(body);
  } catch (cause) {
    throw new BadBody("The request body is not JSON", { cause });
  }
  const state = caveState(call.world);
  const id = ++state.lastState;
  state[kind].set(id, body);
  const where = kind === "states" ? base : `${base}/property`;
  return json(`${call.world.origin}${where}/${id}`);
}

function bodyOf(call: Call, kind: "states" | "properties"): string | undefined {
  const id = param(call, "id");
  return /^\d{1,20}$/.test(id) ? caveState(call.world)[kind].get(BigInt(id)) : undefined;
}

/**
 * What the real service does: it inflates what it stored only for callers that do not take `deflate`, and
 * says it is deflated to all that take `gzip`.
 */
function stored(call: Call, kind: "states" | "properties"): Response {
  const body = bodyOf(call, kind);
  if (body === undefined) return text("Not Found", { status: 404 });
  const accepted = call.request.headers.get("accept-encoding") ?? "";
  const labelled: Record<string, string> = accepted.includes("gzip")
    ? { "content-encoding": "deflate" }
    : {};
  return new Response(accepted.includes("deflate") ? deflated(body) : body, {
    headers: { "content-type": "application/json", ...labelled },
  });
}

function raw(call: Call): Response {
  const body = bodyOf(call, "states");
  if (body === undefined) return text("Not Found", { status: 404 });
  return new Response(deflated(body));
}

function deflated(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
}
