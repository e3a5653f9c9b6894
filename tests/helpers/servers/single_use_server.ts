/** A server of all platforms whose refresh tokens are good for one use; written from their documents. */
export interface SingleUseServer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  /** How many refresh tokens were used. */
  readonly used: () => number;
  /** How often one was sent again after it was used. */
  readonly sentAgain: () => number;
  /** The tokens that other calls came with. */
  readonly calls: readonly string[];
}

/** How it behaves. */
export interface SingleUseOptions {
  /** What happens when a refresh token has been used, and its successor is not on the wire yet. */
  readonly between?: () => unknown;
  /** Answers before it looks at the token. */
  readonly first?: (request: Request) => Response | undefined;
}

/** The refresh token that is good at the beginning. */
export const firstRefreshToken = "refresh-0";

/** How long an access token lasts, in seconds. */
export const lifetime = 3600;

/** An unsigned JWT. */
export function jwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2ln`;
}

/** Starts it; `now` is the time, in milliseconds since 1970. */
export function startSingleUseServer(
  now: () => number,
  { between, first }: SingleUseOptions = {},
): SingleUseServer {
  let good = firstRefreshToken;
  let used = 0;
  let sentAgain = 0;
  const calls: string[] = [];
  const answers: Readonly<Record<string, () => unknown>> = {
    "/v2/oauth2/token": () => ({
      access_token: `access-${used}`,
      refresh_token: good,
      resource_server: "transfer.api.globus.org",
      scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
      expires_in: lifetime,
      token_type: "Bearer",
      other_tokens: [],
    }),
    "/token": () => ({
      access_token: `access-${used}`,
      refresh_token: good,
      scope: "default",
      token_type: "bearer",
      expires_in: lifetime,
    }),
    "/v3/oauth2/tokens": () => ({
      status: "success",
      message: "",
      version: "1.6.0",
      result: {
        access_token: {
          access_token: jwt({
            "tapis/username": "ada",
            jti: `${used}`,
            exp: Math.floor(now() / 1000) + lifetime,
          }),
          expires_in: lifetime,
        },
        refresh_token: { refresh_token: good, expires_in: 9 },
      },
    }),
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const early = first?.(request);
    if (early !== undefined) return early;
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const answer = answers[pathname];
    if (answer === undefined) {
      calls.push(
        request.headers.get("authorization") ?? request.headers.get("x-tapis-token") ?? "",
      );
      return Response.json({ status: "success", message: "", version: "1", result: {} });
    }
    const sent = body.startsWith("{")
      ? JSON.parse(body).refresh_token
      : new URLSearchParams(body).get("refresh_token");
    if (sent !== good) {
      sentAgain++;
      return Response.json({ error: "invalid_grant" }, { status: 400 });
    }
    used++;
    good = `refresh-${used}`;
    await between?.();
    return Response.json(answer());
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    used: () => used,
    sentAgain: () => sentAgain,
    calls,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
