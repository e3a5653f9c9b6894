import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { FileError, withFileLock } from "../../../src/credentials/mod.ts";
import { isHeld, makeLock } from "../../../src/credentials/files/made_lock.ts";
import { child, childCommand, entryUrl, runChild } from "../../helpers/child.ts";
import { asNobody, mayBeOthers } from "../../helpers/immutable.ts";
import { steadily } from "../../helpers/steadily.ts";
import { fileNames, temporaryFolder } from "../../helpers/temporary_folder.ts";
import { asksWithoutWaiting } from "../../../src/credentials/files/try_lock.ts";

const isWindows = Deno.build.os === "windows";

/** A library whose `flock` fails as on a file system without it; `undefined` where there is no compiler. */
async function libraryWithoutFlock(folder: string): Promise<string | undefined> {
  const source = `
    #include <errno.h>
    #include <stdlib.h>
    int flock(int fd, int operation) { errno = atoi(getenv("FLOCK_ERRNO")); return -1; }`;
  await Deno.writeTextFile(`${folder}/flock.c`, source);
  const library = `${folder}/flock.so`;
  try {
    const args = ["-shared", "-fPIC", "-o", library, `${folder}/flock.c`];
    const { success } = await new Deno.Command("gcc", { args, stderr: "null" }).output();
    return success ? library : undefined;
  } catch {
    return undefined;
  }
}

/** Fails as Deno does there: with an error that has neither a class nor, mostly, a code of its own. */
const injected = `
  Deno.FsFile.prototype.tryLock = () => Promise.reject(new Error("No locks available (os error 37)"));`;

const counting = (path: string): string => `
  import { readText, withFileLock, writeSecretFiles } from "${entryUrl("src/credentials/mod.ts")}";
  const path = ${JSON.stringify(path)};
  for (let turn = 0; turn < 15; turn++) {
    await withFileLock(path, async () => {
      const text = await readText(path) ?? "0";
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      await writeSecretFiles([{ path, text: String(Number(text) + 1) }]);
    });
  }`;

async function countedBy(
  path: string,
  first: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const children = [1, 2, 3, 4].map(() => {
    return child(first + counting(path), { flags: ["--allow-all"], env }).output();
  });
  for (const { stderr } of await Promise.all(children)) {
    assertEquals(new TextDecoder().decode(stderr), "");
  }
}

Deno.test("withFileLock() keeps processes apart where the file system has no flock", async () => {
  await using folder = await temporaryFolder();
  const library = Deno.build.os === "linux" ? await libraryWithoutFlock(folder.path) : undefined;
  const way = library === undefined ? "injected into Deno" : "by LD_PRELOAD";
  Deno.stderr.writeSync(new TextEncoder().encode(`flock fails: ${way}\n`));
  // ENOLCK, ENOSYS, EOPNOTSUPP
  for (const errno of ["37", "38", "95"]) {
    const path = `${folder.path}/${errno}/count.json`;
    if (library === undefined) await countedBy(path, injected, {});
    else await countedBy(path, "", { LD_PRELOAD: library, FLOCK_ERRNO: errno });
    assertEquals(await Deno.readTextFile(path), "60", errno);
    assertEquals(await fileNames(`${folder.path}/${errno}`), ["count.json"]);
  }
});

Deno.test("makeLock() gives what a dead process holds to the next, and leaves a living one's alone", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.lock.held`;
  await Deno.writeTextFile(path, "dead 3");
  const seen = await makeLock(path, undefined);
  assert(!isHeld(seen));
  assertEquals(await makeLock(path, seen), seen);
  assertFalse(isHeld(await makeLock(path, { text: "dead 3", since: performance.now() - 31_000 })));
  const lock = await makeLock(path, undefined);
  assert(isHeld(lock));
  // It has moved since it was seen, however long ago.
  assertFalse(isHeld(await makeLock(path, { text: "dead 3", since: performance.now() - 31_000 })));
  assertFalse(isHeld(await makeLock(path, undefined)));
  await lock.release();
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("makeLock() does not take away what another process holds by now", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.lock.held`;
  const lock = await makeLock(path, undefined);
  assert(isHeld(lock));
  await Deno.writeTextFile(path, "another 0");
  await lock.release();
  assertEquals(await Deno.readTextFile(path), "another 0");
});

