import type { Call } from "../server/call.ts";
import { json } from "../server/reply.ts";
import type { Handler, Route } from "../server/router.ts";

type Document = Readonly<Record<string, unknown>>;

/** Where a list has its items. */
const itemKeys = ["DATA", "shared_endpoints"] as const;

/** A route whose answer has only the members that `fields` of the query names, where it names some. */
export function withWantedFields(route: Route): Route {
  return route.method === "GET" ? { ...route, handler: wanting(route.handler) } : route;
}

function wanting(handler: Handler): Handler {
  return async (call: Call) => {
    const response = await handler(call);
    const fields = call.url.searchParams.get("fields");
    if (!fields || response.status !== 200) return response;
    // A document always says what kind it is.
    return json(limited(await response.json(), ["DATA_TYPE", ...fields.split(",")]));
  };
}

/** Of a list, the items are limited; of an endpoint, `DATA` has its servers. */
function limited(document: Document, names: readonly string[]): Document {
  const key = itemKeys.find((key) => Array.isArray(document[key]));
  if (key === undefined || document.DATA_TYPE === "endpoint") return only(document, names);
  const items = document[key] as readonly Document[];
  return { ...document, [key]: items.map((item) => only(item, names)) };
}

function only(document: Document, names: readonly string[]): Document {
  return Object.fromEntries(Object.entries(document).filter(([name]) => names.includes(name)));
}
