/** `keyferry status` */

import { Command } from "@cliffy/command";
import { restore as restoreCave } from "../cave/restore.ts";
import { tokenChain as caveTokens } from "../cave/token_chain.ts";
import { CredentialError } from "../credentials/errors.ts";
import {
  missingPermissions,
  type Permission,
  permissionFlags,
} from "../credentials/permissions.ts";
import { inWords, type Report, type ReportLine } from "../credentials/report.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { addressPermissions } from "../globus/config.ts";
import { restore as restoreGlobus } from "../globus/restore.ts";
import { tokenChain } from "../globus/token_chain.ts";
import { restore as restoreTapis } from "../tapis/v2/restore.ts";
import { sessionChain } from "../tapis/v2/session_chain.ts";
import { exitCodes, explanationOf } from "./exit_code.ts";
import type { Io } from "./io.ts";
import type { Act, AnyCommand, Globals } from "./job.ts";
import { type Needs, type WalkedChain, walkForNeeds } from "./needs.ts";
import { type CommonOptions, sandboxPermissions, surroundingsOf } from "./surroundings.ts";
import { columns, jsonText, plain } from "./text.ts";

/** How a platform's credential fares. */
export interface PlatformStatus {
  /** The platform. */
  readonly platform: string;
  /**
   * `found`; `none`; `refused` when the one found may not be used here; `broken` when a source cannot
   * be read; `unclear` when none is found and a source may not be looked at.
   */
  readonly state: "found" | "none" | "refused" | "broken" | "unclear";
  /** The source that has it. */
  readonly source: string | null;
  /** When it ends, in ISO 8601, where known. */
  readonly expires: string | null;
  /** What to know, and the flags to add. */
  readonly warnings: readonly string[];
  /** Every source that was considered. */
  readonly sources: readonly ReportLine[];
}

interface Platform {
  readonly name: string;
  readonly restore: (surroundings: Surroundings) => Promise<{ readonly report: Report }>;
  readonly walk: (surroundings: Surroundings) => Promise<WalkedChain<unknown>>;
  /** What matters beside the sources. */
  readonly beside?: (surroundings: Surroundings) => Permission[];
}

const platforms: readonly Platform[] = [
  {
    name: "CAVE",
    restore: (here) => restoreCave(undefined, here),
    walk: (here) => walkForNeeds(caveTokens(here)),
  },
  {
    name: "Globus",
    restore: restoreGlobus,
    walk: (here) => walkForNeeds(tokenChain(here)),
    beside: addressPermissions,
  },
  {
    name: "Tapis",
    restore: restoreTapis,
    walk: (here) => walkForNeeds(sessionChain(here)),
  },
];

/**
 * Shows which credentials are there, where, and until when. Calls no service.
 *
 * @param options `sandbox`, `json`.
 * @param io Where to look and to print.
 * @returns 3 when there is none at all.
 */
export async function status(options: CommonOptions, io: Io): Promise<number> {
  const surroundings = await surroundingsOf(options, io);
  const all: PlatformStatus[] = [];
  for (const platform of platforms) all.push(await statusOf(platform, surroundings));
  io.out(options.json ? jsonText({ platforms: all }) : table(all, surroundings.now?.()));
  return all.some(({ state }) => state === "found") ? exitCodes.ok : exitCodes.notLoggedIn;
}

async function statusOf(platform: Platform, surroundings: Surroundings): Promise<PlatformStatus> {
  const { report, problem } = await lookedAt(platform, surroundings);
  const { lines } = report;
  const used = lines.find(({ state }) => state === "used");
  const broken = lines.find(({ state }) => state === "broken");
  const closed = lines.filter(({ state }) => state === "not permitted");
  const beside = missingPermissions(platform.beside?.(surroundings) ?? []);
  const state = used !== undefined && problem !== undefined
    ? "refused"
    : used !== undefined
    ? "found"
    : broken !== undefined || problem !== undefined
    ? "broken"
    : closed.length > 0
    ? "unclear"
    : "none";
  return {
    platform: platform.name,
    state,
    source: (used ?? broken)?.source ?? null,
    expires: used?.expiresAt === undefined ? null : new Date(used.expiresAt).toISOString(),
    warnings: [
      ...(problem === undefined ? [] : [problem]),
      ...(broken === undefined ? [] : [`${broken.source} ${broken.detail}: ${broken.next}`]),
      ...used?.warnings ?? [],
      ...flagsToAdd(lines),
      ...(beside.length === 0 ? [] : [
        `variables that may name another address may not be looked at: add ${
          permissionFlags(beside).join(" ")
        }`,
      ]),
    ],
    sources: lines,
  };
}

/** Sources that one flag would open stand together. */
function flagsToAdd(lines: readonly ReportLine[]): string[] {
  const closed = lines.filter(({ state }) => state === "not permitted");
  return [...Map.groupBy(closed, ({ next }) => next)].map(([next, group]) => {
    return `${group.map(({ source }) => source).join(", ")} may not be looked at: ${next}`;
  });
}

/** What the lookup saw, and why what it found may not be used, where that is so. */
async function lookedAt(
  platform: Platform,
  surroundings: Surroundings,
): Promise<{ report: Report; problem: string | undefined }> {
  try {
    return { report: (await platform.restore(surroundings)).report, problem: undefined };
  } catch (error) {
    if (error instanceof CredentialError) {
      const used = error.report.lines.some((line) => line.state === "used");
      return { report: error.report, problem: used ? error.message : undefined };
    }
    const words = explanationOf(error)?.replace(/^keyferry: /, "");
    return { report: { wanted: platform.name, lines: [] }, problem: words };
  }
}

function table(all: readonly PlatformStatus[], now: number | undefined): string {
  const head = ["Platform", "State", "Where", "Until"];
  const rows = all.map(({ platform, state, source, expires }) => [
    platform,
    state,
    plain(source ?? "-"),
    expires === null ? "-" : inWords(Date.parse(expires), now),
  ]);
  const [title = "", ...lines] = columns([head, ...rows]).split("\n");
  const withWarnings = lines.map((line, index) => {
    const warnings = all[index]?.warnings ?? [];
    return [line, ...warnings.map((warning) => `  ${plain(warning)}`)].join("\n");
  });
  return [title, ...withWarnings].join("\n");
}

/**
 * What {@linkcode status} needs as things stand now. Without one of these it does not fail, but says
 * which source it could not look at.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function statusNeeds(options: CommonOptions, io: Io): Promise<Needs> {
  const surroundings = await surroundingsOf(options, io);
  const needed = [...sandboxPermissions(options)];
  const notes: string[] = [];
  for (const { walk, beside } of platforms) {
    const walked = await walk(surroundings);
    needed.push(...walked.needed, ...beside?.(surroundings) ?? []);
    notes.push(...walked.notes);
  }
  return { needed, notes };
}

/**
 * The command line of {@linkcode status}.
 *
 * @param act Takes the command that was read.
 */
export function statusCommand(act: Act): AnyCommand {
  return new Command<Globals>()
    .description(
      "Show which credentials are there, where, and until when. No service is called. The exit code " +
        "is 0 when there is one at least, else 3.\n\n" +
        "--json prints {platforms: [{platform, state, source, expires, warnings, sources}]}.",
    )
    .example("What do I have?", "keyferry status")
    .action((options) => act({ run: status, needs: statusNeeds }, options));
}
