import { dirname, join, relative } from "@std/path/posix";
import { fromFileUrl } from "@std/path/from-file-url";
import { run } from "./_member.ts";

/** The folder of a published package that holds what runs; types and documentation stay with the sources. */
export const bundled = "dist";

/** A package's configuration, as far as it is needed here. */
export interface Package {
  /** Its entry points, and the modules that they are. */
  readonly exports: Readonly<Record<string, string>>;
  /** What its modules call packages, and what those are. */
  readonly imports: Readonly<Record<string, string>>;
  /** Which files are published. */
  readonly publish: { readonly include: readonly string[] };
}

/**
 * Makes what a package's entry points run of few files, below `dist/`: each file that a program has to read
 * before it starts costs it 0.2 ms, whatever is in it, and the sources are hundreds. What is imported later
 * stays apart until then. JSR packages are taken in, those of npm are not. Each entry point says that its
 * types are those of its source: editors, `deno doc` and JSR show the sources as they are.
 *
 * @param folder The package's folder.
 * @param found Its configuration.
 * @returns The configuration to publish.
 */
export async function bundle<P extends Package>(folder: string, found: P): Promise<P> {
  const packages = Object.entries(found.imports).filter(([, to]) => to.startsWith("npm:"));
  const externals = [...packages.map(([name]) => name), "npm:*"];
  const sources = Object.values(found.exports);
  const pieces = await Deno.makeTempDir({ dir: folder, prefix: "pieces-" });
  try {
    const esbuild = [
      ...["bundle", "-q", "--platform", "deno", "--code-splitting", "--outdir", pieces],
      ...externals.map((name) => `--external=${name}`),
    ];
    await demand(folder, [...esbuild, ...sources]);
    const parts = fromFileUrl(new URL("_parts.ts", import.meta.url));
    const rollup = ["run", "-q", "--no-lock", "--no-config", "--allow-read", "--allow-env"];
    const made = sources.map((source) => source.replace(/\.ts$/, ".js"));
    const out = join(folder, bundled);
    await demand(folder, [...rollup, `--allow-write=${out}`, parts, pieces, out, ...made]);
  } finally {
    await Deno.remove(pieces, { recursive: true });
  }
  const exports: Record<string, string> = {};
  for (const [name, source] of Object.entries(found.exports)) {
    const made = `./${join(bundled, source.replace(/\.ts$/, ".js"))}`;
    const path = join(folder, made);
    const types = relative(dirname(made), source);
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, `/* @ts-self-types="${types}" */\n${text}`);
    exports[name] = made;
  }
  return { ...found, exports, publish: { include: [...found.publish.include, bundled] } };
}

async function demand(folder: string, args: string[]): Promise<void> {
  const { code, stdout, stderr } = await run(Deno.execPath(), args, folder);
  if (code !== 0) throw new Error(`deno ${args[0]} failed:\n${stdout}${stderr}`);
}
