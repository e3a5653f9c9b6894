import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, FileError, NetworkError, PermissionNeededError } from "../../../../mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";
import { v3 } from "../../../../src/tapis/mod.ts";
import { patience } from "../../../helpers/patient.ts";
import { type Answer, startRawServer } from "../../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder, writeFiles } from "../../../helpers/temporary_folder.ts";
import { bytesOf, loggedIn } from "../_v3.ts";

Deno.test("downloadFile() puts the whole file in its place, and tells how far it is", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const tapis = await loggedIn(sandbox);
  const target = `${folder.path}/cells.csv`;
  const seen: v3.ByteProgress[] = [];
  const onProgress = (progress: v3.ByteProgress): void => void seen.push(progress);
  const file = await tapis.downloadFile("lab", "cells.csv", target, { onProgress });
  const bytes = await bytesOf((await tapis.download("lab", "cells.csv")).body);
  assertEquals(await Deno.readFile(target), bytes);
  assertEquals([file, seen.at(-1)?.bytes], [{ path: target, bytes: bytes.length }, bytes.length]);
  assertEquals(await fileNames(folder.path), ["cells.csv"]);
});

Deno.test("downloadFile() packs a folder when asked, and refuses it else", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const tapis = await loggedIn(sandbox);
  const target = `${folder.path}/runs.zip`;
  await assertRejects(() => tapis.downloadFile("lab", "runs", target), ApiError);
  assertEquals(await fileNames(folder.path), []);
  await tapis.downloadFile("lab", "runs", target, { zip: true });
  assertEquals(new TextDecoder().decode((await Deno.readFile(target)).subarray(0, 2)), "PK");
});

Deno.test("downloadFile() replaces a file with overwrite alone, and a folder never", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.txt": "mine" });
  const tapis = await loggedIn(sandbox);
  const asked = sandbox.requests.length;
  const get = (target: string, overwrite: boolean): Promise<unknown> => {
    return tapis.downloadFile("lab", "README.txt", target, { overwrite });
  };
  await assertRejects(() => get(`${folder.path}/a.txt`, false), FileError, "allow overwriting");
  await assertRejects(() => get(folder.path, true), FileError, "it is a folder");
  // Nobody is asked for what cannot be kept.
  assertEquals(sandbox.requests.length, asked);
  assertEquals(await Deno.readTextFile(`${folder.path}/a.txt`), "mine");
  await get(`${folder.path}/a.txt`, true);
  assertEquals((await Deno.readTextFile(`${folder.path}/a.txt`)) === "mine", false);
});

Deno.test("downloadFile() leaves nothing of a file that breaks off or is given up", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "old.txt": "old" });
  const torn = v3.tapisClient({
    baseUrl: "https://tacc.tapis.io",
    fetch: () => Promise.resolve(new Response(brokenStream())),
    sleep: patience().sleep,
  });
  const target = `${folder.path}/old.txt`;
  const error = await assertRejects(
    () => torn.downloadFile("lab", "a", target, { overwrite: true }),
    NetworkError,
  );
  assertEquals(error.reason, "torn body");

  await using sandbox = await startSandbox();
  const tapis = await loggedIn(sandbox);
  const controller = new AbortController();
  const onProgress = (): void => controller.abort();
  const options = { overwrite: true, signal: controller.signal, onProgress };
  const big = sandbox.collections.find(({ name }) => name === "lab")?.path ?? "";
  await Deno.writeFile(`${big}/big.bin`, new Uint8Array(8_000_000));
  const given = await assertRejects(
    () => tapis.downloadFile("lab", "big.bin", target, options),
    NetworkError,
  );
  assertEquals(given.reason, "aborted");
  assertEquals(await fileNames(folder.path), ["old.txt"]);
  assertEquals(await Deno.readTextFile(target), "old");
});

