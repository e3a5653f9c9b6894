/** GET with a body, which `fetch` refuses and some services want. */

/** Statuses that a `Response` takes without a body alone. */
const bodyless = [204, 205, 304];

/**
 * A `fetch` for requests that have a body although they are GETs.
 *
 * @param input The URL.
 * @param init Headers, body (bytes or text), signal.
 */
export async function getWithBody(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const url = String(input);
  const [{ request }, { Readable }] = await Promise.all([
    url.startsWith("https:") ? import("node:https") : import("node:http"),
    import("node:stream"),
  ]);
  const body = await new Response(init.body).bytes();
  const headers = {
    ...Object.fromEntries(new Headers(init.headers)),
    "content-length": body.length,
  };
  const signal = init.signal ?? undefined;
  return await new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: "GET", headers, ...(signal ? { signal } : {}) },
      (answer) => {
        const replied = new Headers();
        for (const [name, value] of Object.entries(answer.headers)) {
          if (value !== undefined) replied.set(name, String(value));
        }
        const status = answer.statusCode ?? 502;
        const stream = bodyless.includes(status) ? null : Readable.toWeb(answer);
        if (stream === null) answer.resume();
        resolve(new Response(stream as ReadableStream | null, { status, headers: replied }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
