import { assertEquals, assertRejects } from "@std/assert";
import {
  CredentialError,
  sandboxSurroundings,
  type Secret,
} from "../../../../src/credentials/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v2, v3 } from "../../../../src/tapis/mod.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../../helpers/temporary_folder.ts";
import { loggedIn } from "../../v3/_v3.ts";

const apiServer = "https://api.tacc.example.org";

/** A client as the service tells it when it is made. */
async function madeClient(name: string): Promise<v2.NewClient> {
  const client = v2.tapisClient({
    baseUrl: apiServer,
    fetch: () => {
      const result = { consumerKey: `key-of-${name}`, consumerSecret: "made-up" };
      return Promise.resolve(Response.json({ status: "success", result }));
    },
  });
  return await client.clientsCreate(name, { username: "ada", password: "made-up" });
}

Deno.test("storeClient() makes a record without a token, which is not a session as yet", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  await v2.storeClient(await madeClient("one"), apiServer, { ...here, username: "ada" });
  const text = await Deno.readTextFile(`${folder.path}/.agave/current`);
  const { apikey, apisecret, client_name, access_token } = JSON.parse(text);
  assertEquals([apikey, apisecret, client_name, access_token], [
    "key-of-one",
    "made-up",
    "one",
    "",
  ]);
  const { mode } = await Deno.stat(`${folder.path}/.agave/current`);
  assertEquals((mode ?? 0) & 0o077, 0);
  await assertRejects(() => v2.restore(here), CredentialError, "has no access_token");
});

Deno.test("storeClient() takes a client that a script put together, and refuses half of one by name", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const made = { clientName: "one", apiKey: "key", apiSecret: "made-up" as unknown as Secret };
  for (const name of ["clientName", "apiKey", "apiSecret"]) {
    const half = { ...made, [name]: undefined } as unknown as v2.NewClient;
    await assertRejects(() => v2.storeClient(half, apiServer, here), TypeError, `made.${name}`);
  }
  assertEquals(await fileNames(folder.path), []);
  await v2.storeClient(made as v2.NewClient, apiServer, here);
  const [stored] = await v2.storedClients({}, here);
  assertEquals([stored?.apiKey, stored?.apiSecret.reveal()], ["key", "made-up"]);
});

Deno.test("storeClient() leaves other records byte for byte", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const record = {
    baseurl: apiServer,
    username: "ada",
    apikey: "k",
    apisecret: "s",
    access_token: "t",
  };
  await writeFiles(folder.path, { ".agave/current": ` ${JSON.stringify(record)} ` });
  const before = await snapshot(folder.path);
  await v2.storeClient(await madeClient("one"), apiServer, { ...here, username: "ada" });
  const after = await snapshot(folder.path);
  assertEquals(after[".agave/current"], before[".agave/current"]);
  const clients = await v2.storedClients({}, here);
  assertEquals(clients.map(({ apiKey }) => apiKey), ["k", "key-of-one"]);
});

Deno.test("storeClient() and storeTokens() keep a sandbox's secrets out of a real home", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const { tapis } = sandbox.tokens;
  const { username, password } = tapis;
  const client = v2.tapisClient({ baseUrl: sandbox.url });
  const made = await client.clientsCreate("one", { username, password });
  const pair = await client.createToken(username, password, { oauthClient: tapis });
  const real = { home: folder.path, env: {} };
  await assertRejects(() => v2.storeClient(made, sandbox.url, real), CredentialError, "sandbox");
  await assertRejects(() => v2.storeTokens(client, tapis, pair, real), CredentialError, "sandbox");
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("storedClients() gives each client once, those that are chosen alone", async () => {
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  assertEquals(await v2.storedClients({}, here), []);
  for (const [name, username] of [["one", "ada"], ["two", "bob"]] as const) {
    await v2.storeClient(await madeClient(name), apiServer, { ...here, username });
  }
  const names = async (choice: v2.SessionChoice): Promise<unknown[]> => {
    return (await v2.storedClients(choice, here)).map(({ clientName }) => clientName);
  };
  assertEquals(await names({}), ["one", "two"]);
  assertEquals(await names({ username: "bob" }), ["two"]);
  assertEquals(await names({ clientName: "one", username: "bob" }), []);
});

Deno.test("storeTokens() fills in the record of its client, and restore() renews it there", async () => {
  await using sandbox = await startSandbox();
  const here = await sandboxSurroundings(sandbox.home);
  const { username, password } = sandbox.tokens.tapis;
  const client = v2.tapisClient({ baseUrl: sandbox.url });
  const made = await client.clientsCreate("one", { username, password });
  await v2.storeClient(made, sandbox.url, { ...here, username });
  const pair = await client.createToken(username, password, { oauthClient: made });
  const tokens = await v2.storeTokens(client, made, pair, { ...here, username });
  assertEquals(tokens.reveal().access_token, pair.access_token);
  assertEquals(await v2.storedClients({}, here).then((all) => all.length), 1);
  const tapis = await v2.restore(here);
  assertEquals(tapis.source, "~/.agave/current");
  assertEquals(tapis.tokens().reveal().refresh_token, pair.refresh_token);
  await tapis.refresh();
  assertEquals((await tapis.profilesGet()).username, username);
});

Deno.test("ownOAuthClient() finds one's own client with its key, and no other", async () => {
  await using sandbox = await startSandbox();
  const { username, password, clientName, apiSecret } = sandbox.tokens.tapis;
  const tapis = v3.tapisClient({ baseUrl: sandbox.url });
  const pair = await tapis.createToken(username, password);
  const own = await v3.ownOAuthClient(tapis, pair, clientName);
  assertEquals(typeof own?.clientKey === "object" && own.clientKey.reveal(), apiSecret);
  assertEquals(await v3.ownOAuthClient(tapis, pair, "none-such"), undefined);
});

Deno.test("findFile() gives nothing where nothing is, and fails for other reasons", async () => {
  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  assertEquals((await tapis.findFile("lab", "runs"))?.type, "dir");
  assertEquals(await tapis.findFile("lab", "none"), undefined);
  await assertRejects(() => tapis.findFile("lab", ".."), TypeError);
  const stranger = v3.tapisClient({ baseUrl: sandbox.url });
  await assertRejects(() => stranger.findFile("lab", "runs"), Error);
});
