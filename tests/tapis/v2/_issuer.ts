/** A request that an issuer got. */
export interface Asked {
  /** The method and the path. */
  readonly place: string;
  /** The `Authorization` header. */
  readonly authorization: string | null;
  /** The body. */
  readonly body: string;
}

/** A tenant whose refresh tokens are good for one use, and whose pairs are numbered. */
export interface Issuer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  /** The number of the pair it issued last. */
  readonly last: () => number;
  /** What it was asked. */
  readonly asked: Asked[];
  /** The bodies of what `/token` was asked. */
  readonly grants: () => string[];
}

/** How an issuer behaves where it does not as usual. */
export interface IssuerOptions {
  /** The answer to a call whose token is not the last one's. */
  readonly refusal?: () => Response;
  /** The answer of `/token`, in place of the usual one. */
  readonly grant?: (
    form: URLSearchParams,
    pair: number,
  ) => Response | undefined | Promise<Response | undefined>;
}

/** Starts an issuer; every password grant succeeds. */
export function startIssuer(options: IssuerOptions = {}): Issuer {
  let last = 0;
  const asked: Asked[] = [];
  const token = async (form: URLSearchParams): Promise<Response> => {
    const isSpent = form.get("grant_type") === "refresh_token" &&
      form.get("refresh_token") !== `refresh-${last}`;
    if (isSpent) return Response.json({ error: "invalid_grant" }, { status: 400 });
    last++;
    return await options.grant?.(form, last) ?? Response.json({
      scope: "default",
      token_type: "bearer",
      expires_in: 14_400,
      refresh_token: `refresh-${last}`,
      access_token: `access-${last}`,
    });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const authorization = request.headers.get("authorization");
    asked.push({ place: `${request.method} ${pathname}`, authorization, body });
    if (pathname === "/token") return await token(new URLSearchParams(body));
    if (authorization === `Bearer access-${last}`) {
      return Response.json({ status: "success", result: { username: "taco" } });
    }
    return options.refusal?.() ?? Response.json({ fault: { code: 900904 } }, { status: 401 });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    last: () => last,
    grants: () => asked.filter(({ place }) => place === "POST /token").map(({ body }) => body),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
