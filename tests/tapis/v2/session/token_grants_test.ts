import { assertEquals, assertRejects } from "@std/assert";
import { permissionsFor } from "../../../../src/credentials/mod.ts";
import { v2, v3 } from "../../../../src/tapis/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";

/** What the sandbox was asked for tokens with, as the last two requests tell. */
function formsOf(requests: readonly { readonly path: string; readonly body: string }[]): string[] {
  return requests.filter(({ path }) => path === "/token").map(({ body }) => body);
}

Deno.test("createToken() takes the person first, as Tapis v3's does; the old order asks for the same", async () => {
  await using sandbox = await startSandbox();
  const { username, password, apiKey, apiSecret, clientName } = sandbox.tokens.tapis;
  const oauthClient = { apiKey, apiSecret };
  const tapis = v2.tapisClient({ baseUrl: sandbox.url });
  const tokenUsername = username;
  const pairs = [
    await tapis.createToken(username, password, { oauthClient, tokenUsername }),
    await tapis.createToken(oauthClient, username, password, { tokenUsername }),
    await v2.createToken(tapis, oauthClient, username, password, { tokenUsername }),
  ];
  assertEquals(pairs.map(({ token_type }) => token_type), ["bearer", "bearer", "bearer"]);
  const [form, ...old] = formsOf(sandbox.requests);
  assertEquals(old, [form, form]);
  const modern = v3.tapisClient({ baseUrl: sandbox.url });
  const own = { oauthClient: { clientId: clientName, clientKey: apiSecret } };
  assertEquals(
    (await modern.createToken(username, password, own)).claims["tapis/username"],
    username,
  );
});

Deno.test("createToken() without an OAuth client, or with an option of the other order, sends nothing", async () => {
  await using sandbox = await startSandbox();
  const { username, password, apiKey, apiSecret } = sandbox.tokens.tapis;
  const oauthClient = { apiKey, apiSecret };
  const tapis = v2.tapisClient({ baseUrl: sandbox.url });
  const wrong: readonly (readonly [() => Promise<unknown>, string])[] = [
    [() => tapis.createToken(username, password, {} as never), "oauthClient"],
    [() => tapis.createToken(username, password, undefined as never), "Options"],
    [() => tapis.createToken(oauthClient, username, undefined as never), "password"],
    [() => tapis.createToken(oauthClient, undefined as never, password), "username"],
    [
      () => tapis.createToken(oauthClient, username, password, { oauthClient } as never),
      "oauthClient",
    ],
  ];
  for (const [call, named] of wrong) await assertRejects(call, TypeError, named);
  assertEquals(formsOf(sandbox.requests), []);
});

Deno.test("permissionsFor() asks for the same, whichever name the tenant's address is given by", async () => {
  await using home = await temporaryFolder();
  const baseUrl = "https://tapis.example.org";
  const session = { baseurl: baseUrl, username: "ada", access_token: "made-up" };
  await writeFiles(home.path, { ".agave/current": JSON.stringify(session) });
  const here = { home: home.path, env: {} };
  const named = await permissionsFor(v2.platform, { ...here, baseUrl });
  assertEquals(named, await permissionsFor(v2.platform, { ...here, apiServer: baseUrl }));
  // The caller's own word for the address: whose the file is does not matter.
  assertEquals(named.needed.filter(({ name }) => name === "sys"), []);
});
