import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CredentialError, resolve, sandboxSurroundings } from "../../../src/credentials/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import { collectionId, plantCredentials, type Sandbox } from "../../../src/sandbox/mod.ts";
import { assertAgree, assertSameFiles } from "../comparison/_agree.ts";
import {
  authServer,
  clientId,
  found,
  inAnHour,
  makeRecords,
  type Records,
  told,
  transferServer,
} from "./_globus.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { globusSdk } = programs;
const script = "globus_sdk_storage.py";
const appName = "My App: v1.0?";
const app = { client_id: clientId, app_name: appName };
const folder = `~/.globus/app/${clientId}/my-app+-v1-0+`;

type Kind = "json" | "sqlite";

const suffixes = { json: "json", sqlite: "db" } as const;

function tokenFile(home: string, kind: Kind, environment = "production"): string {
  const options = { home, env: {}, format: suffixes[kind], environment };
  const path = globus.appTokenFile(clientId, appName, options).find();
  if (typeof path === "string") return path;
  throw new Error(path.detail);
}

function storage(
  path: string,
  kind: Kind,
  options?: globus.TokenStorageOptions,
): globus.TokenStorage {
  return kind === "json"
    ? globus.jsonTokenStorage(path, options)
    : globus.sqliteTokenStorage(path, options);
}

