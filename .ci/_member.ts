import { dirname, join } from "@std/path";
import { fromFileUrl } from "@std/path/from-file-url";

/** The folder of the checkout. */
export const checkout = fromFileUrl(new URL("../", import.meta.url));

/** A checkout's copy inside a workspace of its own, gone with the end of the block. */
export interface Member extends AsyncDisposable {
  /** The folder of the workspace. */
  parent: string;
  /** The folder of the copy in it. */
  folder: string;
}

/**
 * Copies the checkout below a new temporary folder, without `links` and the stand-ins. Where there
 * are links to use instead, the copy becomes a workspace member: links in the workspace's own
 * configuration apply to it, and nothing of theirs is part of the package.
 *
 * @param links Makes or finds folders, relative to the workspace or absolute, that stand for JSR
 * packages; none, for those of JSR itself.
 */
export async function makeMember(links: (parent: string) => Promise<string[]>): Promise<Member> {
  const parent = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-" }));
  const member = {
    parent,
    folder: join(parent, "keyferry"),
    [Symbol.asyncDispose]: () => Deno.remove(parent, { recursive: true }),
  };
  try {
    for (const file of await files()) {
      const isStandIn = file.startsWith("links/") && file !== "links/README.md";
      if (!isStandIn) await copy(file, member.folder);
    }
    const configuration = join(member.folder, "deno.json");
    // Both are the workspace's own.
    const { links: _links, lock: _lock, ...rest } = JSON.parse(
      await Deno.readTextFile(configuration),
    );
    await Deno.writeTextFile(configuration, JSON.stringify(rest, null, 2));
    const linked = await links(parent);
    if (linked.length > 0) {
      const workspace = { workspace: ["./keyferry"], links: linked };
      await Deno.writeTextFile(join(parent, "deno.json"), JSON.stringify(workspace));
      const lock = join(member.folder, "deno.lock");
      if (await isFile(lock)) await Deno.copyFile(lock, join(parent, "deno.lock"));
    }
    return member;
  } catch (error) {
    await member[Symbol.asyncDispose]();
    throw error;
  }
}

/** Copies a file of the checkout, by its path from there. */
export async function copy(file: string, folder: string): Promise<void> {
  await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
  await Deno.copyFile(join(checkout, file), join(folder, file));
}

/** The files that a commit of everything would hold; without Git, all but what is made here. */
export async function files(): Promise<string[]> {
  try {
    const { code, stdout } = await run("git", ["ls-files", "-zco", "--exclude-standard"], checkout);
    const listed = stdout.split("\0").filter((name) => name !== "");
    const there = await Promise.all(listed.map((name) => isFile(join(checkout, name))));
    if (code === 0 && listed.length > 0) return listed.filter((_, index) => there[index]);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return await walk("");
}

/** Whether something is at a path. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function walk(folder: string): Promise<string[]> {
  const made = [".git", ".demo", ".interop", "node_modules", "coverage"];
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(join(checkout, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (isDirectory && !made.includes(name)) found.push(...await walk(path));
    else if (isFile) found.push(path);
  }
  return found;
}

/** What a program that ran to its end said. */
export interface Output {
  /** Its exit code. */
  code: number;
  /** What it wrote to standard output. */
  stdout: string;
  /** What it wrote to standard error. */
  stderr: string;
}

/** Runs a program and returns what it said. */
export async function run(
  program: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Output> {
  const output = await new Deno.Command(program, { args, cwd, env, stdin: "null" }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
