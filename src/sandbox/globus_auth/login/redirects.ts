import type { World } from "../../world.ts";
import type { RegisteredClient } from "../clients.ts";

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** The page that shows a code to be copied. */
export function codePage(world: World): string {
  return `${world.origin}/v2/web/auth-code`;
}

function isLoopback(text: string): boolean {
  // URL would drop line breaks and tabs, which must not reach a header.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes("#") || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  return protocol === "http:" && loopback.includes(hostname) && username === "" && password === "";
}

/**
 * Whether a login may end at an address: the page that shows the code, for a native app, and what
 * an installation made of one, any address of this machine, for another client with a secret the ones
 * it has registered.
 */
export function mayRedirect(world: World, client: RegisteredClient, address: string): boolean {
  if (address === codePage(world)) return true;
  if (client.secret === undefined || client.template !== undefined) return isLoopback(address);
  const registered = world.globusAuth.options.redirectUris ?? ["http://localhost:5000/login"];
  return registered.includes(address) && /^[\x21-\x7e]+$/.test(address);
}

/** An address with further parameters, its own ones left as they are. */
export function withParameters(
  address: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.append(name, value);
  }
  return `${address}${address.includes("?") ? "&" : "?"}${query}`;
}
