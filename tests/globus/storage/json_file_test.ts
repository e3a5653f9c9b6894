import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../src/credentials/mod.ts";
import { jsonTokenStorage, memoryTokenStorage, type TokenData } from "../../../src/globus/mod.ts";
import { assertNothingShown, canary } from "../../helpers/canary.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";
import { end, person, tokensJson } from "../../fixtures/globus_homes.ts";

const transfer = "transfer.api.globus.org";

function token(more: Partial<TokenData> = {}): TokenData {
  return {
    resource_server: transfer,
    scope: "all",
    access_token: "new-access",
    expires_at_seconds: 1_900_000_000,
    ...more,
  };
}

async function mode(path: string): Promise<string> {
  return ((await Deno.stat(path)).mode! & 0o777).toString(8);
}

Deno.test("jsonTokenStorage() reads what the Python SDK wrote", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  await Deno.writeTextFile(path, tokensJson);
  const storage = jsonTokenStorage(path);
  assertEquals(await storage.getTokenData(transfer), {
    resource_server: transfer,
    identity_id: person,
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    access_token: "app-access-transfer",
    refresh_token: "app-refresh-transfer",
    expires_at_seconds: end,
    token_type: "Bearer",
  });
  assertEquals(Object.keys(await storage.getTokenDataByResourceServer()), [
    transfer,
    "auth.globus.org",
  ]);
  assertEquals(await storage.getTokenData("toString"), undefined);
  assertEquals(
    await jsonTokenStorage(path, { namespace: "other" }).getTokenData(transfer),
    undefined,
  );
});

