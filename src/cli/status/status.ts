/** `keyferry status` */

import { expiryWords } from "../../credentials/errors/card.ts";
import { inList, type Step } from "../../credentials/errors/step.ts";
import { survey } from "../../credentials/permissions_for.ts";
import { formatReport, nextStep } from "../../credentials/sources/report.ts";
import { homeVariable, readVariable, type Surroundings } from "../../credentials/surroundings.ts";
import { MisuseError } from "../words/misuse.ts";
import { stopsSearch } from "../../credentials/sources/source.ts";
import { allPlatforms } from "../../platforms/list.ts";
import { type PlatformStatus, platformStatuses } from "../../platforms/status.ts";
import { type CallOptions, commandText } from "../words/command_text.ts";
import { exitCodes } from "../exit_code.ts";
import type { Io } from "../terminal/io.ts";
import type { Needs } from "../needs.ts";
import { stepForShell } from "../words/step_words.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "../surroundings.ts";
import { tableText } from "../terminal/table.ts";
import { jsonText, plain } from "../terminal/text.ts";

/** The state of a platform's credential, and what to do about it. */
export interface PlatformRow extends PlatformStatus {
  /** What to do next: a command, or a flag to add; `null` where nothing needs doing, or the warnings say it. */
  readonly next: string | null;
}

/** What `status --json` prints. */
export interface StatusJson {
  /** The platforms. */
  readonly platforms: readonly PlatformRow[];
}

/** The options and arguments of `status`. */
export interface StatusOptions extends CommonOptions {
  /** The first word of the platform's name. */
  readonly platform?: string | undefined;
}

/** The word by which a platform, in each of its versions, is named. */
function wordOf(platform: string): string {
  return platform.toLowerCase().split(" ")[0] ?? "";
}

/** Those that are named; all where none is. */
function named<T>(all: readonly T[], nameOf: (one: T) => string, word: string | undefined): T[] {
  const chosen = all.filter((one) => word === undefined || wordOf(nameOf(one)) === word);
  if (chosen.length > 0) return chosen;
  const words = [...new Set(all.map((one) => wordOf(nameOf(one))))].toSorted();
  throw new MisuseError(`${JSON.stringify(word)} is not a platform: give ${inList(words, "or")}`);
}

/**
 * Shows which credentials are there, whose, where, and until when. Calls no service.
 *
 * @param options `sandbox`, `json`, `profile`.
 * @param io Where to look and to print.
 * @returns 1 where one is broken or refused, else 4 where it may not look, else 3 without any.
 * @throws {MisuseError} When there is no such platform.
 */
export async function status(options: StatusOptions, io: Io): Promise<number> {
  const choice = await choiceOf(options, io);
  const now = (choice.now ?? Date.now)();
  const call = options as CallOptions;
  const all = await platformStatuses(choice, (step) => stepForShell(step, call));
  const statuses = named(all, ({ platform }) => platform, options.platform);
  const platforms = statuses.map((one): PlatformRow => {
    return { ...one, next: nextOf(one, now, call) };
  });
  if (options.json) io.out(jsonText({ platforms } satisfies StatusJson));
  else {
    io.out(table(platforms, io, now));
    for (const { platform, warnings } of platforms) {
      for (const warning of warnings) io.out(`${platform}: ${plain(warning)}`);
    }
    const lacks = platforms.some((one) => one.platform === "Globus" && one.state === "none");
    if (lacks && (options.sandbox ?? options.profile) === undefined) io.note(otherLogin);
    if (options.verbose) tellSources(platforms, io);
  }
  tellHome(choice, io);
  return codeOf(platforms);
}

/** What is broken comes before what is not known, and that before what is not there. */
function codeOf(platforms: readonly PlatformRow[]): number {
  const own = platforms.filter((one) => !isOfOther(one));
  const has = (...states: PlatformRow["state"][]): boolean => {
    return own.some(({ state }) => states.includes(state));
  };
  if (has("broken", "refused")) return exitCodes.failed;
  if (has("unclear")) return exitCodes.notPermitted;
  return has("found") ? exitCodes.ok : exitCodes.notLoggedIn;
}

/** A good token of the other version of a platform breaks nothing: it is found there. */
function isOfOther({ state, sources }: PlatformRow): boolean {
  return state === "broken" && sources.find(stopsSearch)?.step?.kind === "use platform";
}

/** Without a home nothing of the person's own is found, which looks as if there were nothing. */
function tellHome(choice: Surroundings, io: Io): void {
  if (choice.home !== undefined) return;
  const read = readVariable(homeVariable(), choice);
  if ("value" in read && !read.value) {
    io.err(`keyferry: ${homeVariable()} is not set: files below your home folder were not checked`);
  }
}

/** Who is logged in by globus-cli needs no app of their own. */
const otherLogin = "Globus: `globus login` (globus-cli) will do, too: keyferry uses its login";

function nextOf(
  { platform, state, sources, expires, refreshable }: PlatformStatus,
  now: number,
  call: CallOptions,
): string | null {
  if (state === "unclear") return commandText(["permissions", "status"], call);
  const isOver = expires !== null && Date.parse(expires) <= now;
  if (state === "found" && (!isOver || refreshable !== false)) return null;
  const login: Step = { kind: "log in", platform };
  const report = { wanted: platform, lines: sources, login: state === "none" ? login : undefined };
  const step = state === "found" ? login : nextStep(report);
  return step === undefined ? null : stepForShell(step, call);
}

function table(rows: readonly PlatformRow[], io: Io, now: number): string {
  const head = ["Platform", "State", "Account", "Source", "Expires", "Renewable", "Mode", "Next"];
  const cells = rows.map((row) => [
    row.platform,
    row.state,
    row.identity ?? "-",
    row.source ?? "-",
    expiryWords(row.expires === null ? undefined : Date.parse(row.expires), now) ?? "-",
    row.refreshable === null ? "-" : row.refreshable ? "yes" : "no",
    row.mode ?? "-",
    row.next ?? (row.state === "refused" ? "see below" : "-"),
  ]);
  const shown = cells.map((row) => row.map(plain));
  // Paths and commands are to be copied.
  return tableText(head, shown, io, { whole: [3, 7] });
}

function tellSources(platforms: readonly PlatformStatus[], io: Io): void {
  const { now } = io.surroundings;
  for (const { platform, sources: lines } of platforms) {
    io.note(`${platform} was looked for in:`);
    const text = formatReport({ wanted: platform, lines }, { now });
    for (const line of text.split("\n")) io.note(`  ${plain(line)}`);
  }
}

/** A profile is one platform's alone: the others do not look at it. */
async function choiceOf(
  options: CommonOptions,
  io: Io,
): Promise<Surroundings & { readonly profile?: string | undefined }> {
  return { ...await surroundingsOf(options, io), profile: options.profile };
}

/**
 * What {@linkcode status} needs as things stand now. Without one of these it does not fail, but says
 * which source it could not look at.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function statusNeeds(options: StatusOptions, io: Io): Promise<Needs> {
  const choice = await choiceOf(options, io);
  const needed = [...sandboxPermissions(options)];
  const notes: string[] = [];
  for (const platform of named(await allPlatforms(), ({ name }) => name, options.platform)) {
    const found = await survey(platform, {
      ...choice,
      services: [],
      strict: true,
    });
    needed.push(...found.needed);
    notes.push(...found.notes);
  }
  return { needed, notes };
}
