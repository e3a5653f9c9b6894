/** Sessions in the files of the cache: `current`, `.agpy`, `config.json`. */

import { FileError } from "../../../credentials/errors/errors.ts";
import { modeFacts } from "../../../credentials/files/files.ts";
import { broken, readPermissions } from "../../../credentials/sources/from_json_file.ts";
import type { Found, NotFound, Outcome, Source } from "../../../credentials/sources/source.ts";
import type { Step } from "../../../credentials/errors/step.ts";
import type { Location, Surroundings } from "../../../credentials/surroundings.ts";
import { loadTrusted } from "../../../credentials/files/trusted_file.ts";
import { isWholeJson } from "../../../credentials/files/whole_text.ts";
import { folderWarning } from "../../cache_folder.ts";
import { agpyFile, configFile, currentFile } from "./cache_files.ts";
import { type Place, placesInConfig, placesInCurrent } from "./record_places.ts";
import {
  identityOf,
  newer,
  part,
  sessionIn,
  sessionName,
  sessionOf,
  type SessionRecord,
} from "./session_record.ts";
import type { OptionKinds } from "../../../options.ts";

/**
 * What chooses among several records.
 *
 * @category Sessions
 */
export interface SessionChoice {
  /** The OAuth client's key. */
  readonly apiKey?: string | undefined;
  /** The OAuth client's name. */
  readonly clientName?: string | undefined;
  /** The tenant's id. */
  readonly tenantId?: string | undefined;
  /** The person. */
  readonly username?: string | undefined;
}

/** What chooses among several records, as a value. */
export const sessionChoiceKinds: OptionKinds<SessionChoice> = {
  apiKey: "text",
  clientName: "text",
  tenantId: "text",
  username: "text",
};

const choices = ["tenantId", "username", "clientName", "apiKey"] as const;
/** What to do where several sessions would do. */
export const chooseOne: Step = { kind: "choose", platform: "Tapis v2", by: choices };

/** Whether anything is chosen. */
export function isChoosing(choice: SessionChoice): boolean {
  return choices.some((name) => choice[name] !== undefined);
}

/** Whether a record is of those chosen. */
export function matches(place: Place, choice: SessionChoice): boolean {
  return choices.every((name) => {
    return choice[name] === undefined || part(place.fields, name) === choice[name];
  });
}

/** What was chosen, for a person to read. */
export function describeChoice(choice: SessionChoice): string {
  return choices.filter((name) => choice[name] !== undefined)
    .map((name) => `${name} ${JSON.stringify(choice[name])}`).join(" and ");
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
  return fromFile(
    currentFile(surroundings),
    surroundings,
    folderWarning(surroundings),
    (text, now) => {
      return currentIn(placesInCurrent(text), choice, now);
    },
  );
}

/**
 * A source that is AgavePy's list of sessions in the home folder.
 *
 * @param choice What chooses, where the file holds several records.
 * @param surroundings Where variables, home folder and clock come from.
 */
export function fromAgpy(choice: SessionChoice, surroundings: Surroundings): Source<SessionRecord> {
  return fromFile(agpyFile(surroundings), surroundings, undefined, (text, now) => {
    return currentIn(placesInCurrent(text), choice, now);
  });
}

/**
 * A source that is the cache's `config.json`: without a choice the current session in it, or the only
 * one; with a choice the session chosen.
 *
 * @param choice What chooses.
 * @param surroundings Where variables, home folder and clock come from.
 */
export function fromConfig(
  choice: SessionChoice,
  surroundings: Surroundings,
): Source<SessionRecord> {
  return fromFile(
    configFile(surroundings),
    surroundings,
    folderWarning(surroundings),
    (text, now) => {
      const places = placesInConfig(text);
      const current = places.filter(({ path }) => path[0] === "current");
      const identities = new Set(current.map(placeIdentity));
      const named = isChoosing(choice) || current.length === 0
        ? places
        : places.filter((place) => identities.has(placeIdentity(place)));
      return single(named, choice, now);
    },
  );
}

function placeIdentity({ fields }: Place): string {
  return identityOf(sessionIn(fields));
}

function fromFile(
  location: Location,
  surroundings: Surroundings,
  warning: string | undefined,
  pick: (text: string, now: number) => Outcome<SessionRecord>,
): Source<SessionRecord> {
  return {
    name: location.label,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<SessionRecord>> {
      const file = await loadTrusted(location, isWholeJson);
      if ("state" in file) return file;
      let outcome: Outcome<SessionRecord>;
      try {
        outcome = pick(file.text, (surroundings.now ?? Date.now)());
      } catch (cause) {
        const why = `is not JSON: ${(cause as SyntaxError).message}`;
        return broken(why, new FileError(`Cannot parse ${file.path}`, { cause }));
      }
      if (outcome.state !== "used") return outcome;
      const facts = await modeFacts(file.path);
      const warnings = [...facts.warnings ?? [], ...(warning === undefined ? [] : [warning])];
      return { ...outcome, ...facts, ...(warnings.length === 0 ? {} : { warnings }) };
    },
  };
}

/** A list's first record is its current one, but choosing between two people, or two tenants, is not. */
function currentIn(
  places: readonly Place[],
  choice: SessionChoice,
  now: number,
): Outcome<SessionRecord> {
  const [first] = places;
  if (first === undefined) return broken("has no record", undefined);
  if (isChoosing(choice)) return single(places, choice, now);
  const owners = new Set(places.map(({ fields }) => {
    return `${part(fields, "username") ?? "unnamed"} at ${part(fields, "tenantId") ?? "unnamed"}`;
  }));
  return owners.size > 1
    ? several(`sessions of several owners: ${[...owners].join(", ")}`)
    : sessionOf(first.fields, now);
}

/** Of several records of one identity the newest; several identities are for the person to choose from. */
function single(
  places: readonly Place[],
  choice: SessionChoice,
  now: number,
): Outcome<SessionRecord> {
  const outcomes = places.filter((place) => matches(place, choice))
    .map(({ fields }) => sessionOf(fields, now));
  const [first] = outcomes;
  if (first === undefined) {
    return isChoosing(choice)
      ? noMatch(places, choice)
      : { state: "keyless", detail: "has no session" };
  }
  const found = new Map<string, SessionRecord>();
  for (const { value } of outcomes.filter(isFound)) {
    const known = found.get(identityOf(value));
    found.set(identityOf(value), known === undefined ? value : newer(known, value));
  }
  const [value, another] = found.values();
  if (value === undefined) return first;
  if (another !== undefined) {
    return several(`several sessions: ${[...found.values()].map(sessionName).join(", ")}`);
  }
  const { expiresAt } = value;
  return { state: "used", value, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

function isFound(outcome: Outcome<SessionRecord>): outcome is Found<SessionRecord> {
  return outcome.state === "used";
}

function noMatch(places: readonly Place[], choice: SessionChoice): NotFound {
  const names = new Set(places.map(({ fields }) => sessionName(sessionIn(fields))));
  const others = names.size === 0 ? "" : `, only ${[...names].join(", ")}`;
  return { state: "keyless", detail: `has no session with ${describeChoice(choice)}${others}` };
}

function several(what: string): NotFound {
  return broken(`holds ${what}`, undefined, chooseOne);
}
