import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { CredentialError, Secret } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { type Answer, startRawServer } from "../../helpers/servers/raw_server.ts";

/** The base64 of `taco:p@ss`, as agavepy sends it. */
const basic = "Basic dGFjbzpwQHNz";
const login = { username: "taco", password: "p@ss" };
const made = { name: "x", consumerKey: "the-api-key", consumerSecret: "the-api-secret" };

function envelope(result: unknown, status = "success", message = "ok"): Answer {
  return { json: { status, message, version: "2.0.0-SNAPSHOT-fake", result } };
}

Deno.test("each operation on OAuth clients sends what agavepy was recorded to send", async () => {
  const form = "application/x-www-form-urlencoded";
  // From the recorded requests of agavepy 0.9.5 and 1.0.0a12; the description's bytes too.
  const table: readonly [
    (client: v2.TapisClient) => Promise<unknown>,
    Answer,
    readonly [string, string, string | null, string],
  ][] = [
    [
      (client) =>
        client.clientsCreate("my_client", { ...login, description: "my client's description" }),
      envelope(made),
      [
        "POST",
        "/clients/v2",
        form,
        "clientName=my_client&description=my+client%27s+description&tier=Unlimited&callbackUrl=",
      ],
    ],
    [
      (client) => client.clientsCreate("vm-firm-liger", login),
      { ...envelope(made), status: 201 },
      ["POST", "/clients/v2", form, "clientName=vm-firm-liger&tier=Unlimited&callbackUrl="],
    ],
    [(client) => client.clientsList(login), envelope([]), ["GET", "/clients/v2", null, ""]],
    [
      (client) => client.clientsGet("my_client", login),
      envelope(made),
      ["GET", "/clients/v2/my_client", null, ""],
    ],
    [
      (client) => client.clientsDelete("some-client", login),
      envelope({}),
      ["DELETE", "/clients/v2/some-client", null, ""],
    ],
    [
      (client) =>
        client.clientsSubscribe("PublicKeys", "v2", "admin", { ...login, clientName: "client" }),
      envelope(null),
      [
        "POST",
        "/clients/v2/client/subscriptions",
        form,
        "apiName=PublicKeys&apiVersion=v2&apiProvider=admin",
      ],
    ],
    [
      (client) => client.clientsSubscriptions({ ...login, clientName: "my_client" }),
      envelope([]),
      ["GET", "/clients/v2/my_client/subscriptions", null, ""],
    ],
    [
      (client) => client.clientsUnsubscribeAll("my_client", login),
      envelope(null),
      ["DELETE", "/clients/v2/my_client/subscriptions", null, ""],
    ],
  ];
  for (const [act, answer, [method, target, type, body]] of table) {
    await using server = startRawServer([answer]);
    await act(v2.tapisClient({ baseUrl: `${server.url}/` }));
    const [request] = server.requests;
    assertEquals([request?.method, request?.target, request?.body], [method, target, body]);
    assertEquals(request?.headers.get("content-type"), type);
    assertEquals(request?.headers.get("authorization"), basic);
  }
});

Deno.test("clientsCreate() gives key and secret, the secret hidden", async () => {
  const secret = canary();
  await using server = startRawServer([envelope({ ...made, consumerSecret: secret })]);
  const created = await v2.tapisClient({ baseUrl: server.url }).clientsCreate("one", login);
  assertEquals(created.reveal(), {
    api_key: "the-api-key",
    api_secret: secret,
    client_name: "one",
  });
  assertNothingShown(created, secret);
});

Deno.test("clientsCreate() makes up a name that the service accepts", async () => {
  await using server = startRawServer([envelope(made)]);
  const client = v2.tapisClient({ baseUrl: server.url });
  const names = new Set<string>();
  for (let count = 0; count < 20; count++) {
    const { clientName } = await client.clientsCreate(undefined, login);
    assertMatch(clientName, /^[a-z]+-[a-z]+-[a-z]+$/);
    assert(clientName.length <= 64);
    const sent = new URLSearchParams(server.requests.at(-1)?.body).get("clientName");
    assertEquals(sent, clientName);
    names.add(clientName);
  }
  assert(names.size > 15, [...names].join(" "));
});

Deno.test("clientsCreate() refuses what is not a name before it sends anything", async () => {
  await using server = startRawServer([envelope(made)]);
  const client = v2.tapisClient({ baseUrl: server.url });
  for (const name of ["", "a b", "a/b", "é", "a\n", "x".repeat(65)]) {
    await assertRejects(() => client.clientsCreate(name, login), TypeError, "letters, digits");
  }
  await client.clientsCreate("x".repeat(64), login);
  await client.clientsCreate("A.b_c-9", login);
  assertEquals(server.requests.length, 2);
});

