/**
 * A sandbox's state in an SQLite file: one table of shelf, key and JSON value. It is opened with
 * SQLite's exclusive lock, which the operating system releases when the process dies. A commit is in
 * the file when it returns; kill -9 loses none (a power cut may lose the last ones, and harms nothing).
 */

import type { DatabaseSync } from "node:sqlite";
import { FileError } from "../../credentials/errors/errors.ts";
import { Shelf, type ShelfOptions, type Store } from "./store.ts";
import {
  begin,
  end,
  isInTransaction,
  runSql,
  sqliteCodeOf,
  sqliteCodes,
  takeBack,
} from "../../sqlite.ts";

/** "kfry": what SQLite files of ours say they are (sqlite.org/fileformat2.html, section 1.3.17). */
const applicationId = 0x6b667279;
const version = 1;

const schema = `
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${version};
  CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    shelf TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (shelf, key)
  );
  CREATE TABLE shelf (name TEXT PRIMARY KEY);
`;

/**
 * Opens a state file, and makes it where there is none: readable by its owner alone from its first
 * moment. Nothing is in it before the first commit.
 *
 * @throws {FileError} where it is not a state file, is a link, was cut off, or another sandbox runs on it.
 */
export async function openStateFile(path: string): Promise<Store> {
  await makePrivate(path);
  const { DatabaseSync } = await import("node:sqlite");
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 0 });
    open(db, path);
    return storeOn(db, path);
  } catch (cause) {
    db?.close();
    if (cause instanceof FileError || cause instanceof Deno.errors.NotCapable) throw cause;
    throw new FileError(`Cannot use "${path}" as a sandbox's state: ${inWords(cause)}`, { cause });
  }
}

/** An existing file is not opened: closing it again would drop the locks of SQLite in this process. */
async function makePrivate(path: string): Promise<void> {
  try {
    const options: Deno.OpenOptions = { write: true, createNew: true, mode: 0o600 };
    (await Deno.open(path, options)).close();
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) return await demandFile(path);
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new FileError(
      `Cannot make the state file "${path}": name a file in a folder that exists and may be written`,
      { cause },
    );
  }
}

/** Through a link, the same file would have two folders beside it. */
async function demandFile(path: string): Promise<void> {
  if ((await Deno.lstat(path)).isFile) return;
  throw new FileError(
    `Cannot use "${path}" as a sandbox's state: it is a link or a folder, name the file itself`,
  );
}

