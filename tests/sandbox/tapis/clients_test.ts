import { assert, assertEquals, assertFalse } from "@std/assert";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { type Reply, send } from "../_sandbox.ts";

function login(sandbox: Sandbox, password = sandbox.tokens.tapis.password): string {
  return `Basic ${btoa(`${sandbox.tokens.tapis.username}:${password}`)}`;
}

/** Calls the OAuth client service as its user. */
function clients(
  sandbox: Sandbox,
  method: string,
  path: string,
  fields?: Record<string, string>,
): Promise<Reply> {
  return send(`${sandbox.url}/clients/v2${path}`, {
    method,
    headers: { authorization: login(sandbox) },
    ...(fields === undefined ? {} : { body: new URLSearchParams(fields) }),
  });
}

const form = { clientName: "my_client", tier: "Unlimited", callbackUrl: "" };

/** A password grant with a client's key and secret. */
function grant(sandbox: Sandbox, key: string, secret: string): Promise<Reply> {
  const { username, password } = sandbox.tokens.tapis;
  return send(`${sandbox.url}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: "password", username, password }),
  });
}

Deno.test("A new Tapis OAuth client comes with the keys agavepy recorded, and gets tokens", async () => {
  await using sandbox = await startSandbox();
  const { status, body } = await clients(sandbox, "POST", "", { ...form, description: "mine" });
  assertEquals([status, body.status], [201, "success"]);
  assertEquals(Object.keys(body.result).sort(), [
    "_links",
    "callbackUrl",
    "consumerKey",
    "consumerSecret",
    "description",
    "name",
    "tier",
  ]);
  const { name, description, consumerKey, consumerSecret } = body.result;
  assertEquals([name, description], ["my_client", "mine"]);
  assertEquals((await grant(sandbox, consumerKey, consumerSecret)).status, 200);
  assertEquals((await grant(sandbox, consumerKey, "wrong")).status, 401);
  assertEquals((await grant(sandbox, consumerKey, "")).status, 401);
});

Deno.test("The Tapis OAuth clients are listed and shown without their secrets", async () => {
  await using sandbox = await startSandbox();
  await clients(sandbox, "POST", "", form);
  for (const path of ["", "/"]) {
    const { body } = await clients(sandbox, "GET", path);
    assertEquals(
      body.result.map((client: Record<string, unknown>) => client.name),
      ["DefaultApplication", sandbox.tokens.tapis.clientName, "my_client"],
    );
    assertFalse(JSON.stringify(body).includes("consumerSecret"));
  }
  const { body } = await clients(sandbox, "GET", `/${sandbox.tokens.tapis.clientName}`);
  assertEquals(body.result.consumerKey, sandbox.tokens.tapis.apiKey);
});

Deno.test("A deleted Tapis OAuth client is gone, and gets no more tokens", async () => {
  await using sandbox = await startSandbox();
  const { apiKey, apiSecret, clientName } = sandbox.tokens.tapis;
  assertEquals((await grant(sandbox, apiKey, apiSecret)).status, 200);
  const { status, body } = await clients(sandbox, "DELETE", `/${clientName}`);
  assertEquals([status, body.status, body.result], [200, "success", {}]);
  assertEquals((await clients(sandbox, "GET", `/${clientName}`)).status, 404);
  assertEquals((await clients(sandbox, "DELETE", `/${clientName}`)).status, 404);
  assertEquals((await grant(sandbox, apiKey, apiSecret)).status, 401);
});

Deno.test("A Tapis OAuth client is subscribed to APIs, to all of them, and to none", async () => {
  await using sandbox = await startSandbox();
  await clients(sandbox, "POST", "", form);
  const path = "/my_client/subscriptions";
  const names = async (): Promise<string[]> => {
    const { body } = await clients(sandbox, "GET", path);
    return body.result.map((subscription: Record<string, string>) => subscription.apiName);
  };
  const all = await names();
  assert(all.includes("Files") && !all.includes("PublicKeys"));
  const added = { apiName: "PublicKeys", apiVersion: "v2", apiProvider: "admin" };
  for (let count = 0; count < 2; count++) {
    const { status, body } = await clients(sandbox, "POST", path, added);
    assertEquals([status, body.status, body.result], [200, "success", null]);
    assertEquals(await names(), [...all, "PublicKeys"]);
  }
  assertEquals((await clients(sandbox, "DELETE", path)).status, 200);
  assertEquals(await names(), []);
  await clients(sandbox, "POST", path, { ...added, apiName: "*" });
  assertEquals(await names(), all);
  const { body } = await clients(sandbox, "GET", path);
  assertEquals(Object.keys(body.result[0]).sort(), [
    "_links",
    "apiContext",
    "apiName",
    "apiProvider",
    "apiStatus",
    "apiVersion",
    "businessOwner",
    "tier",
  ]);
});

Deno.test("The Tapis OAuth clients take a form or JSON, as agavepy's two ways do", async () => {
  await using sandbox = await startSandbox();
  const reply = await send(`${sandbox.url}/clients/v2/`, {
    method: "POST",
    headers: { authorization: login(sandbox), "content-type": "application/json" },
    body: JSON.stringify({ clientName: "from_json", description: "d" }),
  });
  assertEquals([reply.status, reply.body.result.name], [201, "from_json"]);
});

Deno.test("The Tapis OAuth clients refuse what they cannot do in the envelope", async () => {
  await using sandbox = await startSandbox();
  await clients(sandbox, "POST", "", form);
  const address = `${sandbox.url}/clients/v2`;
  const bearer = `Bearer ${sandbox.tokens.tapis.accessToken}`;
  const replies: readonly [Reply, number][] = [
    [await send(address), 401],
    [await send(address, { headers: { authorization: login(sandbox, "wrong") } }), 401],
    [await send(address, { headers: { authorization: "Basic %%%" } }), 401],
    [await send(address, { headers: { authorization: bearer } }), 401],
    [await clients(sandbox, "POST", "", form), 409],
    [await clients(sandbox, "POST", "", {}), 400],
    [await clients(sandbox, "POST", "", { clientName: "a b" }), 400],
    [await clients(sandbox, "POST", "", { clientName: "x".repeat(65) }), 400],
    [await clients(sandbox, "GET", "/none"), 404],
    [await clients(sandbox, "GET", "/none/subscriptions"), 404],
    [await clients(sandbox, "POST", "/my_client/subscriptions", { apiName: "A" }), 400],
    [await clients(sandbox, "PUT", "/my_client", form), 405],
  ];
  for (const [{ status, body }, wanted] of replies) {
    assertEquals([status, body.status, body.result], [wanted, "error", null]);
  }
});
