/** The address on this machine that a browser comes back to after a login (RFC 8252 section 7.3). */

import { PermissionNeededError } from "../credentials/errors.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { LoginError } from "./login_error.ts";
import { isAnswer } from "./login_answer.ts";
import { type LoopbackPage, pageResponse } from "./loopback_page.ts";

/** A server that waits for a browser to come back. */
export interface Loopback extends AsyncDisposable {
  /** Where the browser is to come back to. */
  readonly redirectUri: string;
}

/** How long a page may take to reach the browser once the login is over, in milliseconds. */
const graceMs = 1000;

/**
 * Waits on 127.0.0.1, at a free port, for a browser to come back from a login. Everything else that
 * asks (an icon, a probe, another host's name) gets 404 and changes nothing.
 *
 * @param answered Is given the parameters of each answer, and says what the browser shows.
 * @throws {PermissionNeededError} When Deno does not allow to listen there.
 * @throws {LoginError} When the machine does not.
 */
export function startLoopback(
  answered: (parameters: URLSearchParams) => Promise<LoopbackPage>,
): Loopback {
  const missing = missingPermissions([{ name: "net", host: "127.0.0.1" }]);
  if (missing.length > 0) {
    throw new PermissionNeededError("Cannot wait for the browser", permissionFlags(missing));
  }
  const forced = new AbortController();
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, signal: forced.signal, onListen() {} },
      async (request) => {
        const { host, pathname, searchParams } = new URL(request.url);
        const isOurs = host === `127.0.0.1:${server.addr.port}` && pathname === "/" &&
          request.method === "GET" && isAnswer(searchParams);
        return isOurs ? pageResponse(await answered(searchParams)) : notHere();
      },
    );
  } catch (cause) {
    throw new LoginError("nobody there", "Cannot wait for the browser on 127.0.0.1", { cause });
  }
  return {
    redirectUri: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      // A browser may hold a connection open without ever using it.
      const timer = setTimeout(() => forced.abort(), graceMs);
      await server.shutdown();
      clearTimeout(timer);
    },
  };
}

function notHere(): Response {
  return new Response("Not found", { status: 404, headers: { connection: "close" } });
}
