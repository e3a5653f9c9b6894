import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  CredentialError,
  explain,
  makeSandboxToken,
  sandboxMarker,
  sandboxSurroundings,
} from "../../../src/credentials/mod.ts";
import { v2 } from "../../../src/tapis/mod.ts";
import { baseUrl, type CurrentFile, currentFiles, listOfTwo } from "../../fixtures/tapis_caches.ts";
import { assertNothingShown, assertNotSent, canary } from "../../helpers/canary.ts";
import { entryUrl, runChild } from "../../helpers/child.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { snapshot, temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

/** The clock stands shortly before the session of a file ends. */
function justBefore({ says }: CurrentFile): () => number {
  return () => says.expiresAt - 600_000;
}

/** A `fetch` that reaches a server on loopback, whatever the address. */
function fetchFrom(server: { readonly url: string }): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`${server.url}${pathname}${search}`, init);
  };
}

function record(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ baseurl: "https://api.example.org", access_token: "stored", ...more });
}

const answer = { json: { status: "success", result: { username: "taco" } } };

Deno.test("restore() reads what the Bash CLI and AgavePy wrote, and leaves it as it was", async () => {
  for (const file of currentFiles) {
    await using folder = await temporaryFolder();
    await using server = startRawServer([answer]);
    await writeFiles(folder.path, { ".agave/current": file.text });
    const before = await snapshot(folder.path);
    const now = justBefore(file);
    const options = { home: folder.path, env: {}, now, fetch: fetchFrom(server) };
    const tapis = await v2.restore(options);
    const { username, tenantId, clientName, expiresAt, accessToken } = file.says;
    assertEquals(tapis.session, { username, tenantId, clientName, expiresAt }, file.by);
    assertEquals([tapis.source, tapis.baseUrl], ["~/.agave/current", baseUrl], file.by);
    assertEquals([tapis.capabilities.mode, tapis.capabilities.canRefresh], ["Token-Refresh", true]);
    assertEquals((await tapis.profilesGet()).username, "taco");
    const [request] = server.requests;
    assertEquals([request?.method, request?.target], ["GET", "/profiles/v2/me"]);
    assertEquals(request?.headers.get("authorization"), `Bearer ${accessToken}`, file.by);
    assertNothingShown(tapis, accessToken, "the-api-secret", "refresh-0001", "refresh-0002");
    assertEquals(await snapshot(folder.path), before);
  }
});

Deno.test("restore() takes from a list the session that is chosen, and never guesses", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([answer]);
  await writeFiles(folder.path, { ".agave/current": listOfTwo });
  const here = { home: folder.path, env: {}, now: () => 1539708516_000, fetch: fetchFrom(server) };
  const table: readonly [v2.SessionChoice, string][] = [
    [{ clientName: "one" }, "AT-one"],
    [{ clientName: "two" }, "AT-two"],
    [{ tenantId: "tacc.prod" }, "AT-two"],
    [{ apiKey: "K" }, "AT-one"],
    [{ apiKey: "K", tenantId: "sd2e", clientName: "one" }, "AT-one"],
  ];
  for (const [choice, token] of table) {
    await (await v2.restore({ ...here, ...choice })).profilesGet();
    assertEquals(server.requests.at(-1)?.headers.get("authorization"), `Bearer ${token}`);
  }
  const many = await assertRejects(() => v2.restore(here), CredentialError);
  assertStringIncludes(many.message, "taco at sd2e, taco at tacc.prod");
  assertStringIncludes(many.message, "choose one by ");
  for (const choice of [{ clientName: "three" }, { apiKey: "K", tenantId: "tacc.prod" }]) {
    const none = await assertRejects(() => v2.restore({ ...here, ...choice }), CredentialError);
    assertEquals(none.report.lines[0]?.state, "keyless");
    assertStringIncludes(none.message, Object.values(choice)[0] ?? "");
  }
});

Deno.test("restore() prefers the caller's token, then the environment, then the cache", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([answer]);
  await writeFiles(folder.path, {
    ".agave/current": record({ tenantid: "t", baseurl: "https://api.example.org" }),
  });
  const env = { TAPIS_BASE_URL: "https://api.example.org", TAPIS_TOKEN: "from-env" };
  const here = { home: folder.path, env, fetch: fetchFrom(server) };
  const sent = async (options: v2.RestoreOptions): Promise<string | null | undefined> => {
    await (await v2.restore({ ...here, ...options })).profilesGet();
    return server.requests.at(-1)?.headers.get("authorization");
  };
  const { TAPIS_BASE_URL } = env;
  assertEquals(await sent({ token: "given", apiServer: "https://b.example.org" }), "Bearer given");
  assertEquals(await sent({}), "Bearer from-env");
  assertEquals(await sent({ env: { TAPIS_BASE_URL, TAPIS_API_TOKEN: "api" } }), "Bearer api");
  assertEquals(await sent({ env: { ...env, TAPIS_API_TOKEN: "api" } }), "Bearer from-env");
  assertEquals(await sent({ env: {} }), "Bearer stored");
  assertEquals(await sent({ tenantId: "t" }), "Bearer stored");
  await assertRejects(() => v2.restore({ ...here, token: "given" }), TypeError, "baseUrl");
});

