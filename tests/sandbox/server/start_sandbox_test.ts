import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError, sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { collectionId, startSandbox } from "../../../src/sandbox/mod.ts";
import {
  isSandboxToken,
  sandboxTokenBelongs,
} from "../../../src/credentials/secret/sandbox_token.ts";
import { folderOf, send, temporaryFolder, transfer, tree } from "../_sandbox.ts";

const marker = ".keyferry-sandbox.json";
const posix = Deno.build.os !== "windows";

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Sends raw text to the sandbox and reads the first line of what comes back. */
async function rawStatusLine(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(request));
  const buffer = new Uint8Array(1024);
  const count = await connection.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, count)).split("\r\n")[0] ?? "";
}

Deno.test("startSandbox() names a port that is taken, and what to do", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const { message } = await assertRejects(() => startSandbox({ port }), TypeError);
  assertStringIncludes(message, `on port ${port}: another program listens there; `);
  assertStringIncludes(message, "ask for another port");
});

Deno.test("startSandbox() makes two collections with sample files and removes them on close", async () => {
  const sandbox = await startSandbox();
  const lab = folderOf(sandbox, "lab");
  const { home } = sandbox;
  assertEquals(await tree(lab), [
    "README.txt",
    "cells.csv",
    "runs/",
    "runs/2026-03-21/",
    "runs/2026-03-21/log.txt",
    "runs/2026-03-21/trace.bin",
  ]);
  await sandbox.close();
  assertEquals([await exists(lab), await exists(home)], [false, false]);
});

Deno.test("startSandbox() marks its home with its origin, readable by the owner alone", async () => {
  await using sandbox = await startSandbox();
  assertEquals(
    await Deno.readTextFile(`${sandbox.home}/${marker}`),
    `{"origin": "${sandbox.url}", "version": 1}`,
  );
  if (!posix) return;
  const modes = [sandbox.home, `${sandbox.home}/${marker}`].map((path) =>
    (Deno.lstatSync(path).mode ?? 0) & 0o777
  );
  assertEquals(modes, [0o700, 0o600]);
});

Deno.test("startSandbox() refuses a home that holds files and no marker, and leaves it as it was", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/precious.txt`, "mine");
  const error = await assertRejects(() => startSandbox({ home: folder.path }), TypeError);
  assertStringIncludes(error.message, folder.path);
  assertStringIncludes(error.message, marker);
  assertEquals(await tree(folder.path), ["precious.txt"]);
});

Deno.test("startSandbox() refuses a home whose marker is a link to somebody else's file", {
  ignore: !posix,
}, async () => {
  await using folder = await temporaryFolder();
  await using other = await temporaryFolder();
  await Deno.writeTextFile(`${other.path}/m.json`, '{"origin": "http://127.0.0.1:1"}');
  await Deno.symlink(`${other.path}/m.json`, `${folder.path}/${marker}`);
  await assertRejects(() => startSandbox({ home: folder.path }), TypeError);
  assertEquals(
    await Deno.readTextFile(`${other.path}/m.json`),
    '{"origin": "http://127.0.0.1:1"}',
  );
});

Deno.test("startSandbox() refuses the person's own home, even an empty one", async () => {
  await using folder = await temporaryFolder();
  const variable = posix ? "HOME" : "USERPROFILE";
  const before = Deno.env.get(variable);
  Deno.env.set(variable, folder.path);
  try {
    const error = await assertRejects(() => startSandbox({ home: folder.path }), TypeError);
    assertStringIncludes(error.message, "your own home");
  } finally {
    if (before === undefined) Deno.env.delete(variable);
    else Deno.env.set(variable, before);
  }
  assertEquals(await tree(folder.path), []);
});

Deno.test("startSandbox() refuses the home of a sandbox that runs, and leaves its marker", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const first = await startSandbox({ home });
  const error = await assertRejects(() => startSandbox({ home }), TypeError);
  assertStringIncludes(error.message, `"${home}"`);
  assertStringIncludes(error.message, "another sandbox runs with it");
  assertStringIncludes(await Deno.readTextFile(`${home}/${marker}`), first.url);
  await first.close();
  await using _second = await startSandbox({ home });
});

Deno.test("Sandbox.close() marks its home, so that nobody shows its tokens to what listens there next", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const first = await startSandbox({ home });
  assertEquals((await sandboxSurroundings(home)).sandboxOrigin, first.url);
  await first.close();
  const error = await assertRejects(() => sandboxSurroundings(home), FileError);
  assertStringIncludes(error.message, `${home} has stopped; start it again`);
  await using second = await startSandbox({ home });
  assertEquals((await sandboxSurroundings(home)).sandboxOrigin, second.url);
});

Deno.test("startSandbox() uses a marked home again, with its files, and names the new origin", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const first = await startSandbox({ home });
  await Deno.writeTextFile(`${home}/kept.txt`, "kept");
  await first.close();
  await using second = await startSandbox({ home });
  assertStringIncludes(await Deno.readTextFile(`${home}/${marker}`), second.url);
  assertEquals(await Deno.readTextFile(`${home}/kept.txt`), "kept");
});

Deno.test("startSandbox() serves a folder of the user read-only beside a scratch collection", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/a.txt`, "a");
  const sandbox = await startSandbox({ root: folder.path });
  const name = folder.path.split(/[\\/]/).at(-1) ?? "";
  assertEquals(
    sandbox.collections.map(({ name, path, writable }) => ({ name, path, writable })),
    [
      { name, path: folder.path, writable: false },
      { name: "scratch", path: folderOf(sandbox, "scratch"), writable: true },
    ],
  );
  const scratch = folderOf(sandbox, "scratch");
  await sandbox.close();
  assertEquals([await tree(folder.path), await exists(scratch)], [["a.txt"], false]);
});

