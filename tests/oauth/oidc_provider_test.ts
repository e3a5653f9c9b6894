import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { ApiError } from "../../src/http/reply/errors.ts";
import {
  accessTokenAuthorizer,
  authClient,
  confidentialAppAuthClient,
  nativeAppAuthClient,
} from "../../src/globus/auth/mod.ts";
import { LoginError } from "../../src/credentials/errors/login_error.ts";

const portalSecret = "a-secret-of-the-portal";
const portalRedirect = "https://portal.example.org/login";

/** The authorization server in a process of its own. */
async function startProvider(): Promise<{ readonly url: string } & AsyncDisposable> {
  const checkout = fromFileUrl(new URL("../../", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    // It is not ours, and not held to our permissions; it can reach nothing that matters.
    args: ["run", "-q", "-A", "--config", "deno.json", "tests/oauth/_oidc_provider.ts"],
    cwd: checkout,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (true) {
    const url = /^(http:\S+)\n/m.exec(text)?.[1];
    if (url !== undefined) {
      return {
        url,
        async [Symbol.asyncDispose](): Promise<void> {
          await child.stdin.close();
          await reader.cancel();
          await child.status;
        },
      };
    }
    const { value, done } = await reader.read();
    if (done) throw new Error(`oidc-provider did not start: ${text}`);
    text += value;
  }
}

/** Follows a login page to where it leads out of the server. */
async function follow(address: string): Promise<string> {
  const { origin } = new URL(address);
  const cookies = new Map<string, string>();
  let at = address;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { headers: { cookie }, redirect: "manual" });
    const body = await response.text();
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${at} leads nowhere: ${response.status} ${body}`);
    at = new URL(location, at).href;
    if (!at.startsWith(origin)) return at;
  }
  throw new Error(`${address} leads in circles`);
}

Deno.test("the standard flows pass against an authorization server that is not ours", async (t) => {
  await using server = await startProvider();
  const baseUrl = server.url;
  const native = nativeAppAuthClient("native", { baseUrl });
  const portal = confidentialAppAuthClient("portal", portalSecret, { baseUrl });
  const asPerson = (token: string) => {
    return authClient({ baseUrl, clientId: "native", authorizer: accessTokenAuthorizer(token) });
  };
  const scopes = { requestedScopes: "openid profile email jobs" };

  await t.step(
    "a native app: code with PKCE, id token, userinfo, refresh, revocation",
    async () => {
      const flow = native.oauth2StartFlow({ ...scopes, redirectUri: "http://127.0.0.1:4567/" });
      const callback = await follow(await flow.getAuthorizeUrl());
      // This one names itself in its answer (RFC 9207), and is held to it.
      assertEquals(new URL(callback).searchParams.get("iss"), baseUrl);
      const elsewhere = callback.replace(
        encodeURIComponent(baseUrl),
        "https%3A%2F%2Fx.example.org",
      );
      await assertRejects(() => flow.exchangeCodeForTokens(elsewhere), LoginError);
      const tokens = await flow.exchangeCodeForTokens(callback);
      assertEquals(tokens.token_type, "Bearer");
      assertEquals(tokens.scope, scopes.requestedScopes);

      const claims = await tokens.decodeIdToken();
      assertEquals([claims.sub, claims.aud, claims.iss], ["ada", "native", baseUrl]);
      const userinfo = await asPerson(tokens.access_token).oauth2Userinfo();
      assertEquals([userinfo.sub, userinfo.name, userinfo.email], [
        "ada",
        "Ada",
        "ada@example.org",
      ]);

      const next = await native.oauth2RefreshToken(tokens.refresh_token ?? "");
      assert(next.access_token !== tokens.access_token);
      assertEquals((await next.decodeIdToken()).sub, "ada");
      // A public client's refresh tokens are good for one use there.
      await assertRejects(
        () => native.oauth2RefreshToken(tokens.refresh_token ?? ""),
        ApiError,
        "invalid_grant",
      );
      const fresh = await freshTokens();
      // RFC 7009 answers with no body at all, where Globus answers with a document.
      assertEquals(
        (await native.post("/v2/oauth2/token/revoke", {
          form: { token: fresh.refresh_token, client_id: "native" },
        })).status,
        200,
      );
      await assertRejects(
        () => native.oauth2RefreshToken(fresh.refresh_token ?? ""),
        ApiError,
        "invalid_grant",
      );

      async function freshTokens() {
        const again = native.oauth2StartFlow({ ...scopes, redirectUri: "http://127.0.0.1:4568/" });
        return await again.exchangeCodeForTokens(await follow(await again.getAuthorizeUrl()));
      }
    },
  );

  await t.step("a code is good once, and with its own verifier", async () => {
    const redirectUri = "http://127.0.0.1:4567/";
    const flow = native.oauth2StartFlow({ ...scopes, redirectUri });
    const other = native.oauth2StartFlow({ ...scopes, redirectUri, state: flow.state });
    const callback = await follow(await flow.getAuthorizeUrl());
    await assertRejects(() => other.exchangeCodeForTokens(callback), ApiError, "invalid_grant");
    await flow.exchangeCodeForTokens(await follow(await flow.getAuthorizeUrl()));
    const used = await follow(await flow.getAuthorizeUrl());
    await flow.exchangeCodeForTokens(used);
    await assertRejects(() => flow.exchangeCodeForTokens(used), ApiError, "invalid_grant");
  });

  await t.step("an app with a secret: code, refresh, introspection, revocation", async () => {
    const flow = portal.oauth2StartFlow(portalRedirect, scopes);
    const tokens = await flow.exchangeCodeForTokens(await follow(await flow.getAuthorizeUrl()));
    assertEquals((await tokens.decodeIdToken()).sub, "ada");
    const next = await portal.oauth2RefreshToken(tokens.refresh_token ?? "");
    const about = await portal.oauth2TokenIntrospect(next.access_token);
    assertEquals([about.active, about.sub, about.client_id], [true, "ada", "portal"]);
    await portal.oauth2RevokeToken(next.access_token);
    assertEquals(await portal.oauth2TokenIntrospect(next.access_token), { active: false });
  });

  await t.step("an app with a secret, for itself: client credentials", async () => {
    const tokens = await portal.oauth2ClientCredentialsTokens({ requestedScopes: "jobs" });
    assertEquals(tokens.scope, "jobs");
    const about = await portal.oauth2TokenIntrospect(tokens.access_token);
    assertEquals([about.active, about.client_id], [true, "portal"]);
    const wrong = confidentialAppAuthClient("portal", "wrong", { baseUrl });
    await assertRejects(() => wrong.oauth2ClientCredentialsTokens(), ApiError, "invalid_client");
    // Only Globus says which service a token is for.
    assertThrows(() => tokens.byResourceServer, ApiError, "without resource_server");
  });

  await t.step("a refused login is told in the server's words", async () => {
    const flow = portal.oauth2StartFlow(portalRedirect, scopes);
    const address = await flow.getAuthorizeUrl({ prompt: "none" });
    const callback = await follow(address);
    const error = await assertRejects(() => flow.exchangeCodeForTokens(callback), LoginError);
    assertEquals(error.reason, "denied");
    assert(error.message.includes("login_required"));
  });
});
