import { assertEquals, assertRejects } from "@std/assert";
import { MisuseError } from "../../../src/cli/words/misuse.ts";
import { tapisTenants } from "../../../src/cli/tapis/tenants.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fakeIo } from "../_cli.ts";
import { plantedSandbox } from "../_sandbox.ts";
import type { TenantList } from "../../../src/cli/tapis/json_documents.ts";

Deno.test("tapisTenants() lists the tenants of v2 and v3 with their addresses", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const { url } = planted.sandbox;
  for (const [v3, ids] of [[false, ["sandbox", "sandbox.slash"]], [true, ["sandbox"]]] as const) {
    const io = fakeIo();
    assertEquals(await tapisTenants({ sandbox, v3 }, io), 0);
    const [head, ...rows] = io.output.trim().split("\n").map((line) => line.split(/  +/));
    assertEquals(head, ["Tenant", "Address", "Name"]);
    assertEquals(rows.map(([id]) => id).slice(0, ids.length), [...ids]);
    assertEquals(rows[0]?.[1]?.replace(/\/$/, ""), url);
    const json = fakeIo();
    await tapisTenants({ sandbox, v3, json: true }, json);
    const { tenants }: TenantList = JSON.parse(json.output);
    assertEquals(tenants[0]?.[v3 ? "tenant_id" : "code"], "sandbox");
  }
});

Deno.test("tapisTenants() tells about one, in capitals or not, and knows no other", async () => {
  await using planted = await plantedSandbox();
  const { home: sandbox } = planted;
  const io = fakeIo();
  assertEquals(await tapisTenants({ sandbox, name: "SANDBOX", v3: true }, io), 0);
  const rows = Object.fromEntries(io.output.trim().split("\n").map((line) => line.split(/  +/)));
  assertEquals([rows.Tenant, rows.Address], ["sandbox", planted.sandbox.url]);
  const json = fakeIo();
  await tapisTenants({ sandbox, name: "sandbox", json: true }, json);
  assertEquals(JSON.parse(json.output).code, "sandbox");
  await assertRejects(
    () => tapisTenants({ sandbox, name: "elsewhere" }, fakeIo()),
    MisuseError,
    'Tapis v2 has no tenant "elsewhere"',
  );
});

Deno.test("tapisTenants() asks where TAPIS_TENANTS_URL says", async () => {
  await using server = startRawServer([{
    json: { status: "success", result: [{ code: "a\x1b[1m", baseUrl: "https://a.example.org/" }] },
  }]);
  const env = { TAPIS_TENANTS_URL: `${server.url}/list` };
  const io = fakeIo({ surroundings: { env, home: "/nowhere" } });
  assertEquals(await tapisTenants({}, io), 0);
  assertEquals(io.output.split("\n")[1]?.split(/  +/)[0], "a\\x1b[1m");
  assertEquals(server.requests.map(({ target }) => target), ["/list"]);
});
