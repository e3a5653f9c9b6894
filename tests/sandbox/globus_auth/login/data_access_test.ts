import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { collectionId, type Sandbox } from "../../../../src/sandbox/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { bearer, grant, login, portal, transferAll } from "../_globus_login.ts";
import { item, send } from "../../_sandbox.ts";
import { share } from "../../transfer/_transfer.ts";

async function scopeFor(...names: string[]): Promise<string[]> {
  const ids = await Promise.all(names.map(collectionId));
  return ids.map((id) => `${transferAll}[*https://auth.globus.org/scopes/${id}/data_access]`);
}

async function ls(sandbox: Sandbox, name: string, token: string) {
  const id = await collectionId(name);
  return await send(`${sandbox.url}/v0.10/operation/endpoint/${id}/ls`, {
    headers: bearer(token),
  });
}

async function transferToken(sandbox: Sandbox, scope: string): Promise<string> {
  return (await login(sandbox, { scope })).access_token;
}

Deno.test("A collection that asks for data_access names the scope, until a login granted it", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const token = await transferToken(sandbox, transferAll);
  const refused = await ls(sandbox, "archive", token);
  const required = await scopeFor("archive");
  assertEquals(refused.status, 403);
  const { request_id, ...rest } = refused.body;
  assertEquals(request_id.length, 9);
  assertEquals(rest, {
    authorization_parameters: {
      required_scopes: required,
      session_message: "Missing required data_access consent",
    },
    code: "ConsentRequired",
    message: "Missing required data_access consent",
    required_scopes: required,
    resource: `/operation/endpoint/${await collectionId("archive")}/ls`,
  });
  assertEquals((await ls(sandbox, "lab", token)).status, 200);
  const better = await transferToken(sandbox, required.join(" "));
  assertEquals((await ls(sandbox, "archive", better)).status, 200);
  // Consents are the app's, so that its earlier token is as good now.
  assertEquals((await ls(sandbox, "archive", token)).status, 200);
});

Deno.test("data_access that one app was granted does not open the collection to another", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  await login(sandbox, { scope: (await scopeFor("archive")).join(" ") });
  assertEquals((await ls(sandbox, "archive", sandbox.tokens.globusTransfer)).status, 403);
});

Deno.test("A transfer is refused once, for both of its collections", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["lab", "archive"] } });
  const headers = bearer(await transferToken(sandbox, transferAll));
  const submission = await send(`${sandbox.url}/v0.10/submission_id`, { headers });
  const submit = () =>
    collectionId("lab").then(async (lab) =>
      await send(`${sandbox.url}/v0.10/transfer`, {
        method: "POST",
        headers,
        body: JSON.stringify({
          DATA_TYPE: "transfer",
          submission_id: submission.body.value,
          source_endpoint: lab,
          destination_endpoint: await collectionId("archive"),
          DATA: [item("/cells.csv", "/cells.csv")],
        }),
      })
    );
  const refused = await submit();
  const required = await scopeFor("lab", "archive");
  assertEquals([refused.status, refused.body.required_scopes], [403, required]);
  await login(sandbox, { scope: required.join(" ") });
  assertEquals((await submit()).body.code, "Accepted");
  await sandbox.idle();
});

Deno.test("data_access reaches a service through its caller, where the caller allowed it", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const { serviceScope } = sandbox.tokens.globusClient;
  const [nested] = await scopeFor("archive");
  const listAs = async (scope: string) => {
    const { access_token: token } = await login(sandbox, { scope });
    const { body } = await grant(
      sandbox,
      { grant_type: "urn:globus:auth:grant_type:dependent_token", token, scope: transferAll },
      portal(sandbox),
    );
    return (await ls(sandbox, "archive", body[0].access_token)).status;
  };
  assertEquals(await listAs(serviceScope), 403);
  assertEquals(await listAs(`${serviceScope}[${nested}]`), 200);
});

Deno.test("A client of its own right grants itself data_access", async () => {
  await using sandbox = await startSandbox({ globusAuth: { dataAccess: ["archive"] } });
  const listWith = async (scope: string) => {
    const { body } = await grant(
      sandbox,
      { grant_type: "client_credentials", scope },
      portal(sandbox),
    );
    return (await ls(sandbox, "archive", body.access_token)).status;
  };
  assertEquals(await listWith(transferAll), 403);
  assertEquals(await listWith((await scopeFor("archive")).join(" ")), 200);
});

// "Use on other collection types [...] will result in Unknown Scope errors" (globus-sdk 4.9.0).
Deno.test("A guest collection has no data_access scope, and an https scope", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  const ask = async (scope: string) =>
    (await grant(sandbox, { grant_type: "client_credentials", scope }, portal(sandbox))).body;
  const scopes = `https://auth.globus.org/scopes/${guest}`;
  const refused = await ask(`${transferAll}[*${scopes}/data_access]`);
  assertEquals(refused.errors[0].code, "UNKNOWN_SCOPE_ERROR");
  assertEquals((await ask(`${scopes}/https`)).resource_server, guest);
});

Deno.test("startSandbox() refuses data_access for a collection it does not serve", async () => {
  const error = await assertRejects(
    () => startSandbox({ globusAuth: { dataAccess: ["nowhere"] } }),
    TypeError,
  );
  assertStringIncludes(error.message, '"nowhere"');
  assertStringIncludes(error.message, "lab, archive");
});
