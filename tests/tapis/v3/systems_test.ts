import { assertEquals, assertRejects } from "@std/assert";
import { ApiError } from "../../../mod.ts";
import { v3 } from "../../../src/tapis/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

const env = (url: string): v3.SessionSearch => ({ env: {}, baseUrl: url, token: jwt });
/** A made-up token that is not looked into. */
const jwt = ["e30", btoa('{"tapis/username":"ada"}').replaceAll("=", ""), "x"].join(".");

Deno.test("listSystems() asks for what tells whether a credential is there, page by page", async () => {
  const system = (id: string): unknown => ({
    id,
    host: `${id}.example.org`,
    hasCredentials: false,
  });
  await using server = startRawServer([
    { json: { status: "success", result: [system("a"), system("b")] } },
    { json: { status: "success", result: [system("c")] } },
  ]);
  const tapis = await v3.restore(env(server.url));
  const { items } = await tapis.listSystems({ pageSize: 2, listType: "OWNED" }).collect();
  assertEquals(items.map(({ id, hasCredentials }) => [id, hasCredentials]), [
    ["a", false],
    ["b", false],
    ["c", false],
  ]);
  const asked = server.requests.map(({ target }) => new URL(target, server.url).searchParams);
  assertEquals(asked.map((query) => [query.get("skip"), query.get("limit")]), [["0", "2"], [
    "2",
    "2",
  ]]);
  for (const query of asked) {
    assertEquals([query.get("listType"), query.get("orderBy")], ["OWNED", "id"]);
    assertEquals(query.get("select")?.split(",").includes("hasCredentials"), true);
  }
});

Deno.test("getSystem() and checkSystemCredential() name the system in one segment, and tell a refusal", async () => {
  const message = "SYSAPI_CRED_INVALID Credentials are not valid.";
  await using server = startRawServer([
    { json: { status: "success", result: { id: "a/b" } } },
    { json: { status: "success", result: null } },
    { status: 400, json: { status: "error", message, result: null } },
  ]);
  const tapis = await v3.restore(env(server.url));
  await tapis.getSystem("a/b");
  await tapis.checkSystemCredential("a/b", "ada");
  const error = await assertRejects(() => tapis.checkSystemCredential("lab", "ada"), ApiError);
  assertEquals(error.message.includes(message), true);
  assertEquals(server.requests.map(({ method, target }) => `${method} ${target}`), [
    "GET /v3/systems/a%2Fb",
    "POST /v3/systems/credential/a%2Fb/user/ada/check",
    "POST /v3/systems/credential/lab/user/ada/check",
  ]);
});
