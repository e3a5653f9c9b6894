/**
 * The Python SDK's SQLite token storage, written.
 * Source: globus-sdk-python 4.9.0.
 */

import type { DatabaseSync } from "node:sqlite";
import { dirname } from "../../path/dirname.ts";
import { cannotWrite } from "../../credentials/files/files.ts";
import { reserveRoom } from "../../credentials/files/reserved_files.ts";
import { runSql } from "../../sqlite.ts";
import { version } from "../../version.ts";
import {
  checkSchema,
  isThere,
  namesIn,
  open,
  readSqlite,
  rows,
  transaction,
} from "./sqlite_database.ts";
import { type TokenData, writeTokenRecord } from "./token_data.ts";
import { type ReservedTokenFile, storageOf, type TokenFile } from "./token_file.ts";
import {
  type TokenNamespaces,
  type TokenStorage,
  tokenStorageKinds,
  type TokenStorageOptions,
} from "./token_storage.ts";
import { checkArguments, checkOptions } from "../../options.ts";

/** The tables of a new storage, column by column as the Python SDK makes them (schema 2). */
const tables = `
CREATE TABLE IF NOT EXISTS token_storage (
  namespace VARCHAR NOT NULL,
  resource_server VARCHAR NOT NULL,
  token_data_json VARCHAR NOT NULL,
  PRIMARY KEY (namespace, resource_server)
);
CREATE TABLE IF NOT EXISTS sdk_storage_adapter_internal (
  attribute VARCHAR NOT NULL,
  value VARCHAR NOT NULL,
  PRIMARY KEY (attribute)
);
`;

/** A commit writes a journal beside the file, and may lengthen the file by a few pages. */
const spareBytes = 65_536;

/** Makes the file before SQLite does, which would let others read it. */
async function make(path: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    (await Deno.open(path, { write: true, createNew: true, mode: 0o600 })).close();
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) return;
    throw cannotWrite(path, cause);
  }
}

/** The tables, where the file is new; one that is not must be a storage of a known schema. */
function makeTables(db: DatabaseSync, path: string): void {
  const names = namesIn(db);
  if (names.size > 0) return checkSchema(db, names, path);
  db.exec(tables);
  const insert = db.prepare(
    "INSERT INTO sdk_storage_adapter_internal(attribute, value) VALUES (?, ?)",
  );
  insert.run("globus-sdk.version", `keyferry ${version}`);
  insert.run("globus-sdk.database_schema_version", "2");
}

function storeRows(
  db: DatabaseSync,
  namespace: string,
  tokens: Readonly<Record<string, TokenData>>,
): void {
  const old =
    "SELECT token_data_json FROM token_storage WHERE namespace = ? AND resource_server = ?";
  const put = db.prepare(
    "REPLACE INTO token_storage(namespace, resource_server, token_data_json) VALUES (?, ?, ?)",
  );
  for (const [server, data] of Object.entries(tokens)) {
    const [{ token_data_json } = {}] = rows(db, old, namespace, server);
    put.run(namespace, server, writeTokenRecord(token_data_json, data));
  }
}

/** Commits a page as it is, which takes the same rights as changing one; rows alike would not be written. */
function rewritePage(db: DatabaseSync): void {
  const [row] = db.prepare("PRAGMA user_version").all() as { readonly user_version: number }[];
  const same = `PRAGMA user_version = ${row?.user_version ?? 0}`;
  transaction(db, () => runSql(db, same), "COMMIT");
}

/** A SQLite token storage as a file. */
export function sqliteTokenFile(path: string): TokenFile {
  const file: TokenFile = {
    path,
    name: path,
    async load(): Promise<TokenNamespaces> {
      return (await readSqlite(path))?.tokens ?? new Map();
    },
    async store(namespace: string, tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      await make(path);
      await tighten(path);
      await open(path, false, (db) => {
        transaction(db, () => {
          makeTables(db, path);
          storeRows(db, namespace, tokens);
        }, "COMMIT");
      });
    },
    async reserve(): Promise<ReservedTokenFile> {
      const release = await reserveRoom(path, spareBytes);
      try {
        // SQLite opens a file read-only, without a word, where it may not write: a commit tells.
        if (await isThere(path)) {
          await open(path, false, rewritePage);
        }
      } catch (error) {
        await release();
        throw error;
      }
      return {
        release,
        async store(namespace, tokens): Promise<void> {
          await release();
          await file.store(namespace, tokens);
        },
      };
    },
    async remove(namespace: string, server: string): Promise<boolean> {
      if (!await isThere(path)) return false;
      return await open(path, false, (db) => {
        const statement = "DELETE FROM token_storage WHERE namespace = ? AND resource_server = ?";
        return transaction(db, () => {
          const names = namesIn(db);
          if (names.size === 0) return false;
          checkSchema(db, names, path);
          return Number(db.prepare(statement).run(namespace, server).changes) > 0;
        }, "COMMIT");
      });
    },
  };
  return file;
}

/** Others' modes are tightened when a secret is written. */
async function tighten(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const { mode } = await Deno.stat(path);
  if (mode !== null && (mode & 0o077) !== 0) await Deno.chmod(path, 0o600).catch(() => {});
}

/**
 * The Python SDK's SQLite token storage, shared with programs that use it: schemas 1 and 2 are read
 * and written, a new file has schema 2 and is readable by its owner alone.
 *
 * @param path Where the file is; see {@linkcode appTokenFile} for where apps keep theirs.
 * @param options `namespace`: whose tokens.
 *
 * @example Store a token where a Python program finds it
 * ```ts
 * import { sqliteTokenStorage } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const storage = sqliteTokenStorage(`${folder}/tokens.db`);
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
export function sqliteTokenStorage(path: string, options: TokenStorageOptions = {}): TokenStorage {
  checkArguments({ path }, { path: "text" });
  checkOptions(options, tokenStorageKinds);
  return storageOf(sqliteTokenFile(path), options);
}
