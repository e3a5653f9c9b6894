import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  CredentialError,
  explain,
  makeSandboxToken,
  type ReportLine,
  sandboxMarker,
  sandboxSurroundings,
} from "../../src/credentials/mod.ts";
import { restore, type RestoreOptions, tokenChain } from "../../src/globus/mod.ts";
import { assertNothingShown, assertNotSent, canary } from "../helpers/canary.ts";
import { entryUrl, runChild } from "../helpers/child.ts";
import { type RawServer, startRawServer } from "../helpers/servers/raw_server.ts";
import { snapshot, temporaryFolder, writeFiles } from "../helpers/temporary_folder.ts";

const clientId = "5c4f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a10";
const otherId = "6d5f1d2e-7a63-4b8e-8f0d-2f9f6f1f7a11";

/** The path of an app's token file below a home. */
function appFile(slug = "my-app", id = clientId, name = "tokens.json"): string {
  return `.globus/app/${id}/${slug}/${name}`;
}

function record(server: string, token: string, more: Record<string, unknown> = {}): unknown {
  return {
    resource_server: server,
    scope: "all",
    access_token: token,
    token_type: "Bearer",
    ...more,
  };
}

/** A token storage as the Python SDK writes it. */
function storage(transfer: string, more: Record<string, unknown> = {}, auth?: string): string {
  const servers = {
    "transfer.api.globus.org": record("transfer.api.globus.org", transfer, more),
    ...(auth === undefined ? {} : { "auth.globus.org": record("auth.globus.org", auth) }),
  };
  const data = { DEFAULT: servers };
  return JSON.stringify({ data, format_version: "2.0", "globus-sdk.version": "4.9.0" });
}

function answering(): RawServer {
  return startRawServer([{
    json: { DATA_TYPE: "task", task_id: "1", status: "SUCCEEDED", sub: "ada" },
  }]);
}

/** A `fetch` that reaches a server on loopback, whatever the address. */
function fetchFrom(server: { readonly url: string }): typeof fetch {
  return (input, init) => {
    const { pathname, search } = new URL(String(input));
    return fetch(`${server.url}${pathname}${search}`, init);
  };
}

/** The tokens that restored clients send to Transfer and to Auth. */
async function sent(options: RestoreOptions): Promise<(string | null | undefined)[]> {
  await using server = answering();
  const { transfer, auth } = await restore({ ...options, fetch: fetchFrom(server) });
  await transfer.getTask("1");
  await auth.oauth2Userinfo();
  return server.requests.map(({ headers }) => headers.get("authorization"));
}

/** The report's line about the apps' token files. */
async function appsLine(options: RestoreOptions): Promise<ReportLine | undefined> {
  const { lines } = await explain(tokenChain(options));
  return lines.find(({ source, state }) => {
    return source.startsWith("~/.globus/app") && state !== "not reached";
  });
}

Deno.test("restore() finds the tokens that a program built on the Python SDK stored", async () => {
  await using folder = await temporaryFolder();
  const ends = Date.now() / 1000 + 3600;
  await writeFiles(folder.path, {
    [appFile()]: storage(
      "for-transfer",
      { expires_at_seconds: ends, identity_id: "ada" },
      "for-auth",
    ),
  });
  const before = await snapshot(folder.path);
  const here = { home: folder.path, env: {} };
  const restored = await restore(here);
  assertStringIncludes(restored.source, `${clientId}/my-app/tokens.json`);
  assertEquals(restored.session, {
    expiresAt: ends * 1000,
    identityId: "ada",
    canRefresh: false,
    hasAuth: true,
  });
  assertEquals(restored.transfer.baseUrl, "https://transfer.api.globus.org");
  assertEquals(restored.auth.baseUrl, "https://auth.globus.org");
  assertNothingShown(restored, "for-transfer", "for-auth");
  assertEquals(await sent(here), ["Bearer for-transfer", "Bearer for-auth"]);
  assertEquals(await snapshot(folder.path), before);
});

