import { assert } from "@std/assert";
import * as auth from "../../../src/globus/auth/mod.ts";
import { isApiError } from "../../../src/http/reply/errors.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";
import type { Row } from "../comparison/_same_requests.ts";
import { camelCase, type Fields, pythonic } from "./_transfer_calls.ts";

const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
const verifier = "v".repeat(43);

/** The one person whom every sandbox knows. */
const ferry = {
  username: "ferry@sandbox.example.org",
  name: "Sandy Ferry",
  email: "ferry@sandbox.example.org",
};

/** Which client calls: an app without a secret, one with it, or somebody with a token. */
type Who = "native" | "app" | "person";

/** The calls, in the two sandboxes: the other program's, and keyferry's. */
export function rowsOf(
  theirs: Sandbox,
  ours: Sandbox,
  fetch = globalThis.fetch,
): readonly Row[] {
  const { globusApps, globusClient, globusColleague } = ours.tokens;
  const options = { baseUrl: ours.url, fetch };
  const active = {
    active: true,
    client_id: globusClient.id,
    scope: globusClient.serviceScope,
    username: ferry.username,
  };
  const kept = new Map<string, unknown>();
  const clients = {
    native: auth.nativeAppAuthClient(globusApps.other, options),
    app: auth.confidentialAppAuthClient(globusClient.id, globusClient.secret, options),
  };

  function clientOf(who: Who): object {
    const client = who === "person" ? kept.get("person") : clients[who];
    assert(typeof client === "object" && client !== null, `${who} has a client`);
    return client;
  }

  function step(who: Who, name: string, args: readonly unknown[], more: Step = {}): Row {
    const { options = {}, keep = "", expected } = more;
    return {
      name,
      theirs: ["step", { client: who, name, args, options: pythonic(options), keep }],
      async ours() {
        const client = clientOf(who);
        const method: unknown = Reflect.get(client, ourName(name));
        assert(typeof method === "function", `${ourName(name)} is a method`);
        const given = args.map((value) => resolved(value, kept));
        const last = more.options === undefined ? [] : [more.options];
        const told = await Reflect.apply(method, client, [...given, ...last]).catch(refused);
        kept.set(keep, told);
        return told;
      },
      ...(expected === undefined ? {} : { expected }),
    };
  }

  /** A login of an app: its address, a person who allows it, and the code spent. */
  function login(who: "native" | "app", flow: Fields, keep: string): Row[] {
    const parameters = { session_message: "é & more" };
    return [
      {
        name: "oauth2_get_authorize_url",
        theirs: ["authorize_url", { client: who, flow: pythonic(flow), params: parameters }],
        async ours() {
          const { redirectUri, ...rest } = flow;
          const started = who === "native"
            ? clients.native.oauth2StartFlow(flow)
            : clients.app.oauth2StartFlow(String(redirectUri), rest);
          kept.set("flow", started);
          const url = await started.getAuthorizeUrl(parameters);
          kept.set("url", url);
          return [url.split("?")[0], [...new URL(url).searchParams]];
        },
      },
      {
        name: "a person's answer",
        theirs: ["approve", { page_url: theirs.pageUrl }],
        async ours() {
          const shown = await answerLoginPage(ours, String(kept.get("url")));
          kept.set("code", new URL(shown).searchParams.get("code"));
          return null;
        },
      },
      {
        name: "oauth2_exchange_code_for_tokens",
        theirs: ["step", {
          client: who,
          name: "oauth2_exchange_code_for_tokens",
          args: ["$code"],
          options: {},
          keep,
        }],
        async ours() {
          const started = kept.get("flow") as auth.OAuthFlow;
          kept.set(keep, await started.exchangeCodeForTokens(String(kept.get("code"))));
          return kept.get(keep);
        },
      },
    ];
  }

  return [
    ...login("native", {
      requestedScopes: ["openid", "profile", "email", all],
      refreshTokens: true,
      verifier,
      prefillNamedGrant: "a laptop",
    }, "login"),
    step("native", "oauth2_refresh_token", ["$login.refresh_token"]),
    step("native", "oauth2_refresh_token", ["$login.other_tokens.0.refresh_token"]),
    {
      name: "a client with that token",
      theirs: ["log_in", { token: "$login.access_token" }],
      ours() {
        const authorizer = auth.accessTokenAuthorizer(
          String(resolved("$login.access_token", kept)),
        );
        kept.set("person", auth.authClient({ authorizer, ...options }));
        return Promise.resolve(null);
      },
    },
    step("person", "userinfo", [], {
      expected: { preferred_username: ferry.username, name: ferry.name, email: ferry.email },
    }),
    step("person", "get_identities", [], {
      expected: {
        identities: [ferry, { username: "new+é@sandbox.example.org", status: "unused" }],
      },
      options: { usernames: ["ferry@sandbox.example.org", "new+é@sandbox.example.org"] },
    }),
    step("person", "get_identities", [], {
      expected: { identities: [{ username: "later@sandbox.example.org", status: "unused" }] },
      options: { usernames: "later@sandbox.example.org", provision: true },
    }),
    step("person", "get_identities", [], {
      expected: {
        identities: [{
          id: globusColleague.id,
          username: globusColleague.username,
          status: "used",
        }],
      },
      options: { ids: [globusColleague.id] },
    }),
    ...login("app", {
      redirectUri: "http://localhost:5000/login",
      requestedScopes: [globusClient.serviceScope],
      state: "mine é",
      refreshTokens: true,
    }, "service"),
    step("app", "oauth2_token_introspect", ["$service.access_token"], { expected: active }),
    step("app", "oauth2_token_introspect", ["$service.access_token"], {
      expected: active,
      options: { include: "identity_set,session_info" },
    }),
    step("app", "oauth2_get_dependent_tokens", ["$service.access_token"], {
      expected: [{ resource_server: "groups.api.globus.org" }, { scope: all }],
    }),
    step("app", "oauth2_get_dependent_tokens", ["$service.access_token"], {
      options: { refreshTokens: true, scope: [all] },
    }),
    step("app", "oauth2_refresh_token", ["$service.refresh_token"]),
    {
      name: "oauth2_client_credentials_tokens",
      theirs: ["step", {
        client: "app",
        name: "oauth2_client_credentials_tokens",
        args: [all],
        options: {},
        keep: "own",
      }],
      ours: () => clients.app.oauth2ClientCredentialsTokens({ requestedScopes: all }),
    },
    step("app", "oauth2_revoke_token", ["$service.access_token"]),
    step("app", "oauth2_token_introspect", ["$service.access_token"], {
      expected: { active: false },
    }),
    step("native", "oauth2_revoke_token", ["$login.refresh_token"]),
    step("native", "oauth2_revoke_token", ["$login.refresh_token"]),
    step("native", "oauth2_refresh_token", ["$login.refresh_token"], {
      expected: { refused: 401 },
    }),
    step("person", "userinfo", [], { expected: { refused: 401 } }),
  ];
}

interface Step {
  /** Options, by keyferry's names. */
  readonly options?: Fields;
  /** The name under which the answer is kept. */
  readonly keep?: string;
  /** What both must be answered: of a step that reads. */
  readonly expected?: unknown;
}

/** keyferry's name for a method of the SDK's. */
function ourName(name: string): string {
  return name === "userinfo" ? "oauth2Userinfo" : camelCase(name);
}

function refused(error: unknown): unknown {
  if (!isApiError(error)) throw error;
  return { refused: error.status };
}

function resolved(value: unknown, kept: ReadonlyMap<string, unknown>): unknown {
  if (typeof value !== "string" || !value.startsWith("$")) return value;
  const [name = "", ...path] = value.slice(1).split(".");
  return path.reduce<unknown>((at, key) => (at as Fields)[key], kept.get(name));
}
