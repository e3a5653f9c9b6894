/** A refresh token that is good for one use is not sent while there is no place for its successor. */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path/dirname";
import { FileError, Secret, storeUnsavedLogins } from "../../src/credentials/mod.ts";
import { ApiError } from "../../src/http/reply/errors.ts";
import { textStore } from "../../src/oauth/record_store.ts";
import { reserveFiles } from "../../src/credentials/files/reserved_files.ts";
import { renewingAuthorizer } from "../../src/oauth/renewing_authorizer.ts";
import { main } from "../../cli.ts";
import { fakeIo } from "../cli/_cli.ts";
import { childCommand, runChild, sourceUrl } from "../helpers/child.ts";
import { lifetime, startSingleUseServer } from "../helpers/servers/single_use_server.ts";
import { storedLogins } from "../helpers/servers/single_use_logins.ts";
import {
  asNobody,
  makeImmutable,
  mayBeOthers,
  mayImmutable,
  tellMissing,
} from "../helpers/immutable.ts";
import { maySmallDisk, smallDisk } from "../helpers/small_disk.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";

/** A clock of which each access token has ended by the next step. */
function clock(): { now: () => number; step: () => void } {
  let time = 1_800_000_000_000;
  return { now: () => time, step: () => time += 2 * lifetime * 1000 };
}

/** What lies beside a login's file after all; nothing that takes room is left. */
async function leftovers(home: string, file: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(dirname(`${home}/${file}`))) names.push(name);
  return names.filter((name) => /\.tmp$|\.renewing$|-journal$|-wal$/.test(name));
}

const [disks, immutable, others] = [
  await maySmallDisk(),
  await mayImmutable(),
  await mayBeOthers(),
];
tellMissing({
  "a full disk (a store that fails stands for it)": disks,
  "a file that may not be changed (chattr +i)": immutable,
  "a file of another owner in a sticky folder": others,
});

