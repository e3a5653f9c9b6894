import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { get } from "../../../../src/http/verbs.ts";
import { ApiError } from "../../../../src/http/reply/errors.ts";
import {
  type Authorizer,
  clientCredentialsAuthorizer,
  confidentialAppAuthClient,
  nativeAppAuthClient,
  refreshTokenAuthorizer,
  type TokenInfo,
} from "../../../../src/globus/auth/mod.ts";
import { type TransferClient, transferClient } from "../../../../src/globus/transfer/mod.ts";
import { assertNothingShown, canary } from "../../../helpers/canary.ts";
import { startAuthServer } from "../../_auth_server.ts";

const transfer = "transfer.api.globus.org";
const apps = { native: {}, portal: { secret: "s:e+c/r-e" } };
const known = { "first-refresh": { client: "native", server: transfer } };

function transferAt(baseUrl: string, authorizer: Authorizer): TransferClient {
  return transferClient({ baseUrl, authorizer, sleep: () => Promise.resolve() });
}

/** A clock in seconds. */
const now = 1_700_000_000;
const at = (seconds: number) => ({ now: () => (now + seconds) * 1000 });

Deno.test("refreshTokenAuthorizer() touches nothing until the first call, and then gets a token", async () => {
  await using server = startAuthServer({ clients: apps, tokens: known });
  const app = nativeAppAuthClient("native", { baseUrl: server.url });
  const client = transferAt(server.url, refreshTokenAuthorizer("first-refresh", app));
  assertEquals(server.grants.length, 0);
  await get(client, "/one");
  await get(client, "/two");
  assertEquals(server.calls, ["Bearer granted-1", "Bearer granted-1"]);
  assertEquals(server.grants.map(({ form }) => form), [
    { grant_type: "refresh_token", refresh_token: "first-refresh", client_id: "native" },
  ]);
});

Deno.test("refreshTokenAuthorizer() begins with a token whose end is known, and renews it 60 s before", async () => {
  await using server = startAuthServer({ clients: apps, tokens: known });
  const used = async (expiresAt: number | undefined): Promise<string | null | undefined> => {
    const app = nativeAppAuthClient("native", { baseUrl: server.url, ...at(0) });
    const options = { accessToken: "held", ...(expiresAt === undefined ? {} : { expiresAt }) };
    await get(
      transferAt(server.url, refreshTokenAuthorizer("first-refresh", app, options)),
      "/one",
    );
    return server.calls.at(-1);
  };
  assertEquals(await used(now + 61), "Bearer held");
  assertEquals(await used(now + 60), "Bearer granted-1");
  assertEquals(await used(now - 1), "Bearer granted-2");
  assertEquals(await used(undefined), "Bearer granted-3");
});

Deno.test("refreshTokenAuthorizer() refuses a time in milliseconds, and an empty refresh token", () => {
  const app = nativeAppAuthClient("native");
  const options = { accessToken: "held", expiresAt: Date.now() };
  assertThrows(() => refreshTokenAuthorizer("r", app, options), RangeError, "in seconds");
  assertThrows(
    () => refreshTokenAuthorizer("r", app, { ...options, expiresAt: Number.NaN }),
    RangeError,
  );
  assertThrows(() => refreshTokenAuthorizer("", app), TypeError, "refresh token is empty");
});

Deno.test("refreshTokenAuthorizer() goes on with a rotated refresh token, and keeps one that does not change", async () => {
  for (const singleUse of [true, false]) {
    await using server = startAuthServer({ clients: apps, tokens: known, singleUse });
    const told: TokenInfo[] = [];
    const app = nativeAppAuthClient("native", { baseUrl: server.url });
    const authorizer = refreshTokenAuthorizer("first-refresh", app, {
      onRefresh: (token) => void told.push(token),
    });
    for (let i = 0; i < 3; i++) await authorizer.refresh();
    const spent = server.grants.map(({ form }) => form.refresh_token);
    assertEquals(
      spent,
      singleUse
        ? ["first-refresh", "next-1", "next-2"]
        : ["first-refresh", "first-refresh", "first-refresh"],
    );
    assertEquals(told.map(({ access_token, refresh_token }) => [access_token, refresh_token]), [
      ["granted-1", singleUse ? "next-1" : "first-refresh"],
      ["granted-2", singleUse ? "next-2" : "first-refresh"],
      ["granted-3", singleUse ? "next-3" : "first-refresh"],
    ]);
    // Plain: it can be written as JSON.
    assertEquals(JSON.parse(JSON.stringify(told[0])).resource_server, transfer);
    assertNothingShown(authorizer, "first-refresh", "granted-3");
  }
});

