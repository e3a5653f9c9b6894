import { assert, assertEquals, assertFalse, assertMatch, assertRejects } from "@std/assert";
import { relative } from "@std/path/relative";
import {
  FileError,
  isSandboxToken,
  makeSandboxToken,
  PermissionNeededError,
  sandboxMarker,
  sandboxSurroundings,
  sandboxTokenBelongs,
} from "../../../src/credentials/mod.ts";
import { temporaryFolder, writeFiles } from "../../helpers/temporary_folder.ts";

const origin = "http://127.0.0.1:8080";

Deno.test("makeSandboxToken() makes another token each time, of the shape CAVE's have", async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => makeSandboxToken(origin)));
  assertEquals(new Set(tokens).size, 50);
  for (const token of tokens) {
    assertMatch(token, /^[0-9a-f]{32}$/);
    assert(isSandboxToken(token));
    assert(await sandboxTokenBelongs(token, origin));
  }
});

Deno.test("sandboxTokenBelongs() refuses other origins, and tokens that were altered", async () => {
  const token = await makeSandboxToken(origin);
  for (
    const other of ["http://127.0.0.1:8081", "http://localhost:8080", "https://127.0.0.1:8080", ""]
  ) {
    assertFalse(await sandboxTokenBelongs(token, other), other);
  }
  for (let at = 0; at < token.length; at++) {
    const altered = token.slice(0, at) + (token[at] === "0" ? "1" : "0") + token.slice(at + 1);
    assertFalse(await sandboxTokenBelongs(altered, origin), `digit ${at}`);
  }
});

Deno.test("sandboxSurroundings() names the home so that it stays the same when the working folder changes", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [sandboxMarker]: JSON.stringify({ origin }) });
  const { home } = await sandboxSurroundings(relative(Deno.cwd(), folder.path));
  assertEquals(home, folder.path);
});

Deno.test("isSandboxToken() does not take a real token for one", () => {
  for (const text of ["", "5a9db0", "0123456789abcdef0123456789abcdef", "5A9DB0".padEnd(32, "0")]) {
    assertFalse(isSandboxToken(text));
  }
  assertFalse(isSandboxToken(`5a9db0${"0".repeat(27)}`));
  assertFalse(isSandboxToken(`5a9db0${"0".repeat(26)}\n`));
});

Deno.test("sandboxSurroundings() takes a marked folder for home, and no variable of the process", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { [sandboxMarker]: `{"origin": "${origin}", "version": 1}` });
  assertEquals(await sandboxSurroundings(folder.path), {
    home: folder.path,
    env: {},
    sandboxOrigin: origin,
  });
});

Deno.test("sandboxSurroundings() refuses a folder without a marker, or whose marker leads away", async () => {
  await using folder = await temporaryFolder();
  const unmarked = await assertRejects(() => sandboxSurroundings(folder.path), FileError);
  assertMatch(unmarked.message, /is not there; start one with `keyferry sandbox`/);
  const contents = [
    "",
    "{",
    "[]",
    "null",
    "{}",
    '{"origin": null}',
    '{"origin": ""}',
    '{"origin": "127.0.0.1:8080"}',
    '{"origin": "http://127.0.0.1:8080/"}',
    '{"origin": "http://127.0.0.1:8080/path"}',
    '{"origin": "http://user@127.0.0.1:8080"}',
    '{"origin": "https://transfer.api.globus.org"}',
    '{"origin": "http://127.0.0.1.example.org"}',
    '{"origin": "http://0.0.0.0:8080"}',
  ];
  for (const content of contents) {
    await writeFiles(folder.path, { [sandboxMarker]: content });
    const error = await assertRejects(() => sandboxSurroundings(folder.path), FileError);
    assertMatch(error.message, /\.keyferry-sandbox\.json: it does not name an address/, content);
  }
});

Deno.test({
  name: "sandboxSurroundings() names the flag that is missing",
  permissions: "none",
  async fn() {
    const error = await assertRejects(() => sandboxSurroundings("/data"), PermissionNeededError);
    assertEquals(error.flags, [`--allow-read=/data/${sandboxMarker}`]);
  },
});
