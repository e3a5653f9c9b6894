import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { relative } from "@std/path/relative";

const source = fromFileUrl(new URL("../../src/", import.meta.url));

async function* modules(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) yield* modules(`${path}/`);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

Deno.test("The sandbox shares no code with the clients it is there to test", async () => {
  const outside = new Set<string>();
  for await (const path of modules(`${source}sandbox/`)) {
    const code = (await Deno.readTextFile(path)).replace(/^\s*\*.*$/gm, "");
    for (const [, specifier = ""] of code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
      if (!specifier.startsWith(".")) {
        outside.add(specifier);
        continue;
      }
      const target = relative(source, fromFileUrl(new URL(specifier, `file://${path}`)));
      if (!target.startsWith("sandbox")) outside.add(target.replaceAll("\\", "/"));
    }
  }
  assertEquals([...outside].sort(), [
    "credentials/direct.ts",
    "credentials/errors/errors.ts",
    "credentials/secret/sandbox_token.ts",
    "jose",
    "node:crypto",
    "node:sqlite",
    // That startSandbox() takes no option that does not exist.
    "options.ts",
    "path/basename.ts",
    "path/dirname.ts",
    "path/join.ts",
    "sqlite.ts",
    // How the status page words a number of bytes.
    "text.ts",
  ]);
});
