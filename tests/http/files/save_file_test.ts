import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { FileError } from "../../../src/credentials/mod.ts";
import { collectionClient } from "../../../src/globus/transfer/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { cacheFolder, child, childCommand, entryUrl, runChild } from "../../helpers/child.ts";
import { patience } from "../../helpers/patient.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";

/** What a file is put there by somebody else for, after it was asked for. */
const theirs = "somebody else's";

function files(url: string): ReturnType<typeof collectionClient> {
  return collectionClient(url, { sleep: patience().sleep });
}

async function modeOf(path: string): Promise<number> {
  return ((await Deno.lstat(path)).mode ?? 0) & 0o777;
}

/** A script that fetches a file and says how that ended. */
function script(url: string, target: string, options = "{}", before = ""): string {
  return `import { collectionClient } from "${entryUrl("src/globus/transfer/mod.ts")}";
    ${before}
    const files = collectionClient("${url}", { retry: { retries: 0 } });
    try {
      await files.downloadFile("/a.bin", ${JSON.stringify(target)}, ${options});
      console.log("done");
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }`;
}

function flags(folder: string, url: string): string[] {
  const { host } = new URL(url);
  return [`--allow-read=${folder}`, `--allow-write=${folder}`, `--allow-net=${host}`];
}

Deno.test("downloadFile() without overwrite leaves a file that came meanwhile", async () => {
  await using folder = await temporaryFolder();
  const target = `${folder.path}/a.bin`;
  await using server = startRawServer(async () => {
    await Deno.writeTextFile(target, theirs);
    return { body: "ours" };
  });
  await assertRejects(() => files(server.url).downloadFile("/a", target), FileError, "already");
  assertEquals(await Deno.readTextFile(target), theirs);
  assertEquals(await fileNames(folder.path), ["a.bin"]);
});

Deno.test("downloadFile() without overwrite leaves a dangling link that came meanwhile", async () => {
  await using folder = await temporaryFolder();
  const target = `${folder.path}/a.bin`;
  await using server = startRawServer(async () => {
    await Deno.symlink(`${folder.path}/nowhere`, target);
    return { body: "ours" };
  });
  await assertRejects(() => files(server.url).downloadFile("/a", target), FileError, "already");
  assertEquals(await Deno.readLink(target), `${folder.path}/nowhere`);
  assertEquals(await fileNames(folder.path), ["a.bin"]);
});

Deno.test("downloadFile() without overwrite does the same on a file system without hard links", async () => {
  await using folder = await temporaryFolder();
  // What FAT and many shares answer to link(2).
  const noLinks = `Deno.link = () => Promise.reject(new Deno.errors.PermissionDenied("EPERM"));`;
  let comes = false;
  await using server = startRawServer(async () => {
    if (comes) await Deno.writeTextFile(`${folder.path}/b.bin`, theirs);
    return { body: "ours" };
  });
  const run = (name: string) => {
    const code = script(server.url, `${folder.path}/${name}`, "{}", noLinks);
    return runChild(code, { flags: flags(folder.path, server.url) });
  };
  assertEquals((await run("a.bin")).stdout, "done\n");
  comes = true;
  assertMatch((await run("b.bin")).stdout, /^FileError: .*there already/);
  assertEquals(await Deno.readTextFile(`${folder.path}/a.bin`), "ours");
  assertEquals(await Deno.readTextFile(`${folder.path}/b.bin`), theirs);
  assertEquals(await fileNames(folder.path), ["a.bin", "b.bin"]);
});

Deno.test({
  name:
    "downloadFile() with overwrite keeps the mode, and its part is never readable by more people",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using server = startRawServer([{ body: "new" }]);
    for (const mode of [0o600, 0o640, 0o755, 0o444, 0o666]) {
      const target = `${folder.path}/${mode}.bin`;
      await Deno.writeTextFile(target, "old");
      await Deno.chmod(target, mode);
      const seen: number[] = [];
      await files(server.url).downloadFile("/a", target, {
        overwrite: true,
        onProgress() {
          for (const { name } of Deno.readDirSync(folder.path)) {
            if (!name.endsWith(".part")) continue;
            seen.push((Deno.lstatSync(`${folder.path}/${name}`).mode ?? 0) & 0o777);
          }
        },
      });
      assertEquals([await Deno.readTextFile(target), await modeOf(target)], ["new", mode]);
      // Its owner may write it meanwhile, or could not go on with it.
      assertEquals([seen.length, seen.filter((bits) => (bits & ~(mode | 0o200)) !== 0)], [1, []]);
    }
    // A new file is as readable as any that the person makes.
    await files(server.url).downloadFile("/a", `${folder.path}/new.bin`);
    await Deno.writeTextFile(`${folder.path}/plain`, "");
    assertEquals(await modeOf(`${folder.path}/new.bin`), await modeOf(`${folder.path}/plain`));
  },
});

Deno.test("downloadFile() with overwrite keeps a link, and replaces what it leads to", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([{ body: "new" }]);
  await Deno.mkdir(`${folder.path}/real`);
  await Deno.writeTextFile(`${folder.path}/real/a`, "old");
  await Deno.symlink("real/a", `${folder.path}/a`);
  await files(server.url).downloadFile("/a", `${folder.path}/a`, { overwrite: true });
  assertEquals(await Deno.readLink(`${folder.path}/a`), "real/a");
  assertEquals(await Deno.readTextFile(`${folder.path}/real/a`), "new");
  assertEquals(await fileNames(folder.path), ["a", "real/a"]);
});

