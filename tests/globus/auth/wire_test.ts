import { assertEquals } from "@std/assert";
import recorded from "../../fixtures/globus_auth_sdk_1_1_0.json" with { type: "json" };
import {
  accessTokenAuthorizer,
  authClient,
  confidentialAppAuthClient,
  nativeAppAuthClient,
} from "../../../src/globus/auth/mod.ts";
import { type SeenRequest, startRawServer } from "../../helpers/servers/raw_server.ts";

const clientId = "c-i/d+1:2";
const [portalId, portalSecret] = ["c-i/d+1", "s:e+c/r-e"];

interface Flow {
  readonly verifier?: string;
  readonly requested_scopes?: string | string[];
  readonly redirect_uri?: string;
  readonly state?: string;
  readonly refresh_tokens?: boolean;
  readonly prefill_named_grant?: string;
}

/** A flow's arguments under our names. */
function flowOptions(flow: Flow) {
  const { requested_scopes, redirect_uri, state, refresh_tokens, prefill_named_grant } = flow;
  return {
    ...(flow.verifier === undefined ? {} : { verifier: flow.verifier }),
    ...(requested_scopes === undefined ? {} : { requestedScopes: requested_scopes }),
    ...(redirect_uri === undefined ? {} : { redirectUri: redirect_uri }),
    ...(state === undefined ? {} : { state }),
    ...(refresh_tokens === undefined ? {} : { refreshTokens: refresh_tokens }),
    ...(prefill_named_grant === undefined ? {} : { prefillNamedGrant: prefill_named_grant }),
  };
}

Deno.test("getAuthorizeUrl() gives the addresses of globus-sdk 1.1.0, byte for byte", async () => {
  for (const { client, flow, params, url } of recorded.urls) {
    // A redirect to us has a random state; the real one sends this for want of another.
    const options = { state: "_default", ...flowOptions(flow) };
    const { redirectUri: _, ...app } = options;
    const started = client === "native"
      ? nativeAppAuthClient(clientId).oauth2StartFlow(options)
      : confidentialAppAuthClient(portalId, portalSecret).oauth2StartFlow(
        flow.redirect_uri ?? "",
        app,
      );
    assertEquals(await started.getAuthorizeUrl(params), url);
  }
});

/** What a test server has to answer so that each call ends well. */
function answerTo({ body }: SeenRequest): { json: unknown } {
  const token = { access_token: "a", resource_server: "r", scope: "s", expires_in: 1 };
  if (body.includes("dependent_token")) return { json: [] };
  return { json: { ...token, other_tokens: [], identities: [], active: true, sub: "i" } };
}

/** The calls of the record, each as it is written with keyferry. */
function calls(baseUrl: string): Record<string, Record<string, () => Promise<unknown>>> {
  const anyClient = (client: ReturnType<typeof authClient>) => ({
    "refresh": () => client.oauth2RefreshToken("r-t"),
    "refresh+": () =>
      client.oauth2RefreshToken("r-t", { additionalParams: { x: "y", refresh_token: "z" } }),
    "validate": () => client.oauth2ValidateToken("t"),
    "validate+": () => client.oauth2ValidateToken("t", { additionalParams: { x: "y" } }),
    "revoke": () => client.oauth2RevokeToken("t"),
    "token": () => client.oauth2Token({ a: "b" }),
    "userinfo": () => client.oauth2Userinfo(),
    "ids1": () => client.getIdentities({ usernames: "a@b,c@d" }),
    "ids2": () => client.getIdentities({ usernames: ["a@b", "c@d"], provision: true }),
    "ids3": () => client.getIdentities({ ids: ["1", "2"], provision: true }),
    "ids4": () => client.getIdentities({ ids: "1", params: { x: "y" } }),
  });
  const native = nativeAppAuthClient(clientId, { baseUrl });
  const portal = confidentialAppAuthClient(portalId, portalSecret, { baseUrl });
  const code = "c o+d/e";
  return {
    "auth": anyClient(authClient({ baseUrl })),
    "auth+id": anyClient(authClient({ baseUrl, clientId })),
    "auth+id+token": anyClient(
      authClient({ baseUrl, clientId, authorizer: accessTokenAuthorizer("tok") }),
    ),
    "native": {
      ...anyClient(native),
      "code": () => {
        const flow = native.oauth2StartFlow({ verifier: "a".repeat(43) });
        return native.oauth2ExchangeCodeForTokens(flow, code);
      },
    },
    "confidential": {
      ...anyClient(portal),
      "cc": () => portal.oauth2ClientCredentialsTokens(),
      "cc+": () => portal.oauth2ClientCredentialsTokens({ requestedScopes: ["a", "b"] }),
      "dep": () => portal.oauth2GetDependentTokens("t"),
      "intro": () => portal.oauth2TokenIntrospect("t"),
      "intro+": () => portal.oauth2TokenIntrospect("t", { include: "identity_set" }),
      "code": () =>
        portal.oauth2StartFlow("http://localhost:5000/login").exchangeCodeForTokens(code),
    },
  };
}

Deno.test("every Auth call is sent as globus-sdk 1.1.0 sends it: path, credential, form", async () => {
  await using server = startRawServer(answerTo);
  const ours = calls(server.url);
  const sent: string[] = [];
  for (const { client, call, method, path, authorization, form } of recorded.calls) {
    const name = `${client} ${call}`;
    await ours[client]?.[call]?.();
    sent.push(name);
    const request = server.requests[sent.length - 1];
    assertEquals(request?.method, method, name);
    assertEquals(request?.headers.get("authorization") ?? null, authorization, name);
    const [was, is] = [path, request?.target ?? ""].map((target) => new URL(target, server.url));
    assertEquals(is?.pathname, was?.pathname, name);
    assertEquals(Object.fromEntries(is?.searchParams ?? []), {
      ...Object.fromEntries(was?.searchParams ?? []),
    }, name);
    const expected = Object.entries(form ?? {}).map(([field, value]): [string, string] => {
      return [field, value.replace("{base}", server.url)];
    });
    assertEquals(
      new Map(new URLSearchParams(request?.body)),
      new Map(expected),
      name,
    );
  }
  const known = Object.entries(ours).flatMap(([client, all]) => {
    return Object.keys(all).map((call) => `${client} ${call}`);
  });
  // Version 1.1.0 has no such argument on a native client.
  assertEquals(known.filter((name) => !sent.includes(name)), ["native refresh+"]);
});

Deno.test("a name for the client goes into User-Agent", async () => {
  await using server = startRawServer(answerTo);
  const client = nativeAppAuthClient(clientId, { baseUrl: server.url, appName: "my app" });
  await client.oauth2RevokeToken("t");
  assertEquals(server.requests[0]?.headers.get("user-agent")?.endsWith(" my app"), true);
});
