/** Removing a CAVE token from where it was saved. */

import { cannotWrite, type FileText, writeSecretFiles } from "../../credentials/files/files.ts";
import { withFileLocks } from "../../credentials/files/file_lock.ts";
import { parseObjectText, readMember } from "../../credentials/files/json_text.ts";
import { removeMemberText } from "../../credentials/files/json_edit.ts";
import { readWholeJson } from "../../credentials/files/whole_text.ts";
import { type Surroundings, surroundingsKinds } from "../../credentials/surroundings.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";
import { inOwnSandbox } from "../platform.ts";
import { notAnObject, targets } from "./save_token.ts";

/**
 * Which token is removed.
 *
 * @category Tokens
 */
export interface RemoveTokenOptions extends Surroundings {
  /** The server the token is for. */
  readonly serverAddress?: string | undefined;
  /**
   * The key under which it is saved.
   *
   * @default {"token"}
   */
  readonly tokenKey?: string | undefined;
  /** A file of one's own: from that alone. */
  readonly tokenFile?: string | undefined;
}

/** Which token is removed, as a value. */
export const removeTokenKinds: OptionKinds<RemoveTokenOptions> = {
  ...surroundingsKinds,
  serverAddress: "text",
  tokenKey: "text",
  tokenFile: "text",
};

/**
 * What was removed.
 *
 * @category Tokens
 */
export interface RemovedToken {
  /** The files that held the token. */
  readonly removed: readonly string[];
  /** The files that hold another one under that key, for another server perhaps: it stays. */
  readonly kept: readonly string[];
}

/**
 * Removes a token from the files that {@linkcode saveToken} writes: the one that a client for the server would
 * use, wherever among them it is. Other keys keep their bytes; a file without any is deleted. The token itself
 * stays good: only its owner deletes it, on the server's page.
 *
 * @param options See {@linkcode RemoveTokenOptions}.
 * @throws {FileError} When a file is not a JSON object; no file has changed then.
 * @throws {PermissionNeededError} When Deno may not read and write a folder.
 *
 * @example Save a token, and remove it again
 * ```ts
 * import { removeToken, saveToken } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const surroundings = { home: await Deno.makeTempDir(), env: {} };
 * const paths = await saveToken("0123456789abcdef0123456789abcdef", surroundings);
 * assertEquals(await removeToken(surroundings), { removed: paths, kept: [] });
 * await Deno.remove(surroundings.home, { recursive: true });
 * ```
 *
 * @category Tokens
 */
export async function removeToken(options: RemoveTokenOptions = {}): Promise<RemovedToken> {
  checkOptions(options, removeTokenKinds);
  const { tokenFile, tokenKey: key = "token" } = options;
  const choice = await inOwnSandbox(options);
  const all = targets({ ...choice, writeToServerFile: tokenFile === undefined });
  const there = await Promise.all(
    all.map(async (path) => await readStored(path, key) !== undefined),
  );
  const paths = all.filter((_, at) => there[at]);
  if (paths.length === 0) return { removed: [], kept: [] };
  return await withFileLocks(paths, async () => {
    const found = await Promise.all(paths.map((path) => readStored(path, key)));
    const token = found.find((file) => file !== undefined)?.token;
    const own = found.flatMap((file) => file !== undefined && file.token === token ? [file] : []);
    const changed: FileText[] = own.map(({ path, text }) => {
      return { path, text: removeMemberText(text, [key]) };
    });
    const [empty, others] = [true, false].map((isEmpty) => {
      return changed.filter(({ text }) => (parseObjectText(text).members.length === 0) === isEmpty);
    });
    await writeSecretFiles(others ?? []);
    // Of links the one file that they lead to.
    const ends = await Promise.all((empty ?? []).map(({ path }) => Deno.realPath(path)));
    for (const path of new Set(ends)) {
      await Deno.remove(path).catch((cause) => {
        throw cannotWrite(path, cause);
      });
    }
    const removed = own.map(({ path }) => path);
    return { removed, kept: paths.filter((path) => !removed.includes(path)) };
  });
}

/** A file that has a token under the key. */
async function readStored(
  path: string,
  key: string,
): Promise<FileText & { readonly token: string } | undefined> {
  const text = await readWholeJson(path);
  if (text === undefined) return undefined;
  try {
    const token = readMember(text, key);
    return token === undefined || token === "null" ? undefined : { path, text, token };
  } catch (cause) {
    throw notAnObject(path, cause as Error, "Cannot remove the token from");
  }
}