Deno.test("downloadFile() writes a name as long as a name may be", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([{ body: "data" }]);
  for (const name of ["a".repeat(213), "b".repeat(255), "ä".repeat(127)]) {
    for (const overwrite of [false, true]) {
      await files(server.url).downloadFile("/a", `${folder.path}/${name}`, { overwrite });
      assertEquals(await Deno.readTextFile(`${folder.path}/${name}`), "data");
    }
    await Deno.remove(`${folder.path}/${name}`);
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("downloadFile() replaces regular files alone, and asks for nothing that it cannot keep", async () => {
  await using folder = await temporaryFolder();
  await using server = startRawServer([{ body: "data" }]);
  const get = (path: string, overwrite = true): Promise<unknown> => {
    return files(server.url).downloadFile("/a", `${folder.path}/${path}`, { overwrite });
  };
  if (Deno.build.os !== "windows") {
    await new Deno.Command("mkfifo", { args: [`${folder.path}/pipe`] }).output();
    await assertRejects(() => get("pipe"), FileError, "not a regular file");
    assert((await Deno.lstat(`${folder.path}/pipe`)).isFifo);
  }
  await assertRejects(() => get("none/a"), FileError, "no folder");
  await assertRejects(() => get("."), FileError, "folder");
  for (const overwrite of [true, false]) {
    await assertRejects(() => get("new/", overwrite), FileError, "its name is a folder's");
  }
  assertEquals(server.requests, []);
});

/** A server that sends a megabyte and then nothing; what it sends from the second time on is whole. */
function stalling(size: number, validator: Record<string, string> = {}): AsyncDisposable & {
  readonly url: string;
  readonly asked: string[];
  goOn(): void;
} {
  const asked: string[] = [];
  let isWhole = false;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const range = request.headers.get("range");
    asked.push(range ?? "whole");
    const from = Number(/\d+/.exec(range ?? "")?.[0] ?? 0);
    const headers = {
      ...validator,
      "content-length": `${size - from}`,
      ...(from === 0 ? {} : { "content-range": `bytes ${from}-${size - 1}/${size}` }),
    };
    const status = from === 0 ? 200 : 206;
    if (isWhole) return new Response(new Uint8Array(size - from).fill(7), { status, headers });
    const body = new ReadableStream({
      start: (stream) => stream.enqueue(new Uint8Array(1024 * 1024).fill(7)),
    });
    return new Response(body, { status, headers });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    goOn: () => void (isWhole = true),
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
    },
  };
}

/** Waits until a condition holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not happen");
}

async function partOf(folder: string): Promise<string | undefined> {
  return (await fileNames(folder)).find((name) => name.endsWith(".part"));
}

async function sizeIn(folder: string): Promise<number> {
  const part = await partOf(folder);
  return part === undefined ? 0 : (await Deno.lstat(`${folder}/${part}`)).size;
}

Deno.test("downloadFile() sweeps the part that kill -9 left, and not that of a living process", async () => {
  await using folder = await temporaryFolder();
  await using server = stalling(2_000_000);
  const target = `${folder.path}/a.bin`;
  const options = { flags: flags(folder.path, server.url) };
  const process = child(script(server.url, target), options);
  await until(async () => await sizeIn(folder.path) > 0);
  server.goOn();
  // While it lives, another run takes a name of its own.
  await files(server.url).downloadFile("/a.bin", target);
  assertEquals((await fileNames(folder.path)).length, 2);
  process.kill("SIGKILL");
  await process.output();
  assert(await partOf(folder.path));
  await files(server.url).downloadFile("/a.bin", target, { overwrite: true });
  assertEquals(await fileNames(folder.path), ["a.bin"]);
  assertEquals((await Deno.stat(target)).size, 2_000_000);
});

Deno.test("downloadFile() writes neither to a part that has a second name, nor through a planted link", async () => {
  await using folder = await temporaryFolder();
  const target = `${folder.path}/a.bin`;
  let part = "";
  await using server = startRawServer(async (_request, index) => {
    if (index === 0) part = `${folder.path}/${await partOf(folder.path)}`;
    return { status: 404, body: "{}" };
  });
  const get = () => files(server.url).downloadFile("/a.bin", target, { overwrite: true });
  await assertRejects(get, ApiError);
  assertMatch(part, /\.part$/);
  await Deno.writeTextFile(target, "old");
  // Killed between the second name and the removal of the first.
  await Deno.link(target, part);
  await assertRejects(get, ApiError);
  assertEquals(await Deno.readTextFile(target), "old");
  // In a folder that many write, that name can be guessed.
  await Deno.writeTextFile(`${folder.path}/victim`, "precious");
  await Deno.symlink("victim", part);
  await assertRejects(get, ApiError);
  assertEquals(await Deno.readTextFile(`${folder.path}/victim`), "precious");
  assertEquals(await Deno.readLink(part), "victim");
});

Deno.test({
  name: "downloadFile() tells of a disk that takes no more, and leaves nothing",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await using server = stalling(3_000_000);
    server.goOn();
    // A process that may write no more than 1 MB to a file sees what a quota shows.
    const command = childCommand(
      script(server.url, `${folder.path}/a.bin`),
      flags(folder.path, server.url),
    );
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `trap "" XFSZ; ulimit -f 1000; exec "$@"`, "sh", ...command],
      env: { DENO_DIR: cacheFolder(), NO_COLOR: "1" },
    }).output();
    assertMatch(new TextDecoder().decode(stdout), /^FileError: Cannot write .*a\.bin: /);
    assertEquals(await fileNames(folder.path), []);
  },
});
