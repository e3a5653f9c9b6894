import { type Call, param } from "../server/call.ts";
import { json } from "../server/reply.ts";
import { get, post, type Route } from "../server/router.ts";
import { keepNewest, nextNumber, type Shelf } from "../kept/store.ts";
import { sentence, serverError } from "./flask.ts";

const large = { bodyLimit: 8 * 1024 * 1024 };
const base = "/nglstate/api/v1";

/** The state service. */
export function stateRoutes(): Route[] {
  return [
    get(`${base}/version`, () => json("0.7.2"), { open: true }),
    post(`${base}/post`, (call) => store(call, "states"), large),
    post(`${base}/post/{id}`, () => sentence("Requires superadmin privilege.", 403), large),
    post(`${base}/property/post`, (call) => store(call, "properties"), large),
    get(`${base}/property/{id}/info`, (call) => stored(call, "properties")),
    get(`${base}/raw/{id}`, raw),
    get(`${base}/{id}`, (call) => stored(call, "states")),
  ];
}

/** Beyond what a number holds, as the real ones may be. */
const firstId = 5123456789012345601n;

const mostStates = 10_000;
const mostCharacters = 64 * 1024 * 1024;

function keep(states: Shelf<string>, id: string, body: string): void {
  keepNewest(states, id, body, mostStates);
  let total = 0;
  for (const state of states.values()) total += state.length;
  for (const [old, state] of states) {
    if (total <= mostCharacters || old === id) return;
    states.delete(old);
    total -= state.length;
  }
}

const forms = /^(application\/x-www-form-urlencoded|multipart\/form-data)/i;

/** Any content type, none too, as long as it is JSON; of a form Flask keeps no body. */
async function store(call: Call, kind: "states" | "properties"): Promise<Response> {
  const isForm = forms.test(call.request.headers.get("content-type") ?? "");
  const body = isForm ? "" : await call.text();
  try {
    JSON.parse(body);
  } catch {
    return serverError();
  }
  const { cave, numbers } = call.world;
  const id = firstId + BigInt(nextNumber(numbers, "cave state", 0));
  keep(cave[kind], String(id), body);
  const where = kind === "states" ? base : `${base}/property`;
  return json(`${call.world.origin}${where}/${id}`);
}

function bodyOf(call: Call, kind: "states" | "properties"): string | undefined {
  const id = param(call, "id");
  return /^\d{1,20}$/.test(id) ? call.world.cave[kind].get(String(BigInt(id))) : undefined;
}

/**
 * What the real service does: it inflates what it stored only for callers that do not take `deflate`, and
 * says it is deflated to all that take `gzip`.
 */
function stored(call: Call, kind: "states" | "properties"): Response {
  const body = bodyOf(call, kind);
  if (body === undefined) return serverError();
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
  if (body === undefined) return serverError();
  return new Response(deflated(body));
}

function deflated(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
}