for (const [name, { file, plant, open }] of Object.entries(storedLogins)) {
  Deno.test({
    name: `${name}: no login is lost on a disk that is full, or nearly`,
    ignore: !disks,
    async fn() {
      await using disk = await smallDisk();
      const outcomes = new Map<number, string>();
      for (const pages of [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 40, 60]) {
        const { now, step } = clock();
        const home = `${disk.path}/${pages}`;
        await using server = startSingleUseServer(now);
        await plant(home, server.url);
        await disk.leave(pages);
        const call = await open(home, server.url, now);
        const failure = await call().then(() => undefined, (error: unknown) => error);
        outcomes.set(pages, failure === undefined ? "renewed" : "refused");
        if (failure !== undefined) {
          assert(failure instanceof FileError, `${pages} pages: ${failure}`);
          assertStringIncludes(failure.message, `${home}/${dirname(file)}`);
          assertEquals(server.used(), 0, `${pages} pages: the token was sent`);
        }
        await disk.leave(64);
        // Another process, later: the login is as good as before.
        step();
        await (await open(home, server.url, now))();
        // And this one goes on as well.
        await call();
        assertEquals(server.sentAgain(), 0, `${pages} pages`);
        assertEquals(await leftovers(home, file), [], `${pages} pages`);
        await Deno.remove(home, { recursive: true });
      }
      assertEquals([outcomes.get(0), outcomes.get(1), outcomes.get(60)], [
        "refused",
        "refused",
        "renewed",
      ]);
    },
  });

  Deno.test({
    name: `${name}: a disk that fills up while the answer is on its way loses nothing`,
    ignore: !disks,
    async fn() {
      await using disk = await smallDisk();
      const { now, step } = clock();
      const home = `${disk.path}/home`;
      await using server = startSingleUseServer(now, { between: () => disk.leave(0) });
      await plant(home, server.url);
      await (await open(home, server.url, now))();
      assertEquals(server.used(), 1);
      await disk.leave(64);
      step();
      await (await open(home, server.url, now))();
      assertEquals([server.used(), server.sentAgain()], [2, 0]);
    },
  });

  Deno.test({
    name: `${name}: what cannot be stored after all is used, and stored at the next chance`,
    ignore: !immutable,
    async fn() {
      await using folder = await temporaryFolder();
      const home = folder.path;
      let time = clock().now();
      const now = (): number => time;
      let closed: AsyncDisposable | undefined;
      await using server = startSingleUseServer(now, {
        between: async () =>
          closed = await makeImmutable(dirname(`${home}/${file}`), `${home}/${file}`),
      });
      await plant(home, server.url);
      const call = await open(home, server.url, now);
      await call();
      assert(closed !== undefined);
      try {
        time += 10_000;
        await call();
        // Used from memory, twice, and renewed once.
        assertEquals([server.used(), server.calls.length], [1, 2]);
        assert(
          !new TextDecoder().decode(await Deno.readFile(`${home}/${file}`)).includes("refresh-1"),
        );
      } finally {
        await closed[Symbol.asyncDispose]();
      }
      time += 10_000;
      await call();
      assertEquals(await leftovers(home, file), []);
      // Another process finds it, and has nothing to renew.
      await (await open(home, server.url, now))();
      assertEquals([server.used(), server.sentAgain(), server.calls.length], [1, 0, 4]);
    },
  });

  Deno.test(`${name}: what cannot be stored is tried again at the end, and told where it is lost`, async () => {
    await using folder = await temporaryFolder();
    const home = folder.path;
    const { now } = clock();
    const kept = dirname(`${home}/${file}`);
    // A folder that becomes a file takes nothing any more, whoever writes, on every system.
    const close = async (): Promise<void> => {
      await Deno.rename(kept, `${home}/aside`);
      await Deno.writeTextFile(kept, "");
    };
    const reopen = async (): Promise<void> => {
      await Deno.remove(kept);
      await Deno.rename(`${home}/aside`, kept);
    };
    await using server = startSingleUseServer(now, { between: close });
    await plant(home, server.url);
    await (await open(home, server.url, now))();
    const [loss, ...others] = await storeUnsavedLogins();
    assertEquals([loss?.name, others], ["FileError", []]);
    assertStringIncludes(loss?.message ?? "", `${home}/${file}`);
    assertEquals(loss?.step?.kind, "log in");
    // Told once.
    assertEquals(await storeUnsavedLogins(), []);
    await reopen();

    // And where the file can be written again by the end, nothing is lost.
    await plant(home, server.url);
    await using next = startSingleUseServer(now, { between: close });
    await plant(home, next.url);
    await (await open(home, next.url, now))();
    await reopen();
    assertEquals(await storeUnsavedLogins(), []);
    await (await open(home, next.url, now))();
    assertEquals([next.used(), next.sentAgain(), next.calls.length], [1, 0, 2]);
  });

  Deno.test({
    name: `${name}: a file that may not be changed is found out before its token is sent`,
    ignore: !immutable,
    async fn() {
      await using folder = await temporaryFolder();
      const { now } = clock();
      await using server = startSingleUseServer(now);
      await plant(folder.path, server.url);
      {
        await using _immutable = await makeImmutable(`${folder.path}/${file}`);
        const call = await open(folder.path, server.url, now);
        const error = await assertRejects(call, FileError);
        assertStringIncludes(error.message, `${folder.path}/${file}`);
        // The same process is told the same the second time, and blames nobody.
        assertEquals((await assertRejects(call, FileError)).message, error.message);
        assertEquals([server.used(), server.sentAgain()], [0, 0]);
      }
      await (await open(folder.path, server.url, now))();
      assertEquals(server.used(), 1);
    },
  });
}

