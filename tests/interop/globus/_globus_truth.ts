import { authClient } from "../../../src/globus/auth/mod.ts";
import { loginParametersFor, requirementsIn } from "../../../src/globus/requirements.ts";
import { mergeScopes, parseScopes, type Scope } from "../../../src/globus/scopes.ts";
import { transferClient } from "../../../src/globus/transfer/mod.ts";
import { call } from "../../../src/http/call.ts";
import {
  ApiError,
  AuthorizationRequiredError,
  type AuthorizationRequirements,
} from "../../../src/http/reply/errors.ts";
import type { Fields } from "../comparison/_comparison.ts";
import { plain } from "../comparison/_named.ts";

/** An answer of Globus's, as globus-sdk has recorded it. */
export interface Recorded {
  readonly name: string;
  readonly service: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly kind: string;
}

/** Serves each recorded answer at an address that begins with its number. */
export function serve(
  recorded: readonly Recorded[],
): { readonly url: string; [Symbol.asyncDispose](): Promise<void> } {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const found = recorded[Number(new URL(request.url).pathname.split("/")[1])];
    if (found === undefined || request.method !== found.method) {
      return new Response("nothing was recorded here", { status: 599 });
    }
    const { status, body, headers, kind } = found;
    const bare = [101, 204, 205, 304].includes(status);
    return new Response(bare ? null : body, {
      status,
      headers: { "content-type": kind, ...headers },
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** What keyferry makes of each answer that a server gives again. */
export async function replay(recorded: readonly Recorded[], baseUrl: string): Promise<Fields[]> {
  const retry = { retries: 0 };
  const auth = authClient({ baseUrl, retry });
  const transfer = transferClient({ baseUrl, retry });
  return await Promise.all(recorded.map(async ({ service, method, path }, index) => {
    const client = service === "auth" ? auth : transfer;
    try {
      const { status, data } = await call(client, method, `/${index}${path}`);
      return { status, data: plain(data) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const requirements = error instanceof AuthorizationRequiredError
        ? error.requirements
        : undefined;
      return {
        status: error.status,
        data: plain(error.document),
        code: error.apiCode ?? null,
        request_id: error.requestId ?? null,
        message: error.explanation ?? null,
        gare: demandsOf(requirements),
      };
    }
  }));
}

/** Demands in the form in which globus-sdk tells them. */
export function demandsOf(requirements: AuthorizationRequirements | undefined): Fields | null {
  if (requirements === undefined) return null;
  const { requiredScopes: required_scopes = [], message: session_message } = requirements;
  return plain({
    ...loginParametersFor(requirements),
    session_message,
    ...(required_scopes.length === 0 ? {} : { required_scopes }),
  }) as Fields;
}

/** What an error asks of a person. */
export function gareIn(document: unknown): Fields {
  return { gare: demandsOf(requirementsIn(document)) };
}

type Tree = readonly [scope: string, optional: boolean, dependencies: readonly Tree[]];

/** A scope as a tree of which the order does not matter. */
function treeOf({ scope, optional, dependencies }: Scope): Tree {
  return [scope, optional, treesOf(dependencies)];
}

function treesOf(scopes: readonly Scope[]): Tree[] {
  const key = (tree: Tree): string => JSON.stringify(tree);
  return scopes.map(treeOf).toSorted((a, b) => key(a) < key(b) ? -1 : 1);
}

/** What keyferry reads in texts of scopes. */
export function scopesOf(...texts: readonly [string, ...string[]]): Fields {
  const [one, ...others] = texts;
  try {
    return { scopes: treesOf(others.length === 0 ? parseScopes(one) : mergeScopes(...texts)) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      refused: /depends on itself/.test(error.message) ? "depends on itself" : "not well formed",
    };
  }
}
