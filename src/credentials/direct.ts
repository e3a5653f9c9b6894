/** Requests to this machine, which no proxy gets to see. */

import { isLoopback } from "./destination.ts";
import { isGranted } from "./permissions.ts";

/** How a request is sent, where not by Deno's own connections. */
export type Way =
  /** As Deno does by itself. */
  | "usual"
  /** By a client that goes to this machine whatever proxy is set. */
  | { readonly client: Deno.HttpClient }
  /** Over a connection that is opened for it: such a client speaks no TLS, and Deno 2.5.0 has none. */
  | "raw";

const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => {
  return [name, name.toLowerCase()];
});

let proxied: boolean | undefined;

/**
 * Whether Deno may send requests through a proxy. It reads the variables once, with the first request:
 * later changes, `NO_PROXY` among them, are not heeded. What may not be read may be set.
 */
function mayBeProxied(): boolean {
  return proxied ??= names.some((variable) => {
    return !isGranted({ name: "env", variable }) || Boolean(Deno.env.get(variable));
  });
}

const clients = new Map<string, Deno.HttpClient>();

/**
 * How a request goes to its address and nowhere else: with `HTTP_PROXY` set, Deno would send what is for
 * this machine through the proxy, a token in clear.
 *
 * @param url Where the request goes.
 */
export function wayTo(url: URL): Way {
  if (!isLoopback(url) || !mayBeProxied()) return "usual";
  if (url.protocol === "https:") return "raw";
  const client = clients.get(url.origin) ?? directClient(url);
  if (client === undefined) return "raw";
  clients.set(url.origin, client);
  return { client };
}

/** A proxy by form, this machine's own server in fact: no other form is direct. */
function directClient({ hostname, port }: URL): Deno.HttpClient | undefined {
  try {
    return Deno.createHttpClient({
      proxy: { transport: "tcp", hostname, port: Number(port || 80) },
    });
  } catch {
    return undefined;
  }
}
