/** SQLite's own result codes, by which its refusals are told apart. */

import type { DatabaseSync } from "node:sqlite";

/** The results that somebody here tells apart. Source: https://www.sqlite.org/rescode.html */
export const sqliteCodes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  notADatabase: 26,
} as const;

/**
 * The result code of a refusal, without what its upper bytes say about it; 0 for anything else.
 *
 * @param error What was caught.
 */
export function sqliteCodeOf(error: unknown): number {
  const code = error instanceof Error ? Reflect.get(error, "errcode") : undefined;
  return typeof code === "number" ? code & 0xff : 0;
}

/**
 * Runs a statement; `exec` would not tell the code of a refusal.
 *
 * @param db The database.
 * @param statement One statement without parameters.
 */
export function runSql(db: DatabaseSync, statement: string): void {
  db.prepare(statement).run();
}

/** Databases that are in a transaction: Deno 2.5 and the first of 2.6 do not tell it themselves. */
const inTransaction = new WeakSet<DatabaseSync>();

/**
 * Whether a database is in a transaction that {@linkcode begin} began.
 *
 * @param db The database.
 */
export function isInTransaction(db: DatabaseSync): boolean {
  return db.isTransaction ?? inTransaction.has(db);
}

/**
 * Begins a transaction that writes.
 *
 * @param db The database.
 */
export function begin(db: DatabaseSync): void {
  runSql(db, "BEGIN IMMEDIATE");
  inTransaction.add(db);
}

/**
 * Ends a transaction.
 *
 * @param db The database.
 * @param how Whether what it wrote stays.
 */
export function end(db: DatabaseSync, how: "COMMIT" | "ROLLBACK"): void {
  runSql(db, how);
  inTransaction.delete(db);
}

/**
 * Takes back what a transaction wrote before it failed.
 *
 * @param db The database.
 */
export function takeBack(db: DatabaseSync): void {
  if (!isInTransaction(db)) return;
  try {
    end(db, "ROLLBACK");
  } catch {
    // SQLite has done so itself, on a full disk for one.
    inTransaction.delete(db);
  }
}
