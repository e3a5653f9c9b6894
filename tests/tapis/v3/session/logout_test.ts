import { assertEquals, assertRejects } from "@std/assert";
import { CredentialError, sandboxSurroundings } from "../../../../src/credentials/mod.ts";
import { plantCredentials } from "../../../../src/sandbox/mod.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";

Deno.test("logout() revokes both tokens, and removes the session alone", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const surroundings = await sandboxSurroundings(sandbox.home);
  const path = `${sandbox.home}/.agave/keyferry.json`;
  const more = (await Deno.readTextFile(path)).replace(/^\{/, '{"kept": [1.0], ');
  await Deno.writeTextFile(path, more);
  const { accessToken, refreshToken } = (await v3.restore(surroundings)).tokens();
  const out = await v3.logout(surroundings);
  assertEquals([out.removed.length, out.notRevoked, out.path], [1, [], "~/.agave/keyferry.json"]);
  assertEquals(await Deno.readTextFile(path), '{"kept": [1.0], "tapis_v3": {}}');
  const again = await v3.restore({ baseUrl: sandbox.url, token: accessToken });
  await assertRejects(() => again.getUserinfo());
  const { clientName, apiSecret } = sandbox.tokens.tapis;
  const oauthClient = { clientId: clientName, clientKey: apiSecret };
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  await assertRejects(() => client.refreshToken(oauthClient, refreshToken ?? ""));
  assertEquals((await v3.logout(surroundings)).removed, []);
});

Deno.test("logout() removes a session whose tokens cannot be revoked, and tells it", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const surroundings = await sandboxSurroundings(sandbox.home);
  for (const status of [503, 429, 403, 404, 400]) {
    await plantCredentials(sandbox);
    const fetch = () =>
      Promise.resolve(Response.json({ status: "error", message: "" }, { status }));
    const out = await v3.logout({ ...surroundings, fetch, retry: { retries: 0 } });
    // Tapis answers 400 to what is not a token any more; a limit, a proxy or a right that is missing ends none.
    assertEquals(
      [out.removed.length, out.notRevoked.length],
      [1, status === 400 ? 0 : 1],
      `${status}`,
    );
  }
});

Deno.test("logout() guesses among several sessions no more than restore() does", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const surroundings = await sandboxSurroundings(sandbox.home);
  const client = v3.tapisClient({ baseUrl: sandbox.url });
  const { username, password, clientName: clientId } = sandbox.tokens.tapis;
  await v3.storeTokens(client, await client.createToken(username, password), surroundings);
  await assertRejects(() => v3.logout(surroundings), CredentialError, "Several sessions");
  assertEquals((await v3.logout({ ...surroundings, clientId })).removed.length, 1);
  assertEquals((await v3.logout(surroundings)).removed.length, 1);
});
