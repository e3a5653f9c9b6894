import { assert, assertEquals, assertRejects } from "@std/assert";
import { ApiError, NetworkError } from "../../../../src/http/reply/errors.ts";
import { responseOf } from "../../../../src/http/reply/reply.ts";
import {
  confidentialAppAuthClient,
  nativeAppAuthClient,
  type OAuthTokenResponse,
} from "../../../../src/globus/auth/mod.ts";
import { assertNothingShown, canary } from "../../../helpers/canary.ts";
import { type Answer, startRawServer } from "../../../helpers/servers/raw_server.ts";

const all = "urn:globus:auth:scope:transfer.api.globus.org:all";
const now = () => 1_700_000_000_900;

/** The answer that the documents show for the three-legged login. */
const threeTokens = {
  access_token: "auth-token",
  scope: "email openid profile",
  expires_in: 172_800,
  token_type: "Bearer",
  resource_server: "auth.globus.org",
  refresh_token: "auth-refresh",
  id_token: "made-up",
  other_tokens: [
    {
      access_token: "transfer-token",
      scope: all,
      expires_in: "3600",
      token_type: "Bearer",
      resource_server: "transfer.api.globus.org",
    },
    { access_token: "bare-token", resource_server: "bare.example.org" },
  ],
};

async function responseTo(answer: Answer): Promise<OAuthTokenResponse> {
  await using server = startRawServer([answer]);
  const client = nativeAppAuthClient("cid", { baseUrl: server.url, now });
  return await client.oauth2RefreshToken("r");
}

Deno.test("byResourceServer holds every token by its service; what is missing is null or 0", async () => {
  const response = await responseTo({ json: threeTokens });
  assertEquals(response.byResourceServer, {
    "auth.globus.org": {
      resource_server: "auth.globus.org",
      scope: "email openid profile",
      access_token: "auth-token",
      refresh_token: "auth-refresh",
      token_type: "Bearer",
      expires_at_seconds: 1_700_172_800,
    },
    "transfer.api.globus.org": {
      resource_server: "transfer.api.globus.org",
      scope: all,
      access_token: "transfer-token",
      refresh_token: null,
      token_type: "Bearer",
      expires_at_seconds: 1_700_003_600,
    },
    "bare.example.org": {
      resource_server: "bare.example.org",
      scope: "",
      access_token: "bare-token",
      refresh_token: null,
      token_type: null,
      expires_at_seconds: 1_700_000_000,
    },
  });
});

Deno.test("byScopes holds the token of each scope", async () => {
  const { byScopes, byResourceServer } = await responseTo({ json: threeTokens });
  assertEquals(Object.keys(byScopes), ["email", "openid", "profile", all]);
  assert(byScopes.openid === byResourceServer["auth.globus.org"]);
  assert(byScopes[all] === byResourceServer["transfer.api.globus.org"]);
});

Deno.test("a token response is the service's document, to which nothing is added that shows", async () => {
  const response = await responseTo({ json: threeTokens });
  assertEquals(JSON.parse(JSON.stringify(response)), threeTokens);
  assertEquals(Object.keys(response), Object.keys(threeTokens));
  assertEquals(responseOf(response)?.status, 200);
});

Deno.test("of two tokens for one service the later one counts", async () => {
  const { byResourceServer } = await responseTo({
    json: {
      ...threeTokens,
      other_tokens: [{ access_token: "later", resource_server: "auth.globus.org", scope: "x" }],
    },
  });
  assertEquals(byResourceServer["auth.globus.org"]?.access_token, "later");
});

Deno.test("oauth2GetDependentTokens() gives a list with the tokens by service and scope", async () => {
  const scope = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
  const item = {
    scope,
    access_token: "groupsToken",
    token_type: "bearer",
    expires_in: 120,
    resource_server: "groups.api.globus.org",
  };
  await using server = startRawServer([{ json: [item] }]);
  const client = confidentialAppAuthClient("cid", "secret", { baseUrl: server.url, now });
  const response = await client.oauth2GetDependentTokens("t", {
    refreshTokens: true,
    scope: ["a", "b"],
  });
  assertEquals([...response], [item]);
  assertEquals(JSON.stringify(response), JSON.stringify([item]));
  assertEquals(
    response.byResourceServer["groups.api.globus.org"]?.expires_at_seconds,
    1_700_000_120,
  );
  assertEquals(response.byScopes[scope]?.token_type, "bearer");
  const form = new URLSearchParams(server.requests[0]?.body);
  assertEquals([form.get("access_type"), form.get("scope")], ["offline", "a b"]);
});

