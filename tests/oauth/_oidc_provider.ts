/**
 * An authorization server that is not ours: npm's oidc-provider, at the paths that Globus Auth has. Run
 * as a process of its own; it prints its address and ends with its standard input. Everybody who comes
 * to its login page is logged in as "ada" and consents.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// Not in deno.json: Deno fetches what that names for each of its tasks, the demo too.
// deno-lint-ignore no-import-prefix
import Provider from "npm:oidc-provider@^9.13.0";

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: "native",
        application_type: "native",
        token_endpoint_auth_method: "none",
        redirect_uris: ["http://127.0.0.1/"],
        grant_types: ["authorization_code", "refresh_token"],
      },
      {
        client_id: "portal",
        client_secret: "a-secret-of-the-portal",
        redirect_uris: ["https://portal.example.org/login"],
        grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      },
    ],
    routes: {
      authorization: "/v2/oauth2/authorize",
      token: "/v2/oauth2/token",
      revocation: "/v2/oauth2/token/revoke",
      introspection: "/v2/oauth2/token/introspect",
      userinfo: "/v2/oauth2/userinfo",
      jwks: "/jwk.json",
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
    },
    pkce: { required: (_: unknown, client: { clientId: string }) => client.clientId === "native" },
    claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
    conformIdTokenClaims: false,
    scopes: ["openid", "profile", "email", "jobs"],
    issueRefreshToken: () => true,
    cookies: { keys: ["made-up"] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, name: "Ada", email: "ada@example.org" }),
    }),
  });
  const answer = provider.callback();
  server.on("request", async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return answer(request, response);
    const { params, session, prompt } = await provider.interactionDetails(request, response);
    const accountId = session?.accountId ?? "ada";
    if (prompt.name === "login") {
      return await provider.interactionFinished(request, response, { login: { accountId } });
    }
    const grant = new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent });
  });
  // deno-lint-ignore no-console -- how its address is told
  console.log(origin);
});

for await (const _ of Deno.stdin.readable) {
  // Nobody writes to it; it ends with the test.
}
Deno.exit(0);
