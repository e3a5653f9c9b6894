import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, CredentialError } from "../../../mod.ts";
import { tapisWhoami } from "../../../src/cli/tapis/whoami.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";

Deno.test("tapisWhoami() prints who the token belongs to", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  assertEquals(await tapisWhoami({ sandbox: planted.home }, io), 0);
  const facts = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals(facts, {
    Username: "ferry",
    Name: "Sandy Ferry",
    Email: "ferry@sandbox.example.org",
    Tenant: "sandbox",
    Address: planted.sandbox.url,
  });
});

Deno.test("tapisWhoami() prints who the token of v3 belongs to", async () => {
  await using planted = await plantedSandbox();
  const io = fakeIo();
  assertEquals(await tapisWhoami({ sandbox: planted.home, v3: true }, io), 0);
  const facts = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([facts.Username, facts.Tenant, facts.Address], [
    "ferry",
    "sandbox",
    planted.sandbox.url,
  ]);
  const json = fakeIo();
  await tapisWhoami({ sandbox: planted.home, v3: true, json: true }, json);
  assertEquals(JSON.parse(json.output).username, "ferry");
});

Deno.test("tapisWhoami() chooses a session of v3 by tenant, person and client", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const { tenantId: tenant, username: user, clientName: client } = planted.sandbox.tokens.tapis;
  const chosen = { sandbox, v3: true, tenant, user, client };
  assertEquals(await tapisWhoami(chosen, fakeIo()), 0);
  for (const other of [{ tenant: "other" }, { user: "other" }, { client: "other" }]) {
    await assertRejects(() => tapisWhoami({ ...chosen, ...other }, fakeIo()), CredentialError);
  }
});

Deno.test("tapisWhoami() prints the profile as it came with --json", async () => {
  await using server = startRawServer([{
    json: { status: "success", result: { username: "ada", made_up: [1] } },
  }]);
  const env = { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: "made-up" };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await tapisWhoami({ json: true }, io), 0);
  assertEquals(JSON.parse(io.output), { username: "ada", made_up: [1] });
});

Deno.test("tapisWhoami() fails without a token, and when the one there is refused", async () => {
  const none = fakeIo({ surroundings: { env: {}, home: "/nowhere" } });
  await assertRejects(() => tapisWhoami({}, none), CredentialError, "~/.agave/current");

  await using server = startRawServer([{ status: 401, json: { fault: { message: "Invalid" } } }]);
  const env = { TAPIS_BASE_URL: server.url, TAPIS_TOKEN: "made-up" };
  const refused = fakeIo({ surroundings: { env, home: "/nowhere" } });
  const error = await assertRejects(() => tapisWhoami({}, refused), ApiError);
  assertEquals(error.status, 401);
});