Deno.test("startSandbox() serves exactly the collections it is given", async () => {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({
    collections: [{ name: "one", path: folder.path, writable: true }],
  });
  assertEquals(sandbox.collections, [
    { id: await collectionId("one"), name: "one", path: folder.path, writable: true },
  ]);
});

Deno.test("startSandbox() names the folder that is missing, and leaves nothing behind", async () => {
  await using folder = await temporaryFolder();
  const home = `${folder.path}/home`;
  const root = `${folder.path}/nowhere`;
  const error = await assertRejects(() => startSandbox({ root, home }), TypeError);
  assertStringIncludes(error.message, root);
  assertEquals(await tree(folder.path), []);
});

Deno.test("startSandbox() refuses two collections with one name", async () => {
  await using folder = await temporaryFolder();
  const one = { name: "one", path: folder.path };
  const error = await assertRejects(() => startSandbox({ collections: [one, one] }), TypeError);
  assertStringIncludes(error.message, '"one"');
});

Deno.test("startSandbox() gives a collection the same id in every run", async () => {
  assertEquals(await collectionId("lab"), "cd21c823-d484-533b-81ec-db6c37bdb252");
  await using sandbox = await startSandbox();
  assertEquals(sandbox.collections[0]?.id, "cd21c823-d484-533b-81ec-db6c37bdb252");
});

Deno.test("startSandbox() issues credentials that belong to its origin alone", async () => {
  await using sandbox = await startSandbox();
  const { cave, tapis, globusTransfer, globusTransferRefresh, globusAuth, globusAuthRefresh } =
    sandbox.tokens;
  const { globusClient } = sandbox.tokens;
  const all = [
    cave,
    globusTransfer,
    globusTransferRefresh,
    globusAuth,
    globusAuthRefresh,
    globusClient.secret,
    tapis.accessToken,
    tapis.refreshToken,
    tapis.apiKey,
    tapis.apiSecret,
    tapis.password,
  ];
  assertEquals(new Set(all).size, all.length);
  for (const token of all) {
    assert(isSandboxToken(token));
    assert(await sandboxTokenBelongs(token, sandbox.url));
  }
});

