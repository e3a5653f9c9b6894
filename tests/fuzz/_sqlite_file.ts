import { DatabaseSync } from "node:sqlite";
import { sqliteTokenStorage } from "../../src/globus/storage/sqlite_file.ts";

/** A real storage whose rows or bytes are damaged. */
export interface SqliteFile {
  /** Reads it with this text in a row, or with what is no text. */
  withRow(text: string, kind: number, read: (path: string) => Promise<unknown>): Promise<void>;
  /** Reads it with other bytes at these places. */
  withBytes(
    changes: readonly (readonly [number, number])[],
    read: (path: string) => Promise<unknown>,
  ): Promise<void>;
}

/** The storage in a folder. */
export function sqliteFile(folder: string): SqliteFile {
  const path = `${folder}/tokens.db`;
  const good = `${folder}/good.db`;
  const fresh = async (): Promise<void> => {
    if (!await Deno.stat(good).then(() => true, () => false)) {
      await sqliteTokenStorage(good).storeTokenDataByResourceServer({
        "transfer.api.globus.org": {
          resource_server: "transfer.api.globus.org",
          scope: "all",
          access_token: "made-up",
          refresh_token: "made-up",
          expires_at_seconds: 1_700_000_000,
          token_type: "Bearer",
        },
      });
    }
    await Deno.copyFile(good, path);
  };
  return {
    async withRow(text, kind, read): Promise<void> {
      await fresh();
      const db = new DatabaseSync(path);
      // Nobody pulls the plug here.
      db.exec("PRAGMA synchronous = OFF");
      const value = [text, text, text, new TextEncoder().encode(text), 7, 1.5][kind] ?? text;
      const column = kind === 1 ? "namespace" : kind === 2 ? "resource_server" : "token_data_json";
      db.prepare(`UPDATE token_storage SET ${column} = ?`).run(value);
      db.close();
      await read(path);
    },
    async withBytes(changes, read): Promise<void> {
      await fresh();
      const bytes = await Deno.readFile(path);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      await Deno.writeFile(path, bytes);
      await read(path);
    },
  };
}
