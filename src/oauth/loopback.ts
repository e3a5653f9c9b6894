/** The address on this machine that a browser comes back to after a login (RFC 8252 section 7.3). */

import { demandPermissions } from "../credentials/demand_permissions.ts";
import { LoginError } from "../credentials/errors/login_error.ts";
import { type LoopbackPage, pageResponse } from "./loopback_page.ts";
import { readTarget } from "./read_target.ts";

/** A server that waits for a browser to come back. */
export interface Loopback extends AsyncDisposable {
  /** Where the browser is to come back to. */
  readonly redirectUri: string;
}

/** How a {@linkcode Loopback} waits. */
export interface LoopbackOptions {
  /** The path that the browser comes back to. @default {"/"} */
  readonly path?: string | undefined;
  /** How long a connection may take to ask, and to take its answer, in milliseconds. @default {10000} */
  readonly connectionMs?: number | undefined;
}

/** How long a page may take to reach the browser once the login is over, in milliseconds. */
const graceMs = 1000;

/**
 * Waits on 127.0.0.1, at a free port, for a browser to come back from a login. Everything else that
 * asks (an icon, a probe, another host's name) gets 404 and changes nothing. It speaks just enough HTTP
 * for that, by itself: Deno's own server would put the address of each request, and with it the code or
 * the token, into what it exports for OpenTelemetry.
 *
 * @param answered Is given the parameters of what came to the path, and says what the browser shows;
 * nothing where they do not answer a login.
 * @param options Where, and for how long.
 * @throws {PermissionNeededError} When Deno does not allow to listen there.
 * @throws {LoginError} When the machine does not.
 */
export function startLoopback(
  answered: (parameters: URLSearchParams) => Promise<LoopbackPage | undefined>,
  options: LoopbackOptions = {},
): Loopback {
  const { path = "/", connectionMs = 10_000 } = options;
  demandPermissions("Cannot wait for the browser", [{ name: "net", host: "127.0.0.1" }]);
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  } catch (cause) {
    throw new LoginError("nobody there", "Cannot wait for the browser on 127.0.0.1", { cause });
  }
  const host = `127.0.0.1:${listener.addr.port}`;
  const visits = new Set<Visit>();
  const serve = async (visit: Visit): Promise<void> => {
    const { connection } = visit;
    let timer = setTimeout(() => close(connection), connectionMs);
    try {
      const target = await readTarget(connection, host);
      visit.hasAsked = true;
      clearTimeout(timer);
      const page = target?.pathname === path ? await answered(target.searchParams) : undefined;
      timer = setTimeout(() => close(connection), connectionMs);
      await send(connection, page === undefined ? notHere() : pageResponse(page));
    } catch {
      // Whoever asked went away, or took too long. How the login went is told to who waits for it.
    } finally {
      clearTimeout(timer);
      close(connection);
      visits.delete(visit);
    }
  };
  const accepting = (async () => {
    for await (const connection of connectionsOf(listener)) {
      const visit: Visit = { connection, hasAsked: false, over: Promise.resolve() };
      visits.add(visit);
      visit.over = serve(visit);
    }
  })();
  return {
    redirectUri: `http://${host}${path === "/" ? "" : path}`,
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      await accepting;
      // A browser may hold a connection open without ever using it.
      for (const { connection, hasAsked } of visits) if (!hasAsked) close(connection);
      const forced = setTimeout(() => visits.forEach((visit) => close(visit.connection)), graceMs);
      await Promise.all(Array.from(visits, ({ over }) => over));
      clearTimeout(forced);
    },
  };
}

interface Visit {
  readonly connection: Deno.TcpConn;
  /** Whether its request was read, so that it waits for an answer. */
  hasAsked: boolean;
  /** Settles when it is closed. */
  over: Promise<void>;
}

/** The connections that come in, until the listener is closed. */
async function* connectionsOf(listener: Deno.TcpListener): AsyncGenerator<Deno.TcpConn> {
  while (true) {
    try {
      yield await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
        return;
      }
      // One that was gone before it was taken, or too many open files just now.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function send(connection: Deno.TcpConn, response: Response): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer());
  const lines = [
    `HTTP/1.1 ${response.status} ${response.ok ? "OK" : "Not this"}`,
    ...Array.from(response.headers, ([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
    "connection: close",
  ];
  const head = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`);
  const writer = connection.writable.getWriter();
  await writer.write(head);
  await writer.write(body);
  // Closed while there is something to read, a connection may take its answer back.
  await connection.closeWrite();
  const rest = new Uint8Array(1024);
  while (await connection.read(rest) !== null);
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function notHere(): Response {
  return new Response("Not found", {
    status: 404,
    headers: { "content-type": "text/plain", "cache-control": "no-store" },
  });
}
