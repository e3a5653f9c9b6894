/** Keeping a session's new tokens where its old ones lay. */

import { join } from "../../../path/join.ts";
import { dirname } from "../../../path/dirname.ts";
import { FileError } from "../../../credentials/errors/errors.ts";
import type { FileText } from "../../../credentials/files/files.ts";
import type { LoginStep } from "../../../credentials/errors/step.ts";
import { readTrustedJson } from "../../../credentials/files/trusted_file.ts";
import { type FileStore, textStore } from "../../../oauth/record_store.ts";
import { type Place, placesInConfig, placesInCurrent } from "./record_places.ts";
import { complete, recordText, withTokens } from "./record_text.ts";
import { newer, sessionIn, sessionName, type SessionRecord } from "./session_record.ts";
import { placesOf, renewedIn, withCurrent, withSession } from "./session_slots.ts";

/** The two files of the cache, as they are. */
export interface CacheTexts {
  /** The path and text of `current`. */
  readonly current: FileText | undefined;
  /** The path and text of `config.json`. */
  readonly config: FileText | undefined;
}

/** The path of the `config.json` that belongs to a `current`. */
export function configBeside(current: string): string {
  return join(dirname(current), "config.json");
}

/** Reads both files of a cache. */
export async function readCache(current: string): Promise<CacheTexts> {
  const read = async (path: string): Promise<FileText | undefined> => {
    const text = await readTrustedJson(path);
    return text === undefined ? undefined : { path, text };
  };
  return { current: await read(current), config: await read(configBeside(current)) };
}

/** The records in a file; none where it is not there or is not JSON. */
export function placesIn(
  file: FileText | undefined,
  find: (text: string) => Place[],
): Place[] {
  if (file === undefined) return [];
  try {
    return find(file.text);
  } catch {
    // A file that holds something else is not for us to read or to change.
    return [];
  }
}

/** A session's newest record in the cache, and its text. */
export interface KeptRecord {
  /** The session. */
  readonly session: SessionRecord;
  /** The record's JSON text. */
  readonly text: string;
}

/**
 * The newest record of a session's identity in the cache; of two of one age that in `current`, which
 * all tools keep up.
 */
export function newestIn(
  { current, config }: CacheTexts,
  like: SessionRecord,
): KeptRecord | undefined {
  const kept = [
    ...placesOf(placesIn(current, placesInCurrent), like).map((place) => keptAt(current, place)),
    ...placesOf(placesIn(config, placesInConfig), like).map((place) => keptAt(config, place)),
  ].filter(({ session }) => (session.accessToken ?? session.refreshToken) !== undefined);
  return kept.reduce((best: KeptRecord | undefined, one) => {
    return best === undefined || newer(best.session, one.session) === one.session ? one : best;
  }, undefined);
}

function keptAt(file: FileText | undefined, { fields, start, end }: Place): KeptRecord {
  return { session: sessionIn(fields), text: file?.text.slice(start, end) ?? "" };
}

/**
 * A store that is the cache the Bash CLI and AgavePy share.
 * A new pair goes into every record of the session, in `current` and in `config.json`; another session
 * that is the current one stays it, and a file that is not JSON stays as it is.
 *
 * @param session The session.
 * @param path Where `current` is, or would lie.
 */
export function cacheStore(session: SessionRecord, path: string): FileStore<SessionRecord> {
  return textStore({
    path,
    loginOf,
    beside: [configBeside(path)],
    async read(): Promise<SessionRecord | undefined> {
      const kept = newestIn(await readCache(path), session);
      return kept === undefined ? undefined : withTokensOf(session, kept.session);
    },
    async texts(record: SessionRecord): Promise<FileText[]> {
      const texts = await readCache(path);
      const old = newestIn(texts, session)?.text;
      const whole = old === undefined
        ? recordText(record)
        : complete(withTokens(old, record), record);
      const current = newCurrent(texts, record, whole);
      const config = newConfig(texts, record, whole, current !== undefined);
      return [
        // `current` first: should this be interrupted in between, it is the one that is believed.
        ...(current === undefined ? [] : [{ path, text: current }]),
        ...(config === undefined ? [] : [{ path: configBeside(path), text: config }]),
      ];
    },
  });
}

function newCurrent(texts: CacheTexts, record: SessionRecord, whole: string): string | undefined {
  const { current, config } = texts;
  if (current !== undefined) {
    const places = placesOf(placesIn(current, placesInCurrent), record);
    return places.length === 0 ? undefined : renewedIn(current.text, places, record);
  }
  const others = placesIn(config, placesInConfig);
  const deciding = others.filter(({ path }) => path[0] === "current");
  const rivals = deciding.length === 0 ? others : deciding;
  // Where other sessions are kept, which of them is the current one is not decided here.
  return rivals.length === placesOf(rivals, record).length ? whole : undefined;
}

function newConfig(
  { config }: CacheTexts,
  record: SessionRecord,
  whole: string,
  isCurrent: boolean,
): string | undefined {
  try {
    if (config !== undefined) return withSession(config.text, record, whole);
    return withSession(isCurrent ? withCurrent("{}", record, whole) : "{}", record, whole);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // No slot can be made in it; what it has of the session is kept up all the same.
    const places = placesOf(placesIn(config, placesInConfig), record);
    return places.length === 0 ? undefined : renewedIn(config?.text ?? "", places, record);
  }
}

/**
 * A store that is a file of records like `.agpy`, and nothing beside it.
 *
 * @param session The session.
 * @param path Where the file is.
 */
export function listStore(session: SessionRecord, path: string): FileStore<SessionRecord> {
  const find = async (): Promise<{ text: string; places: Place[] }> => {
    const text = await readTrustedJson(path) ?? "";
    const places = placesOf(placesIn({ path, text }, placesInCurrent), session);
    // Found out before the refresh token is used: afterwards there would be nowhere to keep the new one.
    if (places.length === 0) {
      throw new FileError(`${path} no longer holds ${sessionName(session)}: restore it again`);
    }
    return { text, places };
  };
  return textStore({
    path,
    loginOf,
    async read(): Promise<SessionRecord | undefined> {
      const { places } = await find();
      return withTokensOf(session, places.map(({ fields }) => sessionIn(fields)).reduce(newer));
    },
    async texts(record: SessionRecord): Promise<FileText[]> {
      const { text, places } = await find();
      return [{ path, text: renewedIn(text, places, record) }];
    },
  });
}

/** A session with the tokens and times that are kept; its other parts may be missing in a record. */
function withTokensOf(session: SessionRecord, kept: SessionRecord): SessionRecord {
  const { accessToken, refreshToken, createdAt, expiresAt } = kept;
  return { ...session, accessToken, refreshToken, createdAt, expiresAt };
}

/** The next login there is keyferry's to do, whichever program left the last one. */
function loginOf(): LoginStep {
  return { kind: "log in", platform: "Tapis v2", again: true };
}
