import { assertEquals, assertFalse } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { allow, authorizeUrl, defaultScopes, exchange, login } from "../_globus_login.ts";
import { send } from "../../_sandbox.ts";

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

// deno-lint-ignore no-explicit-any -- claims of many kinds
function jsonOf(part: string): any {
  return JSON.parse(new TextDecoder().decode(bytesOf(part)));
}

/** Verifies with the platform's own cryptography, the library that signed it left out. */
async function verified(sandbox: Sandbox, token: string): Promise<boolean> {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const { body } = await send(`${sandbox.url}/jwk.json`);
  const [jwk] = body.keys;
  const key = await crypto.subtle.importKey(
    "jwk",
    jwk,
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
    false,
    ["verify"],
  );
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  return await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytesOf(signature), signed);
}

Deno.test("openid-configuration names the endpoints of the sandbox, with the members of Globus", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await send(`${sandbox.url}/.well-known/openid-configuration`);
  assertEquals(status, 200);
  assertEquals(Object.keys(body).sort(), [
    "authorization_endpoint",
    "claims_supported",
    "id_token_signing_alg_values_supported",
    "issuer",
    "jwks_uri",
    "response_types_supported",
    "revocation_endpoint",
    "scopes_supported",
    "subject_types_supported",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "userinfo_endpoint",
  ]);
  assertEquals(body.issuer, sandbox.url);
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith("_endpoint") || name === "jwks_uri") {
      assertEquals(new URL(`${value}`).origin, sandbox.url);
    }
  }
});

Deno.test("An id token is signed with the published key, for its client, about its access token", async () => {
  const now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ now: () => now });
  const { id_token, access_token } = await login(sandbox, {
    scope: defaultScopes,
    nonce: "n-1",
  });
  const [header, claims, signature] = id_token.split(".");
  assertEquals(await verified(sandbox, id_token), true);
  const forged = btoa(JSON.stringify({ ...jsonOf(claims), sub: "x" })).replace(/=+$/, "");
  assertEquals(await verified(sandbox, `${header}.${forged}.${signature}`), false);
  const { body } = await send(`${sandbox.url}/jwk.json`);
  assertEquals(body.keys.length, 1);
  const { kid, alg, kty, use } = body.keys[0];
  assertEquals(jsonOf(header), { typ: "JWT", alg: "RS512", kid });
  assertEquals([alg, kty, use, "d" in body.keys[0]], ["RS512", "RSA", "sig", false]);
  const { at_hash, ...rest } = jsonOf(claims);
  const hash = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(access_token));
  assertEquals(bytesOf(at_hash), new Uint8Array(hash).slice(0, 32));
  assertEquals(rest, {
    sub: "0b8e4e3a-52d0-5c5e-9a67-3f6c5a8d1c21",
    last_authentication: now / 1000,
    name: "Sandy Ferry",
    preferred_username: "ferry@sandbox.example.org",
    organization: "Sandbox Institute",
    identity_provider: "8f0ce5d4-9a11-5d30-8f4e-6c1b7a52e0d3",
    identity_provider_display_name: "Sandbox Institute",
    email: "ferry@sandbox.example.org",
    iss: sandbox.url,
    aud: sandbox.tokens.globusApps.other,
    exp: now / 1000 + 172_800,
    iat: now / 1000,
    nonce: "n-1",
  });
});

Deno.test("An id token tells what its scopes allow, and repeats no nonce that was not given", async () => {
  await using sandbox = await startSandbox();
  const { id_token } = await login(sandbox, { scope: "openid" });
  const claims = jsonOf(id_token.split(".")[1]);
  assertEquals(Object.keys(claims).sort(), [
    "at_hash",
    "aud",
    "exp",
    "iat",
    "iss",
    "last_authentication",
    "sub",
  ]);
});

Deno.test("An id token and its key name no key id where the real service's do not", async () => {
  await using sandbox = await startSandbox({ globusAuth: { keyId: false } });
  const query = await allow(sandbox, authorizeUrl(sandbox, { scope: "openid" }));
  const { body } = await exchange(sandbox, query.get("code") ?? "");
  const keys = await send(`${sandbox.url}/jwk.json`);
  assertFalse("kid" in keys.body.keys[0]);
  assertEquals(jsonOf(body.id_token.split(".")[0]), { typ: "JWT", alg: "RS512" });
  assertEquals(await verified(sandbox, body.id_token), true);
});

Deno.test("Each sandbox signs with a key of its own, the same throughout its run", async () => {
  await using one = await startSandbox();
  await using two = await startSandbox();
  const keyOf = async (sandbox: Sandbox) => (await send(`${sandbox.url}/jwk.json`)).body.keys[0].n;
  const first = await keyOf(one);
  assertEquals(await keyOf(one), first);
  assertEquals(await keyOf(two) === first, false);
});
