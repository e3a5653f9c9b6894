/**
 * The Python SDK's SQLite token storage, read: schema 2, and 1 as globus-cli keeps it. The file is
 * touched through SQLite alone once it is there, since closing it otherwise would drop SQLite's own
 * locks.
 * Source: globus-sdk-python 4.9.0.
 */

import { demandPermissions } from "../../credentials/demand_permissions.ts";
import type { DatabaseSync } from "node:sqlite";
import { FileError, PermissionNeededError } from "../../credentials/errors/errors.ts";
import { cannotRead } from "../../credentials/files/files.ts";
import { missingPermissions, permissionFlags } from "../../credentials/permissions.ts";
import type { Step } from "../../credentials/errors/step.ts";
import { begin, end, sqliteCodeOf, sqliteCodes, takeBack } from "../../sqlite.ts";
import { parseTokenRecord, type TokenRecord } from "./token_data.ts";
import { unusableStorage } from "./token_file.ts";
import type { TokenNamespaces } from "./token_storage.ts";

/** What a database of tokens holds. */
export interface SqliteContent {
  /** The tokens. */
  readonly tokens: TokenNamespaces;
  /** What programs keep beside them, as JSON texts: namespace, then name. Schema 1 alone has it. */
  readonly configs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** How long another program's lock is waited for, in milliseconds: as long as Python's sqlite3 does. */
const patienceMs = 5000;

/** Opens the file for `use` and closes it again, whatever happens. */
export async function open<T>(
  path: string,
  readOnly: boolean,
  use: (db: DatabaseSync) => T,
): Promise<T> {
  demandPermissions(`Cannot open ${path}`, [
    { name: "read", path },
    ...readOnly ? [] : [{ name: "write", path } as const],
  ]);
  // A pipe in its place, or in its journal's, would keep SQLite waiting for ever, and Ctrl-C with it.
  await isThere(path);
  await demandNoPipe(`${path}-journal`);
  const { DatabaseSync } = await import("node:sqlite");
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly, timeout: patienceMs });
    return use(db);
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw refusal(path, cause);
  } finally {
    db?.close();
  }
}

/** SQLite's words name no value; some of them need a translation, and a step of their own. */
function refusal(path: string, cause: unknown): FileError {
  switch (sqliteCodeOf(cause)) {
    case sqliteCodes.busy:
    case sqliteCodes.locked:
      return unusableStorage(
        path,
        `another program holds its lock (waited ${patienceMs / 1000} s)`,
        cause,
        { kind: "try again" },
      );
    case sqliteCodes.readOnly:
      return unusableStorage(path, "it cannot be written", cause, {
        kind: "other",
        words: "make the file and its folder writable, or let the program that wrote it open it " +
          "once, should a write have been interrupted",
      });
    default:
      return unusableStorage(
        path,
        cause instanceof Error ? cause.message : "SQLite refused",
        cause,
      );
  }
}

/**
 * What a query finds.
 *
 * @param db The database.
 * @param query The query.
 * @param values What stands for its question marks.
 * @throws {Error} When a value is not text: a column takes bytes, numbers and nothing as well.
 */
export function rows(
  db: DatabaseSync,
  query: string,
  ...values: readonly string[]
): Record<string, string>[] {
  const found = db.prepare(query).all(...values);
  for (const row of found) {
    const wrong = Object.entries(row).find(([, value]) => typeof value !== "string");
    if (wrong !== undefined) throw new Error(`a row's ${wrong[0]} is not text`);
  }
  return found as Record<string, string>[];
}

/**
 * Reads a database of tokens; needs permission to read the file, and none to write.
 *
 * @param path Where it is.
 * @returns What it holds, or `undefined` when there is no such file.
 * @throws {FileError} When it is not a storage of a known schema, or another program holds its lock.
 * @throws {PermissionNeededError} When Deno may not read it.
 */
