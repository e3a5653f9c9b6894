/**
 * The tokens that descend from a refresh token in the environment. Nobody can write them back to where
 * the first one came from, so keyferry keeps them in a file of its own, under a fingerprint of it.
 */

import { ArgumentTypeError } from "../../../argument_error.ts";
import type { FileText } from "../../../credentials/files/files.ts";
import { readMember } from "../../../credentials/files/json_text.ts";
import { pythonJson, writeMemberText } from "../../../credentials/files/json_edit.ts";
import { readTrustedJson } from "../../../credentials/files/trusted_file.ts";
import { fingerprint } from "../../../oauth/renewal_intent.ts";
import { type FileStore, textStore } from "../../../oauth/record_store.ts";
import { inOwnFile } from "../../own_file.ts";
import { timesOf } from "./record_text.ts";
import { fieldsOf, identityOf, sessionIn, type SessionRecord } from "./session_record.ts";

const section = "tapis_v2";

/**
 * A store for the descendants of a session's refresh token.
 *
 * @param ancestor The session as the environment has it.
 * @param path Where keyferry's own file is, or would lie.
 */
export function descendantStore(
  ancestor: SessionRecord,
  path: string,
): FileStore<SessionRecord> {
  return textStore({
    path,
    async read(): Promise<SessionRecord | undefined> {
      const text = await readTrustedJson(path);
      if (text === undefined) return undefined;
      const mark = await markOf(ancestor);
      const kept = inOwnFile(path, () => {
        const record = readMember(readMember(text, section) ?? "{}", mark);
        return record === undefined ? undefined : sessionIn(fieldsOf(record));
      });
      // A token is for the address that issued it, also where the variable names another by now.
      if (kept === undefined || !isOf(kept, ancestor)) return undefined;
      const { accessToken, refreshToken, createdAt, expiresAt } = kept;
      return { ...ancestor, accessToken, refreshToken, createdAt, expiresAt };
    },
    async texts(record: SessionRecord): Promise<FileText[]> {
      const text = await readTrustedJson(path) ?? "{}";
      const mark = await markOf(ancestor);
      const { created_at, expires_in } = timesOf(record);
      const kept = pythonJson({
        baseurl: record.baseUrl,
        apikey: record.apiKey,
        access_token: record.accessToken?.reveal(),
        refresh_token: record.refreshToken?.reveal(),
        created_at,
        expires_in,
      });
      const after = inOwnFile(path, () => writeMemberText(text, [section, mark], kept));
      return [{ path, text: after }];
    },
  });
}

function isOf(kept: SessionRecord, { username, ...ancestor }: SessionRecord): boolean {
  return identityOf({ ...kept, username }) === identityOf({ ...ancestor, username });
}

function markOf({ refreshToken }: SessionRecord): Promise<string> {
  if (refreshToken === undefined) {
    throw new ArgumentTypeError("There is no refresh token to descend from");
  }
  return fingerprint(refreshToken);
}