Deno.test("a client's name cannot lead to another resource", async () => {
  await using server = startRawServer([envelope({})]);
  const client = v2.tapisClient({ baseUrl: server.url });
  for (const name of ["", ".", ".."]) {
    await assertRejects(() => client.clientsDelete(name, login), TypeError);
    await assertRejects(() => client.clientsGet(name, login), TypeError);
  }
  await client.clientsDelete("a/../b?c", login);
  assertEquals(server.requests.map(({ target }) => target), ["/clients/v2/a%2F..%2Fb%3Fc"]);
});

Deno.test("an enveloped failure is an error, with any status", async () => {
  const failures: readonly [Answer, string][] = [
    [envelope(null, "error", "Client exists"), "Client exists"],
    [
      { ...envelope(null, "error", "Login failed"), status: 401 },
      "Login failed; check the name and the password",
    ],
    [envelope(null), "no result"],
    [{ json: { status: "success" } }, "no result"],
    [envelope({ name: "x", consumerKey: "k" }), "no key and secret"],
    [envelope({ consumerKey: 1, consumerSecret: 2 }), "no key and secret"],
    [{ body: "<html>", headers: { "content-type": "text/html" } }, "text/html"],
    [{ json: [] }, "no result"],
  ];
  for (const [answer, words] of failures) {
    await using server = startRawServer([answer]);
    const client = v2.tapisClient({ baseUrl: server.url });
    const error = await assertRejects(() => client.clientsCreate("one", login), ApiError);
    assertStringIncludes(error.message, words);
    assertNothingShown(error, "p@ss", basic.slice(6));
  }
  await using server = startRawServer([envelope(null, "error", "No such client")]);
  const client = v2.tapisClient({ baseUrl: server.url });
  const refused = [
    () => client.clientsDelete("one", login),
    () => client.clientsSubscribe("A", "v2", "admin", { ...login, clientName: "one" }),
    () => client.clientsUnsubscribeAll("one", login),
  ];
  for (const act of refused) await assertRejects(act, ApiError, "No such client");
});

Deno.test("an answer without a body is enough where there is nothing to say", async () => {
  await using server = startRawServer([{ status: 204 }]);
  await v2.tapisClient({ baseUrl: server.url }).clientsDelete("one", login);
  assertEquals(server.requests.length, 1);
});

Deno.test("a password may be a text, a Secret, or a function that asks for it", async () => {
  await using server = startRawServer([envelope([])]);
  const client = v2.tapisClient({ baseUrl: server.url });
  const passwords: readonly v2.Password[] = [
    "p@ss",
    new Secret("p@ss"),
    () => "p@ss",
    () => Promise.resolve(new Secret("p@ss")),
  ];
  for (const password of passwords) await client.clientsList({ username: "taco", password });
  assertEquals(
    server.requests.map(({ headers }) => headers.get("authorization")),
    passwords.map(() => basic),
  );
});

Deno.test("name and password come from the environment, and from nowhere else", async () => {
  await using server = startRawServer([envelope([])]);
  const env = { TAPIS_BASE_URL: server.url, TAPIS_USERNAME: "taco", TAPIS_PASSWORD: "p@ss" };
  const tapis = await v2.restore({ home: "/nowhere", env });
  await tapis.clientsList();
  assertEquals(server.requests[0]?.headers.get("authorization"), basic);
  // Another person's name does not get this one's password.
  const other = await assertRejects(() => tapis.clientsList({ username: "bell" }), CredentialError);
  assertStringIncludes(other.message, "give password,");
  const bare = v2.tapisClient({ baseUrl: server.url });
  const none = await assertRejects(() => bare.clientsList(), CredentialError);
  assertStringIncludes(none.message, "give username and password, or set TAPIS_BASE_URL,");
  assertEquals(server.requests.length, 1);
});

Deno.test("the session's own OAuth client is meant where none is named", async () => {
  await using server = startRawServer([envelope([])]);
  const home = await Deno.makeTempDir();
  await Deno.mkdir(`${home}/.agave`);
  const record = {
    baseurl: server.url,
    access_token: "AT",
    username: "taco",
    client_name: "mine",
  };
  await Deno.writeTextFile(`${home}/.agave/current`, JSON.stringify(record));
  const tapis = await v2.restore({ home, env: {} });
  await Deno.remove(home, { recursive: true });
  const { password } = login;
  await tapis.clientsSubscriptions({ password });
  await tapis.clientsSubscribe("A", "v2", "admin", { password });
  await tapis.clientsDelete(undefined, { password });
  assertEquals(server.requests.map(({ target }) => target), [
    "/clients/v2/mine/subscriptions",
    "/clients/v2/mine/subscriptions",
    "/clients/v2/mine",
  ]);
  assertEquals(server.requests[0]?.headers.get("authorization"), basic);
  const own = v2.tapisClient({ baseUrl: server.url });
  await assertRejects(
    () => own.clientsDelete(undefined, login),
    TypeError,
    "Name the OAuth client",
  );
});