Deno.test("refreshTokenAuthorizer() tells of the next refresh token also where its client is given up meanwhile", async () => {
  const controller = new AbortController();
  await using server = startAuthServer({
    clients: apps,
    tokens: known,
    singleUse: true,
    onGrant: () => controller.abort(),
  });
  const told: (string | null)[] = [];
  const app = nativeAppAuthClient("native", { baseUrl: server.url, signal: controller.signal });
  const authorizer = refreshTokenAuthorizer("first-refresh", app, {
    onRefresh: ({ refresh_token }) => void told.push(refresh_token),
  });
  await authorizer.refresh();
  assertEquals(told, ["next-1"]);
});

Deno.test("clientCredentialsAuthorizer() gets a token for its scopes by id and secret", async () => {
  await using server = startAuthServer({ clients: apps });
  const app = confidentialAppAuthClient("portal", "s:e+c/r-e", { baseUrl: server.url, ...at(0) });
  const scopes = `urn:globus:auth:scope:${transfer}:all`;
  const held = { accessToken: "held", expiresAt: now + 61 };
  const client = transferAt(server.url, clientCredentialsAuthorizer(app, scopes, held));
  await get(client, "/one");
  assertEquals(server.calls, ["Bearer held"]);
  const fresh = clientCredentialsAuthorizer(app, [scopes]);
  assertEquals(server.grants.length, 0);
  await get(transferAt(server.url, fresh), "/two");
  assertEquals(server.calls.at(-1), "Bearer granted-1");
  assertEquals(server.grants[0]?.form, { grant_type: "client_credentials", scope: scopes });
  assertEquals(server.grants[0]?.authorization, `Basic ${btoa("portal:s:e+c/r-e")}`);
});

Deno.test("an authorizer takes a grant for one service, and refuses any other with the way to mean it", async () => {
  const other = { access_token: "made-up", resource_server: "other.example.org", scope: "x" };
  await using server = startAuthServer({
    clients: { portal: { secret: "s" }, native: {} },
    tokens: known,
    change: (reply) => ({ ...reply, other_tokens: [other] }),
  });
  const portal = confidentialAppAuthClient("portal", "s", { baseUrl: server.url });
  const native = nativeAppAuthClient("native", { baseUrl: server.url });
  const authorizers = [
    clientCredentialsAuthorizer(portal, `openid urn:globus:auth:scope:${transfer}:all`),
    refreshTokenAuthorizer("first-refresh", native),
  ];
  for (const authorizer of authorizers) {
    const client = transferAt(server.url, authorizer);
    const error = await assertRejects(() => get(client, "/one"), ApiError);
    assert(error.message.includes(`${transfer}, other.example.org where one service's`));
    assert(error.message.includes("a further authorizer to each other service"));
  }
  assertEquals(server.calls, []);
});

Deno.test("1,000 calls at once on an expired token are one refresh", async () => {
  await using server = startAuthServer({ clients: apps, tokens: known, singleUse: true });
  const app = nativeAppAuthClient("native", { baseUrl: server.url });
  const options = { accessToken: "held", expiresAt: 1 };
  const client = transferAt(
    server.url,
    refreshTokenAuthorizer("first-refresh", app, options),
  );
  await Promise.all(Array.from({ length: 1000 }, () => get(client, "/one")));
  assertEquals(server.grants.length, 1);
  assertEquals(new Set(server.calls), new Set(["Bearer granted-1"]));
  assertEquals(server.calls.length, 1000);
});

