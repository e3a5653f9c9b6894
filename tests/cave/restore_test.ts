import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { restore, type RestoreOptions, saveToken, tokenChain } from "../../src/cave/mod.ts";
import { stepForShell } from "../../src/cli/words/step_words.ts";
import {
  CredentialError,
  explain,
  makeSandboxToken,
  requiredPermissions,
  sandboxMarker,
  sandboxSurroundings,
} from "../../src/credentials/mod.ts";
import { plantCredentials } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import * as homes from "../fixtures/cave_homes.ts";
import { assertNothingShown, assertNotSent, canary } from "../helpers/canary.ts";
import { startRawServer } from "../helpers/servers/raw_server.ts";
import { fileNames, snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";
import { cavePlaces, caveVariables } from "../helpers/cave_places.ts";

const { newToken, serverAddress, token } = homes;

/** The token that a restored client sends, as the server sees it. */
async function sentToken(options: Parameters<typeof restore>[1]): Promise<string | null> {
  await using server = startRawServer([{ json: [] }]);
  const baseUrl = new URL(server.url);
  const { info } = await restore(undefined, {
    ...options,
    fetch: (input, init) => {
      const url = new URL(String(input));
      [url.protocol, url.host] = [baseUrl.protocol, baseUrl.host];
      return fetch(url, init);
    },
  });
  await info.getDatastacks();
  const [request] = server.requests;
  assertEquals([request?.method, request?.target], ["GET", "/info/api/v2/datastacks"]);
  return request?.headers.get("authorization") ?? null;
}

Deno.test("restore() reads what CAVEclient wrote", async () => {
  const table: readonly [homes.CaveHome, Parameters<typeof restore>[1], string, string][] = [
    [homes.firstSave, {}, "127.0.0.1:18765-cave-secret.json", token],
    [homes.firstSave, { serverAddress: "https://cave.example.org" }, "cave-secret.json", token],
    [homes.sameValue, {}, "127.0.0.1:18765-cave-secret.json", token],
    [homes.otherKeys, {}, "127.0.0.1:18765-cave-secret.json", newToken],
    [homes.otherKeys, { serverAddress: "https://x.example.org" }, "cave-secret.json", newToken],
    // CAVEclient would stop at the keyless first file.
    [homes.secondKey, {}, "cave-secret.json", token],
    [
      homes.secondKey,
      { tokenKey: "other" },
      '127.0.0.1:18765-cave-secret.json (key "other")',
      newToken,
    ],
    [
      homes.withLocalServer,
      { serverAddress: "https://local.example.org" },
      "local.example.org-cave-secret.json",
      token,
    ],
    [homes.deprecatedFile, {}, "chunkedgraph-secret.json", token],
    [homes.replaced, {}, "127.0.0.1:18765-cave-secret.json", newToken],
  ];
  for (const [home, options, name, expected] of table) {
    await using folder = await temporaryFolder();
    await homes.writeCaveHome(folder.path, home);
    const before = await snapshot(folder.path);
    const here = { home: folder.path, env: {}, serverAddress, ...options };
    const restored = await restore(undefined, here);
    assertEquals(restored.source, `~/.cloudvolume/secrets/${name}`);
    assertEquals(await sentToken(here), `Bearer ${expected}`);
    assertNothingShown(restored, token, newToken);
    assertEquals(await snapshot(folder.path), before);
  }
});

Deno.test("restore() stops at a file with a byte order mark, as CAVEclient does", async () => {
  await using folder = await temporaryFolder();
  await homes.writeCaveHome(folder.path, homes.byteOrderMark);
  const before = await snapshot(folder.path);
  const error = await assertRejects(
    () => restore(undefined, { home: folder.path, env: {}, serverAddress }),
    CredentialError,
  );
  assertStringIncludes(error.message, "~/.cloudvolume/secrets/cave-secret.json");
  assertStringIncludes(error.message, "byte order mark");
  assertNothingShown(error, token);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("restore() prefers the caller's token, then CAVE_TOKEN, then files", async () => {
  await using folder = await temporaryFolder();
  await homes.writeCaveHome(folder.path, homes.firstSave);
  const here = { home: folder.path, env: { CAVE_TOKEN: "from-env" } };
  assertEquals(await sentToken({ ...here, token: "given" }), "Bearer given");
  assertEquals(await sentToken(here), "Bearer from-env");
  assertEquals(await sentToken({ ...here, env: {} }), `Bearer ${token}`);
  assertEquals(await sentToken({ ...here, tokenKey: "token" }), `Bearer ${token}`);
});

Deno.test("restore() finds a file by ~, and in $CLOUD_VOLUME_DIR after the home folder", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    "lab/cave.json": '{"token": "in-the-lab"}',
    "cv/secrets/cave-secret.json": '{"token": "cloud-volume"}',
  });
  const env = { CLOUD_VOLUME_DIR: `${folder.path}/cv` };
  const here = { home: folder.path, env };
  assertEquals(await sentToken({ ...here, tokenFile: "~/lab/cave.json" }), "Bearer in-the-lab");
  assertEquals(await sentToken(here), "Bearer cloud-volume");
  assertEquals(
    (await restore(undefined, here)).source,
    "$CLOUD_VOLUME_DIR/secrets/cave-secret.json",
  );
  await homes.writeCaveHome(folder.path, homes.deprecatedFile);
  assertEquals(await sentToken(here), `Bearer ${token}`);
});