Deno.test("downloadFile() asks the listing how long a file is, which the service sends without a length", async () => {
  await using folder = await temporaryFolder();
  const sent = (text: string): string => {
    return "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n" +
      `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
  };
  // The record that ends a zip file, with a comment that looks like one.
  const zipped = `hello PK\x05\x06${"\0".repeat(16)}\x04\0PK\x05\x06`;
  const listed = (size: number): Answer => {
    const result = [{ name: "a", path: "in/a", type: "file", size }];
    return { json: { status: "success", result } };
  };
  const get = async (answer: Answer, zip = false): Promise<string[]> => {
    const text = zip ? zipped : "hello";
    await using server = startRawServer(({ target }) => {
      return target.startsWith("/v3/files/content/") ? { raw: sent(text) } : answer;
    });
    const tapis = v3.tapisClient({ baseUrl: server.url, sleep: patience().sleep });
    const target = `${folder.path}/a`;
    await tapis.downloadFile("lab", "in/a", target, { overwrite: true, zip });
    assertEquals(await Deno.readTextFile(target), text);
    return server.requests.map(({ target }) => target.split("?")[0] ?? "");
  };
  const both = ["/v3/files/content/lab/in/a", "/v3/files/ops/lab/in/a"];
  assertEquals(await get(listed(5)), both);
  // Whoever may read a file need not be allowed to list it.
  for (const status of [401, 403]) assertEquals(await get({ status, json: {} }), both);
  assertEquals(await get(listed(9), true), both.slice(0, 1));
  await Deno.remove(`${folder.path}/a`);
  for (const size of [4, 9]) {
    const error = await assertRejects(() => get(listed(size)), NetworkError);
    assertEquals([error.reason, await fileNames(folder.path)], ["torn body", []]);
  }
});

function brokenStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller): void {
      controller.enqueue(new Uint8Array(10));
    },
    pull(controller): void {
      controller.error(new TypeError("connection reset"));
    },
  });
}

Deno.test({
  name: "downloadFile() and uploadFile() name the permission they lack, and call nobody",
  permissions: { read: [], write: [], net: ["127.0.0.1"] },
  async fn() {
    await using server = startRawServer([{ status: 500 }]);
    const tapis = v3.tapisClient({ baseUrl: server.url });
    const get = await assertRejects(
      () => tapis.downloadFile("lab", "a", "/home/ada/a"),
      PermissionNeededError,
    );
    assertEquals(get.flags, ["--allow-read=/home/ada", "--allow-write=/home/ada"]);
    const put = await assertRejects(
      () => tapis.uploadFile("/home/ada/a", "lab", "a"),
      PermissionNeededError,
    );
    assertEquals(put.flags, ["--allow-read=/home/ada/a"]);
    assertEquals(server.requests, []);
  },
});

Deno.test("uploadFile() sends every byte, and tells how far it is", async () => {
  await using sandbox = await startSandbox();
  await using folder = await temporaryFolder();
  const tapis = await loggedIn(sandbox);
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await Deno.writeFile(`${folder.path}/a.bin`, bytes);
  const seen: v3.ByteProgress[] = [];
  const onProgress = (progress: v3.ByteProgress): void => void seen.push(progress);
  const sent = await tapis.uploadFile(`${folder.path}/a.bin`, "archive", "in/a.bin", {
    onProgress,
  });
  assertEquals(sent, { path: "in/a.bin", bytes: 60_000 });
  assertEquals(seen.at(-1), { bytes: 60_000, total: 60_000 });
  assertEquals(await bytesOf((await tapis.download("archive", "in/a.bin")).body), bytes);
});

Deno.test("uploadFile() refuses what is not a file, and closes what it does not send", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "a.txt": "a" });
  const tapis = v3.tapisClient({ baseUrl: "https://tacc.tapis.io" });
  await assertRejects(() => tapis.uploadFile(folder.path, "lab", "a"), FileError, "a folder");
  await assertRejects(() => tapis.uploadFile(`${folder.path}/b`, "lab", "a"), FileError, "/b");
  for (const path of ["..", "in/", "/"]) {
    await assertRejects(() => tapis.uploadFile(`${folder.path}/a.txt`, "lab", path), TypeError);
  }
});
