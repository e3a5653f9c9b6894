/** Right and room to write files, made sure of while there is still time to do without. */

import { renameOver } from "./rename_over.ts";
import { basename } from "../../path/basename.ts";
import { dirname } from "../../path/dirname.ts";
import { join } from "../../path/join.ts";
import {
  cannotWrite,
  demandWriting,
  type FileText,
  readText,
  temporaryName,
  writableTarget,
  writeSecretFiles,
} from "./files.ts";
import { isNotEmpty, readWhole } from "./whole_text.ts";
import { checkArguments } from "../../options.ts";

/**
 * Files that can be written for certain, as far as that can be known.
 *
 * @category Files
 */
export interface ReservedFiles {
  /**
   * Writes files as {@linkcode writeSecretFiles} does, in the room that is held for them.
   *
   * @param files What to write where; a file that was not reserved is written all the same.
   * @throws {FileError} When one cannot be written; none has changed then, unless the operating system
   * refused a rename in between.
   */
  write(files: readonly FileText[]): Promise<void>;
  /**
   * Puts back what another program has written into a file that was replaced meanwhile: one that takes no
   * lock may have opened it before. What was stored since stays.
   *
   * @throws {FileError} When it cannot be written.
   */
  recover(): Promise<void>;
  /** Gives up the room that was not used. */
  release(): Promise<void>;
}

/** A file that was replaced by its own bytes, and is still open. */
interface Replaced {
  readonly path: string;
  /** The file as it was, which another program may have open, too. */
  readonly file: Deno.FsFile;
  /** What is in the file's place now. */
  text: string;
}

/** What a file may grow by beyond its text of now: tokens differ in length. */
const growth = 16 * 1024;

/**
 * Makes sure that files can be written: each is replaced by its own bytes, which takes the same rights,
 * while a spare of the size it may grow to stays beside it. What is lost when it cannot be written is
 * not given away before. The files' locks must be held, and `release()` be called in the end.
 *
 * @param files The files, and texts about as long as those to come.
 * @throws {FileError} When one cannot be written, or there is no room; all are as they were then.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 *
 * @example Room for the next token, before the old one is used up
 * ```ts
 * import { reserveFiles } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/token.json`;
 * const reserved = await reserveFiles([{ path, text: '{"token": "made-up 1"}' }]);
 * await reserved.write([{ path, text: '{"token": "made-up 2"}' }]);
 * await reserved.release();
 * assertEquals(await Deno.readTextFile(path), '{"token": "made-up 2"}');
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Files
 */
export async function reserveFiles(files: readonly FileText[]): Promise<ReservedFiles> {
  checkArguments({ files }, { files: "list" });
  demandWriting(files.map(({ path }) => path));
  /** The spares by the real paths of the files they are for. */
  const spares = new Map<string, string>();
  const replaced: Replaced[] = [];
  const release = async (): Promise<void> => {
    for (const spare of spares.values()) await Deno.remove(spare).catch(() => {});
    spares.clear();
    for (const { file } of replaced.splice(0)) file.close();
  };
  const recover = async (): Promise<void> => {
    for (const one of replaced) {
      const { path, file, text } = one;
      const written = await textIn(file);
      if (written === "" || written === text || await readText(path) !== text) continue;
      await writeSecretFiles([{ path, text: written }]);
      one.text = written;
    }
  };
  try {
    for (const { path, text } of files) {
      const now = await readWhole(path, isNotEmpty);
      const length = Math.max(lengthOf(text), lengthOf(now ?? "")) + growth;
      const target = await targetOf(path);
      spares.set(target, await makeSpare(path, target, length));
      if (now === undefined) continue;
      replaced.push({ path, file: await Deno.open(path), text: now });
      await writeSecretFiles([{ path, text: now }]);
    }
    await recover();
  } catch (error) {
    await release();
    throw error;
  }
  return {
    recover,
    release,
    async write(texts: readonly FileText[]): Promise<void> {
      const filled: { readonly path: string; readonly target: string; readonly spare: string }[] =
        [];
      const others: FileText[] = [];
      for (const { path, text } of texts) {
        const target = await targetOf(path);
        const spare = spares.get(target);
        if (spare === undefined) others.push({ path, text });
        else {
          await fill(path, spare, text);
          filled.push({ path, target, spare });
        }
      }
      for (const { path, target, spare } of filled) {
        await renameOver(spare, target).catch((cause) => {
          throw cannotWrite(path, cause);
        });
        spares.delete(target);
      }
      await writeSecretFiles(others);
    },
  };
}

/**
 * Holds room beside a file that is not written as a whole; see {@linkcode reserveFiles}.
 *
 * @param path The file.
 * @param length How much, in bytes.
 * @returns Gives the room up.
 * @throws {FileError} When there is no such room.
 */
export async function reserveRoom(path: string, length: number): Promise<() => Promise<void>> {
  const spare = await makeSpare(path, await targetOf(path), length);
  return () => Deno.remove(spare).catch(() => {});
}

async function targetOf(path: string): Promise<string> {
  const target = await writableTarget(path);
  const folder = dirname(target);
  return join(await Deno.realPath(folder).catch(() => folder), basename(target));
}

async function makeSpare(path: string, target: string, length: number): Promise<string> {
  const spare = temporaryName(target);
  try {
    await Deno.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    using file = await Deno.open(spare, { write: true, createNew: true, mode: 0o600 });
    // Neither a hole nor what a file system could pack into less.
    const noise = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)));
    for (let left = length; left > 0;) left -= await file.write(noise.subarray(0, left));
    await file.sync();
    return spare;
  } catch (cause) {
    await Deno.remove(spare).catch(() => {});
    throw cannotWrite(path, cause);
  }
}

async function textIn(file: Deno.FsFile): Promise<string> {
  await file.seek(0, Deno.SeekMode.Start);
  const bytes = new Uint8Array((await file.stat()).size);
  const length = await file.read(bytes) ?? 0;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, length));
}

/** Writes over the spare's own bytes, whose place on the disk is taken already. */
async function fill(path: string, spare: string, text: string): Promise<void> {
  try {
    using file = await Deno.open(spare, { write: true });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.truncate(bytes.length);
    await file.sync();
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function lengthOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
