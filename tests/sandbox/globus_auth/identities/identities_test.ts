import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { basic, bearer, grant, login, portal, transferAll } from "../_globus_login.ts";
import { send } from "../../_sandbox.ts";

const sub = "0b8e4e3a-52d0-5c5e-9a67-3f6c5a8d1c21";
const unusedId = "6e0b9c48-d37f-5214-8a5b-f19d2c06e7a3";
const missingId = "12345678-1234-1234-1234-1234567890ab";

function look(sandbox: Sandbox, query: Record<string, string>, headers?: HeadersInit) {
  return send(`${sandbox.url}/v2/api/identities?${new URLSearchParams(query)}`, {
    headers: headers ?? bearer(sandbox.tokens.globusAuth),
  });
}

Deno.test("identities are found by username and by id, the unknown ids left out", async () => {
  await using sandbox = await startSandbox();
  const { body } = await look(sandbox, { ids: `${sub}, ${missingId},${unusedId},${sub}` });
  assertEquals(body, {
    identities: [
      {
        email: "ferry@sandbox.example.org",
        id: sub,
        identity_provider: "8f0ce5d4-9a11-5d30-8f4e-6c1b7a52e0d3",
        identity_type: "login",
        name: "Sandy Ferry",
        organization: "Sandbox Institute",
        status: "used",
        username: "ferry@sandbox.example.org",
      },
      {
        email: null,
        id: unusedId,
        identity_provider: "8f0ce5d4-9a11-5d30-8f4e-6c1b7a52e0d3",
        identity_type: "login",
        name: null,
        organization: null,
        status: "unused",
        username: "unused@sandbox.example.org",
      },
    ],
  });
  const names = await look(sandbox, { usernames: "FERRY@sandbox.example.org" });
  assertEquals(names.body.identities.map(({ id }: { id: string }) => id), [sub]);
});

Deno.test("A username nobody used comes back as unused, and is found by id once provisioned", async () => {
  await using sandbox = await startSandbox();
  const usernames = "nobody@nowhere.example";
  const ids = async (query: Record<string, string>) =>
    (await look(sandbox, query)).body.identities.map((item: { id: string }) => item.id);
  const { body } = await look(sandbox, { usernames, provision: "false" });
  const [{ id, ...rest }] = body.identities;
  assertEquals([rest.status, rest.name, rest.username], ["unused", null, usernames]);
  assertEquals(await ids({ ids: id }), []);
  assertEquals(await ids({ usernames, provision: "True" }), [id]);
  assertEquals(await ids({ ids: id }), [id]);
});

Deno.test("identities refuses bad parameters as INVALID_PARAMETERS", async () => {
  await using sandbox = await startSandbox();
  const cases: Record<string, string>[] = [
    {},
    { usernames: "a@b.example", ids: sub },
    { usernames: "no-domain" },
    { ids: "no-uuid" },
    { ids: "" },
    { usernames: "a@b.example", provision: "maybe" },
    { ids: Array.from({ length: 101 }, () => crypto.randomUUID()).join(",") },
  ];
  for (const query of cases) {
    const { status, body } = await look(sandbox, query);
    assertEquals([status, body.error, body.errors[0].code], [
      400,
      "invalid_parameters",
      "INVALID_PARAMETERS",
    ]);
  }
});

Deno.test("identities opens to a token of Auth and to a client's secret", async () => {
  await using sandbox = await startSandbox();
  const { globusClient, globusTransfer } = sandbox.tokens;
  const status = async (headers: HeadersInit) =>
    (await look(sandbox, { ids: sub }, headers)).status;
  assertEquals(await status(portal(sandbox)), 200);
  assertEquals(await status({}), 401);
  assertEquals(await status(basic(globusClient.id, "wrong")), 401);
  assertEquals(await status(bearer("nonsense")), 401);
  assertEquals(await status(bearer(globusTransfer)), 403);
});

Deno.test("identities has each identity at an address of its own", async () => {
  await using sandbox = await startSandbox();
  const headers = bearer(sandbox.tokens.globusAuth);
  const one = await send(`${sandbox.url}/v2/api/identities/${sub}`, { headers });
  assertEquals([one.status, one.body.identity.id], [200, sub]);
  const none = await send(`${sandbox.url}/v2/api/identities/${missingId}`, { headers });
  assertEquals([none.status, none.body.errors[0].code], [404, "NOT_FOUND"]);
});

