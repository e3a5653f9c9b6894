/**
 * Checks the types of everything in one go, since what the parts share is then looked at once: the
 * modules, the examples in their documentation and README, tests, keyferry's lines in docs/migration,
 * and the notebooks' cells, each with the sandbox and with accounts of one's own.
 */
import { join } from "@std/path/join";
import configuration from "../deno.json" with { type: "json" };
import {
  migrationPage,
  programPages,
  scriptOf as programOf,
} from "../tests/documents/_migration.ts";
import { liveScriptOf, notebooks, scriptOf } from "../tests/notebooks/_notebook.ts";

const folder = join(".build", "cells");
await Deno.mkdir(folder, { recursive: true });
const cells: string[] = [];
for (const notebook of await notebooks()) {
  const name = notebook.name.replace(".ipynb", "");
  for (const [how, code] of [["sandbox", scriptOf(notebook)], ["live", liveScriptOf(notebook)]]) {
    const path = join(folder, `${name}.${how}.ts`);
    await Deno.writeTextFile(path, `${code}\nexport {};\n`);
    cells.push(path);
  }
}
const pages: string[] = [];
for (const name of programPages) {
  const path = join(folder, `${name}.page.ts`);
  await Deno.writeTextFile(path, `${programOf(await migrationPage(name))}\nexport {};\n`);
  pages.push(path);
}
// What the documentation of each entry point begins with needs credentials: it is not run.
for (const [index, entry] of Object.values(configuration.exports).entries()) {
  const [comment = ""] = /^\/\*\*.*?\*\//s.exec(await Deno.readTextFile(entry)) ?? [];
  const [, use] = /^ \* ```ts ignore\n(.*?)^ \* ```/ms.exec(comment) ?? [];
  if (use === undefined) continue;
  const path = join(folder, `use_${index}.ts`);
  await Deno.writeTextFile(path, `${use.replaceAll(/^ \* ?/gm, "")}\nexport {};\n`);
  pages.push(path);
}
const parts = [
  "mod.ts",
  "cli.ts",
  "src",
  "README.md",
  "docs/permissions.md",
  "tests",
  "notebooks/scripts",
  "links",
  ".ci",
];
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["check", "--lock=deno.lock", "--doc", ...parts, ...cells, ...pages, ...Deno.args],
}).spawn().status;
Deno.exit(code);
