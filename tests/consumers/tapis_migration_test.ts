import { assert, assertEquals } from "@std/assert";
import { sandboxSurroundings } from "../../src/credentials/mod.ts";
import { plantCredentials } from "../../src/sandbox/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { type Line, migrate, type Migration } from "./tapis_migration.ts";

const words = (lines: readonly Line[]): string[] =>
  lines.map(({ what, state }) => `${what}: ${state}`);

Deno.test("a person of Tapis v2 goes on with v3: OAuth clients, sessions that renew, files; again nothing is made twice", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await plantCredentials(sandbox);
  const here = await sandboxSurroundings(sandbox.home);
  const { username, password, clientName } = sandbox.tokens.tapis;
  const old = v2.tapisClient({ baseUrl: sandbox.url });
  const made = await old.clientsCreate("pipeline", {
    username,
    password,
    description: `Nightly images of the ${"very ".repeat(20)}large telescope`,
  });
  const pair = await old.createToken(username, password, { oauthClient: made });
  const kept = { oauthClient: made, clientName: "pipeline", username, tenantId: "sandbox" };
  await old.storeTokens(pair, { ...here, ...kept });
  await writeFiles(folder.path, { "a.txt": "first", "deep/b.txt": "second" });

  const migration: Migration = {
    here,
    addressOf: (baseUrl) => baseUrl === sandbox.url ? sandbox.url : undefined,
    password: () => Promise.resolve(password),
    files: { folder: folder.path, systemId: "lab" },
  };
  const first = await migrate(migration);
  assertEquals(words(first), [
    `session ${clientName}: kept`,
    `client ${clientName}: kept`,
    "client pipeline: made",
    `v3 session ${clientName}: kept`,
    "v3 session pipeline: made",
    "files to lab: made",
  ], JSON.stringify(first, undefined, 1));

  for (const clientId of [clientName, "pipeline"]) {
    const tapis = await v3.restore({ ...here, clientId, username });
    assertEquals([tapis.session.username, tapis.capabilities.canRefresh], [username, true]);
    await tapis.refresh();
    assertEquals((await tapis.getUserinfo()).username, username);
  }
  const tapis = await v3.restore({ ...here, clientId: "pipeline" });
  const { document } = await tapis.getClient("pipeline");
  assertEquals(document.description?.length, 70);
  const { text } = await tapis.get("/v3/files/content/lab/from-v2/ferry/deep/b.txt");
  assertEquals(text, "second");

  const again = await migrate(migration);
  assertEquals(words(again), words(first).map((line) => line.replace(/made$/, "kept")));
});

Deno.test("what cannot be moved is told with its reason, and stops nothing else", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const here = await sandboxSurroundings(sandbox.home);
  const { username, password, clientName, apiKey, apiSecret } = sandbox.tokens.tapis;
  const migration: Migration = {
    here,
    addressOf: () => sandbox.url,
    password: () => Promise.resolve(password),
  };

  const unmoved = await migrate({ ...migration, addressOf: () => undefined });
  assertEquals(unmoved, [{
    what: `${username} at ${sandbox.url}`,
    state: "left",
    why: "it has no v3",
  }]);

  const wrong = await migrate({ ...migration, password: () => Promise.resolve("wrong") });
  assertEquals(words(wrong), [`session ${clientName}: kept`, `${username}: failed`]);
  assert(wrong.at(-1)?.why?.startsWith("api: "), wrong.at(-1)?.why);

  // The refresh token is used by another program, and its successor is lost; then the session ends.
  const elsewhere = v2.tapisClient({ baseUrl: sandbox.url });
  const { refreshToken } = (await v2.restore(here)).tokens();
  assert(refreshToken !== undefined);
  await elsewhere.refreshToken({ apiKey, apiSecret }, refreshToken);
  sandbox.faults.request = ({ path }) => path === "/profiles/v2/me" ? { status: 401 } : undefined;
  const dead = await migrate(migration);
  assertEquals(words(dead), [
    `session ${clientName}: left`,
    `client ${clientName}: kept`,
    `v3 session ${clientName}: kept`,
  ], JSON.stringify(dead, undefined, 1));
});
