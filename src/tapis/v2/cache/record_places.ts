/** Where session records stand in the texts of a cache's files. */

import {
  parseArrayText,
  parseObjectText,
  readMember,
  type Span,
} from "../../../credentials/files/json_text.ts";
import { type Fields, fieldsOf, part } from "./session_record.ts";

/** A record, by its place in a text. */
export interface Place extends Span {
  /** The record. */
  readonly fields: Fields;
  /** The keys from the top of the text to it; items of an array have none. */
  readonly path: readonly string[];
}

/**
 * The records of `current` or `.agpy`: the one object, or the objects of an array.
 *
 * @param text The file's text.
 * @throws {SyntaxError} When it is not JSON, or has no object.
 */
export function placesInCurrent(text: string): Place[] {
  const isArray = text.trimStart().startsWith("[");
  if (!isArray) return [{ fields: fieldsOf(text), start: 0, end: text.length, path: [] }];
  return parseArrayText(text).filter(({ start }) => text[start] === "{").map((span) => {
    return { ...span, fields: fieldsOf(text.slice(span.start, span.end)), path: [] };
  });
}

/**
 * The records of `config.json`: those in `current` (a record, or records by client name), then those in
 * `sessions` (by tenant, user and client name).
 *
 * @param text The file's text.
 * @throws {SyntaxError} When it is not a JSON object.
 */
export function placesInConfig(text: string): Place[] {
  return Array.from(objectsIn(text, [])).flatMap((top) => {
    if (top.path[0] === "current") {
      // A session's texts tell a record from the map that AgavePy 0.9 makes of one.
      if (top.fields.size > 0) return [top];
      return Array.from(objectsIn(text, top.path, top), (place) => withName(text, place));
    }
    if (top.path[0] !== "sessions") return [];
    return Array.from(objectsIn(text, top.path, top))
      .flatMap((tenant) => Array.from(objectsIn(text, tenant.path, tenant)))
      .flatMap((user) => Array.from(objectsIn(text, user.path, user)))
      .map((place) => withName(text, place));
  });
}

/** The members of an object that are objects themselves; of one key the last, as parsers read it. */
function* objectsIn(
  text: string,
  path: readonly string[],
  { start, end }: Span = { start: 0, end: text.length },
): Generator<Place> {
  const seen = new Map(
    parseObjectText(text.slice(start, end)).members.map((member) => [member.key, member]),
  );
  for (const { key, ...span } of seen.values()) {
    const inner = { start: start + span.start, end: start + span.end };
    if (text[inner.start] !== "{") continue;
    const fields = fieldsOf(text.slice(inner.start, inner.end));
    yield { ...inner, fields, path: [...path, key] };
  }
}

/**
 * AgavePy 0.9 leaves a client's name to the key above its record. Later versions write the name, or an
 * explicit `null`, and may file a record under another client's key.
 */
function withName(text: string, place: Place): Place {
  const { fields, path } = place;
  const key = path.at(-1);
  const written = readMember(text.slice(place.start, place.end), "client_name") !== undefined;
  if (written || key === undefined || key === "" || key === part(fields, "apiKey")) return place;
  return { ...place, fields: new Map([...fields, ["client_name", key]]) };
}
