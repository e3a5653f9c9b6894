/** Which credentials are there, platform by platform. */

import { restore as restoreCave } from "../cave/restore.ts";
import { CredentialError, isKeyferryError } from "../credentials/errors.ts";
import {
  missingPermissions,
  type Permission,
  permissionFlags,
} from "../credentials/permissions.ts";
import type { Report, ReportLine } from "../credentials/report.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { addressPermissions } from "../globus/config.ts";
import { restore as restoreGlobus } from "../globus/restore.ts";
import type { TokenChoice } from "../globus/token_chain.ts";
import { restore as restoreTapis } from "../tapis/v2/restore.ts";
import { restore as restoreTapisV3 } from "../tapis/v3/restore.ts";

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
  readonly restore: (choice: TokenChoice) => Promise<{ readonly report: Report }>;
  /** What matters beside the sources. */
  readonly beside?: (surroundings: Surroundings) => Permission[];
}

const platforms: readonly Platform[] = [
  { name: "CAVE", restore: (here) => restoreCave(undefined, here) },
  { name: "Globus", restore: restoreGlobus, beside: addressPermissions },
  { name: "Tapis v2", restore: restoreTapis },
  { name: "Tapis v3", restore: restoreTapisV3 },
];

/**
 * How the credential of each platform fares. Calls no service.
 *
 * @param choice Where to look, and for which Globus login: the other platforms know none of it.
 */
export async function platformStatuses(choice: TokenChoice): Promise<PlatformStatus[]> {
  const all: PlatformStatus[] = [];
  for (const platform of platforms) all.push(await statusOf(platform, choice));
  return all;
}

async function statusOf(platform: Platform, choice: TokenChoice): Promise<PlatformStatus> {
  const { report, problem } = await lookedAt(platform, choice);
  const { lines } = report;
  const used = lines.find(({ state }) => state === "used");
  const broken = lines.find(({ state }) => state === "broken");
  const closed = lines.filter(({ state }) => state === "not permitted");
  const beside = missingPermissions(platform.beside?.(choice) ?? []);
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
  { name, restore }: Platform,
  choice: TokenChoice,
): Promise<{ report: Report; problem: string | undefined }> {
  try {
    return { report: (await restore(choice)).report, problem: undefined };
  } catch (error) {
    if (error instanceof CredentialError) {
      const used = error.report.lines.some((line) => line.state === "used");
      return { report: error.report, problem: used ? error.message : undefined };
    }
    // A variable or a file that says what cannot be; anything else is a mistake of ours.
    const known = isKeyferryError(error) || error instanceof TypeError ||
      error instanceof RangeError;
    if (!known) throw error;
    return { report: { wanted: name, lines: [] }, problem: error.message };
  }
}