export async function readSqlite(path: string): Promise<SqliteContent | undefined> {
  if (!await isThere(path)) return undefined;
  return await open(path, true, (db) => {
    // One transaction, so that all that is read belongs together; closing the file ends it.
    db.exec("BEGIN");
    const names = namesIn(db);
    // A program that makes the file again has not come further yet.
    if (names.size === 0) return { tokens: new Map(), configs: new Map() };
    checkSchema(db, names, path);
    const tokens = rows(
      db,
      "SELECT namespace, resource_server, token_data_json FROM token_storage",
    );
    return {
      tokens: nest(tokens, "resource_server", ({ token_data_json }, server) => {
        return recordOf(token_data_json ?? "", server, path);
      }),
      configs: names.has("config_storage")
        ? nest(
          rows(db, "SELECT namespace, config_name, config_data_json FROM config_storage"),
          "config_name",
          ({ config_data_json }) => config_data_json ?? "",
        )
        : new Map(),
    };
  });
}

/** Whether there is a file. @throws {FileError} When it may not be checked, or is something else. */
export async function isThere(path: string): Promise<boolean> {
  try {
    const { isFile, isDirectory } = await Deno.stat(path);
    if (isFile) return true;
    throw new FileError(`Cannot read ${path}`, {
      why: isDirectory ? "it is a folder" : "it is not a regular file",
    });
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    if (cause instanceof Deno.errors.NotFound) return false;
    if (cause instanceof Deno.errors.NotCapable) {
      const flags = permissionFlags([{ name: "read", path }]);
      throw new PermissionNeededError(`Cannot open ${path}`, flags, { cause });
    }
    throw cannotRead(path, cause);
  }
}

/** Refuses what is not a file, where Deno may look at it; SQLite opens it by itself. */
async function demandNoPipe(path: string): Promise<void> {
  if (missingPermissions([{ name: "read", path }]).length === 0) await isThere(path);
}

/** The names of what is in a database; nothing is in a new one. */
export function namesIn(db: DatabaseSync): Set<unknown> {
  return new Set(rows(db, "SELECT name FROM sqlite_master").map(({ name }) => name));
}

/** Refuses a database that is not a storage of a known schema. */
export function checkSchema(db: DatabaseSync, names: ReadonlySet<unknown>, path: string): void {
  const no = (why: string, step?: Step): never => {
    throw unusableStorage(path, why, undefined, step);
  };
  if (!names.has("token_storage")) no("it has no table token_storage");
  if (!names.has("sdk_storage_adapter_internal")) return;
  const found = rows(
    db,
    "SELECT value FROM sdk_storage_adapter_internal " +
      "WHERE attribute = 'globus-sdk.database_schema_version'",
  );
  const { value: schema = "2" } = found[0] ?? {};
  if (Number(schema) > 2) {
    no("a newer globus-sdk wrote it (schema version above 2)", {
      kind: "update",
      program: "keyferry",
    });
  }
  if (schema !== "1" && schema !== "2") no("its schema version is not one of 1 and 2");
}

function recordOf(text: string, server: string, path: string): TokenRecord {
  try {
    return parseTokenRecord(text, server);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw unusableStorage(path, cause.message, cause);
  }
}

function nest<T>(
  found: readonly Record<string, string>[],
  key: string,
  make: (row: Record<string, string>, key: string) => T,
): Map<string, Map<string, T>> {
  const all = new Map<string, Map<string, T>>();
  for (const row of found) {
    const { namespace = "" } = row;
    const members = all.get(namespace) ?? new Map<string, T>();
    const name = row[key] ?? "";
    all.set(namespace, members.set(name, make(row, name)));
  }
  return all;
}

/** Runs `change` in a transaction of its own. */
export function transaction<T>(db: DatabaseSync, change: () => T, how: "COMMIT" | "ROLLBACK"): T {
  begin(db);
  try {
    const result = change();
    end(db, how);
    return result;
  } catch (error) {
    takeBack(db);
    throw error;
  }
}
