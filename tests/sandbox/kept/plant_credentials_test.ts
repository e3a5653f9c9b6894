import { assertEquals, assertMatch } from "@std/assert";
import { plantCredentials } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { send, tree } from "../_sandbox.ts";

const posix = Deno.build.os !== "windows";
const globusFile = ".globus/app/5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10/keyferry-sandbox/tokens.json";

Deno.test("plantCredentials() writes the files of the native tools, and keyferry's own for v3", {
  ignore: !posix,
}, async () => {
  await using sandbox = await startSandbox();
  const written = await plantCredentials(sandbox);
  const host = new URL(sandbox.url).host;
  const wanted = [
    ".agave/config.json",
    ".agave/current",
    ".agave/keyferry.json",
    `.cloudvolume/secrets/${host}-cave-secret.json`,
    ".cloudvolume/secrets/cave-secret.json",
    ".cloudvolume/secrets/cave_datastack_to_server_map.json",
    globusFile,
    ".keyferry-sandbox.json",
    ".keyferry-sandbox.lock",
  ].sort();
  const files = (await tree(sandbox.home)).filter((name) => !name.endsWith("/"));
  assertEquals(files, wanted);
  assertEquals(
    written.map((path) => path.slice(sandbox.home.length + 1)).sort(),
    wanted.filter((name) => !name.startsWith(".keyferry-sandbox.")),
  );
  for (const name of await tree(sandbox.home)) {
    const mode = ((await Deno.lstat(`${sandbox.home}/${name}`)).mode ?? 0) & 0o777;
    assertEquals([name, mode], [name, name.endsWith("/") ? 0o700 : 0o600]);
  }
});

Deno.test("plantCredentials() writes a CAVE file of the 45 bytes that CAVEclient writes", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const text = await Deno.readTextFile(`${sandbox.home}/.cloudvolume/secrets/cave-secret.json`);
  assertEquals(text, `{"token": "${sandbox.tokens.cave}"}`);
  assertEquals(text.length, 45);
});

Deno.test("plantCredentials() writes agavepy's record in agavepy's key order and spacing", async () => {
  const now = Date.UTC(2026, 10, 21, 17, 5, 39);
  await using sandbox = await startSandbox({ now: () => now });
  await plantCredentials(sandbox);
  const text = await Deno.readTextFile(`${sandbox.home}/.agave/current`);
  const { apiKey, apiSecret, accessToken, refreshToken } = sandbox.tokens.tapis;
  const display = /"expires_at": "([^"]*)"/.exec(text)?.[1] ?? "";
  // `time.ctime()`: local time without a zone, the day padded with a space.
  assertMatch(display, /^(Fri|Sat|Sun) Nov [ 12]\d \d\d:05:39 2026$/);
  assertEquals(
    text,
    `{"refresh_token": "${refreshToken}", "expires_in": 3600, "expires_at": "${display}", ` +
      `"created_at": ${now / 1000}, "username": "ferry", "token_username": null, ` +
      `"client_name": "keyferry-sandbox", "use_nonce": false, "verify": true, "proxies": {}, ` +
      `"tenantid": "sandbox", "apisecret": "${apiSecret}", "apikey": "${apiKey}", ` +
      `"baseurl": "${sandbox.url}", "access_token": "${accessToken}"}`,
  );
  assertEquals(
    await Deno.readTextFile(`${sandbox.home}/.agave/config.json`),
    `{"sessions": {"sandbox": {"ferry": {"keyferry-sandbox": ${text}}}}}`,
  );
});

Deno.test("plantCredentials() writes tokens of Tapis v3 that its services take", async () => {
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const text = await Deno.readTextFile(`${sandbox.home}/.agave/keyferry.json`);
  const [record] = Object.values<Record<string, string>>(JSON.parse(text).tapis_v3);
  const { clientName, apiSecret, username, tenantId } = sandbox.tokens.tapis;
  assertEquals(
    [record?.base_url, record?.username, record?.tenant_id, record?.client_id, record?.client_key],
    [sandbox.url, username, tenantId, clientName, apiSecret],
  );
  const told = await send(`${sandbox.url}/v3/oauth2/userinfo`, {
    headers: { "x-tapis-token": record?.access_token ?? "" },
  });
  assertEquals(told.status, 200);
});

Deno.test(
  "plantCredentials() writes Globus token storage of format 2.0",
  { ignore: !posix },
  async () => {
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    const content = JSON.parse(await Deno.readTextFile(`${sandbox.home}/${globusFile}`));
    assertEquals(Object.keys(content), ["data", "format_version", "globus-sdk.version"]);
    assertEquals(content.format_version, "2.0");
    const records = content.data.DEFAULT;
    const servers = ["auth.globus.org", "transfer.api.globus.org"];
    assertEquals(Object.keys(records), [...servers, ...sandbox.collections.map(({ id }) => id)]);
    for (const [server, record] of Object.entries<Record<string, unknown>>(records)) {
      assertEquals(Object.keys(record), [
        "resource_server",
        "identity_id",
        "scope",
        "access_token",
        "refresh_token",
        "expires_at_seconds",
        "token_type",
      ]);
      assertEquals(record.resource_server, server);
    }
    const task = await send(`${sandbox.url}/v0.10/task_list`, {
      headers: { authorization: `Bearer ${records["transfer.api.globus.org"].access_token}` },
    });
    assertEquals(task.status, 200);
    for (const { id } of sandbox.collections) {
      const file = await fetch(`${sandbox.url}/https/${id}/README.txt`, {
        method: "HEAD",
        headers: { authorization: `Bearer ${records[id].access_token}` },
      });
      assertEquals(file.status, 200);
      assertEquals(records[id].scope, `https://auth.globus.org/scopes/${id}/https`);
    }
  },
);

Deno.test("plantCredentials() replaces a link instead of writing where it leads", {
  ignore: !posix,
}, async () => {
  await using sandbox = await startSandbox();
  const real = `${sandbox.home}/real.json`;
  await Deno.writeTextFile(real, "untouched");
  await Deno.mkdir(`${sandbox.home}/.agave`);
  await Deno.symlink(real, `${sandbox.home}/.agave/current`);
  await plantCredentials(sandbox);
  assertEquals(await Deno.readTextFile(real), "untouched");
  assertEquals((await Deno.lstat(`${sandbox.home}/.agave/current`)).isFile, true);
});