function inWords(cause: unknown): string {
  if (cause instanceof Deno.errors.PermissionDenied) {
    return "it belongs to somebody else, name another file";
  }
  switch (cause instanceof Damaged ? sqliteCodes.corrupt : sqliteCodeOf(cause)) {
    case sqliteCodes.busy:
    case sqliteCodes.locked:
      return "another sandbox runs on it, end that one or name another file";
    case sqliteCodes.notADatabase:
      return "it is some other file, name another";
    case sqliteCodes.corrupt:
      return "it is damaged, name another or remove it to start afresh";
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

/** SQLite reads the file, and finds it in disorder. */
class Damaged extends Error {}

/** The one value of a row. */
function valueOf(db: DatabaseSync, query: string): unknown {
  return Object.values(db.prepare(query).get() ?? {})[0];
}

function open(db: DatabaseSync, path: string): void {
  runSql(db, "PRAGMA locking_mode = EXCLUSIVE");
  const isNew = valueOf(db, "SELECT count(*) FROM sqlite_master") === 0;
  if (!isNew) {
    if (valueOf(db, "PRAGMA application_id") !== applicationId) {
      throw new FileError(
        `Cannot use "${path}" as a sandbox's state: it is another program's database, name another`,
      );
    }
    if (valueOf(db, "PRAGMA user_version") !== version) {
      throw new FileError(
        `Cannot use "${path}" as a sandbox's state: another version of keyferry wrote it, use that ` +
          "one or name another file",
      );
    }
    if (valueOf(db, "PRAGMA quick_check(1)") !== "ok") throw new Damaged();
  }
  if (tighten(path)) runSql(db, "PRAGMA journal_mode = DELETE");
  runSql(db, "PRAGMA journal_mode = WAL");
  runSql(db, "PRAGMA synchronous = NORMAL");
  // Left open: the tables appear together with the first records.
  begin(db);
  if (isNew) db.exec(schema);
}

/**
 * Lets nobody but its owner read a state file; whether somebody could. SQLite gives its log the mode
 * of the file, but only when it makes the log.
 */
function tighten(path: string): boolean {
  if (Deno.build.os === "windows" || ((Deno.lstatSync(path).mode ?? 0) & 0o077) === 0) return false;
  Deno.chmodSync(path, 0o600);
  return true;
}

/** A record as it was kept. */
function recordIn<V>(path: string, shelf: string, value: unknown, load: (json: unknown) => V): V {
  try {
    if (typeof value !== "string") throw new TypeError("not text");
    return load(JSON.parse(value));
  } catch (cause) {
    throw new FileError(
      `Cannot use "${path}" as a sandbox's state: a record of "${shelf}" is damaged, name another ` +
        "file or remove it to start afresh",
      { cause },
    );
  }
}

interface Opened {
  readonly shelf: Shelf<unknown>;
  /** The keys of what changed, in the order of the shelf; and whether a row of theirs must go first. */
  readonly changed: Map<string, boolean>;
  readonly save: (record: unknown) => unknown;
}

function storeOn(db: DatabaseSync, path: string): Store {
  const opened = new Map<string, Opened>();
  // What the start has written is in the file itself, not only in the log beside it.
  let isFirst = true;
  const select = db.prepare("SELECT key, value FROM record WHERE shelf = ? ORDER BY id");
  const known = db.prepare("SELECT 1 FROM shelf WHERE name = ?");
  const know = db.prepare("INSERT INTO shelf (name) VALUES (?)");
  const remove = db.prepare("DELETE FROM record WHERE shelf = ? AND key = ?");
  const put = db.prepare(
    "INSERT INTO record (shelf, key, value) VALUES (?, ?, ?) " +
      "ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value",
  );

  function write(name: string, { shelf, changed, save }: Opened): void {
    for (const [key, moved] of changed) {
      const record = shelf.get(key);
      // A row that stayed would keep its old place.
      if (moved || record === undefined) remove.run(name, key);
      if (record !== undefined) put.run(name, key, JSON.stringify(save(record)));
    }
  }

  function commit(): void {
    const dirty = [...opened].filter(([, { changed }]) => changed.size > 0);
    if (dirty.length === 0 && !isInTransaction(db)) return;
    if (!isInTransaction(db)) begin(db);
    try {
      for (const [name, its] of dirty) write(name, its);
      end(db, "COMMIT");
    } catch (error) {
      takeBack(db);
      throw error;
    }
    for (const [, { changed }] of dirty) changed.clear();
    if (isFirst) runSql(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    isFirst = false;
  }

  return {
    shelf<V>(name: string, options: ShelfOptions<V> = {}): Shelf<V> {
      if (opened.has(name)) throw new Error(`The shelf "${name}" was opened before`);
      const { first, load = (json) => json as V, save = (record) => record } = options;
      const changed = new Map<string, boolean>();
      const shelf = new Shelf<V>((key, moved) => {
        if (moved) changed.delete(key);
        changed.set(key, moved || changed.get(key) === true);
      });
      for (const { key, value } of select.all(name)) {
        shelf.set(String(key), recordIn(path, name, value, load));
      }
      changed.clear();
      if (known.get(name) === undefined) {
        // Committed together with the first records, or a shelf could stay empty for ever.
        if (!isInTransaction(db)) begin(db);
        know.run(name);
        for (const [key, record] of first?.() ?? []) shelf.set(key, record);
      }
      opened.set(name, { shelf, changed, save: save as (record: unknown) => unknown });
      return shelf;
    },
    commit,
    close: () => db.close(),
  };
}
