import { assert, assertEquals, assertRejects } from "@std/assert";
import { collectionId, type Sandbox, startSandbox } from "../../../../src/sandbox/mod.ts";
import { bearer, grant, login, portal } from "../../globus_auth/_globus_login.ts";
import { folderOf, temporaryFolder, tree } from "../../_sandbox.ts";
import { asPerson, share } from "../_transfer.ts";

/** A token for the collection's own scope, which a login gives. */
async function httpsToken(sandbox: Sandbox, id: string): Promise<string> {
  const scope = `https://auth.globus.org/scopes/${id}/https`;
  return (await login(sandbox, { scope })).access_token;
}

/** The address of a file, as the endpoint's document begins it. */
async function addressOf(sandbox: Sandbox, id: string, path: string): Promise<string> {
  const { body } = await asPerson(sandbox).get(`/endpoint/${id}`);
  return body.https_server + path;
}

/** A collection, a file of it, and a token to get it with. */
async function setting(sandbox: Sandbox, path = "/cells.csv") {
  const id = await collectionId("lab");
  return {
    url: await addressOf(sandbox, id, path),
    headers: bearer(await httpsToken(sandbox, id)),
    bytes: await Deno.readFile(`${folderOf(sandbox, "lab")}${path}`).catch(() => undefined),
  };
}

Deno.test("GET gives a file's bytes, with its size, time and tag", async () => {
  await using sandbox = await startSandbox();
  const { url, headers, bytes } = await setting(sandbox, "/runs/2026-03-21/trace.bin");
  const response = await fetch(url, { headers });
  assertEquals(response.status, 200);
  assertEquals(new Uint8Array(await response.arrayBuffer()), bytes);
  assertEquals(response.headers.get("content-length"), "200000");
  assertEquals(response.headers.get("accept-ranges"), "bytes");
  assert(response.headers.has("last-modified"));
  const tag = response.headers.get("etag");
  await Deno.writeTextFile(`${folderOf(sandbox, "lab")}/runs/2026-03-21/trace.bin`, "changed");
  const changed = await fetch(url, { headers });
  assertEquals(await changed.text(), "changed");
  assert(changed.headers.get("etag") !== tag);
});

Deno.test("HEAD of a folder is answered as one of a file of 4,096 bytes, of no version", async () => {
  await using sandbox = await startSandbox();
  const { url, headers } = await setting(sandbox, "/runs");
  const response = await fetch(url, { method: "HEAD", headers });
  assertEquals([response.status, response.headers.get("content-type")], [
    200,
    "httpd/unix-directory",
  ]);
  assertEquals(response.headers.get("content-length"), "4096");
  assertEquals([response.headers.get("etag"), response.headers.get("last-modified")], [null, null]);
});

Deno.test("HEAD gives the same headers without the bytes", async () => {
  await using sandbox = await startSandbox();
  const { url, headers, bytes } = await setting(sandbox);
  const response = await fetch(url, { method: "HEAD", headers });
  assertEquals([response.status, await response.text()], [200, ""]);
  assertEquals(Number(response.headers.get("content-length")), bytes?.length);
});

/** A range, and the part of 200000 bytes that it gives (RFC 9110, 14.1.2). */
const ranges: [string, number, number, number][] = [
  ["bytes=0-9", 206, 0, 10],
  ["bytes=100-", 206, 100, 200_000],
  ["bytes=-5", 206, 199_995, 200_000],
  ["bytes=199999-300000", 206, 199_999, 200_000],
  ["bytes=-300000", 206, 0, 200_000],
  ["bytes=9-3", 200, 0, 200_000],
  ["bytes=0-1,5-6", 200, 0, 200_000],
  ["lines=1-2", 200, 0, 200_000],
];

for (const [range, status, start, end] of ranges) {
  Deno.test(`GET with Range "${range}" answers ${status} with bytes ${start} to ${end}`, async () => {
    await using sandbox = await startSandbox();
    const { url, headers, bytes } = await setting(sandbox, "/runs/2026-03-21/trace.bin");
    const response = await fetch(url, { headers: { ...headers, range } });
    assertEquals(response.status, status);
    assertEquals(new Uint8Array(await response.arrayBuffer()), bytes?.subarray(start, end));
    assertEquals(
      response.headers.get("content-range"),
      status === 206 ? `bytes ${start}-${end - 1}/200000` : null,
    );
  });
}

