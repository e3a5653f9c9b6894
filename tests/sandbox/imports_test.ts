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
    "argument_error.ts",
    "credentials/direct.ts",
    "credentials/errors/errors.ts",
    // One process at a time has a state file and a home.
    "credentials/files/try_lock.ts",
    // Whose a home is, so that the lines for a shell lead there.
    "credentials/sandbox_home.ts",
    "credentials/secret/sandbox_token.ts",
    "credentials/secret/secret.ts",
    "credentials/surroundings.ts",
    "jose",
    "node:crypto",
    "node:sqlite",
    // That startSandbox() takes no option that does not exist.
    "options.ts",
    "path/basename.ts",
    "path/dirname.ts",
    "path/join.ts",
    "shell_word.ts",
    "sqlite.ts",
    // How the status page words a number of bytes.
    "text.ts",
  ]);
});
