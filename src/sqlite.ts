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
