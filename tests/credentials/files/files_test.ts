import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  FileError,
  PermissionNeededError,
  readText,
  withFileLock,
  withFileLocks,
  writePermissions,
  writeSecretFiles,
} from "../../../src/credentials/mod.ts";
import { cannotRead, cannotWrite } from "../../../src/credentials/files/files.ts";
import { child, entryUrl, runChild } from "../../helpers/child.ts";
import {
  fileNames,
  snapshot,
  temporaryFolder,
  writeFiles,
} from "../../helpers/temporary_folder.ts";

const credentials = entryUrl("src/credentials/mod.ts");

async function modeOf(path: string): Promise<string> {
  return ((await Deno.stat(path)).mode ?? 0).toString(8).slice(-4);
}

/** Waits until a child has printed something. */
async function firstWords(process: Deno.ChildProcess): Promise<void> {
  const reader = process.stdout.getReader();
  await reader.read();
  reader.releaseLock();
}

Deno.test("writeSecretFiles() makes files 0600 in new folders 0700, and nothing beside them", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeSecretFiles([
    { path: `${path}/a/b/one.json`, text: '{"token": "caf\u00e9"}' },
    { path: `${path}/a/two.json`, text: "" },
  ]);
  assertEquals(await Deno.readTextFile(`${path}/a/b/one.json`), '{"token": "caf\u00e9"}');
  assertEquals(await readText(`${path}/a/two.json`), "");
  assertEquals(await modeOf(`${path}/a/b/one.json`), "0600");
  assertEquals(await modeOf(`${path}/a`), "0700");
  assertEquals(await modeOf(`${path}/a/b`), "0700");
  assertEquals(await fileNames(path), ["a/b/one.json", "a/two.json"]);
});

Deno.test("writeSecretFiles() tightens a file's mode, and leaves a folder's", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "open/a.json": "old" });
  await Deno.chmod(`${folder.path}/open`, 0o755);
  await Deno.chmod(`${folder.path}/open/a.json`, 0o644);
  await writeSecretFiles([{ path: `${folder.path}/open/a.json`, text: "new" }]);
  assertEquals(await modeOf(`${folder.path}/open/a.json`), "0600");
  assertEquals(await modeOf(`${folder.path}/open`), "0755");
});

Deno.test("writeSecretFiles() writes through links and keeps them", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, { "real/a.json": "old" });
  await Deno.symlink("real/a.json", `${path}/near.json`);
  await Deno.symlink(`${path}/near.json`, `${path}/far.json`);
  await Deno.symlink("real/new.json", `${path}/dangling.json`);
  await writeSecretFiles([
    { path: `${path}/far.json`, text: "new" },
    { path: `${path}/dangling.json`, text: "made" },
  ]);
  assertEquals(await Deno.readLink(`${path}/far.json`), `${path}/near.json`);
  assertEquals(await Deno.readLink(`${path}/near.json`), "real/a.json");
  assertEquals(await readText(`${path}/real/a.json`), "new");
  assertEquals(await readText(`${path}/real/new.json`), "made");
  assertEquals(await fileNames(path), [
    "dangling.json",
    "far.json",
    "near.json",
    "real/a.json",
    "real/new.json",
  ]);
});

Deno.test("writeSecretFiles() changes no file where one cannot be written", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, { "a.json": "old", "file": "" });
  await Deno.symlink("loop.json", `${path}/loop.json`);
  const before = await snapshot(path);
  for (const bad of ["file/b.json", "loop.json"]) {
    const error = await assertRejects(
      () =>
        writeSecretFiles([
          { path: `${path}/a.json`, text: "new" },
          { path: `${path}/${bad}`, text: "new" },
        ]),
      FileError,
    );
    assertStringIncludes(error.message, `Cannot write ${path}/${bad}: `);
    assertEquals(await snapshot(path), before);
  }
});