Deno.test("a token reply that is not one ends in one clear error, and shows nothing of it", async () => {
  const secret = canary();
  const bad: [Answer, string][] = [
    [{ headers: { "content-type": "text/html" }, body: `<p>${secret}</p>` }, "text/html"],
    [{ body: "" }, "an empty body"],
    [{ body: `access_token=${secret}&token_type=bearer` }, "an unnamed kind of text"],
    [{ json: { refresh_token: secret, resource_server: "r" } }, "no usable access_token"],
    [{ json: { access_token: null, refresh_token: secret } }, "no usable access_token"],
    [{ json: { access_token: `${secret}\n` } }, "no usable access_token"],
    [{ json: { access_token: "", refresh_token: secret } }, "no usable access_token"],
    [{ json: [{ access_token: secret, resource_server: "r" }] }, "a list of tokens"],
    [{ json: secret }, "other JSON"],
    [{ json: 7 }, "other JSON"],
    [{ json: { access_token: secret, other_tokens: [{}] } }, "no usable access_token"],
    [{ json: { access_token: secret, other_tokens: [secret] } }, "a JSON object was expected"],
  ];
  for (const [answer, words] of bad) {
    const error = await assertRejects(() => responseTo(answer), ApiError, words);
    assertNothingShown(error, secret);
  }
  const dependent: [Answer, string][] = [
    [{ json: { access_token: secret } }, "a list was expected"],
    [{ json: [{ refresh_token: secret }] }, "no usable access_token"],
    [{ body: "" }, "an empty body"],
  ];
  for (const [answer, words] of dependent) {
    await using server = startRawServer([answer]);
    const client = confidentialAppAuthClient("cid", "secret", { baseUrl: server.url });
    const error = await assertRejects(() => client.oauth2GetDependentTokens("t"), ApiError, words);
    assertNothingShown(error, secret);
  }
});

Deno.test("a token without a service has no place in byResourceServer", async () => {
  const secret = canary();
  const response = await responseTo({ json: { access_token: secret, scope: "openid" } });
  assertEquals(response.access_token, secret);
  const error = await assertRejects(
    () => Promise.resolve().then(() => response.byResourceServer),
    ApiError,
    "a token without resource_server",
  );
  assertNothingShown(error, secret);
});

Deno.test("a grant that may have been used is not sent again, client credentials are", async () => {
  await using server = startRawServer([{ status: 500, json: {} }]);
  const options = { baseUrl: server.url, sleep: () => Promise.resolve(), retry: { retries: 2 } };
  const client = confidentialAppAuthClient("cid", "secret", options);
  const count = async (work: () => Promise<unknown>): Promise<number> => {
    const before = server.requests.length;
    await assertRejects(work, ApiError);
    return server.requests.length - before;
  };
  assertEquals(await count(() => client.oauth2RefreshToken("r")), 1);
  assertEquals(
    await count(() => client.oauth2StartFlow("https://a.example").exchangeCodeForTokens("c")),
    1,
  );
  assertEquals(await count(() => client.oauth2ClientCredentialsTokens()), 3);
  assertEquals(await count(() => client.oauth2RevokeToken("t")), 3);
});

Deno.test("a token reply that breaks off is told as such, without the token", async () => {
  const secret = canary();
  const raw = `HTTP/1.1 200 X\r\ncontent-length: 500\r\n\r\n{"access_token": "${secret}", `;
  const error = await assertRejects(() => responseTo({ raw }), NetworkError, "torn body");
  assertNothingShown(error, secret);
});

Deno.test("getIdentities() is looped over, and takes user names or ids", async () => {
  const identities = [{ id: "1", username: "a@b" }, { id: "2", username: "c@d" }];
  await using server = startRawServer([{ json: { identities } }]);
  const client = confidentialAppAuthClient("cid", "secret", { baseUrl: server.url });
  const found = await client.getIdentities({ usernames: new Set(["a@b", "c@d"]) });
  assertEquals([...found].map(({ id }) => id), ["1", "2"]);
  assertEquals(JSON.parse(JSON.stringify(found)), { identities });
  await assertRejects(() => client.getIdentities({ ids: [] }), TypeError, "ids names nobody");
  await assertRejects(() => client.getIdentities({ usernames: "a", ids: "1" }), TypeError);
  assertEquals(server.requests.length, 1);
});
