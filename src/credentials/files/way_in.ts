/** Next steps where the operating system keeps a person out of a file. */

import { dirname } from "../../path/dirname.ts";
import { shellWord } from "../../shell_word.ts";
import type { Step } from "../errors/step.ts";
import { isGranted } from "../permissions.ts";

/** What lets a person read a file: the file may be closed, or a folder above it, and be somebody else's. */
export function letIn(path: string): Step {
  const [at, info] = nearestSeen(path);
  if (info === undefined) return { kind: "make readable", path };
  if (isOwn(info) ?? true) {
    return { kind: "make readable", path: at, ...info.isDirectory ? { isFolder: true } : {} };
  }
  const words = `ask user number ${info.uid}, whose it is, or where it should be yours: ` +
    `sudo chown -R "$(id -u)" ${shellWord(at)}`;
  return { kind: "other", words };
}

/** What lets a person write a file, which is made in its folder and renamed there. */
export function letWrite(path: string): Step | undefined {
  const [folder, info] = nearestSeen(dirname(path));
  if (info === undefined || info.mode === null) return undefined;
  if (isOwn(info) === false) {
    const words = `write elsewhere, or ask user number ${info.uid}, whose folder ${folder} is`;
    return { kind: "other", words };
  }
  // What else may keep one out, a mode does not tell.
  if ((info.mode & 0o300) === 0o300) return undefined;
  return { kind: "other", words: `make the folder writable: chmod u+wx ${shellWord(folder)}` };
}

/** What is at a path, or at the nearest folder above it that can be looked at. */
function nearestSeen(path: string): [path: string, info: Deno.FileInfo | undefined] {
  let [at, info] = [path, infoIfSeen(path)];
  while (info === undefined && dirname(at) !== at) {
    at = dirname(at);
    info = infoIfSeen(at);
  }
  return [at, info];
}

function isOwn({ uid }: Deno.FileInfo): boolean | undefined {
  if (uid === null || !isGranted({ name: "sys", kind: "uid" })) return undefined;
  return uid === Deno.uid();
}

function infoIfSeen(path: string): Deno.FileInfo | undefined {
  // On a terminal Deno would ask.
  if (!isGranted({ name: "read", path })) return undefined;
  try {
    return Deno.lstatSync(path);
  } catch {
    // Why not, the error that is being told says.
    return undefined;
  }
}
