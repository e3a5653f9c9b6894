/** Which credentials are there, platform by platform. */

import { findToken } from "../cave/find_token.ts";
import { resolve } from "../credentials/chain.ts";
import { CredentialError, isKeyferryError } from "../credentials/errors.ts";
import {
  missingPermissions,
  type Permission,
  permissionFlags,
} from "../credentials/permissions.ts";
import type { Report, ReportLine } from "../credentials/report.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { addressPermissions } from "../globus/config.ts";
import { checkDestinations } from "../globus/destinations.ts";
import type { TokenChoice } from "../globus/config.ts";
import { tokenChain } from "../globus/token_chain.ts";
import { canRenew } from "../globus/tokens.ts";
import { capabilitiesAt, findSession as findV2 } from "../tapis/v2/find_session.ts";
import { capabilitiesOf, findSession as findV3 } from "../tapis/v3/find_session.ts";

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
  readonly refreshable?: boolean;
}

interface Platform {
  readonly name: string;
  readonly find: (choice: TokenChoice) => Promise<Finding>;
  /** What matters beside the sources. */
  readonly beside?: (surroundings: Surroundings) => Permission[];
}

/** As each `restore()` does, without the clients, which cost more to load than all else. */
const platforms: readonly Platform[] = [
  { name: "CAVE", find: findCave },
  { name: "Globus", find: findGlobus, beside: addressPermissions },
  { name: "Tapis v2", find: findTapisV2 },
  { name: "Tapis v3", find: findTapisV3 },
];

/** A CAVE token says neither whose it is nor when it ends, and nothing renews it. */
async function findCave(choice: TokenChoice): Promise<Finding> {
  const { report } = await findToken(undefined, choice);
  return { report, refreshable: false };
}

async function findGlobus(choice: TokenChoice): Promise<Finding> {
  const { value, source, report } = await resolve(tokenChain(choice));
  await checkDestinations(value, source, report, choice);
  return { report, identity: value.identityId, refreshable: canRenew(value) };
}

async function findTapisV2(choice: TokenChoice): Promise<Finding> {
  const { found, baseUrl, report } = await findV2(choice);
  const { canRefresh } = capabilitiesAt(found, baseUrl);
  return { report, identity: tapisIdentity(found.session), refreshable: canRefresh };
}

async function findTapisV3(choice: TokenChoice): Promise<Finding> {
  const { found, report } = await findV3(choice);
  const { canRefresh } = capabilitiesOf(found);
  return { report, identity: tapisIdentity(found.session), refreshable: canRefresh };
}

function tapisIdentity(
  { username, tenantId }: {
    readonly username?: string | undefined;
    readonly tenantId?: string | undefined;
  },
): string | undefined {
  return username && tenantId ? `${username} at ${tenantId}` : username;
}

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
  const { finding, problem } = await lookedAt(platform, choice);
  const { report: { lines }, identity, refreshable } = finding;
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
    identity: identity ?? null,
    expires: used?.expiresAt === undefined ? null : new Date(used.expiresAt).toISOString(),
    refreshable: refreshable ?? null,
    mode: used?.mode ?? null,
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
  { name, find }: Platform,
  choice: TokenChoice,
): Promise<{ finding: Finding; problem: string | undefined }> {
  try {
    return { finding: await find(choice), problem: undefined };
  } catch (error) {
    if (error instanceof CredentialError) {
      const used = error.report.lines.some((line) => line.state === "used");
      return { finding: { report: error.report }, problem: used ? error.message : undefined };
    }
    // A variable or a file that says what cannot be; anything else is a mistake of ours.
    const known = isKeyferryError(error) || error instanceof TypeError ||
      error instanceof RangeError;
    if (!known) throw error;
    return { finding: { report: { wanted: name, lines: [] } }, problem: error.message };
  }
}