Deno.test("restore() looks in the cache folder that a variable names, the preferred one first", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, {
    "tapis/current": record({ username: "in-tapis" }),
    "agave/current": record({ username: "in-agave" }),
    ".agave/current": record({ username: "in-home" }),
  });
  const table: readonly [Record<string, string>, string, string][] = [
    [
      { TAPIS_CACHE_DIR: `${path}/tapis`, AGAVE_CACHE_DIR: `${path}/agave` },
      "in-tapis",
      "$TAPIS_CACHE_DIR/current",
    ],
    [{ AGAVE_CACHE_DIR: `${path}/agave/` }, "in-agave", "$AGAVE_CACHE_DIR/current"],
    [{ TAPIS_CACHE_DIR: "", AGAVE_CACHE_DIR: "" }, "in-home", "~/.agave/current"],
    [{}, "in-home", "~/.agave/current"],
  ];
  for (const [env, username, source] of table) {
    const tapis = await v2.restore({ home: path, env });
    assertEquals([tapis.session.username, tapis.source], [username, source]);
  }
});

Deno.test("a cached session has a state for every defect, and the file stays as it was", async () => {
  await using folder = await temporaryFolder();
  const secret = canary();
  const long = "x".repeat(20);
  const table: readonly [string | Uint8Array, string][] = [
    ["", "broken"],
    ["not JSON", "broken"],
    [`{"access_token": "${secret}"`, "broken"],
    [`\ufeff${record()}`, "broken"],
    [new Uint8Array([0x7b, 0xff, 0x7d]), "broken"],
    ["null", "broken"],
    ['"text"', "broken"],
    ["[]", "broken"],
    [record({ baseurl: "api.example.org" }), "broken"],
    [record({ baseurl: "http://api.example.org" }), "broken"],
    [record({ baseurl: `https://ada:${secret}@api.example.org` }), "broken"],
    [record({ access_token: `${secret}\n${secret}` }), "broken"],
    [record({ access_token: `${secret}\u00e9` }), "broken"],
    [record({ apikey: "a:b", apisecret: secret }), "broken"],
    ["{}", "keyless"],
    [record({ access_token: "" }), "keyless"],
    [record({ access_token: null }), "keyless"],
    [record({ access_token: true }), "keyless"],
    [record({ access_token: [secret] }), "keyless"],
    ['{"tenantid":"","baseurl":"","apikey":"","access_token":"","refresh_token":""}', "keyless"],
    [record({ baseurl: "" }), "incomplete"],
    [record({ baseurl: undefined }), "incomplete"],
    [record({ created_at: 1, expires_in: 1 }), "expired"],
    [record({ created_at: "1", expires_in: "1", refresh_token: secret }), "expired"],
    [record({ created_at: 1, expires_in: 1, refresh_token: secret, apikey: "K" }), "expired"],
    [
      record({ created_at: 1, expires_in: 1, refresh_token: "r", apikey: "K", apisecret: secret }),
      "used",
    ],
    [record({ created_at: "", expires_in: 1 }), "used"],
    [record({ access_token: 12 }), "used"],
    [record({ api_server: long }), "used"],
    [record({ created_at: Date.now() / 1000, expires_in: 3600 }), "used"],
  ];
  for (const [content, state] of table) {
    await writeFiles(folder.path, { ".agave/current": content });
    const before = await snapshot(folder.path);
    const report = await explain(v2.sessionChain({ home: folder.path, env: {} }));
    const line = report.lines.find(({ source }) => source === "~/.agave/current");
    const label = typeof content === "string" ? content : content.toHex();
    assertEquals(line?.state, state, label);
    assertNothingShown(report, secret);
    if (state === "broken") {
      const error = await assertRejects(
        () => v2.restore({ home: folder.path, env: {} }),
        CredentialError,
      );
      assertStringIncludes(error.message, "Cannot use ~/.agave/current for the ");
      assertNothingShown(error, secret);
    }
    assertEquals(await snapshot(folder.path), before, label);
  }
});

