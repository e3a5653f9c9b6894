/** Session records as texts: one changed in place, one made whole, one made new. */

import { parseObjectText, readMember } from "../../../credentials/files/json_text.ts";
import { pythonJson, writeMember } from "../../../credentials/files/json_edit.ts";
import { fieldsOf, sessionIn, type SessionRecord } from "./session_record.ts";

/**
 * A record with a session's tokens and times in place of its own. Each value keeps the JSON type it
 * had; every other byte stays.
 *
 * @param text The record's JSON text.
 * @param session The session.
 * @throws {SyntaxError} When the text is not a JSON object.
 */
export function withTokens(text: string, session: SessionRecord): string {
  const { accessToken, refreshToken } = session;
  if (hasTokens(sessionIn(fieldsOf(text)), session)) return text;
  const { created_at, expires_in, expires_at } = timesOf(session);
  const isLibrarys = readMember(text, "token") !== undefined;
  const changes: readonly (readonly [string, string | number | undefined])[] = [
    ["refresh_token", refreshToken?.reveal()],
    ["expires_in", expires_in],
    ["expires_at", expires_at],
    ["created_at", created_at],
    // A record may have both spellings; one left behind would be a used token.
    ...(isLibrarys ? [["token", accessToken?.reveal()] as const] : []),
    ...(isLibrarys && readMember(text, "access_token") === undefined
      ? []
      : [["access_token", accessToken?.reveal()] as const]),
  ];
  return changes.reduce((text, [key, value]) => {
    return value === undefined ? text : writeMember(text, key, ofSameKind(text, key, value));
  }, text);
}

/** Whether a record holds a session's tokens already; its times are written in other words then. */
function hasTokens(old: SessionRecord, session: SessionRecord): boolean {
  return old.accessToken?.reveal() === session.accessToken?.reveal() &&
    old.refreshToken?.reveal() === session.refreshToken?.reveal() &&
    old.createdAt === session.createdAt && old.expiresAt === session.expiresAt;
}

function ofSameKind(text: string, key: string, value: string | number): string | number {
  const isText = readMember(text, key)?.startsWith('"') ?? false;
  return isText ? String(value) : value;
}

/**
 * A record with every key that the Bash CLI, AgavePy 0.9 and AgavePy 1.0 look for; those it has stay as
 * they are.
 *
 * @param text The record's JSON text.
 * @param session The session in it.
 * @throws {SyntaxError} When the text is not a JSON object.
 */
export function complete(text: string, session: SessionRecord): string {
  const has = new Set(parseObjectText(text).members.map(({ key }) => key));
  return Object.entries(unionOf(session)).reduce((text, [key, value]) => {
    return has.has(key) ? text : writeMember(text, key, value);
  }, text);
}

/** A new record: one line, as AgavePy 1.0 writes it, with the Bash CLI's `devurl` behind. */
export function recordText(session: SessionRecord): string {
  return pythonJson(unionOf(session));
}

function unionOf(session: SessionRecord): Readonly<Record<string, unknown>> {
  const { created_at, expires_in, expires_at } = timesOf(session);
  return {
    refresh_token: session.refreshToken?.reveal() ?? "",
    expires_in: expires_in ?? "",
    expires_at: expires_at ?? "",
    created_at: created_at ?? "",
    username: session.username ?? "",
    token_username: null,
    client_name: session.clientName ?? null,
    use_nonce: false,
    verify: true,
    proxies: {},
    // Without a tenant's id AgavePy 1.0 asks the network for it; an empty one it leaves alone.
    tenantid: session.tenantId ?? "",
    apisecret: session.apiSecret?.reveal() ?? "",
    apikey: session.apiKey ?? "",
    baseurl: session.baseUrl,
    access_token: session.accessToken?.reveal() ?? "",
    devurl: "",
  };
}

/** A session's times as a record has them: seconds, and a text for people. */
export function timesOf({ createdAt, expiresAt }: SessionRecord): {
  readonly created_at: number | undefined;
  readonly expires_in: number | undefined;
  readonly expires_at: string | undefined;
} {
  const ended = expiresAt ?? createdAt;
  return {
    created_at: createdAt === undefined ? undefined : Math.floor(createdAt / 1000),
    // Zero is what the service said, where a token has a beginning and no end.
    expires_in: createdAt === undefined
      ? undefined
      : Math.round(((expiresAt ?? createdAt) - createdAt) / 1000),
    expires_at: ended === undefined ? undefined : ctime(ended),
  };
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Local time as Python's `time.ctime` has it, such as `Sat Nov 21 11:05:39 2026`. */
function ctime(ms: number): string {
  const time = new Date(ms);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, "0")).join(":");
  const day = String(time.getDate()).padStart(2, " ");
  return `${days[time.getDay()]} ${months[time.getMonth()]} ${day} ${clock} ${time.getFullYear()}`;
}
