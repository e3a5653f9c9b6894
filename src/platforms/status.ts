/** The state of each platform's credential. */

import { isArgumentError } from "../argument_error.ts";
import { isKeyferryError } from "../credentials/errors/error_guards.ts";
import { CredentialError, PermissionNeededError } from "../credentials/errors/errors.ts";
import { missingPermissions, permissionFlags } from "../credentials/permissions.ts";
import { type AnyPlatform, findAmong } from "../credentials/platform.ts";
import { stopsSearch } from "../credentials/sources/source.ts";
import type { Report, ReportLine } from "../credentials/sources/report.ts";
import { allowStep, stepInWords, type StepWords } from "../credentials/errors/step.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { allPlatforms } from "./list.ts";

/** The state of a platform's credential. */
export interface PlatformStatus {
  /** The platform. */
  readonly platform: string;
  /**
   * `found`; `none`; `refused` when the one found may not be used here; `broken` when a source cannot
   * be read; `unclear` when none is found and a source may not be checked.
   */
  readonly state: "found" | "none" | "refused" | "broken" | "unclear";
  /** The source that has it. */
  readonly source: string | null;
  /** Whose it is, as far as the credential itself tells. */
  readonly identity: string | null;
  /** When it ends, in ISO 8601, where known. */
  readonly expires: string | null;
  /** Whether it can be renewed without the person; `null` where there is none. */
  readonly refreshable: boolean | null;
  /** The mode of the file that has it, such as `0600`, where there is one. */
  readonly mode: string | null;
  /** What to know, and the flags to add. */
  readonly warnings: readonly string[];
  /** Every source that was considered. */
  readonly sources: readonly ReportLine[];
}

/** What was found on a platform. */
interface Finding {
  readonly report: Report;
  readonly identity?: string | undefined;
  readonly refreshable?: boolean | undefined;
}

/**
 * The state of each platform's credential. Calls no service.
 *
 * @param choice Where to look, and what chooses a login of one of them: the others know none of it.
 * @param say Says the next steps, in the words of a script by default.
 */
export async function platformStatuses(
  choice: Surroundings,
  say: StepWords = stepInWords,
): Promise<PlatformStatus[]> {
  const all: PlatformStatus[] = [];
  for (const platform of await allPlatforms()) all.push(await statusOf(platform, choice, say));
  return all;
}

async function statusOf(
  platform: AnyPlatform,
  choice: Surroundings,
  say: StepWords,
): Promise<PlatformStatus> {
  const { finding, problem, isClosed } = await lookedAt(platform, choice, say);
  const { report: { lines }, identity, refreshable } = finding;
  const used = lines.find(({ state }) => state === "used");
  const broken = lines.find(stopsSearch);
  const closed = lines.filter(({ state }) => state === "not permitted");
  const deciding = platform.addressPermissions(choice, undefined, []);
  const beside = missingPermissions(deciding.map(({ permission }) => permission));
  const state = used !== undefined && problem !== undefined
    ? "refused"
    : used !== undefined
    ? "found"
    : isClosed
    ? "unclear"
    : broken !== undefined || problem !== undefined
    ? "broken"
    : closed.length > 0
    ? "unclear"
    : "none";
  return {
    platform: platform.name,
    state,
    source: (used ?? broken)?.source ?? null,
    identity: identity ?? null,
    expires: used?.expiresAt === undefined ? null : new Date(used.expiresAt).toISOString(),
    refreshable: refreshable ?? null,
    mode: used?.mode ?? null,
    warnings: [
      ...(problem === undefined ? [] : [problem]),
      ...(broken === undefined ? [] : [withStep(`${broken.source} ${broken.detail}`, broken, say)]),
      ...used?.warnings ?? [],
      ...platform.remarks?.(choice) ?? [],
      ...flagsToAdd(lines, say),
      ...(beside.length === 0 ? [] : [
        `variables that may name another address may not be checked: ${
          say(allowStep(permissionFlags(beside)))
        }`,
      ]),
    ],
    sources: lines,
  };
}

/** Sources that one flag would open stand together. */
function flagsToAdd(lines: readonly ReportLine[], say: StepWords): string[] {
  const closed = lines.filter(({ state }) => state === "not permitted");
  return [...Map.groupBy(closed, ({ next }) => next).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const names = [first, ...others].map(({ source }) => source).join(", ");
    return [withStep(`${names} may not be checked`, first, say)];
  });
}

function withStep(problem: string, { step }: ReportLine, say: StepWords): string {
  return step === undefined ? problem : `${problem}: ${say(step)}`;
}

/** What the lookup saw, and why what it found may not be used, where that is so. */
async function lookedAt(
  platform: AnyPlatform,
  choice: Surroundings,
  say: StepWords,
): Promise<{ finding: Finding; problem: string | undefined; isClosed?: boolean }> {
  try {
    const { value, choice: settled, report } = await findAmong(platform, choice);
    const { canRefresh: refreshable } = platform.renewal(value, settled);
    const finding = { report, identity: platform.identity(value), refreshable };
    return { finding, problem: undefined };
  } catch (error) {
    if (error instanceof CredentialError) {
      const used = error.report.lines.some((line) => line.state === "used");
      const problem = used ? error.messageWith(say) : undefined;
      return { finding: { report: error.report }, problem };
    }
    // A variable or a file that says what cannot be; anything else is a mistake of ours.
    if (!isKeyferryError(error) && !isArgumentError(error)) throw error;
    const problem = isKeyferryError(error) ? error.messageWith(say) : error.message;
    const finding = { report: { wanted: platform.name, lines: [] } };
    return { finding, problem, isClosed: error instanceof PermissionNeededError };
  }
}
