/** The examples of AgavePy's page on OAuth clients. */

import { assert, assertEquals } from "@std/assert";
import { v2 } from "../../src/tapis/mod.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { documentTests } from "./_document.ts";

/** A client for the tenant, that asks for name and password as AgavePy does. */
async function agave({ url, tokens: { tapis } }: Sandbox): Promise<v2.RestoredTapis> {
  const tenant = await v2.init({
    tenantId: tapis.tenantId,
    env: { TAPIS_TENANTS_URL: `${url}/tenants` },
  });
  return await v2.client({
    baseUrl: tenant.baseUrl,
    username: tapis.username,
    password: () => Promise.resolve(tapis.password),
  });
}

documentTests({
  name: "AgavePy: OAuth clients",
  blocks: 5,
  nothingToPerform: {},
  examples: [
    {
      blocks: [1],
      shows: "init a tenant, and create a client with a name and a description",
      async perform(sandbox) {
        const ag = await agave(sandbox);
        const made = await ag.clientsCreate("my_super_cool_client", {
          description: "my client's description",
        });
        const { api_key, api_secret, client_name } = made.reveal();
        assertEquals(client_name, "my_super_cool_client");
        const { apiServer, username, password } = {
          apiServer: sandbox.url,
          ...sandbox.tokens.tapis,
        };
        const whole = await v2.client({
          apiServer,
          username,
          password,
          apiKey: api_key,
          apiSecret: api_secret,
          cache: false,
        });
        assertEquals((await whole.profilesGet()).username, username);
      },
    },
    {
      blocks: [2],
      shows: "list all clients, with name and description",
      async perform(sandbox) {
        const ag = await agave(sandbox);
        await ag.clientsCreate("client-name", { description: "some description" });
        const listed = (await ag.clientsList()).map(({ name, description }) => [name, description]);
        assert(
          listed.some(([name, words]) => name === "client-name" && words === "some description"),
        );
      },
    },
    {
      blocks: [3],
      shows: "delete a client",
      async perform(sandbox) {
        const ag = await agave(sandbox);
        await ag.clientsCreate("some-client-name");
        await ag.clientsDelete("some-client-name");
        const names = (await ag.clientsList()).map(({ name }) => name);
        assert(!names.includes("some-client-name"), names.join());
      },
    },
    {
      blocks: [4, 5],
      shows: "subscribe a client to an API, and list its subscriptions",
      async perform(sandbox) {
        const ag = await agave(sandbox);
        await ag.clientsCreate("client");
        await ag.clientsSubscribe("PublicKeys", "v2", "admin", { clientName: "client" });
        const listed = await ag.clientsSubscriptions({ clientName: "client" });
        const rows = listed.map(({ apiName, apiVersion, apiProvider }) => {
          return `${apiName} ${apiVersion} ${apiProvider}`;
        });
        for (const row of ["Apps v2 admin", "Files v2 admin", "PublicKeys v2 admin"]) {
          assert(rows.includes(row), rows.join());
        }
      },
    },
  ],
});
