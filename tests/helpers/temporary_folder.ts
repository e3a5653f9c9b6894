/** A folder for one test, which removes itself. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "keyferry-test-" }));
  return {
    path,
    async [Symbol.asyncDispose](): Promise<void> {
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Writes files below a folder, making the folders between; texts are written as UTF-8. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(path, bytes, { mode: 0o600 });
  }
}

/** Everything below a folder: kind, bytes, mode and time of change by path; `.lock` files aside. */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const path of await walk(folder)) {
    const { isSymlink, isDirectory, mode, mtime } = await Deno.lstat(path);
    const content = isSymlink
      ? `-> ${await Deno.readLink(path)}`
      : isDirectory
      ? "folder"
      : (await Deno.readFile(path)).toHex();
    const time = isDirectory ? "" : ` ${mtime?.getTime()}`;
    seen[path.slice(folder.length + 1)] = `${(mode ?? 0).toString(8)}${time} ${content}`;
  }
  return seen;
}

/** The names of all files below a folder, relative to it, sorted. */
export async function fileNames(folder: string): Promise<string[]> {
  return Object.entries(await snapshot(folder))
    .filter(([, facts]) => !facts.endsWith(" folder"))
    .map(([name]) => name).sort();
}

async function walk(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (name.endsWith(".lock")) continue;
    paths.push(`${folder}/${name}`);
    if (isDirectory) paths.push(...await walk(`${folder}/${name}`));
  }
  return paths;
}
