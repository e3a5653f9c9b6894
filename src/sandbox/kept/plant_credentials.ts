import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import { platforms } from "../platforms.ts";
import { pythonJson } from "../server/python_json.ts";
import type { Sandbox } from "../sandbox.ts";
import { worldOf } from "../world.ts";
import { checkArguments } from "../../options.ts";

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** Replaces the file whole, so that a link in its place is not followed. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
  await Deno.rename(temporary, path);
}

/**
 * Writes the sandbox's credentials into its home, in the files and the exact form that CAVEclient,
 * agavepy and the Globus SDK write: one-line JSON as Python's `json.dump` makes it; and keyferry's own
 * record for Tapis v3, whose tools keep none. They hold the tokens from the start, or new ones where
 * those were used or have expired. Files get mode 0600 and folders 0700. In the home of a
 * sandbox that goes on from its `state` file, files that are there stay: the tools may have renewed
 * what is in them.
 *
 * @param sandbox The sandbox.
 * @returns The paths of the files, in the order they were written.
 *
 * @example Give a sandbox's home the files that the real tools would have left
 * ```ts
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const text = await Deno.readTextFile(`${sandbox.home}/.cloudvolume/secrets/cave-secret.json`);
 * assertEquals(text, `{"token": "${sandbox.tokens.cave}"}`);
 * ```
 */
export async function plantCredentials(sandbox: Sandbox): Promise<string[]> {
  checkArguments({ sandbox }, { sandbox: "names" });
  const world = worldOf(sandbox);
  const files = platforms.flatMap((platform) => platform.files(sandbox, world));
  const written: string[] = [];
  for (const file of files) {
    const path = join(sandbox.home, ...file.names);
    if (world.isHomeKept && await isThere(path)) continue;
    const content = typeof file.content === "function" ? await file.content() : file.content;
    // What is issued for it, and the key that signed it, are known before anybody can use it.
    world.save();
    await writePrivate(path, pythonJson(content));
    written.push(path);
  }
  return written;
}
