/** A file that says where tokens go counts only where nobody but its owner, the user, can change it. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { rememberServer, restore as restoreCave } from "../../../src/cave/mod.ts";
import {
  chain,
  CredentialError,
  demandOwnHome,
  dotenv,
  FileError,
  KeyferryError,
  PermissionNeededError,
  readDotenv,
  resolve,
  sandboxMarker,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import { restore as restoreGlobus } from "../../../src/globus/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { childCommand, entryUrl, runChild } from "../../helpers/child.ts";
import { asNobody, mayBeOthers } from "../../helpers/immutable.ts";
import { jwt } from "../../helpers/servers/single_use_server.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

const ignore = Deno.build.os === "windows";
/** Only root may give a file away. */
const isRoot = Deno.uid() === 0;
const map = ".cloudvolume/secrets/cave_datastack_to_server_map.json";
const elsewhere = "https://elsewhere.example.org";

interface Steering {
  readonly file: string;
  readonly text: (secret: string) => string;
  readonly others?: (secret: string) => Readonly<Record<string, string>>;
  /** Does what the file steers; answers with the address. */
  use(home: string): Promise<string>;
}

const session = (secret: string): string => {
  return JSON.stringify({
    baseurl: elsewhere,
    tenantid: "t",
    username: "ada",
    apikey: "K",
    apisecret: secret,
    access_token: secret,
    refresh_token: secret,
    created_at: "1",
    expires_in: "14400",
  });
};

async function v2Address(home: string): Promise<string> {
  return (await v2.restore({ home, env: {}, now: () => 1000 })).baseUrl;
}

const steering: Readonly<Record<string, Steering>> = {
  "CAVEclient's map of datastacks": {
    file: map,
    text: () => JSON.stringify({ ds: elsewhere }),
    others: (secret) => ({ ".cloudvolume/secrets/cave-secret.json": `{"token": "${secret}"}` }),
    use: async (home) => (await restoreCave("ds", { home, env: {} })).serverAddress,
  },
  "globus.cfg with an address": {
    file: ".globus.cfg",
    text: (secret) => {
      return `[environment production]\ntransfer_service = ${elsewhere}\ntransfer_token = ${secret}\n`;
    },
    use: async (home) => (await restoreGlobus({ home, env: {} })).transfer.baseUrl,
  },
  "the cache of Tapis v2": { file: ".agave/current", text: session, use: v2Address },
  "AgavePy's list": { file: ".agpy", text: (secret) => `[${session(secret)}]`, use: v2Address },
  "the sessions of Tapis v2": {
    file: ".agave/config.json",
    text: (secret) => `{"sessions": {"t": {"ada": {"c": ${session(secret)}}}}}`,
    use: v2Address,
  },
  "the OAuth clients of Tapis v2": {
    file: ".agave/config.json",
    text: (secret) => `{"sessions": {"t": {"ada": {"c": ${session(secret)}}}}}`,
    use: async (home) => (await v2.storedClients({}, { home, env: {} }))[0]?.baseUrl ?? "",
  },
  "keyferry's own file": {
    file: ".agave/keyferry.json",
    text: () => {
      const token = jwt({ "tapis/username": "ada", exp: 4_000_000_000 });
      const record = { base_url: elsewhere, username: "ada", access_token: token };
      return JSON.stringify({ tapis_v3: { [`${elsewhere} ada `]: record } });
    },
    use: async (home) => (await v3.restore({ home, env: {} })).baseUrl,
  },
  "a .env file that is read as the environment": {
    file: ".env",
    text: (secret) => {
      return `GLOBUS_SDK_TRANSFER_TOKEN=${secret}\nGLOBUS_SDK_SERVICE_URL_TRANSFER=${elsewhere}\n`;
    },
    async use(home) {
      const env = await readDotenv(`${home}/.env`);
      return (await restoreGlobus({ home, env })).transfer.baseUrl;
    },
  },
  "a .env file with a token": {
    file: ".env",
    text: (secret) => `TOKEN=${secret}\n`,
    async use(home) {
      await resolve(chain("made-up token", [dotenv(`${home}/.env`, "TOKEN")]));
      return elsewhere;
    },
  },
  "the marker of a sandbox's home": {
    file: sandboxMarker,
    text: () => '{"origin": "http://127.0.0.1:9"}',
    use: async (home) => {
      await sandboxSurroundings(home);
      return elsewhere;
    },
  },
};

