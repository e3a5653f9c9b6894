/** The Python SDK's JSON token storage as a file. */

import { type FileText, writeSecretFiles } from "../../credentials/files/files.ts";
import { reserveFiles } from "../../credentials/files/reserved_files.ts";
import { readWholeJson } from "../../credentials/files/whole_text.ts";
import type { Step } from "../../credentials/errors/step.ts";
import { NewerFormatError, parseTokenStorage, withoutToken, withTokens } from "./json_storage.ts";
import type { TokenData } from "./token_data.ts";
import {
  type ReservedTokenFile,
  storageOf,
  type TokenFile,
  unusableStorage,
} from "./token_file.ts";
import {
  type TokenNamespaces,
  type TokenStorage,
  tokenStorageKinds,
  type TokenStorageOptions,
} from "./token_storage.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/** What to do about a text that cannot be used, where that is another step than usual. */
export function stepFor(cause: unknown): Step | undefined {
  return cause instanceof NewerFormatError ? { kind: "update", program: "keyferry" } : undefined;
}

/** A JSON token storage as a file. */
export function jsonTokenFile(path: string): TokenFile {
  const parsed = <T>(read: () => T): T => {
    try {
      return read();
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw unusableStorage(path, cause.message, cause, stepFor(cause));
    }
  };
  const textWith = async (
    namespace: string,
    tokens: Readonly<Record<string, TokenData>>,
  ): Promise<FileText[]> => {
    const old = await readWholeJson(path);
    return [{ path, text: parsed(() => withTokens(old, namespace, tokens)) }];
  };
  return {
    path,
    name: path,
    async load(): Promise<TokenNamespaces> {
      const text = await readWholeJson(path);
      return text === undefined ? new Map() : parsed(() => parseTokenStorage(text));
    },
    async store(namespace: string, tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      await writeSecretFiles(await textWith(namespace, tokens));
    },
    async reserve(
      namespace: string,
      tokens: Readonly<Record<string, TokenData>>,
    ): Promise<ReservedTokenFile> {
      const { write, recover, release } = await reserveFiles(await textWith(namespace, tokens));
      return {
        recover,
        release,
        async store(namespace, tokens): Promise<void> {
          await recover();
          await write(await textWith(namespace, tokens));
        },
      };
    },
    async remove(namespace: string, server: string): Promise<boolean> {
      const old = await readWholeJson(path);
      const text = old && parsed(() => withoutToken(old, namespace, server));
      if (!text) return false;
      await writeSecretFiles([{ path, text }]);
      return true;
    },
  };
}

/**
 * The Python SDK's JSON token storage, shared with programs that use it: formats 1.0 and 2.0 are read,
 * 2.0 is written. Each change is made under a lock, whole or not at all; the file becomes readable by
 * its owner alone. What keyferry does not know stays as it was.
 *
 * @param path Where the file is; see {@linkcode appTokenFile} for where apps keep theirs.
 * @param options `namespace`: whose tokens.
 *
 * @example Store a token where a Python program finds it
 * ```ts
 * import { jsonTokenStorage } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const storage = jsonTokenStorage(`${folder}/tokens.json`);
 * await storage.storeTokenDataByResourceServer({
 *   "transfer.api.globus.org": {
 *     resource_server: "transfer.api.globus.org",
 *     scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
 *     access_token: "made-up",
 *     expires_at_seconds: 1_900_000_000,
 *   },
 * });
 * assertEquals((await storage.getTokenData("transfer.api.globus.org"))?.access_token, "made-up");
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @category Token storage
 */
export function jsonTokenStorage(path: string, options: TokenStorageOptions = {}): TokenStorage {
  checkArguments({ path }, { path: "text" });
  checkOptions(options, tokenStorageKinds);
  return storageOf(jsonTokenFile(path), options);
}