Deno.test("writeSecretFiles() names the folder it may not write, behind a link too", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, { "here/a.json": "old", "there/real.json": "old" });
  await Deno.symlink(`${path}/there/real.json`, `${path}/here/link.json`);
  const before = await snapshot(path);
  const attempt = (name: string, flags: readonly string[]) =>
    runChild(
      `
      import { withFileLock, writeSecretFiles } from "${credentials}";
      const path = ${JSON.stringify(`${path}/here/${name}`)};
      for (const write of [
        () => writeSecretFiles([{ path, text: "new" }]),
        () => withFileLock(path, () => Promise.resolve()),
      ]) {
        await write().catch((error) => console.log(error.name, error.flags?.join(" ")));
      }
      `,
      { flags },
    );
  const [here, there] = [`${path}/here`, `${path}/there`];
  const table: readonly [string, readonly string[], string][] = [
    ["a.json", [], `--allow-read=${here} --allow-write=${here}`],
    ["a.json", [`--allow-read=${here}`], `--allow-write=${here}`],
    ["a.json", [`--allow-read=${here}`, `--allow-write=${here}/a.json`], `--allow-write=${here}`],
    [
      "link.json",
      [`--allow-read=${here}`, `--allow-write=${here}`],
      `--allow-read=${there} --allow-write=${there}`,
    ],
  ];
  for (const [name, flags, missing] of table) {
    const { stdout, stderr } = await attempt(name, flags);
    const line = `PermissionNeededError ${missing}\n`;
    assertEquals([stdout, stderr], [line + line, ""], flags.join(" "));
  }
  assertEquals(await snapshot(path), before);
});

Deno.test("writeSecretFiles() leaves a whole file, old or new, wherever the process is killed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  const [one, two] = ["1", "2"].map((digit) => `{"token": "${digit.repeat(300_000)}"}`);
  await writeFiles(folder.path, { "a.json": one ?? "" });
  for (let kill = 0; kill < 30; kill++) {
    const writer = child(
      `
      import { writeSecretFiles } from "${credentials}";
      const path = ${JSON.stringify(path)};
      const texts = ["1", "2"].map((digit) => '{"token": "' + digit.repeat(300_000) + '"}');
      for (let turn = 0;; turn++) {
        await writeSecretFiles([{ path, text: texts[turn % 2] }]);
        if (turn === 0) console.log("writing");
      }
      `,
      { flags: [`--allow-read=${folder.path}`, `--allow-write=${folder.path}`] },
    );
    await firstWords(writer);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    writer.kill("SIGKILL");
    assertEquals((await writer.status).signal, "SIGKILL");
    await Promise.all([writer.stdout.cancel(), writer.stderr.cancel()]);
    const text = await readText(path);
    assert(text === one || text === two, `a torn file of ${text?.length} characters`);
    assertEquals(await modeOf(path), "0600");
  }
  for (const name of await fileNames(folder.path)) {
    assertEquals(await modeOf(`${folder.path}/${name}`), "0600", name);
  }
});