for (const [name, { file, text, others, use }] of Object.entries(steering)) {
  Deno.test({
    name: `${name} counts where nobody but the user can change it`,
    ignore,
    async fn() {
      await using folder = await temporaryFolder();
      const secret = canary();
      const path = `${folder.path}/${file}`;
      await writeFiles(folder.path, { [file]: text(secret), ...others?.(secret) });
      const refused = async (words: string): Promise<void> => {
        const error = await assertRejects(() => use(folder.path), KeyferryError);
        assertStringIncludes(error.message, words);
        assertNothingShown(error, secret);
      };
      for (const mode of [0o666, 0o622, 0o660, 0o602]) {
        await Deno.chmod(path, mode);
        await refused(`chmod go-w ${path}`);
      }
      for (const mode of [0o644, 0o600]) {
        await Deno.chmod(path, mode);
        assertEquals(await use(folder.path), elsewhere, `mode ${mode.toString(8)}`);
      }
    },
  });

  Deno.test({
    name: `${name} does not count where it is another user's`,
    ignore: !isRoot,
    async fn() {
      await using folder = await temporaryFolder();
      const secret = canary();
      await writeFiles(folder.path, { [file]: text(secret), ...others?.(secret) });
      await Deno.chown(`${folder.path}/${file}`, 12_345, null);
      const error = await assertRejects(() => use(folder.path), KeyferryError);
      assertStringIncludes(error.message, "belongs to another user of this machine (number 12345)");
      assertNothingShown(error, secret);
    },
  });
}

Deno.test({
  name: "a map that others could write does not come to stand in a file of one's own",
  ignore,
  async fn() {
    await using folder = await temporaryFolder();
    const here = { home: folder.path, env: {} };
    await writeFiles(folder.path, { [map]: JSON.stringify({ ds: elsewhere }) });
    await Deno.chmod(`${folder.path}/${map}`, 0o666);
    await assertRejects(() => rememberServer("other", "https://cave.example.org", here), FileError);
    assertEquals(JSON.parse(await Deno.readTextFile(`${folder.path}/${map}`)), { ds: elsewhere });
    // Of another datastack it says nothing.
    assertEquals(
      (await restoreCave("other", { ...here, token: "made-up" })).serverAddress,
      "https://global.daf-apis.com",
    );
  },
});

Deno.test({
  name: "a session that others could have written is not stored again as one's own",
  ignore,
  async fn() {
    await using folder = await temporaryFolder();
    const here = { home: folder.path, env: {} };
    const config = `{"sessions": {"t": {"ada": {"c": ${session("made-up")}}}}}`;
    await writeFiles(folder.path, { ".agave/config.json": config });
    const path = `${folder.path}/.agave/config.json`;
    await Deno.chmod(path, 0o666);
    const client = v2.tapisClient({ baseUrl: "https://api.tacc.utexas.edu" });
    const pair = { access_token: "a", refresh_token: "r", expires_in: 1, token_type: "bearer" };
    await assertRejects(
      () => v2.storeTokens(client, { apiKey: "k", apiSecret: "s" }, pair, here),
      FileError,
      "chmod go-w",
    );
    assertEquals(await Deno.readTextFile(path), config);
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o666);
  },
});

Deno.test({
  name: "a marker that others can write makes no home a sandbox's",
  ignore,
  async fn() {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [sandboxMarker]: '{"origin": "http://127.0.0.1:9"}' });
    await Deno.chmod(`${folder.path}/${sandboxMarker}`, 0o666);
    const kept = { wanted: "CAVE token", secrets: ["made-up"], paths: [`${folder.path}/a.json`] };
    await assertRejects(() => demandOwnHome(kept, { home: folder.path }), CredentialError);
  },
});

Deno.test("CAVE_TOKEN does not follow a map to another host, and goes where the caller says", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const here = { home: folder.path, env: { CAVE_TOKEN: secret } };
  const global = "https://global.daf-apis.com";
  await writeFiles(folder.path, { [map]: JSON.stringify({ ds: elsewhere, own: `${global}/` }) });
  const error = await assertRejects(() => restoreCave("ds", here), CredentialError);
  assertStringIncludes(
    error.message,
    "CAVE_TOKEN does not follow a file; give the address as serverAddress",
  );
  assertNothingShown(error, secret);
  assertEquals((await restoreCave("own", here)).source, "CAVE_TOKEN");
  const given = await restoreCave("ds", { ...here, serverAddress: elsewhere });
  assertEquals([given.serverAddress, given.source], [elsewhere, "CAVE_TOKEN"]);
});