Deno.test("jsonTokenStorage() makes a new file as the Python SDK does, for its owner alone", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/app/tokens.json`;
  const storage = jsonTokenStorage(path);
  assertEquals(await storage.getTokenDataByResourceServer(), {});
  await storage.storeTokenDataByResourceServer({ [transfer]: token({ token_type: "Bearer" }) });
  const text = await Deno.readTextFile(path);
  assertEquals(
    text.replace(/keyferry [0-9.]+/, "X"),
    `{"data": {"DEFAULT": {"${transfer}": {"resource_server": "${transfer}", "scope": "all", ` +
      `"access_token": "new-access", "expires_at_seconds": 1900000000, "token_type": "Bearer"}}}, ` +
      `"format_version": "2.0", "globus-sdk.version": "X"}`,
  );
  if (Deno.build.os !== "windows") assertEquals(await mode(path), "600");
});

Deno.test("jsonTokenStorage() changes the values of one record and no other byte", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  const text = (access: string, expires: string, refresh: string): string =>
    `{\r\n "note": NaN,\n "data": {"work": {"${transfer}": {"access_token": "theirs"}},\n` +
    `  "DEFAULT": {"groups": {"access_token": "g", "n": 18446744073709551615},\n` +
    `    "${transfer}": { "x": 1.0, "access_token":"${access}", "scope": "all",\n` +
    `      "resource_server": "${transfer}", "refresh_token":${refresh},\n` +
    `      "expires_at_seconds": ${expires}, "later": [-0, 1e400] } } },\n` +
    ` "format_version": "2.0", "globus-sdk.version": "4.9.0" }\n`;
  await Deno.writeTextFile(path, text("old", "12", '"keep"'));
  const storage = jsonTokenStorage(path);
  await storage.storeTokenDataByResourceServer({ [transfer]: token({ refresh_token: "next" }) });
  assertEquals(await Deno.readTextFile(path), text("new-access", "1900000000", '"next"'));
  await storage.storeTokenDataByResourceServer({ [transfer]: token() });
  assertEquals(await Deno.readTextFile(path), text("new-access", "1900000000", "null"));
});

Deno.test("jsonTokenStorage() turns format 1.0 into 2.0 when it writes, and keeps the records", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  const old = `{"resource_server": "groups", "scope": "s", "access_token": "g", "more": 1.0}`;
  await Deno.writeTextFile(
    path,
    `{"by_rs": {"groups": ${old}}, "format_version": "1.0", "globus-sdk.version": "3.20.0"}`,
  );
  const storage = jsonTokenStorage(path);
  assertEquals((await storage.getTokenData("groups"))?.access_token, "g");
  await storage.storeTokenDataByResourceServer({ [transfer]: token() });
  assertEquals(
    await Deno.readTextFile(path),
    `{"data": {"DEFAULT": {"groups": ${old}, "${transfer}": {"resource_server": "${transfer}", ` +
      `"scope": "all", "access_token": "new-access", "expires_at_seconds": 1900000000}}}, ` +
      `"format_version": "2.0", "globus-sdk.version": "3.20.0"}`,
  );
});

Deno.test("jsonTokenStorage() removes one token, and leaves its empty namespace", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  await Deno.writeTextFile(path, tokensJson);
  const storage = jsonTokenStorage(path);
  assertEquals(await storage.removeTokenData("groups"), false);
  assertEquals(await storage.removeTokenData(transfer), true);
  assertEquals(Object.keys(await storage.getTokenDataByResourceServer()), ["auth.globus.org"]);
  assertEquals(await storage.removeTokenData("auth.globus.org"), true);
  assertEquals(
    await Deno.readTextFile(path),
    '{"data": {"DEFAULT": {}}, "format_version": "2.0", "globus-sdk.version": "4.9.0"}',
  );
});

Deno.test("jsonTokenStorage() lets no change of several at once get lost", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  const servers = Array.from({ length: 20 }, (_, index) => `server-${index}`);
  await Promise.all(servers.map((server) => {
    const tokens = { [server]: token({ resource_server: server }) };
    return jsonTokenStorage(path).storeTokenDataByResourceServer(tokens);
  }));
  const stored = await jsonTokenStorage(path).getTokenDataByResourceServer();
  assertEquals(Object.keys(stored).sort(), servers.sort());
});

Deno.test("jsonTokenStorage() refuses what is not a storage, leaves it alone and shows nothing of it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/tokens.json`;
  const secret = canary();
  const texts = {
    "": "empty",
    [`{"access": "${secret}"`]: "ends too early",
    [`["${secret}"]`]: "the top level is not an object",
    [`\ufeff{"data": {}, "format_version": "2.0"}`]: "byte order mark",
    [`{"data": {}}`]: "no format_version",
    [`{"data": {}, "format_version": "3.0"}`]:
      "a newer globus-sdk wrote it (format_version above 2.0); update keyferry",
    [`{"data": {}, "format_version": "0.9"}`]: "not one of 1.0 and 2.0",
    [`{"data": "${secret}", "format_version": "2.0"}`]: "data is not an object",
    [`{"by_rs": [], "format_version": "1.0"}`]: "a namespace is not an object",
  };
  for (const [text, reason] of Object.entries(texts)) {
    await Deno.writeTextFile(path, text);
    const storage = jsonTokenStorage(path);
    for (
      const attempt of [
        () => storage.getTokenData(transfer),
        () => storage.storeTokenDataByResourceServer({ [transfer]: token() }),
      ]
    ) {
      const error = await assertRejects(attempt, FileError);
      assertStringIncludes(error.message, path);
      assertStringIncludes(error.message, reason);
      assertNothingShown(error, secret);
    }
    assertEquals(await Deno.readTextFile(path), text);
  }
});

Deno.test("memoryTokenStorage() keeps tokens apart from what it was given", async () => {
  const storage = memoryTokenStorage({ namespace: "here" });
  const given = { ...token() };
  await storage.storeTokenDataByResourceServer({ [transfer]: given });
  given.access_token = "changed";
  assertEquals((await storage.getTokenData(transfer))?.access_token, "new-access");
  assertEquals(storage.namespace, "here");
  assertEquals(Object.keys(await storage.getTokenDataByResourceServer()), [transfer]);
  assert(await storage.removeTokenData(transfer));
  assertEquals(await storage.removeTokenData(transfer), false);
});
