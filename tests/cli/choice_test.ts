import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { CredentialError } from "../../src/credentials/mod.ts";
import { restoreTransfer } from "../../src/cli/globus/client.ts";
import { tapisNeeds } from "../../src/cli/tapis/client.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { fakeIo } from "./_cli.ts";
import { run } from "./_program.ts";

const ids = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];
const collection = "00000000-0000-4000-8000-00000000000c";

function tokens(token: string): string {
  const record = {
    resource_server: "transfer.api.globus.org",
    scope: "all",
    access_token: token,
    expires_at_seconds: 4_102_444_800,
  };
  const data = { DEFAULT: { "transfer.api.globus.org": record } };
  return JSON.stringify({ format_version: "2.0", data });
}

Deno.test("globus commands name the logins they will not choose between, and take a choice", async () => {
  await using folder = await temporaryFolder();
  const [one, two] = ids.map((id) => `.globus/app/${id}/lab/tokens.json`);
  await writeFiles(folder.path, { [one ?? ""]: tokens("of-one"), [two ?? ""]: tokens("of-two") });
  const io = fakeIo({ surroundings: { home: folder.path, env: {} } });
  const error = await assertRejects(() => restoreTransfer({}, io), CredentialError);
  assertStringIncludes(error.message, "choose one by clientId and app");

  const headers = new Headers();
  await (await restoreTransfer({ clientId: ids[1] }, io)).authorizer.apply(headers);
  assertEquals(headers.get("authorization"), "Bearer of-two");

  const words = ["globus", "ls", "--client-id", ids[0] ?? "", "--app", "lab", `${collection}:/`];
  const { code, stdout } = await run(["permissions", ...words], {
    flags: ["--allow-env", "--allow-read"],
    env: { HOME: folder.path },
  });
  assertEquals([code, stdout.includes(`${folder.path}/${one}`)], [0, true]);
  assertEquals(stdout.includes("GLOBUS_SDK_TRANSFER_TOKEN"), false);
});

Deno.test("tapis commands take a choice of session", async () => {
  await using folder = await temporaryFolder();
  const session = (tenantid: string): Record<string, string> => ({
    tenantid,
    baseurl: `https://${tenantid}.example.org`,
    username: "ada",
    apikey: "key",
    access_token: "made-up",
  });
  const list = JSON.stringify([session("one"), session("two")]);
  await writeFiles(folder.path, { ".agave/current": list });
  const io = fakeIo({ surroundings: { home: folder.path, env: {} } });
  const { needed } = await tapisNeeds({ tenant: "two" }, io);
  const hosts = needed.map((permission) => permission.name === "net" ? permission.host : undefined);
  assertEquals(hosts.filter((host) => host !== undefined), ["two.example.org"]);
});