Deno.test({
  name: "a file of another owner in a sticky folder is found out before its token is sent",
  ignore: !others,
  async fn() {
    // Without the right to say who one is, by which a foreign file would be told earlier.
    const flags = ["--allow-read", "--allow-write", "--allow-net", "--allow-env"];
    for (const [name, { file, plant, open }] of Object.entries(storedLogins)) {
      await using folder = await temporaryFolder();
      const { now } = clock();
      await using server = startSingleUseServer(now);
      const home = folder.path;
      await plant(home, server.url);
      const path = `${home}/${file}`;
      await Deno.remove(`${path}.lock`).catch(() => {});
      await Deno.chown(path, 12_345, 12_345);
      await Deno.chmod(home, 0o755);
      for (let at = dirname(path); at !== home; at = dirname(at)) await Deno.chmod(at, 0o1777);
      await Deno.chmod(path, name === "Globus, SQLite" ? 0o666 : 0o644);
      const script = `
        import { storedLogins } from "${sourceUrl("tests/helpers/servers/single_use_logins.ts")}";
        const login = storedLogins[${JSON.stringify(name)}];
        await login.open(${JSON.stringify(home)}, "${server.url}", () => ${now()})
          .then((call) => call())
          .then(() => console.log("called"), (error) => console.log(error.name));`;
      const [program = "", ...args] = [...asNobody, ...childCommand(script, flags)];
      const { stdout, stderr } = await new Deno.Command(program, { args }).output();
      const said = new TextDecoder().decode(stdout).trim();
      // SQLite changes a file in its place, which the mode allows here; the others would replace it. The
      // files of Tapis say where tokens go: nothing is done with one whose owner may not be looked at.
      const expected = name === "Globus, SQLite"
        ? "called"
        : name.startsWith("Tapis")
        ? "PermissionNeededError"
        : "FileError";
      assertEquals([said, new TextDecoder().decode(stderr)], [expected, ""], name);
      assertEquals([server.used(), server.sentAgain()], [said === "called" ? 1 : 0, 0], name);
      await Deno.chown(path, Deno.uid(), null);
      await Deno.chmod(path, 0o600);
      await (await open(home, server.url, () => now() + 2 * lifetime * 1000))();
      assertEquals(server.sentAgain(), 0, name);
    }
  },
});

for (const [name, { plant, open }] of Object.entries(storedLogins)) {
  Deno.test(`${name}: a token endpoint that is busy has done nothing, and is asked again`, async () => {
    await using folder = await temporaryFolder();
    const { now } = clock();
    const left = [429, 503, 429];
    await using server = startSingleUseServer(now, {
      first(request) {
        const status = request.url.includes("token") ? left.shift() : undefined;
        return status === undefined
          ? undefined
          : new Response(null, { status, headers: { "retry-after": "1" } });
      },
    });
    await plant(folder.path, server.url);
    const slept: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      slept.push(ms);
      return Promise.resolve();
    };
    await (await open(folder.path, server.url, now, sleep))();
    assertEquals([server.used(), server.sentAgain(), slept], [1, 0, [1000, 1000, 1000]]);
  });

  Deno.test(`${name}: a token endpoint that stays busy is no reason to log in again`, async () => {
    await using folder = await temporaryFolder();
    const { now } = clock();
    let busy = 429;
    await using server = startSingleUseServer(now, {
      first: ({ url }) => {
        return url.includes("token") && busy !== 0
          ? new Response(null, { status: busy })
          : undefined;
      },
    });
    await plant(folder.path, server.url);
    const call = await open(folder.path, server.url, now, () => Promise.resolve());
    for (busy of [429, 503, 429]) {
      const error = await assertRejects(call, ApiError);
      assertEquals(error.status, busy);
    }
    busy = 0;
    await call();
    assertEquals([server.used(), server.sentAgain()], [1, 0]);
  });
}

interface Made {
  readonly accessToken: Secret;
  readonly refreshToken: Secret;
  readonly expiresAt: number;
}

function made(count: number, expiresAt = 0): Made {
  const accessToken = new Secret(`access-${count}`);
  return { accessToken, refreshToken: new Secret(`refresh-${count}`), expiresAt };
}

