import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import * as cave from "../../../src/cave/mod.ts";
import { FileError } from "../../../src/credentials/mod.ts";
import { assertAgree, assertSameFiles, filesOf } from "../comparison/_agree.ts";
import { found, makeHome, makeToken } from "./_cave.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { caveclient } = programs;
const script = "cave_secrets.py";

/** Addresses as people type them, among them those that Python's `urlparse` reads in its own way. */
const addresses = [
  "https://global.daf-apis.com",
  "global.daf-apis.com/info",
  "HTTPS://Global.DAF-apis.com:443",
  "http://127.0.0.1:8080",
  "127.0.0.1:8080",
  "http://[::1]:99",
  "https://ada@cave.example.org",
  "localhost:8080",
];

async function writeSecrets(home: string, files: Record<string, string>): Promise<void> {
  const folder = join(home, ".cloudvolume", "secrets");
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
}

function secretFile(name: string): string {
  return `~/.cloudvolume/secrets/${name}`;
}

scenario([caveclient], "tokenChain() finds the token that save_token() wrote", async (stage) => {
  const cases = await Promise.all(addresses.map(async (serverAddress, index) => {
    return { serverAddress, home: await makeHome(stage, `home${index}`), token: makeToken() };
  }));
  const answers = await stage.ask(
    caveclient,
    script,
    cases.flatMap(({ serverAddress, home, token }) => [
      ["move", { home }],
      ["save", { token, server_address: serverAddress }],
      ["find", { server_address: serverAddress }],
    ]),
  );
  for (const [index, { serverAddress, home, token }] of cases.entries()) {
    const { value, source } = await found({ home, serverAddress });
    assertAgree({ token: value.token, header: `Bearer ${token}` }, answers[3 * index + 2]);
    assertEquals(value.token.reveal(), token);
    assertEquals(source, secretFile(cave.serverFile(serverAddress)));
  }
});

scenario([caveclient], "saveToken() writes the files and bytes of save_token()", async (stage) => {
  const cases = await Promise.all(addresses.map(async (serverAddress, index) => {
    const ours = await makeHome(stage, `ours${index}`);
    const theirs = await makeHome(stage, `theirs${index}`);
    const token = makeToken();
    await cave.saveToken(token, { home: ours, env: {}, serverAddress });
    return { serverAddress, ours, theirs, token };
  }));
  await stage.ask(
    caveclient,
    script,
    cases.flatMap(({ serverAddress, theirs, token }) => [
      ["move", { home: theirs }],
      ["save", { token, server_address: serverAddress }],
    ]),
  );
  for (const { ours, theirs } of cases) await assertSameFiles(ours, theirs);
});

scenario([caveclient], "saveToken() writes a local server's file too", async (stage) => {
  const token = makeToken();
  const serverAddress = "https://cave.example.org";
  const localServer = "https://local.example.org:8443";
  const ours = await makeHome(stage, "ours");
  await cave.saveToken(token, { home: ours, env: {}, serverAddress, localServer });
  const theirs = await makeHome(stage, "theirs");
  await stage.ask(caveclient, script, [
    ["save", { token, server_address: serverAddress, local_server: localServer }],
  ], { home: theirs });
  assertEquals(Object.keys(await filesOf(theirs)).length, 3);
  await assertSameFiles(ours, theirs);
});

scenario([caveclient], "AuthClient reads what saveToken() wrote", async (stage) => {
  const cases = await Promise.all(addresses.map(async (serverAddress, index) => {
    const home = await makeHome(stage, `home${index}`);
    // Another token in the default file shows which of the two is read.
    const [own, shared] = [makeToken(), makeToken()];
    const options = { home, env: {}, serverAddress };
    await cave.saveToken(own, options);
    await cave.saveToken(shared, { ...options, overwrite: true, writeToServerFile: false });
    return { serverAddress, home, own, shared };
  }));
  const answers = await stage.ask(
    caveclient,
    script,
    cases.flatMap(({ serverAddress, home }) => [
      ["move", { home }],
      ["find", { server_address: serverAddress }],
      ["find", { server_address: "https://elsewhere.example.org" }],
    ]),
  );
  for (const [index, { own, shared }] of cases.entries()) {
    assertAgree({ token: own, header: `Bearer ${own}` }, answers[3 * index + 1]);
    assertAgree({ token: shared, header: `Bearer ${shared}` }, answers[3 * index + 2]);
  }
});

