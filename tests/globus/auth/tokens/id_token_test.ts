import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import {
  accessTokenAuthorizer,
  authClient,
  decodeIdToken,
  nativeAppAuthClient,
} from "../../../../src/globus/auth/mod.ts";
import { LoginError } from "../../../../src/credentials/errors/login_error.ts";
import { assertNothingShown, assertNotSent, canary } from "../../../helpers/canary.ts";
import { startRawServer } from "../../../helpers/servers/raw_server.ts";

const now = 1_700_000_000;
const accessToken = "made-up-access-token";
const { publicKey, privateKey } = await generateKeyPair("RS512");
const jwk = { ...await exportJWK(publicKey), alg: "RS512", use: "sig" };
const stranger = await generateKeyPair("RS512");
const strangersJwk = { ...await exportJWK(stranger.publicKey), use: "sig" };

/** OpenID Connect Core 3.1.3.6, by another implementation than ours. */
function halfHash(text: string, algorithm: string): string {
  const digest = createHash(algorithm).update(text).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}

interface Case {
  /** Changes to the claims. */
  readonly claims?: Record<string, unknown>;
  /** Changes to the header. */
  readonly header?: Record<string, unknown>;
  /** The service's keys. */
  readonly keys?: readonly JWK[] | unknown;
  /** Changes to the service's configuration. */
  readonly configuration?: Record<string, unknown>;
  /** The token itself. */
  readonly idToken?: string;
  /** The key it is signed with. */
  readonly key?: CryptoKey;
  /** How far the clock may be off, in seconds. */
  readonly leeway?: number;
}

async function decoded(given: Case): Promise<{ claims: unknown; asked: string[] }> {
  await using server = startRawServer(({ target }) => {
    const configuration = {
      issuer: server.url,
      jwks_uri: `${server.url}/jwk.json`,
      id_token_signing_alg_values_supported: ["RS512"],
      ...given.configuration,
    };
    return { json: target === "/jwk.json" ? { keys: given.keys ?? [jwk] } : configuration };
  });
  const claims: JWTPayload = {
    sub: "ada",
    iss: server.url,
    aud: "cid",
    iat: now,
    exp: now + 3600,
    at_hash: halfHash(accessToken, "sha512"),
    ...given.claims,
  };
  const token = given.idToken ?? await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS512", ...given.header })
    .sign(given.key ?? privateKey);
  const client = nativeAppAuthClient("cid", { baseUrl: server.url, now: () => now * 1000 });
  const tokens = { id_token: token, access_token: accessToken };
  const options = given.leeway === undefined ? {} : { leeway: given.leeway };
  const result = await client.decodeIdToken(tokens, options);
  return { claims: result, asked: server.requests.map(({ target }) => target) };
}

async function refusal(given: Case): Promise<string> {
  const secret = canary();
  const withSecret = given.idToken === undefined
    ? { ...given, claims: { email: secret, ...given.claims } }
    : given;
  const error = await assertRejects(() => decoded(withSecret), LoginError);
  assertEquals(error.reason, "id token");
  assertNothingShown(error, secret, accessToken);
  return error.message.replace("The id token cannot be used: ", "");
}

Deno.test("decodeIdToken() checks a token with the service's one key, named or not", async () => {
  const { claims, asked } = await decoded({});
  assertEquals((claims as { sub: string }).sub, "ada");
  assertEquals(asked, ["/.well-known/openid-configuration", "/jwk.json"]);
  await decoded({ keys: [{ ...jwk, kid: "k1" }], header: { kid: "k1" } });
  await decoded({ keys: [{ ...jwk, kid: "k1" }] });
  await decoded({ header: { kid: "k1" } });
});

Deno.test("decodeIdToken() chooses among several keys by name, and never guesses", async () => {
  const keys = [{ ...strangersJwk, kid: "k0" }, { ...jwk, kid: "k1" }];
  await decoded({ keys, header: { kid: "k1" } });
  const none = "none of the service's keys is the one it is signed with";
  assertEquals(await refusal({ keys }), none);
  assertEquals(await refusal({ keys, header: { kid: "k2" } }), none);
  assertEquals(await refusal({ keys: [{ ...jwk, kid: "k1" }], header: { kid: "k2" } }), none);
  assertEquals(await refusal({ keys: [] }), none);
  assertEquals(await refusal({ keys: [{ ...jwk, use: "enc" }] }), none);
  assertEquals(await refusal({ keys: { jwk } }), "the service publishes no keys");
});

Deno.test("decodeIdToken() refuses another key's signature, a changed token and one without signature", async () => {
  assertEquals(await refusal({ key: stranger.privateKey }), "its signature is wrong");
  const claims = { sub: "ada", aud: "cid", iat: now, exp: now + 3600 };
  const unsigned = new UnsecuredJWT(claims).encode();
  assertEquals(
    await refusal({ idToken: unsigned }),
    'it is signed by "none", which is not allowed',
  );
  assertEquals(
    await refusal({
      idToken: unsigned,
      configuration: { id_token_signing_alg_values_supported: ["none", "RS512"] },
    }),
    'it is signed by "none", which is not allowed',
  );
  for (const idToken of ["", "made-up", "a.b.c", "..", `${unsigned}x`]) {
    await refusal({ idToken });
  }
});