Deno.test("restore() prefers the caller's token, then the environment, then stored ones", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [appFile()]: storage("stored") });
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "from-env" };
  const here = { home: folder.path, env };
  const withAuth = { ...env, GLOBUS_SDK_AUTH_TOKEN: "auth-env" };
  assertEquals(await sent({ ...here, transferToken: "given" }), ["Bearer given", null]);
  assertEquals(await sent({ ...here, transferToken: "given", authToken: "too" }), [
    "Bearer given",
    "Bearer too",
  ]);
  assertEquals(await sent(here), ["Bearer from-env", null]);
  assertEquals(await sent({ ...here, env: withAuth }), ["Bearer from-env", "Bearer auth-env"]);
  assertEquals(await sent({ ...here, env: { GLOBUS_SDK_AUTH_TOKEN: "alone" } }), [
    "Bearer stored",
    null,
  ]);
  assertEquals(await sent({ ...here, clientId }), ["Bearer stored", null]);
  assertEquals(await sent({ ...here, app: "My App" }), ["Bearer stored", null]);
});

Deno.test("restore() lists several apps instead of guessing, and takes the one that is chosen", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    [appFile("one")]: storage("first"),
    [appFile("two")]: storage("second"),
    [appFile("two", otherId)]: storage("third"),
  });
  const here = { home: folder.path, env: {} };
  const error = await assertRejects(() => restore(here), CredentialError);
  for (const words of [`one (${clientId})`, `two (${clientId})`, `two (${otherId})`]) {
    assertStringIncludes(error.message, words);
  }
  assertStringIncludes(error.message, "choose one by clientId and app");
  assertNothingShown(error, "first", "second", "third");
  assertEquals((await sent({ ...here, clientId: otherId }))[0], "Bearer third");
  assertEquals((await sent({ ...here, app: "one" }))[0], "Bearer first");
  assertEquals((await sent({ ...here, app: "TWO", clientId }))[0], "Bearer second");
  for (const choice of [{ app: "two" }, { clientId }, { app: "none" }, { clientId: "none" }]) {
    await assertRejects(() => restore({ ...here, ...choice }), CredentialError);
  }
});

Deno.test("restore() keeps environments apart by their files' names", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    [appFile()]: storage("for-production"),
    [appFile("my-app", clientId, "preview-tokens.json")]: storage("for-preview"),
  });
  const here = { home: folder.path, env: {} };
  assertEquals((await sent(here))[0], "Bearer for-production");
  assertEquals((await sent({ ...here, environment: "preview" }))[0], "Bearer for-preview");
  const env = { GLOBUS_SDK_ENVIRONMENT: "preview" };
  assertEquals((await sent({ ...here, env }))[0], "Bearer for-preview");
  assertEquals((await restore({ ...here, env })).transfer.baseUrl.includes("preview"), true);
  await assertRejects(() => restore({ ...here, environment: "beta" }), CredentialError);
  await assertRejects(() => restore({ ...here, environment: "betta" }), RangeError);
});

Deno.test("a token file has a state for every defect, and stays as it was", async () => {
  const secret = canary();
  const none = JSON.stringify({ data: { DEFAULT: {} }, format_version: "2.0" });
  const twice = JSON.stringify({
    data: {
      a: { "transfer.api.globus.org": record("transfer.api.globus.org", secret) },
      b: { "transfer.api.globus.org": record("transfer.api.globus.org", secret) },
    },
    format_version: "2.0",
  });
  const table: readonly [string | Uint8Array, string][] = [
    ["", "broken"],
    ["not JSON", "broken"],
    ["[]", "broken"],
    [`\ufeff${storage(secret)}`, "broken"],
    [new Uint8Array([0x7b, 0xff]), "broken"],
    [storage(secret).replace('"2.0"', '"9.0"'), "newer"],
    [storage(`${secret}\n${secret}`), "broken"],
    [storage(`${secret}\u00e9`), "broken"],
    [twice, "broken"],
    [none, "keyless"],
    [storage(secret).replaceAll("transfer.api.globus.org", "x"), "keyless"],
    [storage(secret, { expires_at_seconds: 1 }), "expired"],
    [storage(secret, { expires_at_seconds: 1, refresh_token: "" }), "expired"],
    [storage(secret, { expires_at_seconds: 4_000_000_000 }), "used"],
    [storage(secret), "used"],
  ];
  for (const [content, state] of table) {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { [appFile()]: content });
    const before = await snapshot(folder.path);
    const here = { home: folder.path, env: {} };
    const label = typeof content === "string" ? content : content.toHex();
    for (const choice of [{}, { clientId, app: "My App" }]) {
      const line = await appsLine({ ...here, ...choice });
      assertEquals(line?.state, state, label);
      assertNothingShown(line, secret);
    }
    if (state !== "used") {
      const error = await assertRejects(() => restore(here), CredentialError);
      assertStringIncludes(error.message, "my-app");
      assertNothingShown(error, secret);
    }
    assertEquals(await snapshot(folder.path), before, label);
  }
});