Deno.test("GET with a Range beyond the end answers 416 with the size", async () => {
  await using sandbox = await startSandbox();
  const { url, headers } = await setting(sandbox, "/runs/2026-03-21/trace.bin");
  const response = await fetch(url, { headers: { ...headers, range: "bytes=200000-" } });
  assertEquals([response.status, await response.text()], [416, ""]);
  assertEquals(response.headers.get("content-range"), "bytes */200000");
});

Deno.test("GET with If-Range gives the whole of a file that is another by now", async () => {
  await using sandbox = await startSandbox();
  const { url, headers } = await setting(sandbox);
  const first = await fetch(url, { method: "HEAD", headers });
  const tag = first.headers.get("etag") ?? "";
  const part = () => fetch(url, { headers: { ...headers, range: "bytes=0-3", "if-range": tag } });
  assertEquals(await (await part()).text(), "cell");
  await Deno.writeTextFile(`${folderOf(sandbox, "lab")}/cells.csv`, "another file");
  const whole = await part();
  assertEquals([whole.status, await whole.text()], [200, "another file"]);
});

Deno.test("PUT writes a file, and over one", async () => {
  await using sandbox = await startSandbox();
  const { url, headers } = await setting(sandbox, "/größe 1#?%.bin");
  const encoded = url.replace("/größe 1#?%.bin", `/${encodeURIComponent("größe 1#?%.bin")}`);
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  const first = await fetch(encoded, { method: "PUT", headers, body: bytes });
  assertEquals([first.status, await first.text()], [201, ""]);
  const path = `${folderOf(sandbox, "lab")}/größe 1#?%.bin`;
  assertEquals(await Deno.readFile(path), bytes);
  const second = await fetch(encoded, { method: "PUT", headers, body: "short" });
  assertEquals([second.status, await second.text()], [200, ""]);
  assertEquals(await Deno.readTextFile(path), "short");
  assertEquals(await (await fetch(encoded, { headers })).text(), "short");
});

Deno.test("PUT that breaks off leaves what was there, and no half of a file", async () => {
  await using sandbox = await startSandbox();
  const { url, headers } = await setting(sandbox);
  const before = await tree(folderOf(sandbox, "lab"));
  const text = await Deno.readTextFile(`${folderOf(sandbox, "lab")}/cells.csv`);
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller): Promise<void> {
      if (sent++ < 20) controller.enqueue(new Uint8Array(65_536));
      else {
        await new Promise((resolve) => setTimeout(resolve, 20));
        controller.error(new Error("the sender is gone"));
      }
    },
  });
  await assertRejects(() => fetch(url, { method: "PUT", headers, body }));
  // The server hears of it a moment after the client does.
  let names = await tree(folderOf(sandbox, "lab"));
  while (names.some((name) => name.endsWith(".part"))) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    names = await tree(folderOf(sandbox, "lab"));
  }
  assertEquals(names, before);
  assertEquals(await Deno.readTextFile(`${folderOf(sandbox, "lab")}/cells.csv`), text);
});

Deno.test("HTTPS takes no token but the collection's own", async () => {
  await using sandbox = await startSandbox();
  const { url } = await setting(sandbox);
  const other = await httpsToken(sandbox, await collectionId("archive"));
  const lab = await collectionId("lab");
  const dataAccess = (await login(sandbox, {
    scope: `https://auth.globus.org/scopes/${lab}/data_access`,
  })).access_token;
  const status = async (headers: HeadersInit) => {
    const response = await fetch(url, { headers });
    const { code } = await response.json();
    return [response.status, code];
  };
  assertEquals(await status({}), [401, "AuthenticationFailed"]);
  assertEquals(await status(bearer("made up")), [401, "AuthenticationFailed"]);
  assertEquals(await status(bearer(sandbox.tokens.globusTransfer)), [403, "PermissionDenied"]);
  assertEquals(await status(bearer(other)), [403, "PermissionDenied"]);
  assertEquals(await status(bearer(dataAccess)), [403, "PermissionDenied"]);
});

Deno.test("HTTPS serves an app that has a token of its own", async () => {
  await using sandbox = await startSandbox();
  const id = await collectionId("lab");
  const { body } = await grant(sandbox, {
    grant_type: "client_credentials",
    scope: `https://auth.globus.org/scopes/${id}/https`,
  }, portal(sandbox));
  const response = await fetch(await addressOf(sandbox, id, "/README.txt"), {
    headers: bearer(body.access_token),
  });
  assertEquals(
    await response.text(),
    await Deno.readTextFile(`${folderOf(sandbox, "lab")}/README.txt`),
  );
});