Deno.test("decodeIdToken() takes no signature that the public key itself could make", async () => {
  const secret = new TextEncoder().encode(JSON.stringify(jwk));
  const claims = { sub: "ada", aud: "cid", iat: now, exp: now + 3600 };
  const idToken = await new SignJWT(claims).setProtectedHeader({ alg: "HS512" }).sign(secret);
  const configuration = { id_token_signing_alg_values_supported: ["HS512", "RS512"] };
  assertEquals(
    await refusal({ idToken, configuration }),
    'it is signed by "HS512", which is not allowed',
  );
});

Deno.test("decodeIdToken() refuses a token for another app, or from another issuer", async () => {
  assertEquals(await refusal({ claims: { aud: "other" } }), "it was issued to another app");
  assertEquals(await refusal({ claims: { aud: undefined } }), "it was issued to another app");
  await decoded({ claims: { aud: ["other", "cid"] } });
  const elsewhere = "https://elsewhere.example.org";
  assertEquals(await refusal({ claims: { iss: elsewhere } }), "it was issued by somebody else");
  assert((await refusal({ configuration: { issuer: elsewhere } })).includes("another issuer's"));
  assert((await refusal({ configuration: { issuer: 7 } })).includes("another issuer's"));
});

Deno.test("decodeIdToken() forgives a clock that is five minutes off, and no more", async () => {
  await decoded({ claims: { exp: now - 120 } });
  await decoded({ claims: { iat: now + 120, nbf: now + 120 } });
  await decoded({ claims: { exp: now - 299 } });
  assert((await refusal({ claims: { exp: now - 301 } })).startsWith("it has expired"));
  assert((await refusal({ claims: { nbf: now + 301 } })).startsWith("it is from the future"));
  assert((await refusal({ claims: { iat: now + 301 } })).startsWith("it is from the future"));
  assert(
    (await refusal({ claims: { iat: now + 1 }, leeway: 0 })).startsWith("it is from the future"),
  );
  assert((await refusal({ claims: { exp: now - 1 }, leeway: 0 })).startsWith("it has expired"));
});

Deno.test("decodeIdToken() holds it to the access token it came with", async () => {
  const other = "it belongs to another access token";
  assertEquals(await refusal({ claims: { at_hash: halfHash("other", "sha512") } }), other);
  assertEquals(await refusal({ claims: { at_hash: 7 } }), other);
  await decoded({ claims: { at_hash: undefined } });
});

Deno.test("decodeIdToken() uses the hash that goes with the signature", async () => {
  for (const [alg, hash] of [["ES256", "sha256"], ["PS384", "sha384"]] as const) {
    const pair = await generateKeyPair(alg);
    await decoded({
      keys: [await exportJWK(pair.publicKey)],
      key: pair.privateKey,
      header: { alg },
      configuration: { id_token_signing_alg_values_supported: [alg] },
      claims: { at_hash: halfHash(accessToken, hash) },
    });
  }
});

Deno.test("decodeIdToken() refuses claims that say too little", async () => {
  assertEquals(await refusal({ claims: { sub: "" } }), "it names no identity");
  assertEquals(await refusal({ claims: { sub: undefined } }), "its sub is missing or wrong");
  assertEquals(await refusal({ claims: { exp: undefined } }), "its exp is missing or wrong");
  assertEquals(await refusal({ claims: { iat: "soon" } }), "its iat is missing or wrong");
});

Deno.test("decodeIdToken() fetches keys over https alone, and takes no credential along", async () => {
  const jwks_uri = "http://keys.example.org/jwk.json";
  assert((await refusal({ configuration: { jwks_uri } })).includes("not at an https address"));
  assert((await refusal({ configuration: { jwks_uri: "keys" } })).includes("where its keys are"));
  const odd = { jwks_uri: "https://keys.example.org//jwk.json" };
  assert((await refusal({ configuration: odd })).includes("at an address that no call can have"));

  const secret = canary();
  await using keys = startRawServer([{ json: { keys: [jwk] } }]);
  await using server = startRawServer(() => ({
    json: { issuer: server.url, jwks_uri: `${server.url}/jwk.json?v=1` },
  }));
  const client = authClient({
    baseUrl: server.url,
    clientId: "cid",
    authorizer: accessTokenAuthorizer(secret),
  });
  const id_token = new UnsecuredJWT({}).encode();
  await assertRejects(() => decodeIdToken(client, { id_token }), LoginError);
  assertNotSent(keys.requests, secret);
});

Deno.test("decodeIdToken() says what is missing: an id token, an app, a service that answers", async () => {
  const client = nativeAppAuthClient("cid");
  await assertRejects(() => client.decodeIdToken({}), LoginError, "with the scope openid");
  await assertRejects(
    () => authClient().decodeIdToken({ id_token: "x" }),
    TypeError,
    "An id token is for an app",
  );
  await using server = startRawServer([{ status: 404, json: {} }]);
  const lost = nativeAppAuthClient("cid", { baseUrl: server.url });
  await assertRejects(() => lost.decodeIdToken({ id_token: "x" }), ApiError, "404");
});