scenario([caveclient], "saveToken() under a key of one's own beside other keys", async (stage) => {
  const other = makeToken();
  const before = `{"lab": "${other}", "id": 864691135122603047, "ratio": 1.0, ` +
    `"note": "Gr\\u00f6\\u00dfe", "nothing": null}`;
  const name = "cave-secret.json";
  await writeSecrets(stage.home, { [name]: before });
  const token = makeToken();
  const options = { home: stage.home, env: {}, tokenKey: "größe", writeToServerFile: false };
  await cave.saveToken(token, options);
  const [ours, lab] = await stage.ask(caveclient, script, [
    ["find", { token_key: "größe" }],
    ["find", { token_key: "lab" }],
  ], {
    // A locale of ASCII alone, under which Python refuses any other character.
    env: { LC_ALL: "C", PYTHONUTF8: "0", PYTHONCOERCECLOCALE: "0" },
  });
  assertAgree({ token, header: `Bearer ${token}` }, ours);
  assertAgree({ token: other, header: `Bearer ${other}` }, lab);
  const after = (await filesOf(stage.home))[`.cloudvolume/secrets/${name}`];
  assertEquals(after, `${before.slice(0, -1)}, "gr\\u00f6\\u00dfe": "${token}"}`);
});

scenario([caveclient], "tokenChain() reads beside CAVEclient's own edits", async (stage) => {
  const { home } = stage;
  const [first, second, third] = [makeToken(), makeToken(), makeToken()];
  await cave.saveToken(first, { home, env: {} });
  const [refused] = await stage.ask(caveclient, script, [
    ["save", { token: second }],
    ["save_under", { token: third, token_key: "lab" }],
    ["save", { token: second, overwrite: true }],
  ]);
  assertEquals(refused, { raised: "ValueError" });
  await assertRejects(() => cave.saveToken(first, { home, env: {} }), FileError);
  const [theirs, lab] = await stage.ask(caveclient, script, [
    ["find"],
    ["find", { token_key: "lab" }],
  ]);
  for (const [tokenKey, expected] of [["token", theirs], ["lab", lab]] as const) {
    const { value } = await found({ home, tokenKey });
    assertAgree({ token: value.token, header: `Bearer ${value.token.reveal()}` }, expected);
  }
  assertEquals((await found({ home })).value.token.reveal(), second);
});

scenario([caveclient], "tokenChain() reads the deprecated file", async (stage) => {
  const token = makeToken();
  await writeSecrets(stage.home, { "chunkedgraph-secret.json": `{"token": "${token}"}` });
  const [theirs] = await stage.ask(caveclient, script, [["find"]]);
  const { value, source } = await found({ home: stage.home });
  assertAgree({ token: value.token, header: `Bearer ${token}` }, theirs);
  assertEquals(source, secretFile("chunkedgraph-secret.json"));
});

scenario([caveclient], "tokenChain() looks behind a server's file without a key", async (stage) => {
  const token = makeToken();
  await writeSecrets(stage.home, {
    "global.daf-apis.com-cave-secret.json": "{}",
    "cave-secret.json": `{"token": "${token}"}`,
  });
  // The one lookup in which the two differ, by decision: CAVEclient finds nothing.
  const [theirs] = await stage.ask(caveclient, script, [["find"]]);
  assertEquals(theirs, { token: null, header: null });
  assertEquals((await found({ home: stage.home })).value.token.reveal(), token);
});
