import { join } from "@std/path/join";
import { collectionId } from "../../src/sandbox/mod.ts";
import { checkout } from "../../.ci/_member.ts";

async function readme(): Promise<string> {
  return await Deno.readTextFile(join(checkout, "README.md"));
}

/** The one command of README that begins so and names the package on JSR, as words. */
export async function readmeCommand(start: string): Promise<string[]> {
  const lines = (await readme()).split("\n").filter((line) =>
    line.startsWith(start) && line.includes(" jsr:")
  );
  if (lines.length !== 1) throw new Error(`README.md has ${lines.length} lines of ${start}`);
  return lines[0]!.replace(/\s+#.*$/, "").split(" ");
}

/** README's scripts: its blocks of TypeScript that import keyferry. */
export async function readmeScripts(): Promise<string[]> {
  const blocks = [...(await readme()).matchAll(/^```ts[^\n]*\n(.*?)^```$/gms)];
  const scripts = blocks.map(([, code]) => code!).filter((code) => code.includes("@keyferry/"));
  if (scripts.length === 0) throw new Error("README.md has no script");
  return scripts;
}

/** A script with what README leaves to its reader: two collections, and where the datastack is. */
export async function withNames(script: string, cave: string): Promise<string> {
  const names = { sourceId: "lab", destinationId: "archive" };
  const lines: string[] = [];
  for (const [name, collection] of Object.entries(names)) {
    const id = JSON.stringify(await collectionId(collection));
    if (script.includes(name)) lines.push(`const ${name} = ${id};\n`);
  }
  const sandboxed = `cave.restore("sandbox_cortex", { serverAddress: "${cave}" })`;
  return lines.join("") + script.replace(/cave\.restore\("\w+"\)/, sandboxed);
}