Deno.test({
  name: "makeLock() waits for no pipe, reads no device, and says what to delete",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.json.lock.held`;
    const cases: Readonly<Record<string, () => Promise<unknown>>> = {
      "a pipe": () => new Deno.Command("mkfifo", { args: [path] }).output(),
      "a link to what never ends": () => Deno.symlink("/dev/zero", path),
      "a link to nothing": () => Deno.symlink(`${folder.path}/made`, path),
      "a folder": () => Deno.mkdir(path),
    };
    for (const [what, make] of Object.entries(cases)) {
      await make();
      const error = await assertRejects(() => makeLock(path, undefined), FileError);
      assertStringIncludes(error.message, `${path} is not a regular file; delete ${path}`, what);
      assertFalse(await Deno.stat(`${folder.path}/made`).then(() => true, () => false), what);
      await Deno.remove(path);
    }
  },
});

Deno.test("makeLock() reads no more of a file than a holder writes", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json.lock.held`;
  await Deno.writeTextFile(path, "x");
  await Deno.truncate(path, 2 ** 30);
  const seen = await makeLock(path, undefined);
  assertFalse(isHeld(seen));
  assertEquals("text" in seen && seen.text.length, 80);
});

Deno.test({
  name: "makeLock() shows that it lives in its own file alone, whatever took its place",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.json.lock.held`;
    const beats: (() => void)[] = [];
    const { setInterval } = globalThis;
    // Its beat is made here, as there is no time to wait for.
    globalThis.setInterval = (beat: () => void) => setInterval(() => {}, beats.push(beat) * 1e9);
    const lock = await makeLock(path, undefined).finally(() => {
      globalThis.setInterval = setInterval;
    });
    assert(isHeld(lock));
    await Deno.remove(path);
    await Deno.writeTextFile(`${folder.path}/precious`, "precious");
    await Deno.symlink(`${folder.path}/precious`, path);
    assertEquals(beats.length, 1);
    beats[0]?.();
    beats[0]?.();
    await lock.release();
    assertEquals(await Deno.readTextFile(`${folder.path}/precious`), "precious");
  },
});

Deno.test({
  name: "withFileLock() waits for no pipe, follows no link, and says what to delete",
  ignore: isWindows,
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/a.json`;
    const lock = `${path}.lock`;
    const cases: Readonly<Record<string, () => Promise<unknown>>> = {
      "a pipe": () => new Deno.Command("mkfifo", { args: [lock] }).output(),
      "a dangling link": () => Deno.symlink(`${folder.path}/made`, lock),
      "a link to a file": async () => {
        await Deno.writeTextFile(`${folder.path}/there`, "");
        await Deno.symlink(`${folder.path}/there`, lock);
      },
      "a folder": () => Deno.mkdir(lock),
    };
    for (const [what, make] of Object.entries(cases)) {
      await make();
      const error = await assertRejects(
        () => withFileLock(path, () => Promise.reject(new Error("not reached"))),
        FileError,
      );
      assertStringIncludes(error.message, `${lock} is not a regular file; delete ${lock}`, what);
      assertFalse(await Deno.stat(`${folder.path}/made`).then(() => true, () => false), what);
      await Deno.remove(lock);
    }
    assertEquals(await withFileLock(path, () => Promise.resolve("done")), "done");
  },
});

Deno.test("a token that uses nothing up is renewed in memory where no lock can be had", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/record.json`;
  await Deno.mkdir(`${path}.lock`);
  const { renewingAuthorizer } = await import("../../../src/oauth/renewing_authorizer.ts");
  const { Secret } = await import("../../../src/credentials/mod.ts");
  const record = (name: string, refreshToken?: string) => ({
    accessToken: new Secret(name),
    refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    expiresAt: name === "old" ? 0 : undefined,
  });
  const store = {
    path,
    read: () => Promise.resolve(undefined),
    write: () => Promise.reject(new Error("not reached")),
  };
  const renew = () => Promise.resolve(record("new"));
  const headers = new Headers();
  await renewingAuthorizer(record("old"), { wanted: "token", store, renew }).apply(headers);
  assertEquals(headers.get("authorization"), "Bearer new");
  const single = renewingAuthorizer(record("old", "once"), { wanted: "token", store, renew });
  await assertRejects(async () => await single.apply(new Headers()), FileError, "Cannot lock");
});

/** Fails as Deno does without locks, with a clock forty times as fast. */
const fastClock = `${injected}
  const [since, now] = [performance.now.bind(performance), Date.now];
  const began = now();
  performance.now = () => since() * 40;
  Date.now = () => began + (now() - began) * 40;`;

Deno.test("withFileLock() with wait leaves at once, or after that time, where another run holds the lock", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/nightly`;
  const ran: string[] = [];
  const began = performance.now();
  await withFileLock(path, async () => {
    for (
      const [wait, words] of [[false, "holds its lock;"], [0, "holds its lock;"], [
        0.2,
        "has held its lock for 0.2 s;",
      ]] as const
    ) {
      const second = (): Promise<number> => {
        return withFileLock(path, () => Promise.resolve(ran.push("overlapped")), { wait });
      };
      const error = await assertRejects(second, FileError);
      assertEquals([error.locked, error.step?.kind], [true, "try again"]);
      assertStringIncludes(error.message, `Cannot change ${path}: another process ${words}`);
    }
    const waiting = performance.now() - began;
    // A Deno that cannot ask the system looks for the holder's next sign of life, each time.
    assert(waiting > 200 && waiting < (asksWithoutWaiting ? 5000 : 30_000), `${waiting} ms`);
    const child = await runChild(
      `
      import { withFileLock } from "${entryUrl("src/credentials/mod.ts")}";
      const second = withFileLock(${
        JSON.stringify(path)
      }, () => Promise.resolve("overlapped"), { wait: false });
      console.log(await second.catch(({ name, locked }) => [name, locked].join(" ")));
    `,
      { flags: ["--allow-all"] },
    );
    assertEquals([child.stdout, child.stderr], ["FileError true\n", ""]);
  });
  assertEquals(ran, []);
  assertEquals(await withFileLock(path, () => Promise.resolve("free"), { wait: false }), "free");
  // Waited for, another run's lock is had as soon as that ends.
  const order: string[] = [];
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const { promise: end, resolve: finish } = Promise.withResolvers<void>();
  const first = withFileLock(path, async () => {
    resolve();
    await end;
    order.push("first");
  });
  await started;
  const second = withFileLock(path, () => Promise.resolve(order.push("second")), { wait: 60 });
  finish();
  await Promise.all([first, second]);
  assertEquals(order, ["first", "second"]);
});

