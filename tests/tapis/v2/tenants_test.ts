import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError } from "../../../src/credentials/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

// Codes and addresses as AgavePy's documentation lists them.
const list = {
  json: {
    status: "success",
    message: "",
    result: [
      { code: "tacc.prod", baseUrl: "https://api.tacc.utexas.edu/", name: "TACC" },
      { code: "sgci", baseUrl: "https://sgci.tacc.cloud", name: "SGCI" },
    ],
  },
};

Deno.test("listTenants() asks the address that was given, else that of the variable", async () => {
  await using given = startRawServer([list]);
  await using variable = startRawServer([list]);
  const env = { TAPIS_TENANTS_URL: `${variable.url}/some/tenants/` };
  assertEquals((await v2.listTenants({ env })).map(({ code }) => code), ["tacc.prod", "sgci"]);
  await v2.listTenants({ env, tenantsUrl: `${given.url}/tenants` });
  const [first, second] = [variable.requests[0], given.requests[0]];
  assertEquals([first?.method, first?.target], ["GET", "/some/tenants"]);
  assertEquals([second?.target, second?.headers.get("authorization")], ["/tenants", null]);
});

Deno.test("listTenants() names the variable whose address cannot be used, and no variable of an argument", async () => {
  for (const text of ['"https://t.example.org/tenants"', "t.example.org", "http://t.example.org"]) {
    const env = { TAPIS_TENANTS_URL: text };
    const error = await assertRejects(() => v2.listTenants({ env }), TypeError);
    assertStringIncludes(error.message, "TAPIS_TENANTS_URL cannot be used");
    const argument = await assertRejects(
      () => v2.listTenants({ env, tenantsUrl: text }),
      TypeError,
    );
    assertEquals(argument.message.includes("TAPIS_TENANTS_URL"), false);
  }
});

Deno.test("apiServerById() and idByApiServer() overlook capitals and a slash at the end", async () => {
  await using server = startRawServer([list]);
  const options = { tenantsUrl: `${server.url}/tenants`, env: {} };
  assertEquals(await v2.apiServerById("TACC.prod", options), "https://api.tacc.utexas.edu");
  assertEquals(await v2.apiServerById("sgci", options), "https://sgci.tacc.cloud");
  assertEquals(await v2.apiServerById("tacc", options), undefined);
  assertEquals(await v2.idByApiServer("https://api.tacc.utexas.edu", options), "tacc.prod");
  assertEquals(await v2.idByApiServer("https://SGCI.tacc.cloud/", options), "sgci");
  assertEquals(await v2.idByApiServer("https://api.tacc", options), undefined);
});

Deno.test("init() finds out the half that is not known, and asks nothing when both are", async () => {
  await using server = startRawServer([list]);
  const options = { tenantsUrl: `${server.url}/tenants`, env: {} };
  const baseUrl = "https://api.tacc.utexas.edu";
  const tacc = { tenantId: "tacc.prod", baseUrl, apiServer: baseUrl };
  assertEquals(await v2.init({ ...options, tenantId: "tacc.prod" }), tacc);
  assertEquals(await v2.init({ ...options, baseUrl: `${baseUrl}/` }), tacc);
  assertEquals(await v2.init({ ...options, apiServer: `${baseUrl}/` }), tacc);
  assertEquals(await v2.init({ ...options, choose: () => "tacc.prod" }), tacc);
  assertEquals(server.requests.length, 4);
  const own = "https://tapis.example.org";
  const mine = await v2.init({ ...options, tenantId: "mine", baseUrl: own });
  assertEquals([mine.tenantId, mine.baseUrl], ["mine", own]);
  const two = { baseUrl: own, apiServer: "https://other.example.org" };
  await assertRejects(() => v2.init({ ...options, ...two }), TypeError, "two names of one");
  assertEquals(server.requests.length, 4);
  const known = "tacc.prod, sgci";
  await assertRejects(() => v2.init(options), CredentialError, known);
  await assertRejects(() => v2.init({ ...options, tenantId: "nope" }), CredentialError, known);
});

Deno.test("a list of tenants that is not one is an error with a hint", async () => {
  const rows = [
    [{ headers: { "content-type": "text/html" }, body: "<html>" }, "proxy may have answered"],
    [{ json: { status: "success", message: "" } }, "the answer has no result"],
    [{ json: { status: "error", message: "Down for repairs", result: null } }, "Down for repairs"],
  ] as const;
  for (const [answer, words] of rows) {
    await using server = startRawServer([answer]);
    const options = { tenantsUrl: `${server.url}/tenants`, env: {} };
    await assertRejects(() => v2.listTenants(options), ApiError, words);
  }
});

Deno.test("init() takes no other machine's word for a tenant on this one", async () => {
  const options = (baseUrl: string): v2.InitOptions => ({
    tenantId: "lab",
    tenantsUrl: "https://api.example.org/tenants",
    env: {},
    fetch: () => {
      const result = [{ code: "lab", baseUrl }];
      return Promise.resolve(Response.json({ status: "success", message: "", result }));
    },
  });
  for (const address of ["http://127.0.0.1:8080/", "https://localhost", "http://[::1]:1/"]) {
    const words = "a port of this machine";
    await assertRejects(() => v2.init(options(address)), CredentialError, words);
    const { tenantId = "", ...listing } = options(address);
    await assertRejects(() => v2.apiServerById(tenantId, listing), CredentialError, words);
  }
  const elsewhere = await v2.init(options("https://lab.example.org/"));
  assertEquals([elsewhere.tenantId, elsewhere.baseUrl], ["lab", "https://lab.example.org"]);
});