Deno.test("startSandbox() listens on loopback and refuses requests that name another host", async () => {
  await using sandbox = await startSandbox();
  const { port, hostname } = new URL(sandbox.url);
  assertEquals(hostname, "127.0.0.1");
  const page = sandbox.pageUrl.slice(sandbox.url.length);
  for (const path of ["/tenants", page]) {
    const line = (host: string) =>
      rawStatusLine(
        sandbox.url,
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
    assertStringIncludes(await line(`127.0.0.1:${port}`), "200");
    assertStringIncludes(await line(`localhost:${port}`), "200");
    for (const host of [`evil.example:${port}`, "127.0.0.1", `127.0.0.1.evil.example:${port}`]) {
      assertStringIncludes(await line(host), "403");
    }
  }
});

Deno.test("startSandbox() sends no CORS header, asked for or not", async () => {
  await using sandbox = await startSandbox();
  const { headers } = await send(`${sandbox.url}/tenants`, {
    headers: { origin: "https://evil.example" },
  });
  const names = [...headers.keys()].filter((name) => name.startsWith("access-control"));
  assertEquals(names, []);
});

Deno.test("startSandbox() points tools at itself with variables inside its home", async () => {
  await using sandbox = await startSandbox();
  const { HOME, AGAVE_CACHE_DIR, TAPIS_CACHE_DIR, CLOUD_VOLUME_DIR } = sandbox.env;
  assertEquals(HOME, sandbox.home);
  for (const folder of [AGAVE_CACHE_DIR, TAPIS_CACHE_DIR, CLOUD_VOLUME_DIR]) {
    assert(folder?.startsWith(sandbox.home));
  }
  assertEquals(sandbox.env.GLOBUS_SDK_SERVICE_URL_TRANSFER, sandbox.url);
  // The Globus SDK makes the address of the code page by putting "v2/web/auth-code" behind it.
  assertEquals(sandbox.env.GLOBUS_SDK_SERVICE_URL_AUTH, `${sandbox.url}/`);
  assertEquals(sandbox.env.TAPIS_TENANTS_URL, `${sandbox.url}/tenants`);
  // A proxy that a person has set would see the tokens, and lead nowhere.
  assertEquals(sandbox.env.NO_PROXY, "127.0.0.1,localhost,::1");
  if (Deno.build.os !== "windows") assertEquals(sandbox.env.no_proxy, sandbox.env.NO_PROXY);
});

Deno.test("startSandbox() names no variable both to set and to clear", async () => {
  await using sandbox = await startSandbox();
  assertEquals(sandbox.unset.filter((name) => name in sandbox.env), []);
  // With one of these alone, a tool would go elsewhere or take half a credential for one.
  for (const name of ["CAVE_TOKEN", "GLOBUS_PROFILE", "TAPIS_BASE_URL"]) {
    assert(sandbox.unset.includes(name));
  }
});

Deno.test("startSandbox() closes when its signal aborts", async () => {
  const controller = new AbortController();
  const sandbox = await startSandbox({ signal: controller.signal });
  controller.abort();
  await sandbox.close();
  await assertRejects(() => fetch(`${sandbox.url}/tenants`), TypeError);
});

Deno.test("startSandbox() does not start where its signal was aborted before", async () => {
  await assertRejects(() => startSandbox({ signal: AbortSignal.abort() }), DOMException);
});

Deno.test("startSandbox() uses the clock it is given", async () => {
  await using sandbox = await startSandbox({ now: () => Date.UTC(2030, 0, 1) });
  assertEquals(sandbox.tokens.globusExpiresAt, Date.UTC(2030, 0, 3) / 1000);
});

Deno.test("startSandbox() lets a token expire by its clock", async () => {
  let now = Date.UTC(2030, 0, 1);
  await using sandbox = await startSandbox({ now: () => now });
  assertEquals((await transfer(sandbox, "/task_list")).status, 200);
  now += 172_800_000;
  assertEquals((await transfer(sandbox, "/task_list")).status, 401);
});

Deno.test("startSandbox() refuses a catalogue of an impossible size", async () => {
  await assertRejects(() => startSandbox({ catalogue: -1 }), RangeError);
  await assertRejects(() => startSandbox({ catalogue: 1.5 }), RangeError);
});
