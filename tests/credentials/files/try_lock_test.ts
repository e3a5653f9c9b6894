import { assert, assertEquals } from "@std/assert";
import { asksWithoutWaiting, tryLock } from "../../../src/credentials/files/try_lock.ts";
import { entryUrl, runChild, sourceUrl } from "../../helpers/child.ts";
import { temporaryFolder } from "../../helpers/temporary_folder.ts";

const open = (path: string): Promise<Deno.FsFile> => {
  return Deno.open(path, { write: true, create: true });
};

Deno.test("tryLock() gets a free lock, and not one that is held, until that is given back", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.lock`;
  const first = await open(path);
  assert(await tryLock(first));
  const second = await open(path);
  assertEquals(await tryLock(second), false);
  assertEquals(await tryLock(second), false);
  first.close();
  // A process that another test is starting holds what is closed here until it runs its own program.
  let isFree = await tryLock(second);
  for (const end = Date.now() + 5000; !isFree && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    isFree = await tryLock(second);
  }
  assert(isFree);
  second.close();
});

Deno.test("tryLock() works on a Deno that can only wait, and what comes late is given back", async () => {
  await using folder = await temporaryFolder();
  const path = JSON.stringify(`${folder.path}/a.lock`);
  const { stdout, stderr } = await runChild(
    `
    delete Deno.FsFile.prototype.tryLock;
    const { asksWithoutWaiting, tryLock } =
      await import("${sourceUrl("src/credentials/files/try_lock.ts")}");
    const open = () => Deno.open(${path}, { write: true, create: true });
    const [holder, asker] = [await open(), await open()];
    console.log(asksWithoutWaiting, await tryLock(holder), await tryLock(asker));
    asker.close();
    holder.close();
    const next = await open();
    for (let left = 100; left > 0 && !await tryLock(next); left--);
    // Whoever still waits in the background has it after this one, and the program ends then.
    next.close();
    console.log("had by the next");
  `,
    { flags: ["--allow-all"] },
  );
  assertEquals([stdout, stderr], ["false true false\nhad by the next\n", ""]);
});

Deno.test("a Deno that can only wait and one that need not keep each other out", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/count`;
  await Deno.writeTextFile(path, "0");
  const turns = async (isOld: boolean): Promise<void> => {
    const { stdout, stderr } = await runChild(
      `
      if (${isOld}) delete Deno.FsFile.prototype.tryLock;
      const { withFileLock } = await import("${entryUrl("src/credentials/mod.ts")}");
      const path = ${JSON.stringify(path)};
      for (let left = 10; left > 0; left--) {
        await withFileLock(path, async () => {
          const before = Number(await Deno.readTextFile(path));
          await new Promise((resolve) => setTimeout(resolve, 5));
          await Deno.writeTextFile(path, String(before + 1));
        });
      }
      console.log("done");
    `,
      { flags: ["--allow-all"] },
    );
    assertEquals([stdout, stderr], ["done\n", ""]);
  };
  await Promise.all([turns(true), turns(!asksWithoutWaiting), turns(true), turns(false)]);
  assertEquals(await Deno.readTextFile(path), "40");
});