Deno.test("restore() does not look beyond a file or key that was chosen", async () => {
  await using folder = await temporaryFolder();
  await homes.writeCaveHome(folder.path, homes.firstSave);
  const here = { home: folder.path, env: { CAVE_TOKEN: "from-env" } };
  for (const choice of [{ tokenFile: "~/none.json" }, { tokenKey: "fanc" }]) {
    const error = await assertRejects(
      () => restore(undefined, { ...here, ...choice }),
      CredentialError,
    );
    assert(!error.report.lines.some(({ source }) => source === "CAVE_TOKEN"));
  }
  const choose = (tokenFile: string): unknown => tokenChain({ ...here, tokenFile });
  assertThrows(() => choose(""), TypeError, "empty");
});

Deno.test("restore() lists every place when there is no token", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": '{"other": "x"}' });
  const error = await assertRejects(
    () => restore(undefined, { home: folder.path, env: { CAVE_TOKEN: "" } }),
    CredentialError,
  );
  const found: Readonly<Record<string, string>> = {
    "CAVE_TOKEN": "is set to nothing: set CAVE_TOKEN, or unset it",
    "~/.cloudvolume/secrets/cave-secret.json": 'has no key "token": choose one by tokenKey: other',
    "$CLOUD_VOLUME_DIR/secrets": "is not set, or the same folder",
  };
  const stateOf = (place: string): string => {
    return found[place] ?? (caveVariables.includes(place) ? "is not set" : "is not there");
  };
  assertEquals(error.message.replaceAll(/^( {2}\S+) \(key ".*?"\)/gm, "$1").split("\n"), [
    "No CAVE token found; checked:",
    ...cavePlaces.map((place) => `  ${place} ${stateOf(place)}`),
    "  Next: choose one by tokenKey: other",
  ]);
});

Deno.test("restore() names the place of a token that no header can hold, and shows nothing of it", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const bad = `${secret}\u00e9`;
  const table: readonly [Record<string, string>, Record<string, string>, string][] = [
    [{ CAVE_TOKEN: bad }, {}, "CAVE_TOKEN"],
    [{ CAVE_TOKEN: `${secret}\n${secret}` }, {}, "CAVE_TOKEN"],
    [
      {},
      { "cave-secret.json": JSON.stringify({ token: bad }) },
      "~/.cloudvolume/secrets/cave-secret",
    ],
  ];
  for (const [env, files, place] of table) {
    for (const [name, text] of Object.entries(files)) {
      await writeFiles(folder.path, { [`.cloudvolume/secrets/${name}`]: text });
    }
    const error = await assertRejects(
      () => restore(undefined, { home: folder.path, env }),
      CredentialError,
    );
    assertStringIncludes(error.message, `Cannot use ${place}`);
    assertNothingShown(error, secret);
  }
});

Deno.test("restore() accepts a bare host as an address, and refuses what is not one", async () => {
  const env = { CAVE_TOKEN: "made-up" };
  const addressOf = async (serverAddress: string): Promise<string> => {
    const { info } = await restore(undefined, { env, serverAddress });
    return info.baseUrl;
  };
  assertEquals(await addressOf("cave.example.org"), "https://cave.example.org");
  assertEquals(await addressOf("localhost:8080"), "https://localhost:8080");
  assertEquals(await addressOf("https://cave.example.org/"), "https://cave.example.org");
  const none = [
    "",
    "http://",
    "http://cave.example.org",
    "https://a:b@cave.example.org",
    "ftp://x",
  ];
  for (const address of none) await assertRejects(() => addressOf(address), TypeError);
  assertEquals((await restore(undefined, { env })).info.baseUrl, "https://global.daf-apis.com");
});

