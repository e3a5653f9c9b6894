/** A client that the server knows. */
export interface KnownClient {
  /** Its secret; a native app has none. */
  readonly secret?: string;
}

/** A refresh token that the server takes. */
export interface KnownToken {
  /** Whose it is. */
  readonly client: string;
  /** What it is for. */
  readonly server: string;
}

/** How the server behaves. */
export interface AuthServerOptions {
  /** Clients by id. */
  readonly clients: Readonly<Record<string, KnownClient>>;
  /** Refresh tokens. */
  readonly tokens?: Readonly<Record<string, KnownToken>>;
  /** Whether a refresh token is good for one use and brings the next one. */
  readonly singleUse?: boolean;
  /** Changes a good reply before it is sent. */
  readonly change?: (reply: Record<string, unknown>) => unknown;
  /** Is waited for when a token was granted, before the answer is sent. */
  readonly onGrant?: () => Promise<unknown> | void;
  /** Refuses one call with this access token, however good. */
  readonly refuse?: string;
}

/** A grant as it was asked for. */
export interface AskedGrant {
  /** The form. */
  readonly form: Readonly<Record<string, string>>;
  /** The Authorization header. */
  readonly authorization: string | null;
  /** The status of the reply. */
  readonly status: number;
}

/** A server that grants tokens, and tells any other call which token it came with. */
export interface AuthServer extends AsyncDisposable {
  /** Its origin. */
  readonly url: string;
  /** Every grant that was asked for. */
  readonly grants: readonly AskedGrant[];
  /** The tokens of every other call. */
  readonly calls: readonly (string | null)[];
}

/** Starts a server that is written from RFC 6749 and Globus Auth's replies, not from the client. */
export function startAuthServer(options: AuthServerOptions): AuthServer {
  const tokens = new Map(Object.entries(options.tokens ?? {}));
  const grants: AskedGrant[] = [];
  const calls: (string | null)[] = [];
  let refuse = options.refuse;
  let count = 0;
  const answer = (form: URLSearchParams, authorization: string | null): [number, unknown] => {
    const named = clientOf(form, authorization, options.clients);
    if (named === undefined) return [401, { error: "invalid_client" }];
    const asked = form.get("refresh_token") ?? "";
    const known = form.get("grant_type") === "refresh_token" ? tokens.get(asked) : {
      client: named,
      server: form.get("scope")?.includes("transfer")
        ? "transfer.api.globus.org"
        : "auth.globus.org",
    };
    if (known?.client !== named) return [400, { error: "invalid_grant" }];
    count++;
    const reply: Record<string, unknown> = {
      access_token: `granted-${count}`,
      scope: form.get("scope") ?? "urn:globus:auth:scope:transfer.api.globus.org:all",
      expires_in: 172_800,
      token_type: "Bearer",
      resource_server: known.server,
      other_tokens: [],
    };
    if (options.singleUse && asked !== "") {
      tokens.delete(asked);
      reply.refresh_token = `next-${count}`;
      tokens.set(`next-${count}`, known);
    }
    return [200, options.change?.(reply) ?? reply];
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const authorization = request.headers.get("authorization");
    const { pathname } = new URL(request.url);
    if (pathname !== "/v2/oauth2/token") {
      await request.body?.cancel();
      calls.push(authorization);
      const refused = authorization === `Bearer ${refuse}`;
      if (refused) refuse = undefined;
      return Response.json({ authorization }, { status: refused ? 401 : 200 });
    }
    const form = new URLSearchParams(await request.text());
    const [status, body] = answer(form, authorization);
    grants.push({ form: Object.fromEntries(form), authorization, status });
    await options.onGrant?.();
    return Response.json(body, { status });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    grants,
    calls,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function clientOf(
  form: URLSearchParams,
  authorization: string | null,
  clients: Readonly<Record<string, KnownClient>>,
): string | undefined {
  const pair = authorization === null ? "" : atob(authorization.replace("Basic ", ""));
  const colon = pair.indexOf(":");
  const [id, secret] = authorization === null
    ? [form.get("client_id") ?? "", undefined]
    : [pair.slice(0, colon), pair.slice(colon + 1)];
  const known = clients[id];
  return known !== undefined && known.secret === secret ? id : undefined;
}