Deno.test("withFileLock() lets one process at a time change a file", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/count`;
  const script = `
    import { readText, withFileLock, writeSecretFiles } from "${credentials}";
    const path = ${JSON.stringify(path)};
    for (let turn = 0; turn < 20; turn++) {
      await withFileLock(path, async () => {
        const count = Number(await readText(path) ?? "0");
        await writeSecretFiles([{ path, text: String(count + 1) }]);
      });
    }
  `;
  const flags = [`--allow-read=${folder.path}`, `--allow-write=${folder.path}`];
  const runs = await Promise.all([1, 2, 3, 4].map(() => runChild(script, { flags })));
  assertEquals(runs.map(({ code, stderr }) => [code, stderr]), [1, 2, 3, 4].map(() => [0, ""]));
  assertEquals(await readText(path), "80");
  assertEquals(await fileNames(folder.path), ["count"]);
  assertEquals(await modeOf(`${path}.lock`), "0600");
});

Deno.test("withFileLock() is free again when the process that held it was killed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.json`;
  const holder = child(
    `
    import { withFileLock } from "${credentials}";
    setInterval(() => {}, 1000);
    await withFileLock(${JSON.stringify(path)}, () => {
      console.log("held");
      return new Promise(() => {});
    });
    `,
    { flags: [`--allow-read=${folder.path}`, `--allow-write=${folder.path}`] },
  );
  await firstWords(holder);
  let mine = false;
  const waiting = withFileLock(path, () => Promise.resolve(mine = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(mine, false, "another process holds it");
  holder.kill("SIGKILL");
  await waiting;
  assertEquals(mine, true);
  await Promise.all([holder.status, holder.stdout.cancel(), holder.stderr.cancel()]);
});

Deno.test("withFileLock() is free again when the work throws, and returns what it returned", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/new/a.json`;
  await assertRejects(
    () => withFileLock(path, () => Promise.reject(new RangeError("mine"))),
    RangeError,
    "mine",
  );
  assertEquals(await withFileLock(path, () => Promise.resolve(7)), 7);
  assertEquals(await modeOf(`${folder.path}/new`), "0700");
});

Deno.test("withFileLocks() takes one lock where several paths lead to one file", async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  await writeFiles(path, { "real/a.json": "" });
  await Deno.symlink("real", `${path}/alias`);
  await Deno.symlink("a.json", `${path}/real/link.json`);
  const paths = ["real/a.json", "alias/a.json", "real/link.json", "real/a.json", "other.json"];
  const locked = withFileLocks(
    paths.map((name) => `${path}/${name}`),
    () => Promise.resolve("done"),
  );
  assertEquals(await locked, "done");
});

Deno.test("withFileLocks() does not deadlock where two name the same files in another order", async () => {
  await using folder = await temporaryFolder();
  const paths = ["1", "2", "3"].map((name) => `${folder.path}/${name}`);
  let running = 0;
  const work = async (): Promise<void> => {
    assertEquals(++running, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
  };
  const orders = Array.from(
    { length: 20 },
    (_, turn) => turn % 2 === 0 ? paths : paths.toReversed(),
  );
  let late: ReturnType<typeof setTimeout> | undefined;
  const deadlock = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error("a deadlock")), 20_000);
  });
  await Promise.race([Promise.all(orders.map((order) => withFileLocks(order, work))), deadlock]);
  clearTimeout(late);
});

Deno.test("withFileLock() says which file it cannot lock", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "file": "" });
  await Deno.mkdir(`${folder.path}/a.json.lock`);
  for (const [name, cannot] of [["a.json", "lock"], ["file/b.json", "write"]]) {
    const error = await assertRejects(
      () => withFileLock(`${folder.path}/${name}`, () => Promise.resolve()),
      FileError,
    );
    assertStringIncludes(error.message, `Cannot ${cannot} ${folder.path}/${name}: `);
  }
});

Deno.test({
  name: "withFileLock() touches nothing without the permission",
  permissions: "none",
  async fn() {
    const error = await assertRejects(
      () => withFileLock("/data/a.json", () => Promise.resolve()),
      PermissionNeededError,
    );
    assertEquals(error.flags, ["--allow-read=/data", "--allow-write=/data"]);
  },
});

Deno.test("readText() tells a file that is not there from one it cannot read", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "latin1": new Uint8Array([0x63, 0xe9]), "empty": "" });
  assertEquals(await readText(`${folder.path}/none`), undefined);
  assertEquals(await readText(`${folder.path}/empty`), "");
  const rows = [
    ["latin1", "it is not UTF-8 text", "fix or delete the file", "fix file"],
    [".", "it is a folder", "move the folder away, or name a file", "other"],
  ] as const;
  for (const [name, why, next, kind] of rows) {
    const error = await assertRejects(() => readText(`${folder.path}/${name}`), FileError);
    assertEquals(error.message, `Cannot read ${folder.path}/${name}: ${why}; ${next}`);
    assertEquals([error.why, error.step?.kind], [why, kind]);
  }
});

Deno.test("withFileLock() removes what a killed writer left beside the file, and nothing else", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/token.json`;
  const others = ["token.json.tmp", "token.json.0123abcd.tmp.kept", "other.json.0123abcd.tmp"];
  await writeFiles(folder.path, {
    "token.json": "{}",
    "token.json.0123abcd.tmp": '{"token": "left"}',
    ...Object.fromEntries(others.map((name) => [name, ""])),
  });
  await withFileLock(path, () => Promise.resolve());
  const names = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
  assertEquals(names.sort(), [...others, "token.json", "token.json.lock"].sort());
});