/** What is found with a file, and the module and the platform by which it is. */
const steered: Readonly<Record<string, { module: string; platform: string; argument: string }>> = {
  "the cache of Tapis v2": { module: "tapis", platform: "v2", argument: "apiServer" },
  "AgavePy's list": { module: "tapis", platform: "v2", argument: "apiServer" },
  "the sessions of Tapis v2": { module: "tapis", platform: "v2", argument: "apiServer" },
  "keyferry's own file": { module: "tapis", platform: "v3", argument: "baseUrl" },
  "globus.cfg with an address": { module: "globus", platform: "", argument: "baseUrl" },
};

for (const [name, { module, platform, argument }] of Object.entries(steered)) {
  Deno.test({
    name: `${name} steers nothing where Deno may not tell whose it is, and the flag is named`,
    ignore,
    async fn() {
      await using folder = await temporaryFolder();
      const { file = "", text = () => "" } = steering[name] ?? {};
      await writeFiles(folder.path, { [file]: text("made-up") });
      const of = platform === "" ? "" : `.${platform}`;
      const code = `
        import * as module from "${entryUrl(`src/${module}/mod.ts`)}";
        import { permissionFlags, permissionsFor } from "${entryUrl("src/credentials/mod.ts")}";
        const options = { home: ${JSON.stringify(folder.path)}, env: {}, now: () => 1000 };
        const flagsOf = async (more) => {
          const { needed } = await permissionsFor(module${of}.platform, { ...options, ...more });
          return permissionFlags(needed).filter((flag) => flag.includes("sys"));
        };
        const outcome = (more) => module${of}.restore({ ...options, ...more }).then(
          () => "restored",
          (error) => error.name + " " + error.flags,
        );
        console.log(await outcome({}), ...await flagsOf({}));
        const given = { ${argument}: "${elsewhere}" };
        console.log(await outcome(given), ...await flagsOf(given));`;
      const read = `--allow-read=${folder.path},/etc/globus.cfg`;
      const bare = await runChild(code, { flags: [read] });
      const refusal = `${PermissionNeededError.name} --allow-sys=uid --allow-sys=uid`;
      assertEquals([bare.stdout, bare.stderr], [`${refusal}\nrestored\n`, ""]);
      const told = await runChild(code, { flags: [read, "--allow-sys=uid"] });
      assertEquals(told.stdout, "restored --allow-sys=uid\nrestored\n");
    },
  });
}

Deno.test({
  name: "a map whose owner Deno may not tell steers nothing, and the flag is named",
  ignore,
  async fn() {
    await using folder = await temporaryFolder();
    const secrets = ".cloudvolume/secrets";
    await writeFiles(folder.path, {
      [map]: JSON.stringify({ ds: elsewhere }),
      [`${secrets}/cave-secret.json`]: '{"token": "made-up"}',
    });
    const code = `
      import { restore } from "${entryUrl("src/cave/mod.ts")}";
      const options = { home: ${JSON.stringify(folder.path)}, env: {} };
      const { serverAddress } = await restore("ds", options).catch((error) => {
        return { serverAddress: error.name + " " + error.flags };
      });
      console.log(serverAddress);`;
    const read = `--allow-read=${folder.path}`;
    const bare = await runChild(code, { flags: [read] });
    const flag = `${PermissionNeededError.name} --allow-sys=uid\n`;
    assertEquals([bare.stdout, bare.stderr], [flag, ""]);
    const told = await runChild(code, { flags: [read, "--allow-sys=uid"] });
    assertEquals([told.stdout, told.stderr], [`${elsewhere}\n`, ""]);
  },
});

Deno.test({
  name: "a file counts that the user's own group may write, and not one that another group may",
  ignore: ignore || !await mayBeOthers(),
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/.agave/current`;
    await writeFiles(folder.path, { ".agave/current": session("made-up") });
    await Deno.chmod(folder.path, 0o755);
    const script = `
      import { v2 } from "${entryUrl("src/tapis/mod.ts")}";
      const options = { home: ${JSON.stringify(folder.path)}, env: {}, now: () => 1000 };
      await v2.restore(options).then(({ baseUrl }) => console.log(baseUrl), (error) => {
        console.log(error.report.lines[1].state);
      });`;
    const [program = "", ...args] = [...asNobody, ...childCommand(script, ["--allow-all"])];
    const said = async (group: number, mode: number): Promise<string> => {
      await Deno.chown(path, 65_534, group);
      await Deno.chmod(path, mode);
      const { stdout } = await new Deno.Command(program, { args }).output();
      return new TextDecoder().decode(stdout).trim();
    };
    assertEquals(await said(65_534, 0o664), elsewhere);
    assertEquals(await said(65_534, 0o666), "broken");
    assertEquals(await said(12_345, 0o664), "broken");
    assertEquals(await said(12_345, 0o644), elsewhere);
  },
});