Deno.test("1,000 calls at once on a token that is refused are one refresh", async () => {
  let granted = 0;
  const held: string[] = [];
  await using service = serve((request) => {
    const token = request.headers.get("authorization") ?? "";
    if (new URL(request.url).pathname === "/v2/oauth2/token") {
      granted++;
      const grant = {
        access_token: "new",
        resource_server: transfer,
        scope: "x",
        expires_in: 3600,
      };
      return Response.json(grant);
    }
    if (token === "Bearer new") return Response.json({});
    held.push(token);
    return Response.json({}, { status: 401 });
  });
  const app = nativeAppAuthClient("native", { baseUrl: service.url, ...at(0) });
  const options = { accessToken: "revoked", expiresAt: now + 3600 };
  const client = transferAt(service.url, refreshTokenAuthorizer("r", app, options));
  await Promise.all(Array.from({ length: 1000 }, () => get(client, "/one")));
  assertEquals([granted, held.length], [1, 1000]);
});

Deno.test("a refresh that fails is one error for all 1,000 calls under way, and no storm", async () => {
  const secret = canary();
  for (const expiresAt of [now - 1, now + 3600]) {
    let grants = 0;
    await using service = serve((request) => {
      if (new URL(request.url).pathname !== "/v2/oauth2/token") {
        return Response.json({}, { status: 401 });
      }
      grants++;
      return Response.json({ error: "invalid_grant" }, { status: 401 });
    });
    const app = nativeAppAuthClient("native", { baseUrl: service.url, ...at(0) });
    const authorizer = refreshTokenAuthorizer(secret, app, { accessToken: "held", expiresAt });
    const client = transferAt(service.url, authorizer);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1000 }, () => get(client, "/one")),
    );
    const errors = new Set(outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason));
    assertEquals([errors.size, grants], [1, 1]);
    const [error] = errors;
    assert(error instanceof ApiError && error.apiCode === "invalid_grant");
    assertNothingShown(error, secret);
    // A later call may try for itself: a network comes back, a login is repeated.
    await assertRejects(() => get(client, "/later"), ApiError);
    assertEquals(grants, 2);
  }
});

Deno.test("a call that meets 500, then 401, still renews its token and ends well", async () => {
  const statuses = [500, 401, 200];
  const sent: (string | null)[] = [];
  await using service = serve((request) => {
    if (new URL(request.url).pathname === "/v2/oauth2/token") {
      return Response.json({ access_token: "new", resource_server: transfer, expires_in: 3600 });
    }
    sent.push(request.headers.get("authorization"));
    return Response.json({}, { status: statuses.shift() ?? 500 });
  });
  const app = nativeAppAuthClient("native", { baseUrl: service.url, ...at(0) });
  const options = { accessToken: "held", expiresAt: now + 3600 };
  const client = transferAt(service.url, refreshTokenAuthorizer("r", app, options));
  const { status } = await get(client, "/one");
  assertEquals([status, sent], [200, ["Bearer held", "Bearer held", "Bearer new"]]);
});

Deno.test("a clock that is two minutes off costs one refusal, and no error", async () => {
  let granted = 0;
  await using service = serve((request) => {
    if (new URL(request.url).pathname === "/v2/oauth2/token") {
      granted++;
      return Response.json({ access_token: "new", resource_server: transfer, expires_in: 3600 });
    }
    const isNew = request.headers.get("authorization") === "Bearer new";
    return Response.json({}, { status: isNew ? 200 : 401 });
  });
  // By this slow clock the token has another minute and a half.
  const app = nativeAppAuthClient("native", { baseUrl: service.url, ...at(-120) });
  const options = { accessToken: "ended", expiresAt: now - 30 };
  const client = transferAt(service.url, refreshTokenAuthorizer("r", app, options));
  assertEquals((await get(client, "/one")).status, 200);
  assertEquals(granted, 1);
});

Deno.test("an authorizer of one's own works like keyferry's", async () => {
  const statuses = [401, 200];
  const sent: (string | null)[] = [];
  await using service = serve((request) => {
    sent.push(request.headers.get("authorization"));
    return Response.json({}, { status: statuses.shift() ?? 500 });
  });
  let turn = 0;
  const own: Authorizer = {
    apply: (headers) => headers.set("authorization", `Own ${turn}`),
    rejected: () => {
      turn++;
      return true;
    },
  };
  await get(transferAt(service.url, own), "/one");
  assertEquals(sent, ["Own 0", "Own 1"]);
});

function serve(
  handler: (request: Request) => Response | Promise<Response>,
): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
