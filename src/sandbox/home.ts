import { join } from "@std/path/join";
import { pythonJson } from "./python_json.ts";

/** The file that marks a folder as the home of a sandbox and names the sandbox's origin. */
export const markerName = ".keyferry-sandbox.json";

const markerVersion = 1;

/** The origin that a home's marker names; nothing where no sandbox marked it, or it may not be read. */
export async function markedOrigin(home: string): Promise<string | undefined> {
  const marker = join(home, markerName);
  try {
    if (!(await Deno.lstat(marker)).isFile) return undefined;
    const content: unknown = JSON.parse(await Deno.readTextFile(marker));
    return typeof content === "object" && content !== null && "origin" in content &&
        typeof content.origin === "string"
      ? content.origin
      : undefined;
  } catch {
    return undefined;
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  for await (const _entry of Deno.readDir(folder)) return false;
  return true;
}

/** The person's real home, where it may be known without asking for a permission. */
function realHome(): string | undefined {
  const variable = Deno.build.os === "windows" ? "USERPROFILE" : "HOME";
  const granted = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
  return granted ? Deno.env.get(variable) : undefined;
}

async function isRealHome(folder: string): Promise<boolean> {
  const home = realHome();
  if (home === undefined || home === "") return false;
  const real = await Deno.realPath(home).catch(() => home);
  return real === folder;
}

/**
 * Takes a folder as the sandbox's home: makes it where it is missing, and refuses one with files in
 * it that no sandbox has marked, since credentials are about to be written into it.
 *
 * @returns The folder's real path.
 * @throws {TypeError} where the folder is a person's home, or holds files and no marker.
 */
export async function claimHome(folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await Deno.realPath(folder);
  if (await isRealHome(real)) {
    throw new TypeError(
      `Cannot use "${folder}" as the home of a sandbox: it is your own home folder, name another`,
    );
  }
  if (await markedOrigin(real) === undefined && !await isEmpty(real)) {
    throw new TypeError(
      `Cannot use "${folder}" as the home of a sandbox: it holds files and no ${markerName}, ` +
        "name an empty or a new folder",
    );
  }
  return real;
}

/** Writes the marker, over an earlier one. */
export async function writeMarker(home: string, origin: string): Promise<void> {
  const marker = join(home, markerName);
  const temporary = `${marker}.${crypto.randomUUID()}`;
  const text = pythonJson({ origin, version: markerVersion });
  await Deno.writeTextFile(temporary, text, { createNew: true, mode: 0o600 });
  await Deno.rename(temporary, marker);
}
