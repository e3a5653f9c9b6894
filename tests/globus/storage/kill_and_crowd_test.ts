import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { app, end, storageDb, tokensDb, tokensJson } from "../../fixtures/globus_homes.ts";
import { child, entryUrl, runChild } from "../../helpers/child.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";
import { crowdSize, killRounds } from "../../helpers/test_size.ts";
import { type AuthServer, type AuthServerOptions, startAuthServer } from "../_auth_server.ts";

const server = "transfer.api.globus.org";
const appFolder = `.globus/app/${app.clientId}/${app.slug}`;
const ofApp: AuthServerOptions = {
  clients: { [app.clientId]: {} },
  tokens: { "app-refresh-transfer": { client: app.clientId, server } },
  singleUse: true,
};

/** A place where Globus tokens are kept, each good for one use. */
interface Storage {
  readonly path: string;
  readonly content: () => Promise<string | Uint8Array>;
  readonly issuer: AuthServerOptions;
  readonly options?: Readonly<Record<string, string>>;
}

const storages: Readonly<Record<string, Storage>> = {
  "an app's JSON file": {
    path: `${appFolder}/tokens.json`,
    content: () => Promise.resolve(tokensJson),
    issuer: ofApp,
  },
  "an app's database": { path: `${appFolder}/tokens.db`, content: tokensDb, issuer: ofApp },
  "globus-cli's database": {
    path: ".globus/cli/storage.db",
    content: storageDb,
    issuer: {
      clients: { "work-client": { secret: "work-secret" } },
      tokens: { "work-refresh-transfer": { client: "work-client", server } },
      singleUse: true,
    },
    options: { profile: "work" },
  },
};

/** A program that makes one call on a token that has ended, and prints what the call carried. */
function script(home: string, url: string, options: Storage["options"] = {}): string {
  const given = { env: {}, home, baseUrl: url, ...options };
  return `
    import { restore } from ${JSON.stringify(entryUrl("src/globus/mod.ts"))};
    try {
      const { transfer } = await restore({ ...${JSON.stringify(given)}, now: () => ${
    (end + 5) * 1000
  } });
      console.log((await transfer.get("/a")).data.authorization);
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }
  `;
}

function flagsFor(home: string, { url }: AuthServer): string[] {
  return [`--allow-read=${home}`, `--allow-write=${home}`, `--allow-net=${new URL(url).host}`];
}

/** A file that is torn cannot be read by the programs that share it. */
async function assertWhole(path: string): Promise<void> {
  if (path.endsWith(".json")) {
    JSON.parse(await Deno.readTextFile(path));
    return;
  }
  const db = new DatabaseSync(path);
  const found = db.prepare("PRAGMA integrity_check").get();
  db.close();
  assertEquals(found?.integrity_check, "ok");
}

function pause(mostMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs));
}

/** When a process is killed. */
const moments = ["when its token is spent", "when the answer is there", "at random"] as const;

/** Kills a process that renews, and gives what the next one prints. */
async function killed(storage: Storage, moment: typeof moments[number]): Promise<string> {
  await using folder = await temporaryFolder();
  const home = folder.path;
  const granted = Promise.withResolvers<void>();
  let ended: (() => Promise<unknown>) | undefined;
  await using issuer = startAuthServer({
    ...storage.issuer,
    onGrant(): Promise<unknown> | void {
      granted.resolve();
      return ended?.();
    },
  });
  await writeFiles(home, { [storage.path]: await storage.content() });
  const text = script(home, issuer.url, storage.options);
  const flags = flagsFor(home, issuer);
  const process = child(text, { flags });
  const kill = (): Promise<unknown> => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has come to its end.
    }
    return process.status;
  };
  if (moment === "when its token is spent") ended = kill;
  else if (moment === "at random") await pause(400);
  else await Promise.race([granted.promise.then(() => pause(12)), process.status]);
  if (moment !== "when its token is spent") await kill();
  await Promise.all([process.status, process.stdout.cancel(), process.stderr.cancel()]);
  ended = undefined;
  await assertWhole(`${home}/${storage.path}`);
  const used = issuer.grants.length;
  const { stdout, stderr } = await runChild(text, { flags });
  assertEquals(stderr, "");
  const refused = issuer.grants.filter(({ status }) => status !== 200).length;
  if (stdout.startsWith("Bearer ")) {
    // Either the first token was never sent, or its successor was kept.
    assertEquals([refused, issuer.grants.length], [0, 1], moment);
  } else {
    assertStringIncludes(stdout, "Refresh interrupted", moment);
    assertEquals(used, 1);
  }
  return stdout;
}

for (const [name, storage] of Object.entries(storages)) {
  Deno.test(`${name} is whole wherever a process is killed, and the next one works or says why not`, async () => {
    for (let round = 0; round < killRounds(); round++) {
      const moment = moments[round % moments.length] ?? "at random";
      const printed = await killed(storage, moment);
      if (moment !== "when its token is spent") continue;
      assert(printed.startsWith("CredentialError: Refresh interrupted"), printed);
    }
  });

  Deno.test(`${name}: processes that find one expired single-use token use it once`, async () => {
    await using folder = await temporaryFolder();
    await using issuer = startAuthServer(storage.issuer);
    await writeFiles(folder.path, { [storage.path]: await storage.content() });
    const text = script(folder.path, issuer.url, storage.options);
    const flags = flagsFor(folder.path, issuer);
    const all = await Promise.all(
      Array.from({ length: crowdSize() }, () => runChild(text, { flags })),
    );
    const printed = all.map(({ stdout, stderr }) => stdout.trim() + stderr);
    assertEquals(printed, all.map(() => "Bearer granted-1"));
    assertEquals(issuer.grants.map(({ status }) => status), [200]);
  });
}