for (const kind of ["json", "sqlite"] as const) {
  scenario([globusSdk], `tokenChain() finds an app's ${kind} storage`, async (stage) => {
    const { home } = stage;
    const records = makeRecords(inAnHour());
    const preview = makeRecords(inAnHour() + 60);
    const paths = await stage.ask(globusSdk, script, [
      ["store", { kind, records, ...app }],
      ["store", { kind, records: preview, ...app, environment: "preview" }],
    ]);
    assertEquals(paths, [tokenFile(home, kind), tokenFile(home, kind, "preview")]);
    const first = await found({ home });
    assertAgree(first.fields, told(records));
    assertEquals(first.source, `${folder}/tokens.${suffixes[kind]}`);
    assertAgree((await found({ home, clientId, app: appName })).fields, told(records));
    const second = await found({ home, environment: "preview" });
    assertAgree(second.fields, told(preview));
    assertEquals(second.source, `${folder}/preview-tokens.${suffixes[kind]}`);
  });

  scenario([globusSdk], `a ${kind} storage is read by both, whoever wrote it`, async (stage) => {
    const [first, second] = [makeRecords(inAnHour()), makeRecords(inAnHour() + 60)];
    const file = tokenFile(stage.home, kind);
    const other = { namespace: "Größe/β" };
    // By keyferry first, so that it is keyferry's new file in which the SDK goes on.
    await storage(file, kind).storeTokenDataByResourceServer(first);
    const [read] = await stage.ask(globusSdk, script, [["read", { kind, ...app }]]);
    assertEquals(read, first);
    await stage.ask(globusSdk, script, [["store", { kind, records: second, ...app, ...other }]]);
    assertEquals(await storage(file, kind, other).getTokenDataByResourceServer(), second);
    assertEquals(await storage(file, kind).getTokenDataByResourceServer(), first);
    // Then in one that both have written.
    const renewed = makeRecords(inAnHour() + 120);
    await storage(file, kind, other).storeTokenDataByResourceServer(renewed);
    assertEquals(await storage(file, kind).removeTokenData(authServer), true);
    const answers = await stage.ask(globusSdk, script, [
      ["read", { kind, ...app }],
      ["read", { kind, ...app, ...other }],
      ["remove", { kind, server: authServer, ...app, ...other }],
      ["read", { kind, ...app, ...other }],
    ]);
    const left = { [transferServer]: renewed[transferServer] };
    assertEquals(answers, [{ [transferServer]: first[transferServer] }, renewed, true, left]);
    assertEquals<unknown>(await storage(file, kind, other).getTokenDataByResourceServer(), left);
  });

  scenario([globusSdk], `tokenChain() reads the ${kind} storage of version 3`, async (stage) => {
    const { home } = stage;
    const records = makeRecords(inAnHour());
    const path = tokenFile(home, kind);
    await stage.ask(globusSdk, script, [["store_as_before", { kind, path, records }]]);
    const { fields, source } = await found({ home });
    assertAgree(fields, told(records));
    assertEquals(source, `${folder}/tokens.${suffixes[kind]}`);
    // And the SDK of today reads what keyferry makes of it.
    const renewed = makeRecords(inAnHour() + 60);
    await storage(path, kind).storeTokenDataByResourceServer(renewed);
    const [read] = await stage.ask(globusSdk, script, [["read", { kind, ...app }]]);
    assertEquals(read, renewed);
  });

  scenario([globusSdk], `an app and restore() renew a ${kind} storage in turn`, async (stage) => {
    await using sandbox = await stage.sandbox();
    const own = await plantedApp(sandbox, kind);
    const place = { home: sandbox.home, env: sandbox.env };
    const calls = { kind, client_id: own.clientId, app_name: own.slug };
    const endpoint = await collectionId("lab");
    const surroundings = await sandboxSurroundings(sandbox.home);
    const stored = storage(own.path, kind);
    const rounds = 2;
    for (let round = 0; round < rounds; round++) {
      const old = await expire(stored);
      const [name, required] = await stage.ask(globusSdk, script, [
        ["display_name", { endpoint, ...calls }],
        ["login_required", calls],
      ], place);
      assertEquals([name, required], ["lab", false]);
      const theirs = (await resolve(globus.tokenChain(surroundings))).value.transfer?.reveal();
      assert(theirs !== undefined && theirs !== old);
      await expire(stored);
      const { transfer } = await globus.restore(surroundings);
      assertEquals((await transfer.getEndpoint(endpoint)).display_name, "lab");
      const [records, again] = await stage.ask(globusSdk, script, [
        ["read", calls],
        ["display_name", { endpoint, ...calls }],
      ], place) as [Records, string];
      assertEquals(again, "lab");
      assertEquals<unknown>(records, await stored.getTokenDataByResourceServer());
      assertNotEquals(records[transferServer]?.access_token, theirs);
    }
    const refreshed = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
    assertEquals(refreshed.map(({ status }) => status), Array(2 * rounds).fill(200));
  });

  scenario(
    [globusSdk],
    `apps and restore() renew a ${kind} storage at the same time`,
    async (stage) => {
      await using sandbox = await stage.sandbox();
      const own = await plantedApp(sandbox, kind);
      const place = { home: sandbox.home, env: sandbox.env };
      const calls = { kind, client_id: own.clientId, app_name: own.slug };
      const endpoint = await collectionId("lab");
      const surroundings = await sandboxSurroundings(sandbox.home);
      const stored = storage(own.path, kind);
      const theirs = async (): Promise<unknown> => {
        return (await stage.ask(
          globusSdk,
          script,
          [["display_name", { endpoint, ...calls }]],
          place,
        ))[0];
      };
      const ours = async (waitMs: number): Promise<unknown> => {
        // The SDK takes its time to start; some of these meet it while it writes.
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        const { transfer } = await globus.restore(surroundings);
        return (await transfer.getEndpoint(endpoint)).display_name;
      };
      const waits = Array.from({ length: 24 }, (_, index) => index * 100);
      for (let round = 0; round < 3; round++) {
        await expire(stored);
        const names = await Promise.all([theirs(), theirs(), ...waits.map(ours)]);
        assertEquals(new Set(names), new Set(["lab"]));
        // The file is whole, both read the same in it, and it works.
        const [records] = await stage.ask(globusSdk, script, [["read", calls]], place);
        assertEquals<unknown>(records, await stored.getTokenDataByResourceServer());
        assertEquals([await theirs(), await ours(0)], ["lab", "lab"]);
      }
      const asked = sandbox.requests.filter(({ path }) => path === "/v2/oauth2/token");
      assertEquals(asked.filter(({ status }) => status !== 200), []);
      assert(asked.length >= 3, `${asked.length} renewals`);
    },
  );
}

