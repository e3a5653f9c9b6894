import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { sourceUrl } from "../helpers/child.ts";

interface Dependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

/** What runs when a module is imported, without what it loads later. */
async function loadedBy(path: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "info",
      "--json",
      "--no-lock",
      "--config",
      fromFileUrl(sourceUrl("deno.json")),
      path,
    ],
    stderr: "null",
  }).output();
  const { modules, roots } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string; dependencies?: Dependency[] }[];
    roots: string[];
  };
  const byName = new Map(modules.map((module) => [module.specifier, module]));
  const loaded = new Set<string>(roots);
  for (const name of loaded) {
    for (const { code, isDynamic } of byName.get(name)?.dependencies ?? []) {
      if (code?.specifier !== undefined && !isDynamic) loaded.add(code.specifier);
    }
  }
  return [...loaded];
}

Deno.test("importing the notebook module loads no platform and no package", async () => {
  const loaded = await loadedBy(fromFileUrl(sourceUrl("src/notebook/mod.ts")));
  assert(loaded.length > 10, `${loaded.length} modules`);
  const own = loaded.filter((name) => name.startsWith(sourceUrl("src/")))
    .map((name) => name.slice(sourceUrl("src/").length).split("/")[0]);
  assertEquals(
    new Set(own),
    new Set([
      "argument_error.ts",
      "credentials",
      "escape_html.ts",
      "ferry",
      "kernel.ts",
      "nearest.ts",
      "notebook",
      "options.ts",
      "path",
      "shell_word.ts",
      "text.ts",
    ]),
  );
  // Of a copy the words alone.
  const ferry = loaded.filter((name) => name.startsWith(sourceUrl("src/ferry/")));
  assertEquals(ferry, [sourceUrl("src/ferry/words.ts")]);
  assertEquals(loaded.filter((name) => name.startsWith("npm:")), []);
});
