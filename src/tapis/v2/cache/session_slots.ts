/** Putting a session's record into the texts of `current` and `config.json`. */

import { parseObjectText, readMember } from "../../../credentials/files/json_text.ts";
import { writeMemberText } from "../../../credentials/files/json_edit.ts";
import { type Place, placesInConfig } from "./record_places.ts";
import { withTokens } from "./record_text.ts";
import { identityOf, sessionIn, type SessionRecord } from "./session_record.ts";

/** The records of one identity among those of a file. */
export function placesOf(places: readonly Place[], session: SessionRecord): Place[] {
  const identity = identityOf(session);
  return places.filter(({ fields }) => identityOf(sessionIn(fields)) === identity);
}

/**
 * A text with a session's tokens in some of its records.
 *
 * @param text The file's text.
 * @param places The records.
 * @param session The session.
 */
export function renewedIn(text: string, places: readonly Place[], session: SessionRecord): string {
  // From the last one on, so that the places before it stay true.
  return [...places].sort((a, b) => b.start - a.start).reduce((text, { start, end }) => {
    return text.slice(0, start) + withTokens(text.slice(start, end), session) + text.slice(end);
  }, text);
}

/**
 * The text of `config.json` with a session's tokens in each of its records, and a slot in `sessions`
 * where it has none.
 *
 * @param config The text of `config.json`.
 * @param session The session.
 * @param record The session's whole record, as a JSON text.
 * @throws {SyntaxError} When the text is not a JSON object, or what stands in the slot's way is not valid.
 */
export function withSession(config: string, session: SessionRecord, record: string): string {
  const places = placesOf(placesInConfig(config), session);
  const renewed = renewedIn(config, places, session);
  if (places.some(({ path }) => path[0] === "sessions")) return renewed;
  return writeMemberText(renewed, slotFor(renewed, session), record);
}

type Path = [string, ...string[]];

/** A free slot: AgavePy 1.0 may have filed another client's record under this one's name. */
function slotFor(config: string, session: SessionRecord): Path {
  const { tenantId, username, clientName, apiKey } = session;
  // By what the record itself says, as AgavePy does: it would add a slot of its own beside another one.
  const folder: Path = ["sessions", tenantId ?? "", username ?? ""];
  const inner = folder.reduce((text: string | undefined, key) => {
    return text === undefined ? undefined : readMember(text, key);
  }, config);
  const taken = new Set(inner === undefined ? [] : keysOf(inner));
  const names = [clientName, apiKey].filter((name) => name !== undefined);
  const free = names.find((name) => !taken.has(name));
  return [...folder, free ?? `${names.join(" ")} ${taken.size + 1}`.trim()];
}

function keysOf(text: string): string[] {
  return parseObjectText(text).members.map(({ key }) => key);
}

/**
 * The text of `config.json` with one session as the current one.
 *
 * @param config The text of `config.json`.
 * @param session The session.
 * @param record Its whole record, as a JSON text.
 * @throws {SyntaxError} When the text is not a JSON object.
 */
export function withCurrent(config: string, session: SessionRecord, record: string): string {
  const old = placesInConfig(config).find(({ path }) => path[0] === "current");
  // AgavePy's session switch leaves a record there, its 0.9 a map of one.
  if (old?.path.length === 1) return writeMemberText(config, ["current"], record);
  const map = writeMemberText("{}", [session.clientName ?? session.apiKey ?? "unnamed"], record);
  return writeMemberText(config, ["current"], map);
}
