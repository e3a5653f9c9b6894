import { assert, assertEquals, assertRejects } from "@std/assert";
import { ApiError, AuthorizationRequiredError } from "../../../src/http/reply/errors.ts";
import {
  accessTokenAuthorizer,
  authClient,
  confidentialAppAuthClient,
  nativeAppAuthClient,
} from "../../../src/globus/auth/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { answerLoginPage } from "../../helpers/sandbox_person.ts";

const transfer = "transfer.api.globus.org";

Deno.test("a native app's flow passes at the sandbox: code, id token, userinfo, refresh, revocation", async () => {
  for (const keyId of [true, false]) {
    await using sandbox = await startSandbox({ globusAuth: { keyId } });
    const baseUrl = sandbox.url;
    const native = nativeAppAuthClient(sandbox.tokens.globusApps.other, { baseUrl });
    const flow = native.oauth2StartFlow({
      redirectUri: "http://127.0.0.1:4567",
      refreshTokens: true,
    });
    const callback = await answerLoginPage(sandbox, await flow.getAuthorizeUrl());
    const tokens = await native.oauth2ExchangeCodeForTokens(flow, callback);
    assertEquals(Object.keys(tokens.byResourceServer).sort(), ["auth.globus.org", transfer]);
    await assertRejects(() => flow.exchangeCodeForTokens(callback), ApiError, "invalid_grant");

    const claims = await tokens.decodeIdToken();
    assertEquals([claims.aud, claims.iss], [sandbox.tokens.globusApps.other, baseUrl]);
    const token = tokens.byResourceServer["auth.globus.org"]?.access_token ?? "";
    const auth = authClient({ baseUrl, authorizer: accessTokenAuthorizer(token) });
    assertEquals((await auth.oauth2Userinfo()).sub, claims.sub);
    const [identity] = await auth.getIdentities({ ids: claims.sub });
    assertEquals(identity?.id, claims.sub);

    const refresh = tokens.byResourceServer[transfer]?.refresh_token ?? "";
    const next = await native.oauth2RefreshToken(refresh);
    assertEquals(Object.keys(next.byResourceServer), [transfer]);
    assertEquals((await native.oauth2ValidateToken(next.access_token)).active, true);
    assertEquals((await native.oauth2RevokeToken(refresh)).active, false);
    assertEquals((await native.oauth2ValidateToken(next.access_token)).active, false);
    await assertRejects(() => native.oauth2RefreshToken(refresh), ApiError, "invalid_grant");
  }
});

Deno.test("a flow with a verifier of another flow is refused, and its code is gone", async () => {
  await using sandbox = await startSandbox();
  const native = nativeAppAuthClient(sandbox.tokens.globusApps.other, { baseUrl: sandbox.url });
  const [flow, other] = [native.oauth2StartFlow(), native.oauth2StartFlow()];
  const callback = await answerLoginPage(sandbox, await flow.getAuthorizeUrl());
  await assertRejects(() => other.exchangeCodeForTokens(callback), ApiError, "invalid_grant");
  await assertRejects(() => flow.exchangeCodeForTokens(callback), ApiError, "invalid_grant");
});

Deno.test("an app's flow passes at the sandbox: code, introspection, dependent tokens, revocation", async () => {
  const redirectUri = "http://localhost:5000/login";
  await using sandbox = await startSandbox();
  const { id, secret, serviceScope } = sandbox.tokens.globusClient;
  const portal = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
  const flow = portal.oauth2StartFlow(redirectUri, {
    requestedScopes: ["openid", serviceScope],
    refreshTokens: true,
  });
  const callback = await answerLoginPage(sandbox, await flow.getAuthorizeUrl());
  const tokens = await flow.exchangeCodeForTokens(new URL(callback));
  assertEquals((await tokens.decodeIdToken()).aud, id);
  const token = tokens.byResourceServer[id]?.access_token ?? "";
  assert(tokens.byScopes[serviceScope]?.access_token === token);

  const about = await portal.oauth2TokenIntrospect(token, { include: "identity_set" });
  assertEquals([about.active, about.client_id, about.identity_set?.length], [true, id, 1]);
  const dependent = await portal.oauth2GetDependentTokens(token);
  assert(dependent.length > 0);
  assertEquals(dependent.every(({ token_type }) => token_type === "bearer"), true);
  assert(dependent.byResourceServer[transfer] !== undefined);
  // What the person has not allowed is told as a demand.
  const groups = "urn:globus:auth:scope:groups.api.globus.org:all";
  const error = await assertRejects(
    () => portal.oauth2GetDependentTokens(token, { scope: groups }),
    AuthorizationRequiredError,
  );
  assertEquals(error.requirements.requiredScopes, [groups]);
  await portal.oauth2RevokeToken(token);
  assertEquals((await portal.oauth2TokenIntrospect(token)).active, false);
});

Deno.test("an app logs in as itself at the sandbox, and a wrong secret is told as such", async () => {
  await using sandbox = await startSandbox();
  const { id, secret } = sandbox.tokens.globusClient;
  const portal = confidentialAppAuthClient(id, secret, { baseUrl: sandbox.url });
  const { byResourceServer } = await portal.oauth2ClientCredentialsTokens();
  assertEquals(Object.keys(byResourceServer).sort(), ["auth.globus.org", transfer]);
  const wrong = confidentialAppAuthClient(id, "wrong-secret", { baseUrl: sandbox.url });
  await assertRejects(
    () => wrong.oauth2ClientCredentialsTokens(),
    ApiError,
    "check the client's id and secret",
  );
});