Deno.test("what stands in the place of a token file or its folders is never taken for nothing", async () => {
  const table: readonly [string, string][] = [
    ["tokens.json", "folder"],
    ["tokens.json", "loop"],
    ["app", "loop"],
  ];
  for (const [place, kind] of table) {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/${place === "app" ? ".globus/app" : appFile()}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (kind === "folder") await Deno.mkdir(path);
    else await Deno.symlink(path, path);
    const error = await assertRejects(
      () => restore({ home: folder.path, env: {} }),
      CredentialError,
    );
    assertStringIncludes(error.message, "Cannot use ~/.globus/app");
    assertStringIncludes(error.message, kind === "loop" ? "symbolic links" : "it is a folder");
  }
});

Deno.test("stray files among the apps' folders do no harm", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    ".globus/app/README": "",
    [`.globus/app/${clientId}/README`]: "",
    [appFile("my-app", clientId, "notes.txt")]: "",
    [appFile("empty", otherId, "notes.txt")]: "",
    [appFile()]: storage("stored"),
  });
  assertEquals((await sent({ home: folder.path, env: {} }))[0], "Bearer stored");
});

Deno.test("a broken token file is not skipped in favour of a good one", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [appFile("good")]: storage("stored"), [appFile("bad")]: "{" });
  const here = { home: folder.path, env: {} };
  const error = await assertRejects(() => restore(here), CredentialError);
  assertStringIncludes(error.message, `bad (${clientId})`);
  assertEquals((await sent({ ...here, app: "good", clientId }))[0], "Bearer stored");
});

Deno.test("restore() names the variable of a token that no header can hold", async () => {
  const secret = canary();
  for (const bad of [`${secret}\u00e9`, `${secret}\n${secret}`]) {
    for (const name of ["GLOBUS_SDK_TRANSFER_TOKEN", "GLOBUS_SDK_AUTH_TOKEN"]) {
      const env = { GLOBUS_SDK_TRANSFER_TOKEN: "good", [name]: bad };
      const error = await assertRejects(() => restore({ home: "/nowhere", env }), CredentialError);
      assertStringIncludes(error.message, name);
      assertNothingShown(error, secret);
    }
  }
});

Deno.test("restore() never sends a stored token where a variable leads", async () => {
  await using hostile = answering();
  await using folder = await temporaryFolder();
  const [transfer, refresh, auth] = [canary(), canary(), canary()];
  await writeFiles(folder.path, {
    [appFile()]: storage(transfer, { refresh_token: refresh }, auth),
  });
  for (const name of ["GLOBUS_SDK_SERVICE_URL_TRANSFER", "GLOBUS_SDK_SERVICE_URL_AUTH"]) {
    for (const choice of [{}, { clientId }, { clientId, app: "My App" }]) {
      const env = { [name]: hostile.url };
      const error = await assertRejects(
        () => restore({ home: folder.path, env, ...choice }),
        CredentialError,
      );
      assertStringIncludes(error.message, `is not sent to ${hostile.url}: ${name} names`);
      assertStringIncludes(error.message, `unset ${name}`);
      assertNothingShown(error, transfer, refresh, auth);
    }
  }
  assertNotSent(hostile.requests, transfer, refresh, auth);
  assertEquals(hostile.requests, []);
});

Deno.test("restore() without an Auth token sends none to an Auth that a variable names", async () => {
  await using hostile = answering();
  await using folder = await temporaryFolder();
  const secret = canary();
  await writeFiles(folder.path, { [appFile()]: storage(secret) });
  const env = { GLOBUS_SDK_SERVICE_URL_AUTH: hostile.url };
  const { auth } = await restore({ home: folder.path, env });
  await auth.oauth2Userinfo();
  assertEquals(hostile.requests[0]?.headers.get("authorization"), null);
  assertNotSent(hostile.requests, secret);
});

