import { fromFileUrl } from "@std/path/from-file-url";

/** Where the certificate of the authority is that signed the server's; for `DENO_CERT`. */
export const authority = fromFileUrl(new URL("../../fixtures/tls/ca.pem", import.meta.url));

/**
 * A server on loopback over TLS.
 *
 * @param handler Answers.
 * @param certificate Which one it shows: for `localhost` and `127.0.0.1`, or for another name. Both are
 * signed by an {@linkcode authority} of the tests.
 */
export async function startTlsServer(
  handler: (request: Request) => Response | Promise<Response>,
  certificate: "localhost" | "elsewhere" = "localhost",
): Promise<{ readonly url: string; readonly port: number } & AsyncDisposable> {
  const read = (name: string): Promise<string> => {
    return Deno.readTextFile(new URL(`../../fixtures/tls/${name}`, import.meta.url));
  };
  const [cert, key] = [await read(`${certificate}.pem`), await read("localhost.key")];
  const where = { hostname: "127.0.0.1", port: 0, onListen(): void {} };
  const server = Deno.serve({ ...where, cert, key }, handler);
  const { port } = server.addr;
  return { url: `https://127.0.0.1:${port}`, port, [Symbol.asyncDispose]: () => server.shutdown() };
}