Deno.test("readText() refuses a pipe and a file that is far too large, at once", async () => {
  await using folder = await temporaryFolder();
  const pipe = `${folder.path}/pipe`;
  const made = await new Deno.Command("mkfifo", { args: [pipe] }).output();
  assertEquals(made.success, true);
  await assertRejects(() => readText(pipe), FileError, "it is not a regular file");
  const large = `${folder.path}/large`;
  await Deno.writeTextFile(large, "");
  await Deno.truncate(large, 20 * 1024 * 1024);
  await assertRejects(() => readText(large), FileError, "it is too large");
});

Deno.test("writePermissions() names the folder that a link leads to as well", async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { "dots/token.json": "{}", "home/other": "" });
  await Deno.symlink("../dots/token.json", `${folder.path}/home/token.json`);
  const paths = writePermissions(`${folder.path}/home/token.json`).map((permission) => {
    return permission.name === "write" ? permission.path : undefined;
  });
  assertEquals(paths.filter((path) => path !== undefined), [
    `${folder.path}/home`,
    `${folder.path}/dots`,
  ]);
});

Deno.test({
  name:
    "what cannot be read is followed by what lets its reader in: the file, the folder, or its owner",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { "a/token.json": "{}" });
    const closed = new Deno.errors.PermissionDenied();
    const next = (path: string): string => cannotRead(path, closed).message.split("; ")[1] ?? "";
    const [inside, file] = [`${folder.path}/a`, `${folder.path}/a/token.json`];
    assertEquals(next(file), `make it readable: chmod 600 ${file}`);
    assertEquals(next(inside), `make it readable: chmod 700 ${inside}`);
    // Only root may give a file away, and only root is not kept out by a mode.
    if (Deno.uid() === 0) {
      await Deno.chown(file, 12_345, 12_345);
      assertStringIncludes(next(file), "ask user number 12345, whose it is");
      assertStringIncludes(next(file), `sudo chown -R "$(id -u)" ${file}`);
    } else {
      await Deno.chmod(inside, 0o000);
      assertEquals(next(file), `make it readable: chmod 700 ${inside}`);
      await Deno.chmod(inside, 0o700);
    }
  },
});

Deno.test({
  name: "what cannot be written is followed by what opens its folder, or says whose that is",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { "my data/token.json": "{}" });
    const inside = `${folder.path}/my data`;
    const next = (path: string, cause: Error = new Deno.errors.PermissionDenied()): string => {
      return (cannotWrite(path, cause) as Error).message.split("; ")[1] ?? "";
    };
    const paths = ["token.json", "new.json", "new/folder/new.json"].map((name) => {
      return `${inside}/${name}`;
    });
    // A folder that may be written is not what keeps one out.
    assertEquals(paths.map((path) => next(path)), ["", "", ""]);
    await Deno.chmod(inside, 0o500);
    const words = `make the folder writable: chmod u+wx '${inside}'`;
    assertEquals(paths.map((path) => next(path)), [words, words, words]);
    assertEquals(next(`${inside}/a`, new Deno.errors.NotFound()), "");
    // Only root may give a folder away.
    if (Deno.uid() === 0) {
      await Deno.chown(inside, 12_345, 12_345);
      const others = `write elsewhere, or ask user number 12345, whose folder ${inside} is`;
      assertEquals(paths.map((path) => next(path)), [others, others, others]);
    }
    await Deno.chmod(inside, 0o700);
  },
});
