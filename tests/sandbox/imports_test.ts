import { assertEquals } from "@std/assert";
import { filesBelow, importsOf, root } from "../helpers/source/modules.ts";

Deno.test("The sandbox shares no code with the clients it is there to test", async () => {
  const outside = new Set<string>();
  for (const module of await filesBelow("src/sandbox")) {
    const code = await Deno.readTextFile(`${root}${module}`);
    for (const { to } of importsOf(module, code)) {
      if (!to.startsWith("src/sandbox/")) outside.add(to.replace(/^src\//, ""));
    }
  }
  assertEquals([...outside].sort(), [
    "argument_error.ts",
    "credentials/direct.ts",
    // How a notebook shows a sandbox.
    "credentials/errors/card.ts",
    "credentials/errors/errors.ts",
    // One process at a time has a state file and a home.
    "credentials/files/try_lock.ts",
    // Which of Deno's permissions a sandbox that does not start lacks.
    "credentials/permissions.ts",
    // Whose a home is, so that the lines for a shell lead there.
    "credentials/sandbox_home.ts",
    "credentials/secret/sandbox_token.ts",
    "credentials/secret/secret.ts",
    "credentials/surroundings.ts",
    // How pages look, and text in them.
    "escape_html.ts",
    "html_page.ts",
    "jose",
    // An error in a cell shows no lines of ours.
    "kernel.ts",
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