Deno.test("withFileLock() refuses a wait that is not a time, before anything is made", async () => {
  await using folder = await temporaryFolder();
  for (const wait of [-1, NaN, "5", true, null]) {
    await assertRejects(
      () => withFileLock(`${folder.path}/a`, () => Promise.resolve(), { wait: wait as number }),
      RangeError,
      "wait must be false, or a number of seconds",
    );
  }
  assertEquals(await fileNames(folder.path), []);
});

Deno.test("without flock, wait: false leaves a living run's lock alone and takes a dead one's", () =>
  steadily(200, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/nightly`;
    const held = `${path}.lock.held`;
    const attempt = `
    import { withFileLock } from "${entryUrl("src/credentials/mod.ts")}";
    ${fastClock}
    const run = withFileLock(${
      JSON.stringify(path)
    }, () => Promise.resolve("ran"), { wait: false });
    console.log(await run.catch(({ locked }) => locked ? "locked" : "failed"));`;
    await Deno.writeTextFile(held, "alive 0");
    let beats = 0;
    const beat = setInterval(() => Deno.writeTextFileSync(held, `alive ${++beats}`), 20);
    const alive = await runChild(attempt, { flags: ["--allow-all"] });
    clearInterval(beat);
    assertEquals([alive.stdout, alive.stderr], ["locked\n", ""]);
    assert((await Deno.readTextFile(held)).startsWith("alive "));
    const dead = await runChild(attempt, { flags: ["--allow-all"] });
    assertEquals([dead.stdout, dead.stderr], ["ran\n", ""]);
    assertEquals(await fileNames(folder.path), []);
  }));

Deno.test("a lock that was left is free at once, though other threads start processes meanwhile", async () => {
  await using folder = await temporaryFolder();
  const program = JSON.stringify(isWindows ? "whoami" : "true");
  const quiet = '{ stdin: "null", stdout: "null", stderr: "null" }';
  const code = `
    postMessage("");
    for (;;) await new Deno.Command(${program}, ${quiet}).spawn().status;
  `;
  const url = `data:application/javascript,${encodeURIComponent(code)}`;
  const workers = [1, 2].map(() => new Worker(url, { type: "module" }));
  try {
    await Promise.all(workers.map((worker) => new Promise((done) => (worker.onmessage = done))));
    for (let turn = 0; turn < 300; turn++) {
      await withFileLock(`${folder.path}/nightly`, () => Promise.resolve(), { wait: false });
    }
  } finally {
    for (const worker of workers) worker.terminate();
  }
});

Deno.test({
  name: "withFileLock() names the lock that another user's run left, and which can be deleted",
  ignore: !await mayBeOthers(),
  async fn() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/token.json`;
    await Deno.writeTextFile(`${path}.lock`, "", { mode: 0o600 });
    await Deno.chown(folder.path, 65_534, 65_534);
    const script = `
      import { withFileLock } from "${entryUrl("src/credentials/mod.ts")}";
      const error = await withFileLock(${JSON.stringify(path)}, () => Promise.resolve())
        .catch((error) => error);
      console.log(JSON.stringify([error.kind, error.message, error.step]));`;
    const [program = "", ...args] = [...asNobody, ...childCommand(script, ["--allow-all"])];
    const { stdout } = await new Deno.Command(program, { args }).output();
    const [kind, message, step] = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals([kind, step], ["file", { kind: "delete file", path: `${path}.lock` }]);
    assertStringIncludes(message, `Cannot open ${path}.lock, the lock of ${path}`);
  },
});