Deno.test("restore() sends no stored token to a sandbox that did not issue it", async () => {
  const secret = canary();
  await using hostile = startRawServer([{ json: [] }]);
  await using folder = await temporaryFolder();
  const other = await makeSandboxToken("http://127.0.0.1:9");
  for (const stored of [secret, other, other.toUpperCase()]) {
    for (const name of [`${new URL(hostile.url).host}-cave-secret.json`, "cave-secret.json"]) {
      await writeFiles(folder.path, {
        [sandboxMarker]: JSON.stringify({ origin: hostile.url }),
        [`.cloudvolume/secrets/${name}`]: JSON.stringify({ token: stored }),
      });
      const here = await sandboxSurroundings(folder.path);
      const error = await assertRejects(() => restore(undefined, here), CredentialError);
      assertStringIncludes(error.message, `is not sent to ${hostile.url}: `);
      assertNothingShown(error, stored);
    }
  }
  const env = { CAVE_TOKEN: secret };
  const led = { ...await sandboxSurroundings(folder.path), env };
  const error = await assertRejects(() => restore(undefined, led), CredentialError);
  assertStringIncludes(
    error.message,
    "it is not that sandbox's own; unset CAVE_TOKEN, or go without the sandbox",
  );
  const own = await makeSandboxToken(hostile.url);
  await writeFiles(folder.path, {
    [`.cloudvolume/secrets/${new URL(hostile.url).host}-cave-secret.json`]: `{"token": "${own}"}`,
  });
  await (await restore(undefined, await sandboxSurroundings(folder.path))).info.getDatastacks();
  assertEquals(hostile.requests[0]?.headers.get("authorization"), `Bearer ${own}`);
  assertNotSent(hostile.requests, secret, other);
});

Deno.test("restore() sends a sandbox's token to no other address, even when the caller says so", async () => {
  const stray = await makeSandboxToken("http://127.0.0.1:9");
  await using hostile = startRawServer([{ json: [] }]);
  for (const options of [{ token: stray }, { env: { CAVE_TOKEN: stray } }]) {
    for (const serverAddress of [hostile.url, "https://cave.example.org"]) {
      await assertRejects(
        () => restore(undefined, { env: {}, ...options, serverAddress }),
        CredentialError,
        "another address's sandbox",
      );
    }
  }
  assertEquals(hostile.requests, []);
});

Deno.test("restore() takes the address in the caller's own code as the caller's word", async () => {
  await using server = startRawServer([{ json: ["ds"] }]);
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": '{"token": "stored"}' });
  const here = { home: folder.path, env: {}, serverAddress: server.url };
  const { info } = await restore(undefined, here);
  assertEquals(await info.getDatastacks(), ["ds"]);
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer stored");
});

Deno.test({
  name: "tokenChain() needs one variable and one file after another, each by its name",
  permissions: "none",
  fn() {
    const permissions = requiredPermissions(tokenChain({ home: "/home/ada" }));
    assertEquals(
      permissions.map((permission) => Object.values(permission).join(" ")),
      cavePlaces.map((place) => {
        const [first = "", ...path] = place.split("/");
        const file = ["/home/ada", ...path].join("/");
        return first === "~" ? `read ${file}` : `env ${first.replace("$", "")}`;
      }),
    );
  },
});

Deno.test("explain() gives the same lines when all is well", async () => {
  const { lines } = await explain(tokenChain({ env: { CAVE_TOKEN: "made-up" }, home: "/nowhere" }));
  const [first, ...others] = lines.map(({ state }) => state);
  assertEquals([first, ...new Set(others)], ["used", "not reached"]);
  assertEquals(others.length, cavePlaces.length - 1);
});