Deno.test("restore() sends tokens and addresses of one environment together", async () => {
  await using server = answering();
  const env = {
    GLOBUS_SDK_TRANSFER_TOKEN: "from-env",
    GLOBUS_SDK_AUTH_TOKEN: "auth-env",
    GLOBUS_SDK_SERVICE_URL_TRANSFER: `${server.url}/`,
    GLOBUS_SDK_SERVICE_URL_AUTH: server.url,
  };
  const { transfer, auth } = await restore({ home: "/nowhere", env });
  await transfer.getTask("1");
  await auth.oauth2Userinfo();
  assertEquals(
    server.requests.map(({ target, headers }) => [target, headers.get("authorization")]),
    [["/v0.10/task/1", "Bearer from-env"], ["/v2/oauth2/userinfo", "Bearer auth-env"]],
  );
});

Deno.test("restore() sends a given token where a variable leads, and a stored one where the caller says", async () => {
  await using server = answering();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [appFile()]: storage("stored") });
  const env = { GLOBUS_SDK_SERVICE_URL_TRANSFER: server.url };
  const given = await restore({ home: folder.path, env, transferToken: "given" });
  await given.transfer.getTask("1");
  const told = await restore({ home: folder.path, env: {}, baseUrl: server.url });
  await told.transfer.getTask("1");
  assertEquals(server.requests.map(({ headers }) => headers.get("authorization")), [
    "Bearer given",
    "Bearer stored",
  ]);
});

Deno.test("restore() names the variable that has no address", async () => {
  for (const name of ["GLOBUS_SDK_SERVICE_URL_TRANSFER", "GLOBUS_SDK_SERVICE_URL_AUTH"]) {
    const env = {
      GLOBUS_SDK_TRANSFER_TOKEN: "from-env",
      GLOBUS_SDK_AUTH_TOKEN: "from-env",
      [name]: "transfer.example.org",
    };
    const error = await assertRejects(() => restore({ home: "/nowhere", env }), TypeError);
    assertStringIncludes(error.message, `${name} is not an address`);
  }
});

Deno.test("a sandbox's home whose marker names another origin gives nothing to it", async () => {
  await using hostile = answering();
  await using folder = await temporaryFolder();
  const stray = await makeSandboxToken("http://127.0.0.1:9");
  for (const token of [canary(), stray]) {
    await writeFiles(folder.path, {
      [sandboxMarker]: JSON.stringify({ origin: hostile.url }),
      [appFile()]: storage(token, {}, token),
    });
    const here = await sandboxSurroundings(folder.path);
    const error = await assertRejects(() => restore(here), CredentialError);
    assertNothingShown(error, token);
  }
  assertEquals(hostile.requests, []);
  const own = await makeSandboxToken(hostile.url);
  await writeFiles(folder.path, { [appFile()]: storage(own) });
  await (await restore(await sandboxSurroundings(folder.path))).transfer.getTask("1");
  assertEquals(hostile.requests[0]?.headers.get("authorization"), `Bearer ${own}`);
});

Deno.test("restore() lists every place and step when there is no token", async () => {
  await using folder = await temporaryFolder();
  const env = { GLOBUS_SDK_TRANSFER_TOKEN: "" };
  const error = await assertRejects(() => restore({ home: folder.path, env }), CredentialError);
  assertStringIncludes(
    error.message,
    "\n  GLOBUS_SDK_TRANSFER_TOKEN is set to nothing: set GLOBUS_SDK_TRANSFER_TOKEN, or unset it",
  );
  assertStringIncludes(error.message, "\n  ~/.globus/app");
  assertEquals(error.report.wanted, "Globus Transfer token");
});

Deno.test("a search without permissions touches nothing and names the flags", async () => {
  await using folder = await temporaryFolder();
  const log = `${folder.path}/permissions.jsonl`;
  const script = `
    import { restore } from "${entryUrl("src/globus/mod.ts")}";
    await restore().catch((error) => console.log(error.name + ": " + error.message));
  `;
  const env = { HOME: folder.path, DENO_AUDIT_PERMISSIONS: log };
  const ran = await runChild(script, { env });
  assertEquals([ran.code, ran.stderr], [0, ""]);
  assertStringIncludes(ran.stdout, "CredentialError: No Globus Transfer token found");
  for (const name of ["GLOBUS_SDK_TRANSFER_TOKEN", "GLOBUS_SDK_AUTH_TOKEN", "HOME"]) {
    assert(new RegExp(`--allow-env=[\\w,]*\\b${name}\\b`).test(ran.stdout), ran.stdout);
  }
  assertEquals(await Deno.readTextFile(log).catch(() => ""), "");
});
