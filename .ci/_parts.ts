/**
 * Puts the many small pieces that `deno bundle --code-splitting` makes together to few parts: a program of
 * its own, since it runs another's code. Its words: the folder of the pieces, that of the parts, and the
 * entry points in both.
 */
import { dirname, join } from "node:path";
import { together } from "./_together.ts";

/** Not an import, which would be fetched for every check of this folder's types. */
const rollupPackage = "npm:@rollup/wasm-node@4.68.4";

/** As much of rollup's types as is used here. */
interface Rollup {
  rollup(options: Record<string, unknown>): Promise<{
    write(options: Record<string, unknown>): Promise<unknown>;
    close(): Promise<void>;
  }>;
}

/** What rollup knows of its modules. */
interface Modules {
  getModuleIds(): Iterable<string>;
  getModuleInfo(id: string): {
    readonly code: string | null;
    readonly importedIds: readonly string[];
    readonly dynamicImporters: readonly string[];
  } | null;
}

/** What programs load at once, beside entry points: pieces that the same of these need are one to begin with. */
const wholes =
  /\/(?:cli|src\/(?:globus|tapis|cave|ferry|notebook|sandbox)\/mod|(?:program|status|command_line)-\w+)\.js$/;

/**
 * What one of these imports later is one part: whoever runs a command of a group may run another. What several
 * of them do is one more.
 */
const commands = /\/(?:commands|command_line)-\w+\.js$/;

const [pieces = "", parts = "", ...entries] = Deno.args;
const input = Object.fromEntries(entries.map((entry) => {
  return [entry.replace(/^\.\/|\.js$/g, ""), join(pieces, entry)];
}));

/** What a piece is for: pieces that the same of the wholes need, or the same group of commands, share it. */
function purposes({ getModuleIds, getModuleInfo }: Modules): Map<string, string> {
  const needing = new Map<string, string>();
  for (const whole of [...getModuleIds()].filter((id) => wholes.test(id)).sort()) {
    const needed = new Set([whole]);
    for (const id of needed) {
      for (const next of getModuleInfo(id)?.importedIds ?? []) needed.add(next);
    }
    for (const id of needed) needing.set(id, `${needing.get(id) ?? ""} ${whole}`);
  }
  const later = new Map<string, string>();
  for (const id of getModuleIds()) {
    const importers = getModuleInfo(id)?.dynamicImporters ?? [];
    if (needing.has(id) || !importers.some((importer) => commands.test(importer))) continue;
    const needed = new Set([id]);
    for (const one of needed) {
      if (needing.has(one)) continue;
      for (const next of getModuleInfo(one)?.importedIds ?? []) needed.add(next);
      const [group = ""] = importers;
      later.set(one, (later.get(one) ?? group) === group ? group : "several");
    }
  }
  for (const [id, group] of later) needing.set(id, `later ${group}`);
  return needing;
}

/** The number of the part of each piece. */
function partNumbers(modules: Modules): Map<string, number> {
  const purpose = purposes(modules);
  const ids = [...modules.getModuleIds()].sort();
  const ofOne = (id: string): string => isEntry.has(id) ? id : purpose.get(id) ?? id;
  const pieces = Map.groupBy(ids, ofOne);
  const files = together(
    [...pieces].map(([name, those]) => ({
      name,
      bytes: those.reduce((sum, id) => sum + (modules.getModuleInfo(id)?.code?.length ?? 0), 0),
      needs: those.flatMap((id) => modules.getModuleInfo(id)?.importedIds ?? []).map(ofOne),
    })),
    {
      starts: ids.filter((id) => isEntry.has(id) || wholes.test(id)).map(ofOne),
      later: ids.filter((id) => modules.getModuleInfo(id)?.dynamicImporters.length).map(ofOne),
      apart: [...isEntry],
    },
  );
  return new Map(files.flatMap((names, index) => {
    return names.flatMap((name) => pieces.get(name) ?? []).map((id) => [id, index + 1] as const);
  }));
}

let numbers: Map<string, number> | undefined;
const isEntry = new Set(Object.values(input));
const { rollup }: Rollup = await import(rollupPackage);
const made = await rollup({
  input,
  // Its own way looks through whole folders for each piece.
  plugins: [{
    name: "pieces",
    resolveId(id: string, importer: string | undefined) {
      if (importer === undefined) return id;
      return id.startsWith(".") ? join(dirname(importer), id) : { id, external: true };
    },
    load: (id: string) => Deno.readTextFile(id),
  }],
  treeshake: false,
  preserveEntrySignatures: "strict",
  onwarn({ message }: { message: string }) {
    throw new Error(message);
  },
});
await made.write({
  dir: parts,
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  hoistTransitiveImports: false,
  onlyExplicitManualChunks: true,
  minifyInternalExports: false,
  manualChunks(id: string, modules: Modules) {
    numbers ??= partNumbers(modules);
    const number = numbers.get(id);
    return number === undefined || isEntry.has(id) ? undefined : `part-${number}`;
  },
});
await made.close();