/** Plants a sandbox's credentials, and lays the Globus app's tokens into a storage of a kind. */
async function plantedApp(
  sandbox: Sandbox,
  kind: Kind,
): Promise<{ readonly clientId: string; readonly slug: string; readonly path: string }> {
  const path = (await plantCredentials(sandbox)).find((file) => file.endsWith("/tokens.json"));
  const [slug, clientId] = (path ?? "").split("/").toReversed().slice(1);
  if (!path || !slug || !clientId) throw new Error("The sandbox planted no Globus tokens");
  if (kind === "json") return { clientId, slug, path };
  const records = await storage(path, "json").getTokenDataByResourceServer();
  await Deno.remove(path);
  const database = path.replace(/json$/, suffixes[kind]);
  await storage(database, kind).storeTokenDataByResourceServer(records);
  return { clientId, slug, path: database };
}

/** Makes out the Transfer token to be past its time; gives the token. */
async function expire(stored: globus.TokenStorage): Promise<string> {
  const record = await stored.getTokenData(transferServer);
  if (record === undefined) throw new Error("There is no Transfer token to expire");
  const past = Math.floor(Date.now() / 1000) - 10;
  await stored.storeTokenDataByResourceServer({
    [transferServer]: { ...record, expires_at_seconds: past },
  });
  return record.access_token;
}

scenario([globusSdk], "jsonTokenStorage() writes the bytes that the SDK writes", async (stage) => {
  const [ours, theirs] = [join(stage.home, "ours"), join(stage.home, "theirs")];
  await Deno.mkdir(ours);
  await Deno.mkdir(theirs);
  const full = makeRecords(inAnHour());
  // A new file without what a dependent grant does not bring, then a record more, then new tokens.
  for (const records of [withoutPerson(full), transferOf(full), transferOf(makeRecords(0))]) {
    await storage(tokenFile(ours, "json"), "json").storeTokenDataByResourceServer(records);
    const calls = [["store", { kind: "json", records, ...app }]] as const;
    await stage.ask(globusSdk, script, calls, { home: theirs });
    await dropVersion(ours);
    await dropVersion(theirs);
    await assertSameFiles(ours, theirs);
  }
});

/** The Auth record alone, as it is without person and refresh token. */
function withoutPerson({ [authServer]: auth }: Records): Records {
  if (auth === undefined) throw new Error("There is no Auth token");
  const { identity_id: _, refresh_token: __, ...bare } = auth;
  return { [authServer]: bare };
}

function transferOf({ [transferServer]: transfer }: Records): Records {
  if (transfer === undefined) throw new Error("There is no Transfer token");
  return { [transferServer]: transfer };
}

/** Each says in its file which program wrote it; everything else must be the same. */
async function dropVersion(home: string): Promise<void> {
  const path = tokenFile(home, "json");
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(/("globus-sdk\.version": )"[^"]*"/, '$1"0"'));
}

scenario([globusSdk], "tokenChain() does not choose between two apps", async (stage) => {
  const { home } = stage;
  const [first, second] = [makeRecords(inAnHour()), makeRecords(inAnHour())];
  const another = { ...app, app_name: "another" };
  await stage.ask(globusSdk, script, [
    ["store", { kind: "json", records: first, ...app }],
    ["store", { kind: "sqlite", records: second, ...another }],
  ]);
  await assertRejects(() => found({ home }), CredentialError, "another");
  assertAgree((await found({ home, clientId, app: appName })).fields, told(first));
  assertAgree((await found({ home, clientId, app: "another" })).fields, told(second));
});