Deno.test("userinfo tells what the token's scopes allow", async () => {
  await using sandbox = await startSandbox();
  const keys = async (scope: string) => {
    const { access_token } = await login(sandbox, { scope });
    const { status, body } = await send(`${sandbox.url}/v2/oauth2/userinfo`, {
      headers: bearer(access_token),
    });
    return status === 200 ? Object.keys(body).sort() : status;
  };
  const profile = [
    "identity_provider",
    "identity_provider_display_name",
    "last_authentication",
    "name",
    "organization",
    "preferred_username",
    "sub",
  ];
  assertEquals(await keys("openid"), ["last_authentication", "sub"]);
  assertEquals(await keys("openid profile"), profile);
  assertEquals(await keys("openid email"), ["email", "last_authentication", "sub"]);
  assertEquals(
    await keys("openid urn:globus:auth:scope:auth.globus.org:view_identity_set"),
    ["identity_set", "last_authentication", "sub"],
  );
  assertEquals(await keys("email"), 403);
});

interface ConsentDocument {
  id: number;
  scope_name: string;
  dependency_path: number[];
  atomically_revocable: boolean;
  allows_refresh: boolean;
}

Deno.test("consents are shown as paths from the login's scopes to what they need", async () => {
  await using sandbox = await startSandbox();
  const access = `https://auth.globus.org/scopes/${sandbox.collections[0]?.id}/data_access`;
  const { access_token } = await login(sandbox, {
    scope: `openid ${transferAll}[*${access}]`,
    access_type: "offline",
  });
  const { status, body } = await send(`${sandbox.url}/v2/api/identities/${sub}/consents`, {
    headers: bearer(access_token),
  });
  const consents: ConsentDocument[] = body.consents;
  const names = new Map(consents.map((item) => [item.id, item.scope_name]));
  assertEquals(status, 200);
  assertEquals(
    consents.map((item) => [
      item.dependency_path.map((id) => names.get(id)),
      item.atomically_revocable,
      item.allows_refresh,
    ]),
    [
      [["openid"], false, true],
      [[transferAll], false, true],
      [[transferAll, access], true, true],
    ],
  );
  assertEquals(Object.keys(body.consents[0]).sort(), [
    "allows_refresh",
    "atomically_revocable",
    "auto_approved",
    "client",
    "created",
    "dependency_path",
    "effective_identity",
    "id",
    "last_used",
    "scope",
    "scope_name",
    "status",
    "updated",
  ]);
});

Deno.test("consents stay as they are when a login asks for them again", async () => {
  await using sandbox = await startSandbox();
  const consents = async () => {
    const { access_token } = await login(sandbox, { scope: `openid ${transferAll}` });
    const { body } = await send(`${sandbox.url}/v2/api/identities/${sub}/consents`, {
      headers: bearer(access_token),
    });
    return body.consents.map(({ id }: ConsentDocument) => id);
  };
  assertEquals(await consents(), await consents());
});

Deno.test("consents are one's own, and those of other apps are for a token with view_consents", async () => {
  await using sandbox = await startSandbox();
  const ask = (id: string, token: string, all = false) =>
    send(`${sandbox.url}/v2/api/identities/${id}/consents?all=${all ? "True" : "False"}`, {
      headers: bearer(token),
    });
  const { access_token } = await login(sandbox, { scope: "openid" });
  assertEquals((await ask(unusedId, access_token)).status, 403);
  assertEquals((await ask(sub, access_token, true)).status, 403);
  assertEquals((await ask(sub, access_token)).body.consents.length, 1);
  const more = await login(sandbox, {
    scope: "urn:globus:auth:scope:auth.globus.org:view_consents",
  });
  const { body } = await ask(sub, more.access_token, true);
  const planted = ["openid", "profile", "email", transferAll];
  const names = body.consents.map((item: ConsentDocument) => item.scope_name);
  assertEquals(names.slice(0, 4), planted);
  const files = sandbox.collections.map(({ id }) => `https://auth.globus.org/scopes/${id}/https`);
  assertEquals(names.slice(4, 6), files);
  assertEquals(names.length, 8);
});

Deno.test("A client's consents are its own, not the person's", async () => {
  await using sandbox = await startSandbox();
  const { id } = sandbox.tokens.globusClient;
  const { body } = await grant(
    sandbox,
    { grant_type: "client_credentials", scope: "openid" },
    portal(sandbox),
  );
  const own = await send(`${sandbox.url}/v2/api/identities/${id}/consents`, {
    headers: bearer(body.access_token),
  });
  assertEquals(own.body.consents.map((item: ConsentDocument) => item.scope_name), ["openid"]);
  const theirs = await send(`${sandbox.url}/v2/api/identities/${sub}/consents`, {
    headers: bearer(body.access_token),
  });
  assertEquals(theirs.status, 403);
});
