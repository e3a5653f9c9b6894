/**
 * The credential cache that the Bash CLI and AgavePy leave: which folder, which record, which fields.
 * Source: AgavePy 0.9.5 and 1.0.0a12.
 */

import { FileError } from "../../credentials/errors.ts";
import { modeWarning } from "../../credentials/files.ts";
import { broken, loadText, readPermissions } from "../../credentials/from_json_file.ts";
import { Secret } from "../../credentials/secret.ts";
import type { NotFound, Outcome, Source } from "../../credentials/source.ts";
import {
  at,
  inHome,
  type Location,
  readVariable,
  type Surroundings,
  variablePermissions,
} from "../../credentials/surroundings.ts";
import { join } from "@std/path/join";

/** A Tapis v2 session as the cache keeps it. */
export interface SessionRecord {
  /** The tenant's address, without a slash at the end. */
  readonly baseUrl: string;
  /** The tenant's id (its code), where known. */
  readonly tenantId: string | undefined;
  /** The person. */
  readonly username: string | undefined;
  /** The OAuth client's name, where known. */
  readonly clientName: string | undefined;
  /** The OAuth client's key. */
  readonly apiKey: string | undefined;
  /** The OAuth client's secret. */
  readonly apiSecret: Secret | undefined;
  /** The token that calls carry. */
  readonly accessToken: Secret;
  /** The token that buys a new pair, once. */
  readonly refreshToken: Secret | undefined;
  /** When the access token ends, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
}

/** What chooses among several records. */
export interface SessionChoice {
  /** The OAuth client's key. */
  readonly apiKey?: string;
  /** The OAuth client's name. */
  readonly clientName?: string;
  /** The tenant's id. */
  readonly tenantId?: string;
}

/** The variables that name the cache folder, the preferred one first. */
const folderVariables = ["TAPIS_CACHE_DIR", "AGAVE_CACHE_DIR"];

/**
 * Where the current session is kept: `current` in `$TAPIS_CACHE_DIR`, else in `$AGAVE_CACHE_DIR`, else
 * in `~/.agave`.
 *
 * @param surroundings Where variables and home folder come from.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { assertEquals } from "@std/assert";
 *
 * const file = v2.currentFile({ env: { AGAVE_CACHE_DIR: "/data/agave" }, home: "/home/ada" });
 * assertEquals(file.find(), "/data/agave/current");
 * ```
 */
export function currentFile(surroundings: Surroundings = {}): Location {
  for (const variable of folderVariables) {
    const read = readVariable(variable, surroundings);
    if ("state" in read) return unknownFolder(surroundings, read);
    if (read.value) {
      const location = at(join(read.value, "current"), `$${variable}/current`);
      return { ...location, permissions: variablePermissions(folderVariables, surroundings) };
    }
  }
  const location = inHome([".agave", "current"], surroundings);
  const permissions = variablePermissions(folderVariables, surroundings);
  return { ...location, permissions: [...permissions, ...location.permissions] };
}

/** A variable that might name the folder may not be read, so no folder can be looked in. */
function unknownFolder(surroundings: Surroundings, why: NotFound): Location {
  return {
    label: "~/.agave/current",
    permissions: [
      ...variablePermissions(folderVariables, surroundings),
      ...inHome([], surroundings).permissions,
    ],
    pathForPermission: inHome([".agave", "current"], surroundings).pathForPermission,
    find: () => why,
  };
}

/**
 * A source that is the cache's current session.
 *
 * @param choice What chooses, where the file holds several records.
 * @param surroundings Where variables, home folder and clock come from.
 */
export function fromCurrent(
  choice: SessionChoice,
  surroundings: Surroundings,
): Source<SessionRecord> {
  const location = currentFile(surroundings);
  return {
    name: location.label,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<SessionRecord>> {
      const file = await loadText(location);
      if ("state" in file) return file;
      let document: unknown;
      try {
        document = JSON.parse(file.text);
      } catch (cause) {
        // The parser's own words may quote the text, and the text holds secrets.
        return broken(
          "is not JSON",
          new FileError(`Cannot parse ${file.path}`, {
            cause: (cause as Error).name,
          }),
        );
      }
      const outcome = chosen(document, choice, (surroundings.now ?? Date.now)());
      if (outcome.state !== "used") return outcome;
      const warning = await modeWarning(file.path);
      return warning === undefined ? outcome : { ...outcome, warnings: [warning] };
    },
  };
}

function chosen(document: unknown, choice: SessionChoice, now: number): Outcome<SessionRecord> {
  const records = (Array.isArray(document) ? document : [document]).filter(isRecord);
  if (records.length === 0) return broken("holds no record", undefined);
  const matching = records.filter((record) => matches(record, choice));
  const [record] = matching;
  if (record === undefined) {
    return { state: "keyless", detail: `has no session with ${describeChoice(choice)}` };
  }
  return outcomeOf(record, now);
}

/** The record is of the file's own spelling, or of the library's. */
type Raw = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function field(record: Raw, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = record[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

const spellings = {
  baseUrl: ["baseurl", "api_server"],
  tenantId: ["tenantid", "tenant_id"],
  username: ["username"],
  clientName: ["client_name"],
  apiKey: ["apikey", "api_key"],
  apiSecret: ["apisecret", "api_secret"],
  accessToken: ["access_token", "token"],
  refreshToken: ["refresh_token"],
} as const;

function matches(record: Raw, choice: SessionChoice): boolean {
  return (["apiKey", "clientName", "tenantId"] as const).every((name) => {
    return choice[name] === undefined || field(record, ...spellings[name]) === choice[name];
  });
}

function describeChoice(choice: SessionChoice): string {
  return Object.entries(choice).filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(" and ");
}

function outcomeOf(record: Raw, now: number): Outcome<SessionRecord> {
  const baseUrl = field(record, ...spellings.baseUrl)?.replace(/\/+$/, "");
  const accessToken = field(record, ...spellings.accessToken);
  if (accessToken === undefined) return { state: "keyless", detail: "has no access_token" };
  if (baseUrl === undefined) return { state: "incomplete", detail: "has a token but no baseurl" };
  if (!URL.canParse(baseUrl)) return broken("has a baseurl that is no address", undefined);
  const text = (name: keyof typeof spellings): string | undefined => {
    return field(record, ...spellings[name]);
  };
  const secret = (name: keyof typeof spellings): Secret | undefined => {
    const value = text(name);
    return value === undefined ? undefined : new Secret(value);
  };
  const expiresAt = expiry(record);
  const session: SessionRecord = {
    baseUrl,
    tenantId: text("tenantId"),
    username: text("username"),
    clientName: text("clientName"),
    apiKey: text("apiKey"),
    apiSecret: secret("apiSecret"),
    accessToken: new Secret(accessToken),
    refreshToken: secret("refreshToken"),
    expiresAt,
  };
  if (expiresAt !== undefined && expiresAt <= now && !isRenewable(session)) {
    return {
      state: "expired",
      detail:
        "holds a token that is past its time, and no refresh token, key and secret to renew it",
      next: "get a new token with the tool that wrote the file",
    };
  }
  return { state: "used", value: session, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** Whether a new pair can be bought: Tapis v2 wants the OAuth client's key and secret for that. */
export function isRenewable(session: SessionRecord): boolean {
  return session.refreshToken !== undefined && session.apiKey !== undefined &&
    session.apiSecret !== undefined;
}

/** `expires_at` is text in the writer's own zone, so the time comes from the two numbers. */
function expiry(record: Raw): number | undefined {
  const created = Number(field(record, "created_at"));
  const lasts = Number(field(record, "expires_in"));
  return Number.isFinite(created + lasts) ? (created + lasts) * 1000 : undefined;
}