Deno.test("HTTPS answers what is not a file, outside, or not to be written", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/lab/sub`, { recursive: true });
  await Deno.writeTextFile(`${folder.path}/secret`, "secret");
  await Deno.symlink(`${folder.path}/secret`, `${folder.path}/lab/link`);
  await Deno.symlink(folder.path, `${folder.path}/lab/up`);
  await using sandbox = await startSandbox({
    collections: [{ name: "lab", path: `${folder.path}/lab`, writable: true }],
  });
  const { url, headers } = await setting(sandbox, "");
  const status = async (method: string, path: string) => {
    const body = method === "PUT" ? { body: "taken" } : {};
    const response = await fetch(url + path, { method, headers, ...body });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await status("GET", "/nothing"), 404);
  assertEquals(await status("GET", "/sub"), 404);
  assertEquals(await status("GET", "/link"), 403);
  assertEquals(await status("GET", "/up/secret"), 403);
  assertEquals(await status("GET", "/..%2Fsecret"), 403);
  assertEquals(await status("GET", "/a%00b"), 400);
  assertEquals(await status("PUT", "/..%2Fsecret"), 403);
  assertEquals(await status("PUT", "/up/secret"), 403);
  assertEquals(await status("PUT", "/nowhere/file"), 404);
  assertEquals(await status("PUT", "/sub"), 409);
  assertEquals(await status("DELETE", "/link"), 405);
  assertEquals(await Deno.readTextFile(`${folder.path}/secret`), "secret");
});

Deno.test("HTTPS writes nothing on a read-only collection", async () => {
  await using folder = await temporaryFolder();
  await using sandbox = await startSandbox({ collections: [{ name: "lab", path: folder.path }] });
  const { url, headers } = await setting(sandbox, "");
  const response = await fetch(`${url}/new`, { method: "PUT", headers, body: "x" });
  assertEquals([response.status, (await response.json()).code], [403, "PermissionDenied"]);
  assertEquals(await tree(folder.path), []);
});

Deno.test("HTTPS gives anybody what a guest collection shows to anonymous users, to read", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/");
  await asPerson(sandbox).post(`/endpoint/${guest}/access`, {
    DATA_TYPE: "access",
    principal_type: "anonymous",
    principal: "",
    path: "/runs/",
    permissions: "r",
  });
  const log = await addressOf(sandbox, guest, "/runs/2026-03-21/log.txt");
  const open = await fetch(log);
  assertEquals(
    [open.status, await open.text()],
    [200, await Deno.readTextFile(`${folderOf(sandbox, "lab")}/runs/2026-03-21/log.txt`)],
  );
  const closed = await fetch(await addressOf(sandbox, guest, "/cells.csv"));
  const written = await fetch(log, { method: "PUT", body: "x" });
  assertEquals([closed.status, written.status], [403, 401]);
  await closed.body?.cancel();
  await written.body?.cancel();
});

Deno.test("A guest collection has an https scope of its own", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  const headers = bearer(await httpsToken(sandbox, guest));
  const url = await addressOf(sandbox, guest, "/2026-03-21/log.txt");
  const response = await fetch(url, { headers });
  await response.body?.cancel();
  assertEquals(response.status, 200);
  const lab = await fetch(await addressOf(sandbox, await collectionId("lab"), "/cells.csv"), {
    headers,
  });
  await lab.body?.cancel();
  assertEquals(lab.status, 403);
});

Deno.test("A sandbox closes while somebody downloads and does not read on", async () => {
  await using folder = await temporaryFolder();
  await using file = await Deno.open(`${folder.path}/large`, { write: true, create: true });
  await file.truncate(64 * 1024 * 1024);
  const sandbox = await startSandbox({ collections: [{ name: "lab", path: folder.path }] });
  const { url, headers } = await setting(sandbox, "/large");
  const response = await fetch(url, { headers });
  const reader = response.body?.getReader();
  assertEquals((await reader?.read())?.done, false);
  await sandbox.close();
  await assertRejects(async () => {
    while (!(await reader?.read())?.done);
  });
});
