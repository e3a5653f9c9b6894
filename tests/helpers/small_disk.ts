import { fail } from "@std/assert";

/** A disk of a few blocks and files. */
export interface SmallDisk extends AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string;
  /** Takes all the room and all the names that are left. */
  fill(): Promise<void>;
  /** Gives them back. */
  clear(): Promise<void>;
  /** Takes all the room but for so many pages of 4 KiB; another call gives it back first. */
  leave(pages: number): Promise<void>;
}

async function run(command: string, args: readonly string[]): Promise<boolean> {
  try {
    const child = new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" });
    return (await child.output()).success;
  } catch {
    return false;
  }
}

async function mount(path: string): Promise<boolean> {
  return await run("mount", ["-t", "tmpfs", "-o", "size=512k,nr_inodes=60", "tmpfs", path]);
}

/** Whether this process may mount one; asked by doing it. */
export async function maySmallDisk(): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const path = await Deno.makeTempDir();
  const may = await mount(path);
  if (may) await run("umount", [path]);
  await Deno.remove(path);
  return may;
}

async function until(refused: () => Promise<void>): Promise<void> {
  try {
    for (;;) await refused();
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== "ENOSPC") throw error;
  }
}

/** Mounts one. */
export async function smallDisk(): Promise<SmallDisk> {
  const path = await Deno.makeTempDir();
  if (!await mount(path)) fail("No disk could be mounted");
  const filler = `${path}/.filler`;
  return {
    path,
    async fill() {
      await Deno.mkdir(filler);
      let number = 0;
      using file = await Deno.open(`${filler}/bytes`, { write: true, createNew: true });
      await until(async () => void await file.write(new Uint8Array(4096)));
      await until(() => Deno.writeFile(`${filler}/${number++}`, new Uint8Array(0)));
    },
    clear: () => Deno.remove(filler, { recursive: true }),
    async leave(pages: number): Promise<void> {
      const page = 4096;
      using file = await Deno.open(`${path}/.pages`, { write: true, create: true });
      await file.truncate();
      let filled = 0;
      await until(async () => void (filled += await file.write(new Uint8Array(page))));
      await file.truncate(Math.max(0, Math.floor(filled / page) - pages) * page);
    },
    async [Symbol.asyncDispose]() {
      await run("umount", [path]);
      await Deno.remove(path);
    },
  };
}