Deno.test("a token is reported where the other tool does not look for it", async () => {
  await using folder = await temporaryFolder();
  const token = '{"token": "made-up", "mine": "made-up"}';
  const env = { CLOUD_VOLUME_DIR: `${folder.path}/cv` };
  const here = { home: folder.path, env };
  const warningsOf = async (choice: object = {}): Promise<string[]> => {
    const { lines } = await explain(tokenChain({ ...here, ...choice }));
    const used = lines.find(({ state }) => state === "used");
    return (used?.warnings ?? []).filter((warning) => !warning.includes("mode"));
  };
  await writeFiles(folder.path, { "cv/secrets/cave-secret.json": token });
  assertEquals(await warningsOf(), [
    "CAVEclient looks in ~/.cloudvolume/secrets alone: saving the token again writes both",
  ]);
  await writeFiles(folder.path, { ".cloudvolume/secrets/cave-secret.json": token });
  assertEquals(await warningsOf(), [
    "cloud-volume looks in $CLOUD_VOLUME_DIR/secrets alone: saving the token again writes both",
  ]);
  assertEquals(await warningsOf({ env: {} }), []);
  assertEquals(await warningsOf({ env: {}, tokenKey: "mine" }), [
    'cloud-volume reads the key "token" alone',
  ]);
});

Deno.test("restore() does not remember a port of this machine, and sends it no stored token", async () => {
  await using server = startRawServer([{ json: ["ds"] }, { json: ["ds"] }]);
  await using folder = await temporaryFolder();
  const here = { home: folder.path, env: {} };
  const given = { ...here, serverAddress: server.url, token: "made-up" };
  await (await restore("ds", given)).info.getDatastacks();
  assertEquals(await fileNames(folder.path), []);

  // CAVEclient does remember it.
  const secret = canary();
  const map = ".cloudvolume/secrets/cave_datastack_to_server_map.json";
  await writeFiles(folder.path, {
    [map]: JSON.stringify({ ds: server.url }),
    ".cloudvolume/secrets/cave-secret.json": JSON.stringify({ token: secret }),
  });
  const error = await assertRejects(() => restore("ds", here), CredentialError);
  assertStringIncludes(error.message, "CAVEclient's map of datastacks names a port");
  assertNotSent(server.requests, secret);

  // A token that was saved for that very address is meant for it.
  await saveToken("for-this-address", { ...here, serverAddress: server.url, overwrite: true });
  await (await restore("ds", here)).info.getDatastacks();
  assertEquals(server.requests.at(-1)?.headers.get("authorization"), "Bearer for-this-address");
});

Deno.test("restore() names the keys that a secret file has, and what chooses one", async () => {
  const file = ".cloudvolume/secrets/cave-secret.json";
  const rows: readonly [object, RestoreOptions, string | undefined][] = [
    [{ fly_a: "aaaa", fly_b: "bbbb" }, {}, "fly_a, fly_b"],
    [{ token: "aaaa" }, { tokenKey: "fly_a" }, "token"],
    [{ fly_a: "aaaa", note: 1, nested: {} }, { tokenKey: "fly_c" }, "fly_a"],
    // A token put on the wrong side, and a file without a choice.
    [{ ["0123456789abcdef0123456789abcdef"]: "token" }, {}, undefined],
    [{}, {}, undefined],
  ];
  for (const [content, search, names] of rows) {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [file]: JSON.stringify(content) });
    const found = restore(undefined, { home: folder.path, env: {}, ...search });
    const error = await assertRejects(() => found, CredentialError);
    assertNothingShown(error, "aaaa", "0123456789abcdef0123456789abcdef");
    const step = error.step?.kind === "choose" ? error.step : undefined;
    assertEquals([step?.by, step?.among?.join(", ")], [names && ["tokenKey"], names]);
    if (names === undefined) continue;
    assertStringIncludes(error.message, `Next: choose one by tokenKey: ${names}`);
    assertStringIncludes(error.messageWith(stepForShell), `Next: choose by --key: ${names}`);
  }
});

Deno.test("restore() in a sandbox's home goes to that sandbox, as its marker says, with its tokens alone", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const { home } = sandbox;
  const { auth, source } = await restore({ home, env: {} });
  assertEquals([auth.baseUrl.startsWith(sandbox.url), source.includes("cave-secret.json")], [
    true,
    true,
  ]);
  const env = { HOME: home, CAVE_TOKEN: "0123456789abcdef0123456789abcdef" };
  const refused = await assertRejects(() => restore({ home, env }), CredentialError);
  assertStringIncludes(refused.message, "it is not that sandbox's own");
  const elsewhere = { home, env: {}, serverAddress: "https://cave.example.org" };
  await assertRejects(() => restore(elsewhere), CredentialError, "another address's sandbox");
  const own = await restore({ home, env: {}, token: "made-up-by-the-caller" });
  assertEquals(own.auth.baseUrl.startsWith("https://global.daf-apis.com"), true);
});
