/** One rule for all platforms: what a sandbox issued is kept in that sandbox's home, and nowhere else. */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { saveToken } from "../../src/cave/mod.ts";
import { caveSave } from "../../src/cli/cave/save.ts";
import {
  CredentialError,
  demandOwnHome,
  PermissionNeededError,
  sandboxMarker,
} from "../../src/credentials/mod.ts";
import { login } from "../../src/globus/mod.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { fakeIo } from "../cli/_cli.ts";
import { assertNothingShown } from "../helpers/canary.ts";
import { entryUrl, runChild } from "../helpers/child.ts";
import { fileNames, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

interface Platform {
  /** Keeps a sandbox's credentials in a home, of which nothing says whose it is but its marker. */
  keep(sandbox: Sandbox, home: string): Promise<unknown>;
  /** A folder of the home that the credentials are kept below. */
  readonly folder: string;
  /** A file that holds them then. */
  file(sandbox: Sandbox): string;
}

const platforms: Readonly<Record<string, Platform>> = {
  "Globus": {
    folder: ".globus",
    file: ({ tokens }) => `.globus/app/${tokens.globusClient.id}/keyferry/tokens.json`,
    keep({ url, tokens }, home) {
      const { id: clientId, secret: clientSecret } = tokens.globusClient;
      return login({ home, env: {}, baseUrl: url, clientId, clientSecret });
    },
  },
  "Tapis v2": {
    folder: ".agave",
    file: () => ".agave/current",
    async keep({ url, tokens: { tapis } }, home) {
      const client = v2.tapisClient({ baseUrl: url });
      const pair = await client.createToken(tapis.username, tapis.password, { oauthClient: tapis });
      return await v2.storeTokens(client, tapis, pair, { home, env: {} });
    },
  },
  "Tapis v3": {
    folder: ".agave",
    file: () => ".agave/keyferry.json",
    async keep({ url, tokens: { tapis } }, home) {
      const client = v3.tapisClient({ baseUrl: url });
      const pair = await client.createToken(tapis.username, tapis.password);
      return await v3.storeTokens(client, pair, { home, env: {} });
    },
  },
  "CAVE": {
    folder: ".cloudvolume",
    file: ({ url }) => `.cloudvolume/secrets/${new URL(url).host}-cave-secret.json`,
    keep: ({ tokens }, home) => saveToken(tokens.cave, { home, env: {} }),
  },
};

/** Homes that are not the sandbox's, by what their marker is. */
const strange: Readonly<Record<string, ((sandbox: Sandbox) => string) | undefined>> = {
  "a person's home": undefined,
  "another sandbox's home": () => JSON.stringify({ origin: "http://127.0.0.1:9", version: 1 }),
  "a home whose marker is cut short": ({ url }) => `{"origin": "${url}`,
  "a home whose marker is empty": () => "",
  "a home whose marker is no object": ({ url }) => JSON.stringify([url]),
  "a home whose marker has a path after the origin": ({ url }) => `{"origin": "${url}/"}`,
  "a home whose marker names another host": () => '{"origin": "https://transfer.api.globus.org"}',
  "a home whose sandbox has stopped": ({ url }) => JSON.stringify({ origin: url, stopped: true }),
};

const markerOnly = [sandboxMarker, `${sandboxMarker}.lock`, ".keyferry-sandbox.lock"];

/** The files of a home that hold something of a platform's. */
async function kept(home: string): Promise<string[]> {
  return (await fileNames(home)).filter((name) => !markerOnly.includes(name));
}

for (const [name, { keep, file, folder }] of Object.entries(platforms)) {
  Deno.test(`${name}: a sandbox's credentials are kept in its own home, reached by HOME alone`, async () => {
    await using sandbox = await startSandbox();
    await keep(sandbox, sandbox.home);
    assert((await kept(sandbox.home)).includes(file(sandbox)));
  });

  Deno.test(`${name}: a sandbox's credentials are kept in no other home`, async () => {
    await using sandbox = await startSandbox();
    for (const [whose, marker] of Object.entries(strange)) {
      await using home = await temporaryFolder();
      if (marker !== undefined) await writeFiles(home.path, { [sandboxMarker]: marker(sandbox) });
      const error = await assertRejects(() => keep(sandbox, home.path), CredentialError);
      assertStringIncludes(error.message, "belongs to a sandbox and is not kept", whose);
      assertNothingShown(error, sandbox.tokens.cave, sandbox.tokens.tapis.apiSecret);
      assertEquals(await kept(home.path), [], whose);
    }
  });

  Deno.test(`${name}: a link out of the sandbox's home does not make another home its own`, async () => {
    await using sandbox = await startSandbox();
    await using home = await temporaryFolder();
    await Deno.symlink(home.path, `${sandbox.home}/${folder}`);
    await assertRejects(() => keep(sandbox, sandbox.home), CredentialError, "belongs to a sandbox");
    assertEquals(await kept(home.path), []);
  });
}

Deno.test("what no sandbox issued is not kept in a sandbox's home", async () => {
  await using sandbox = await startSandbox();
  const here = { home: sandbox.home, env: {} };
  const token = "0123456789abcdef0123456789abcdef";
  const real = "https://api.tacc.utexas.edu";
  const pair = {
    access_token: token,
    refresh_token: token,
    expires_in: 3600,
    token_type: "bearer",
  };
  const attempts = [
    () => saveToken(token, here),
    () => {
      const client = v2.tapisClient({ baseUrl: real });
      return v2.storeTokens(client, { apiKey: "k", apiSecret: "s" }, pair, here);
    },
    async () => {
      const { username, password } = sandbox.tokens.tapis;
      const own = v3.tapisClient({ baseUrl: sandbox.url });
      const tokens = await own.createToken(username, password);
      await v3.storeTokens(v3.tapisClient({ baseUrl: "https://tacc.tapis.io" }), tokens, here);
    },
    () => {
      const issued = {
        wanted: "Globus token",
        secrets: [token],
        issuer: "https://auth.globus.org",
      };
      return demandOwnHome({ ...issued, paths: [`${sandbox.home}/tokens.json`] }, here);
    },
  ];
  for (const attempt of attempts) {
    const error = await assertRejects(attempt, CredentialError, "does not belong to the sandbox");
    assertNothingShown(error, token);
  }
  assertEquals(await kept(sandbox.home), []);
});

Deno.test("what no sandbox issued is kept in a person's home, without a look at its marker", async () => {
  await using home = await temporaryFolder();
  await saveToken("0123456789abcdef0123456789abcdef", { home: home.path, env: {} });
  assert((await kept(home.path)).includes(".cloudvolume/secrets/cave-secret.json"));
});

Deno.test("a folder that a variable names belongs to the home it is in", async () => {
  await using sandbox = await startSandbox();
  await using home = await temporaryFolder();
  const folder = `${sandbox.home}/.cloudvolume`;
  const options = { home: home.path, env: { CLOUD_VOLUME_DIR: folder } };
  await assertRejects(() => saveToken(sandbox.tokens.cave, options), CredentialError);
  const swapped = { home: sandbox.home, env: { CLOUD_VOLUME_DIR: `${home.path}/cv` } };
  await assertRejects(() => saveToken(sandbox.tokens.cave, swapped), CredentialError);
  assertEquals([await kept(home.path), await kept(sandbox.home)], [[], []]);

  const { url, tokens: { tapis } } = sandbox;
  const client = v2.tapisClient({ baseUrl: url });
  const pair = await client.createToken(tapis.username, tapis.password, { oauthClient: tapis });
  const cache = { home: home.path, env: { TAPIS_CACHE_DIR: `${sandbox.home}/.agave` } };
  await v2.storeTokens(client, tapis, pair, cache);
  assert((await kept(sandbox.home)).includes(".agave/current"));
});

Deno.test("a marker that may not be read is named, and nothing is kept", async () => {
  await using sandbox = await startSandbox();
  const { home } = sandbox;
  const kept = {
    wanted: "CAVE token",
    secrets: [sandbox.tokens.cave],
    paths: [`${home}/a/b.json`],
  };
  const code = `
    import { demandOwnHome } from "${entryUrl("src/credentials/mod.ts")}";
    const home = ${JSON.stringify(home)};
    const error = await demandOwnHome(${JSON.stringify(kept)}, { home }).catch((error) => error);
    console.log(error.name, JSON.stringify(error.flags));`;
  const { stdout, stderr } = await runChild(code, { flags: [`--allow-read=${home}/a`] });
  const name = PermissionNeededError.name;
  assertEquals({ stdout, stderr }, {
    stdout: `${name} ["--allow-read=${home}/${sandboxMarker}"]\n`,
    stderr: "",
  });
});

Deno.test("cave save works in the shell that a sandbox prepared, without --sandbox", async () => {
  await using sandbox = await startSandbox();
  const surroundings = { env: sandbox.env };
  const io = fakeIo({ surroundings, secret: sandbox.tokens.cave });
  assertEquals(await caveSave({}, io), 0);
  const { host } = new URL(sandbox.url);
  const folder = `${sandbox.home}/.cloudvolume/secrets`;
  assertEquals(io.output, `${folder}/${host}-cave-secret.json\n${folder}/cave-secret.json\n`);
});