Deno.test("a folder or a loop of links in the place of the cache's file is broken", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/a/current`, { recursive: true });
  await Deno.mkdir(`${folder.path}/b`);
  await Deno.symlink("current", `${folder.path}/b/current`);
  for (const name of ["a", "b"]) {
    const error = await assertRejects(
      () => v2.restore({ home: folder.path, env: { TAPIS_CACHE_DIR: `${folder.path}/${name}` } }),
      CredentialError,
    );
    assertStringIncludes(error.message, "$TAPIS_CACHE_DIR/current");
    assertStringIncludes(error.message, "it cannot be read: ");
  }
});

Deno.test("restore() never sends a stored session where TAPIS_BASE_URL leads", async () => {
  await using hostile = startRawServer([answer]);
  await using folder = await temporaryFolder();
  const [secret, refresh, key] = [canary(), canary(), canary()];
  const more = { access_token: secret, refresh_token: refresh, apikey: "K", apisecret: key };
  await writeFiles(folder.path, { ".agave/current": record({ tenantid: "t", ...more }) });
  const env = { TAPIS_BASE_URL: hostile.url };
  for (const choice of [{}, { tenantId: "t" }]) {
    const error = await assertRejects(
      () => v2.restore({ home: folder.path, env, ...choice }),
      CredentialError,
    );
    assertStringIncludes(error.message, hostile.url);
    assertStringIncludes(error.message, "TAPIS_BASE_URL");
    assertNothingShown(error, secret, refresh, key);
  }
  assertNotSent(hostile.requests, secret, refresh, key);
  assertEquals(hostile.requests, []);
});

Deno.test("restore() sends an environment's token where the environment's address leads", async () => {
  await using server = startRawServer([answer]);
  const env = { TAPIS_BASE_URL: `${server.url}/`, TAPIS_TOKEN: "from-env" };
  await (await v2.restore({ home: "/nowhere", env })).profilesGet();
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer from-env");
  assertEquals(server.requests[0]?.target, "/profiles/v2/me");
});

Deno.test("restore() takes the address in the caller's own code as the caller's word", async () => {
  await using server = startRawServer([answer]);
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { ".agave/current": record() });
  const options = { home: folder.path, env: {}, apiServer: server.url };
  await (await v2.restore(options)).profilesGet();
  assertEquals(server.requests[0]?.headers.get("authorization"), "Bearer stored");
  for (const apiServer of ["", "api.example.org", "http://api.example.org"]) {
    await assertRejects(() => v2.restore({ ...options, apiServer }), TypeError);
    await assertRejects(() => v2.restore({ ...options, apiServer, token: "x" }), TypeError);
  }
});

Deno.test("restore() names the variable that has no address, and does not quote it", async () => {
  const secret = canary();
  for (
    const address of [secret, "api.example.org", `https://${secret}@a.example.org`, "http://x.org"]
  ) {
    const env = { TAPIS_BASE_URL: address, TAPIS_TOKEN: secret };
    const error = await assertRejects(() => v2.restore({ home: "/nowhere", env }));
    assert(error instanceof CredentialError);
    assertStringIncludes(error.message, "TAPIS_BASE_URL");
    assertNothingShown(error, secret);
  }
});

Deno.test("a sandbox's home whose marker names another origin gives nothing to it", async () => {
  await using hostile = startRawServer([answer]);
  await using folder = await temporaryFolder();
  const real = canary();
  const stray = await makeSandboxToken("http://127.0.0.1:9");
  const table: readonly [string, string][] = [
    [real, "https://api.example.org"],
    [stray, "http://127.0.0.1:9"],
    [stray, hostile.url],
  ];
  for (const [token, issuer] of table) {
    await writeFiles(folder.path, {
      [sandboxMarker]: JSON.stringify({ origin: hostile.url }),
      ".agave/current": record({ access_token: token, baseurl: issuer }),
    });
    const here = await sandboxSurroundings(folder.path);
    const error = await assertRejects(() => v2.restore(here), CredentialError);
    assertNothingShown(error, token);
  }
  assertEquals(hostile.requests, []);
  const own = await makeSandboxToken(hostile.url);
  await writeFiles(folder.path, {
    ".agave/current": record({ access_token: own, baseurl: hostile.url }),
  });
  await (await v2.restore(await sandboxSurroundings(folder.path))).profilesGet();
  assertEquals(hostile.requests[0]?.headers.get("authorization"), `Bearer ${own}`);
});

Deno.test("a search without permissions touches nothing and names the flags", async () => {
  await using folder = await temporaryFolder();
  const log = `${folder.path}/permissions.jsonl`;
  const script = `
    import { v2 } from "${entryUrl("src/tapis/mod.ts")}";
    await v2.restore().catch((error) => console.log(error.name + ": " + error.message));
  `;
  const env = { HOME: folder.path, DENO_AUDIT_PERMISSIONS: log };
  const ran = await runChild(script, { env });
  assertEquals([ran.code, ran.stderr], [0, ""]);
  assertStringIncludes(ran.stdout, "CredentialError: No Tapis");
  assertStringIncludes(ran.stdout, "--allow-env=");
  assertStringIncludes(ran.stdout, "TAPIS_CACHE_DIR");
  assertEquals(await Deno.readTextFile(log).catch(() => ""), "");
});

Deno.test("restore() names the sessions that there are where the chosen one is not", async () => {
  await using folder = await temporaryFolder();
  const kept = record({ tenantid: "lab", username: "ada", client_name: "mine" });
  await writeFiles(folder.path, { ".agave/current": kept });
  const error = await assertRejects(
    () => v2.restore({ home: folder.path, env: {}, username: "bob" }),
    CredentialError,
  );
  assertStringIncludes(error.message, "only lab/ada/mine");
  assertNothingShown(error, "stored-secret");
});
