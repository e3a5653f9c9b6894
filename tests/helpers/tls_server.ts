import { fromFileUrl } from "@std/path/from-file-url";

/** Where the certificate of the authority lies that signed the server's; for `DENO_CERT`. */
export const authority = fromFileUrl(new URL("../fixtures/tls/ca.pem", import.meta.url));

/** A server on loopback over TLS, for `localhost` and `127.0.0.1`, signed by an {@linkcode authority} of its own. */
export async function startTlsServer(
  handler: (request: Request) => Response | Promise<Response>,
): Promise<{ readonly url: string; readonly port: number } & AsyncDisposable> {
  const read = (name: string): Promise<string> => {
    return Deno.readTextFile(new URL(`../fixtures/tls/${name}`, import.meta.url));
  };
  const [cert, key] = [await read("localhost.pem"), await read("localhost.key")];
  const where = { hostname: "127.0.0.1", port: 0, onListen(): void {} };
  const server = Deno.serve({ ...where, cert, key }, handler);
  const { port } = server.addr;
  return { url: `https://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: () => server.shutdown() };
}
