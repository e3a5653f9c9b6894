import { sandboxSurroundings } from "../../mod.ts";
import type { FerryOptions } from "../../src/ferry/mod.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/mod.ts";
import { startSandbox } from "../helpers/sandbox.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";

/** A sandbox with two collections, each a Tapis system as well, and a folder of this machine. */
export interface Places extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** A folder of this machine. */
  readonly here: string;
  /** A place on the collection "lab", and on "archive". */
  readonly lab: (path: string) => string;
  readonly archive: (path: string) => string;
  /** Where the two are on this machine. */
  readonly labFolder: string;
  readonly archiveFolder: string;
  /** The credentials of both platforms, without waits between tries. */
  readonly options: Pick<FerryOptions, "globus" | "tapis">;
}

/** Starts a sandbox whose two collections are empty. */
export async function places(options: SandboxOptions = {}): Promise<Places> {
  const folder = await temporaryFolder();
  const [labFolder, archiveFolder, here] = ["lab", "archive", "here"].map((name) => {
    return `${folder.path}/${name}`;
  }) as [string, string, string];
  for (const path of [labFolder, archiveFolder, here]) await Deno.mkdir(path);
  const sandbox = await startSandbox({
    collections: [
      { name: "lab", path: labFolder, writable: true },
      { name: "archive", path: archiveFolder, writable: true },
    ],
    ...options,
  });
  const [lab, archive] = sandbox.collections;
  const { id, secret } = sandbox.tokens.globusClient;
  const { username, password } = sandbox.tokens.tapis;
  const retry = { retries: 3, base: 0.001, cap: 0.01 };
  const around = { ...await sandboxSurroundings(sandbox.home), retry };
  return {
    sandbox,
    here,
    lab: (path) => `${lab?.id}:${path}`,
    archive: (path) => `${archive?.id}:${path}`,
    labFolder,
    archiveFolder,
    options: {
      globus: { ...around, clientId: id, clientSecret: secret },
      tapis: { ...around, env: {}, baseUrl: sandbox.url, username, password },
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await sandbox.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What is in a folder: bytes as hexadecimal by path, of large files their SHA-256; `folder` for folders. */
export async function treeOf(folder: string, below = ""): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for await (const { name, isDirectory, isFile } of Deno.readDir(`${folder}${below}`)) {
    const path = `${below}/${name}`;
    if (isFile) seen[path] = await bytesOf(folder + path);
    if (isDirectory) Object.assign(seen, { [path]: "folder" }, await treeOf(folder, path));
  }
  return seen;
}

async function bytesOf(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  if (bytes.length < 65_536) return bytes.toHex();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Names that copying programs have stumbled over. */
export const oddNames = [
  "a b.txt",
  "a:b",
  "new\nline",
  "100%.csv",
  "a%20b",
  "what?",
  "#1",
  "back\\slash",
  "quote'\"",
  "-rf",
  "~",
  "é",
  "日本語.txt",
  "&a=b+c",
  ".hidden",
  "x".repeat(255),
];

/** Makes a tree of so many files below a folder: empty, odd names, up to a size; and an empty folder. */
export async function plantTree(folder: string, count: number, most = 8192): Promise<void> {
  await Deno.mkdir(`${folder}/empty/er`, { recursive: true });
  const time = new Date("2026-03-21T10:00:00.000Z");
  for (let at = 0; at < count; at++) {
    const odd = oddNames[at];
    const below = odd !== undefined ? "odd" : `run ${at % 7}/${at % 3}`;
    const size = at % 40 === 17 ? (at * 7919 * 97) % most : (at * 7919) % Math.min(most, 8192);
    const bytes = new Uint8Array(at % 9 === 0 ? 0 : size);
    for (let i = 0; i < bytes.length; i += 97) bytes[i] = (at + i) % 251;
    await Deno.mkdir(`${folder}/${below}`, { recursive: true });
    const path = `${folder}/${below}/${odd ?? `${at}.bin`}`;
    await Deno.writeFile(path, bytes);
    await Deno.utime(path, time, time);
  }
}
