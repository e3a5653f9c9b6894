/** The permissions that a command needs as things stand now. */

import { demandPermissions } from "../credentials/demand_permissions.ts";
import type { Permission } from "../credentials/permissions.ts";
import { type CalledServices, type Needs, survey } from "../credentials/permissions_for.ts";
import type { Credential, Platform } from "../credentials/platform.ts";
import type { Surroundings } from "../credentials/surroundings.ts";
import { isDueAt } from "../oauth/renewable.ts";
import { type CommonOptions, sandboxPermissions } from "./surroundings.ts";

export type { Needs } from "../credentials/permissions_for.ts";
export { netPermissions } from "../credentials/permissions_for.ts";
export type { OptionalPermission as OptionalNeed } from "../credentials/sources/walked_chain.ts";
export { walkForNeeds } from "../credentials/sources/walked_chain.ts";
export type { WalkedChain } from "../credentials/sources/walked_chain.ts";

/** A token as far as its renewal is concerned. */
export interface TokenAge {
  /** What renewing it needs. */
  readonly renewal: readonly Permission[];
  /** Whether there is a token yet. */
  readonly hasToken: boolean;
  /** When it expires, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
}

/**
 * What renewing a token needs: needed where the next call renews it, optional before.
 *
 * @param age The token.
 * @param now The time, in milliseconds since 1970.
 */
export function renewalNeeds(
  { renewal, hasToken, expiresAt }: TokenAge,
  now: number,
): Pick<Needs, "needed" | "optional"> {
  const due = !hasToken || expiresAt !== undefined && isDueAt(expiresAt, now);
  if (due) return { needed: renewal };
  const why = "to renew the token when it expires";
  return { needed: [], optional: renewal.map((permission) => ({ permission, why })) };
}

/**
 * What a command that uses a platform's credential needs as things stand now: to find it, to know where
 * it goes, to call the services, and to renew it where the next call does.
 *
 * @param platform The platform.
 * @param choice What narrows the search, and what is called.
 * @param options The command's options.
 */
export async function platformNeeds<Choice extends Surroundings, Value extends Credential>(
  platform: Platform<Choice, Value>,
  choice: Choice & CalledServices,
  options: CommonOptions = {},
): Promise<Needs> {
  const { needed, net, value, renewal, notes } = await survey(platform, {
    ...choice,
    strict: true,
  });
  const { needed: due, optional = [] } = value === undefined ? { needed: [] } : renewalNeeds({
    renewal: renewal.permissions,
    hasToken: platform.hasToken(value),
    expiresAt: platform.expiresAt(value),
  }, (choice.now ?? Date.now)());
  const why = "to keep the next token for the next run";
  return {
    needed: [...sandboxPermissions(options), ...needed, ...net, ...due],
    optional: [
      ...optional,
      ...(renewal.optional ?? []).map((permission) => ({ permission, why })),
    ],
    notes,
  };
}

/**
 * Throws where a permission that a command needs is not granted.
 *
 * @param needs What it needs.
 * @param complaint What cannot be done without, such as "Cannot start a sandbox".
 * @throws {PermissionNeededError} Naming every flag that lacks.
 */
export function demandNeeds({ needed }: Needs, complaint: string): void {
  demandPermissions(complaint, needed);
}