for (const words of ["No space left on device", "Disk quota exceeded", "Input/output error"]) {
  Deno.test(`a store that fails with "${words}" once the token is used loses nothing`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/record.json`;
    let time = 1_000_000_000;
    let broken = false;
    const plain = textStore<Made>({
      path,
      async read(): Promise<Made | undefined> {
        const text = await Deno.readTextFile(path).catch(() => undefined);
        return text === undefined ? undefined : made(Number(text));
      },
      texts: ({ accessToken }) => {
        if (broken) return Promise.reject(new FileError(`Cannot write ${path}: ${words}`));
        return Promise.resolve([{ path, text: accessToken.reveal().slice("access-".length) }]);
      },
    });
    await plain.write(made(0));
    let renewals = 0;
    const authorizer = renewingAuthorizer(made(0), {
      wanted: "made-up token",
      store: plain,
      now: () => time,
      renew({ refreshToken }) {
        assertEquals(refreshToken.reveal(), `refresh-${renewals}`);
        renewals++;
        broken = true;
        return Promise.resolve(made(renewals, time + 600_000));
      },
    });
    const header = async (): Promise<string | null> => {
      const headers = new Headers();
      await authorizer.apply(headers);
      return headers.get("authorization");
    };
    assertEquals([await header(), await header()], ["Bearer access-1", "Bearer access-1"]);
    assertEquals([renewals, await Deno.readTextFile(path)], [1, "0"]);
    broken = false;
    time += 10_000;
    await header();
    assertEquals([renewals, await Deno.readTextFile(path)], [1, "1"]);
    time += 600_000;
    assertEquals(await header(), "Bearer access-2");
  });
}

/** A script that uses a login of Tapis v3 while its folder becomes a file, and what it does before it ends. */
function losing(home: string, url: string, last: string): string {
  return `
    import { storedLogins } from "${sourceUrl("tests/helpers/servers/single_use_logins.ts")}";
    const call = await storedLogins["Tapis v3"].open("${home}", "${url}", () => ${clock().now()});
    await call();
    ${last}`;
}

Deno.test("a script that ends without a login that it renewed says so, however it ends", async () => {
  for (const last of ["", "Deno.exit(0);", `throw new Error("its own");`]) {
    await using folder = await temporaryFolder();
    const home = folder.path;
    await using server = startSingleUseServer(clock().now, {
      async between(): Promise<void> {
        await Deno.rename(`${home}/.agave`, `${home}/aside`);
        await Deno.writeTextFile(`${home}/.agave`, "");
      },
    });
    await storedLogins["Tapis v3"]?.plant(home, server.url);
    const { stderr } = await runChild(losing(home, server.url, last), { flags: ["-A"] });
    assertStringIncludes(stderr, `${home}/.agave/keyferry.json`, last);
    assertStringIncludes(stderr, "log in again", last);
  }
});

Deno.test("a script that ends stores a login that it could not store before", async () => {
  await using folder = await temporaryFolder();
  const home = folder.path;
  await using server = startSingleUseServer(clock().now, {
    async between(): Promise<void> {
      await Deno.rename(`${home}/.agave`, `${home}/aside`);
      await Deno.writeTextFile(`${home}/.agave`, "");
    },
  });
  await storedLogins["Tapis v3"]?.plant(home, server.url);
  const back = `
    await Deno.remove("${home}/.agave");
    await Deno.rename("${home}/aside", "${home}/.agave");`;
  const { code, stderr } = await runChild(losing(home, server.url, back), { flags: ["-A"] });
  assertEquals([code, stderr], [0, ""]);
  await (await storedLogins["Tapis v3"]?.open(home, server.url, clock().now))?.();
  assertEquals([server.used(), server.sentAgain()], [1, 0]);
});

for (const words of ["tapis whoami --v3", "tapis refresh --v3", "tapis refresh --v3 --reveal"]) {
  Deno.test(`keyferry ${words} does not succeed where the login that it renewed is lost`, async () => {
    await using folder = await temporaryFolder();
    const home = folder.path;
    await using server = startSingleUseServer(clock().now, {
      first(request): Response | undefined {
        if (!request.url.endsWith("/v3/oauth2/userinfo")) return undefined;
        return Response.json({ status: "success", message: "", result: { username: "ada" } });
      },
      async between(): Promise<void> {
        await Deno.rename(`${home}/.agave`, `${home}/aside`);
        await Deno.writeTextFile(`${home}/.agave`, "");
      },
    });
    await storedLogins["Tapis v3"]?.plant(home, server.url);
    const io = fakeIo({ surroundings: { env: {}, home, now: clock().now } });
    const code = await main(words.split(" "), io);
    assertEquals([code, server.used()], [1, 1], io.talk);
    assertStringIncludes(io.talk, `${home}/.agave/keyferry.json`);
    assertStringIncludes(io.talk, "Next: keyferry tapis login");
    assertEquals(io.output.includes("Saved in"), false);
    assertEquals(io.output === "", words === "tapis refresh --v3");
  });
}

Deno.test("a successor that could not be stored does not replace what another login has stored since", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/record.json`;
  let time = 1_000_000_000;
  let broken = false;
  const store = textStore<Made>({
    path,
    async read() {
      const count = Number(await Deno.readTextFile(path));
      return made(count, count >= 50 ? time + 3_600_000 : 0);
    },
    texts: ({ accessToken }) => {
      if (broken) return Promise.reject(new FileError("Cannot write"));
      return Promise.resolve([{ path, text: accessToken.reveal().slice("access-".length) }]);
    },
  });
  await store.write(made(0));
  const authorizer = renewingAuthorizer(made(0), {
    wanted: "made-up token",
    store,
    now: () => time,
    renew() {
      broken = true;
      return Promise.resolve(made(1, time + 600_000));
    },
  });
  await authorizer.apply(new Headers());
  await Deno.writeTextFile(path, "50");
  broken = false;
  time += 10_000;
  await authorizer.apply(new Headers());
  assertEquals(await Deno.readTextFile(path), "50");
  time += 600_000;
  const headers = new Headers();
  await authorizer.apply(headers);
  assertEquals(headers.get("authorization"), "Bearer access-50");
});

