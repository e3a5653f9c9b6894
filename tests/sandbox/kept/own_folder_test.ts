import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FileError } from "../../../src/credentials/mod.ts";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { claimFolder } from "../../../src/sandbox/kept/own_folder.ts";
import { temporaryFolder, tree } from "../_sandbox.ts";

const posix = Deno.build.os !== "windows";

async function refusal(state: string): Promise<string> {
  return (await assertRejects(() => startSandbox({ state }), FileError)).message;
}

function modeOf(path: string): number {
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}

for (const part of ["", "/spool", "/home", "/lab"]) {
  Deno.test(
    `startSandbox() refuses a link in place of FILE.files${part}, and leaves where it leads`,
    {
      ignore: !posix,
    },
    async () => {
      await using folder = await temporaryFolder();
      const [state, outside] = [`${folder.path}/a.db`, `${folder.path}/outside`];
      await Deno.mkdir(outside);
      if (part !== "") await Deno.mkdir(`${state}.files`);
      await Deno.symlink(outside, `${state}.files${part}`);
      assertStringIncludes(await refusal(state), `"${state}.files${part}": it is a link`);
      assertEquals(await tree(outside), []);
    },
  );
}

Deno.test(
  "startSandbox() waits for no pipe in the place of its home's lock, and follows no link there",
  {
    ignore: !posix,
  },
  async () => {
    await using folder = await temporaryFolder();
    const home = `${folder.path}/home`;
    const lock = `${home}/.keyferry-sandbox.lock`;
    await Deno.mkdir(home);
    for (
      const make of [
        () => new Deno.Command("mkfifo", { args: [lock] }).output(),
        () => Deno.symlink(`${folder.path}/made`, lock),
      ]
    ) {
      await make();
      const error = await assertRejects(() => startSandbox({ home }), TypeError);
      assertStringIncludes(error.message, "its .keyferry-sandbox.lock is not a regular file");
      assertEquals(await tree(folder.path), ["home/", "home/.keyferry-sandbox.lock"]);
      await Deno.remove(lock);
    }
  },
);

Deno.test("startSandbox() refuses a state file that is a link, or a folder", {
  ignore: !posix,
}, async () => {
  await using folder = await temporaryFolder();
  const [state, link] = [`${folder.path}/a.db`, `${folder.path}/link.db`];
  await (await startSandbox({ state })).close();
  await Deno.symlink(state, link);
  assertStringIncludes(await refusal(link), `"${link}" as a sandbox's state: it is a link`);
  assertEquals((await tree(folder.path)).includes("link.db.files/"), false);
  assertStringIncludes(await refusal(folder.path), "a folder, name the file itself");
});

Deno.test("startSandbox() takes what it finds beside its state file for its owner alone", {
  ignore: !posix,
}, async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/a.db`;
  await (await startSandbox({ state })).close();
  const open = [`${state}.files`, `${state}.files/home`, `${state}.files/lab`, state];
  for (const path of open) await Deno.chmod(path, path === state ? 0o644 : 0o777);
  // A log that others may read, as a sandbox leaves it that was killed.
  await Deno.writeFile(`${state}-wal`, new Uint8Array(), { mode: 0o644 });
  await using _again = await startSandbox({ state });
  assertEquals(open.map(modeOf), [0o700, 0o700, 0o700, 0o600]);
  assertEquals(modeOf(`${state}-wal`), 0o600);
});

Deno.test("claimFolder() refuses a folder of another owner", { ignore: !posix }, async () => {
  await using folder = await temporaryFolder();
  const own = (await Deno.lstat(folder.path)).uid ?? 0;
  const path = `${folder.path}/theirs`;
  await claimFolder(path);
  await claimFolder(path, own);
  const error = await assertRejects(() => claimFolder(path, own + 1), FileError);
  assertStringIncludes(error.message, `"${path}": it belongs to somebody else`);
});

Deno.test("startSandbox() refuses a state file without its folder, and a folder without its file", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/a.db`;
  await (await startSandbox({ state })).close();
  await Deno.rename(`${state}.files`, `${folder.path}/elsewhere`);
  assertStringIncludes(await refusal(state), `without its folder "${state}.files": put that back`);
  await Deno.rename(`${folder.path}/elsewhere`, `${state}.files`);
  await Deno.rename(state, `${folder.path}/moved.db`);
  assertStringIncludes(await refusal(state), `"${state}.files" is of an earlier one`);
  await Deno.rename(`${folder.path}/moved.db`, state);
  await using again = await startSandbox({ state });
  assertEquals(again.resumed, true);
});

Deno.test("startSandbox() starts again where an earlier start failed", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/a.db`;
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await assertRejects(() => startSandbox({ state, port: taken.addr.port }), TypeError);
  await using sandbox = await startSandbox({ state });
  assertEquals(sandbox.resumed, false);
});

Deno.test("startSandbox() has its start in the state file itself, not in the log beside it alone", async () => {
  await using folder = await temporaryFolder();
  const state = `${folder.path}/a.db`;
  await using first = await startSandbox({ state });
  // What would be left if the log were lost. The original is locked, its bytes are not.
  await Deno.copyFile(state, `${folder.path}/left.db`);
  const port = Number(new URL(first.url).port);
  await first.close();
  await Deno.copyFile(`${folder.path}/left.db`, state);
  await using second = await startSandbox({ state });
  assertEquals([second.resumed, second.url], [true, `http://127.0.0.1:${port}`]);
  assertEquals(second.tokens, first.tokens);
});