Deno.test("reserveFiles() leaves a file's bytes as they are, and keeps its spare until it is let go", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  await Deno.writeTextFile(path, '{"a": 1}');
  const names = async (): Promise<number> =>
    (await Array.fromAsync(Deno.readDir(folder.path))).length;
  const reserved = await reserveFiles([{ path, text: '{"a": 2}' }]);
  assertEquals([await Deno.readTextFile(path), await names()], ['{"a": 1}', 2]);
  await reserved.write([{ path, text: '{"a": 3}' }]);
  assertEquals([await Deno.readTextFile(path), await names()], ['{"a": 3}', 1]);
  await reserved.release();
  assertEquals(await names(), 1);
});

Deno.test("reserveFiles() waits for what another program is writing in place, and keeps it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  // Emptied, and not yet written: as Python's open(path, "w") leaves it for a moment.
  using other = await Deno.open(path, { write: true, create: true, truncate: true });
  const reserving = reserveFiles([{ path, text: '{"a": 2}' }]);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await other.write(new TextEncoder().encode('{"a": "theirs"}'));
  const reserved = await reserving;
  assertEquals(await Deno.readTextFile(path), '{"a": "theirs"}');
  await reserved.release();
});

Deno.test("reserveFiles() puts back what another program has written into the file that it replaced", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  await Deno.writeTextFile(path, '{"a": 1}');
  using other = await Deno.open(path, { write: true });
  const reserved = await reserveFiles([{ path, text: '{"a": 2}' }]);
  await reserved.recover();
  assertEquals(await Deno.readTextFile(path), '{"a": 1}');
  // In two pieces, of which each may be met.
  await other.truncate(0);
  await reserved.recover();
  assertEquals(await Deno.readTextFile(path), '{"a": 1}');
  for (const [piece, now] of [['{"a":', '{"a":'], [' "theirs"}', '{"a": "theirs"}']] as const) {
    await other.write(new TextEncoder().encode(piece));
    await reserved.recover();
    assertEquals(await Deno.readTextFile(path), now);
  }
  // Whatever was stored since is newer.
  await reserved.write([{ path, text: '{"a": 3}' }]);
  await reserved.recover();
  assertEquals(await Deno.readTextFile(path), '{"a": 3}');
  await reserved.release();
});
