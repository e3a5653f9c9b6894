/** A platform as a value: where its credential is found, where it may go, and what keeps it fresh. */

import { type Chain, resolve, resolveKinds, type ResolveOptions } from "./sources/chain.ts";
import { type Cargo, checkDestination, type Destination } from "./destination.ts";
import { type CredentialOrigin, runnerUpOf } from "./origin.ts";
import type { Permission } from "./permissions.ts";
import type { Report } from "./sources/report.ts";
import type { LoginKnower } from "./errors/step.ts";
import type { Surroundings } from "./surroundings.ts";
import { checkArguments, checkOptions, type OptionKinds, pickOptions } from "../options.ts";

/**
 * A credential of any platform, and who gave it.
 *
 * @category A platform of your own
 */
export interface Credential {
  /** Who gave it. */
  readonly from: Cargo["from"];
}

/**
 * A secret of a credential, and the address that it would be sent to.
 *
 * @category A platform of your own
 */
export interface Shipment extends Pick<Cargo, "secret" | "issuers"> {
  /** The address. */
  readonly destination: Destination;
  /** What the secret is called in errors; what the platform looks for by default. */
  readonly wanted?: string | undefined;
}

/**
 * Whether a new token can be had without the person.
 *
 * @category A platform of your own
 */
export interface Renewability {
  /** Whether it can. */
  readonly canRefresh: boolean;
  /** Why not. */
  readonly reason?: string | undefined;
  /** What Deno must allow for it, beyond finding the credential and calling the service. */
  readonly permissions: readonly Permission[];
  /** What keeps the new token for the next run, where it can be had without that. */
  readonly optional?: readonly Permission[] | undefined;
}

/**
 * A permission that decides where calls go.
 *
 * @category A platform of your own
 */
export interface AddressPermission {
  /** The permission. */
  readonly permission: Permission;
  /** Whether what it opens names an address; otherwise it only proves that nothing does. */
  readonly decides: boolean;
}

/**
 * A platform, as far as its credential is concerned. {@linkcode find} and {@linkcode permissionsFor}
 * take one, and so can a program's own function that works for several.
 *
 * @category A platform of your own
 */
export interface Platform<Choice extends Surroundings, Value extends Credential> {
  /** Its name, such as `Tapis v2`. */
  readonly name: string;
  /** What is looked for, such as `CAVE token`; errors and reports call it so. */
  readonly wanted: string;
  /** The options that narrow the search; without them no option is refused. */
  readonly choices?: OptionKinds<Choice> | undefined;
  /** What a choice means once the files that it depends on were read; without it, itself. */
  readonly settle?: ((choice: Choice & ResolveOptions) => Promise<Choice>) | undefined;
  /** Where the credential is looked for. */
  chain(choice: Choice): Chain<Value>;
  /** Each secret of a credential, with the address that it would be sent to. */
  destinations(found: Found<Choice, Value>): readonly Shipment[];
  /** What deciding on the addresses of these services needs, beyond finding the credential. */
  addressPermissions(
    choice: Choice,
    value: Value | undefined,
    services: readonly string[],
  ): readonly AddressPermission[];
  /** Where the services answer, as far as it is known before they are called; the usual one first. */
  addresses(choice: Choice, value: Value | undefined): Readonly<Record<string, string>>;
  /** What of the environment looks as if it counted, and does not: a sentence for each. */
  remarks?(choice: Choice): readonly string[];
  /** Whether and how a credential is renewed. */
  renewal(value: Value, choice: Choice): Renewability;
  /** Whose it is, as far as the credential itself tells. */
  identity(value: Value): string | undefined;
  /** What is known of the login that it came from. */
  loginOf?(value: Value): LoginKnower | undefined;
  /** Whether it has a token; otherwise the first call gets one. */
  hasToken(value: Value): boolean;
  /** When its token expires, in milliseconds since 1970, where known. */
  expiresAt(value: Value): number | undefined;
}

/**
 * What of a platform its credential is found with.
 *
 * @category A platform of your own
 */
export type Findable<Choice extends Surroundings, Value extends Credential> = Pick<
  Platform<Choice, Value>,
  "wanted" | "choices" | "settle" | "chain" | "destinations" | "loginOf"
>;

/**
 * What of a platform is needed to say what Deno must allow; without the last two it renews nothing.
 *
 * @category A platform of your own
 */
export type Reachable<Choice extends Surroundings, Value extends Credential> =
  & Findable<Choice, Value>
  & Pick<Platform<Choice, Value>, "addresses">
  & Partial<Pick<Platform<Choice, Value>, "addressPermissions" | "renewal">>;

/**
 * A platform of which no more is known.
 *
 * @category A platform of your own
 */
export type AnyPlatform = Platform<Surroundings, Credential>;

/**
 * A credential, and where it was found.
 *
 * @category A platform of your own
 */
export interface Found<Choice, Value> {
  /** The credential. */
  readonly value: Value;
  /** The name of the source that had it. */
  readonly source: string;
  /** What narrowed the search, settled. */
  readonly choice: Choice;
}

/**
 * What narrows a search, settled: a platform sees nothing else of the options.
 *
 * @param platform The platform.
 * @param options Wider options, already checked.
 */
export async function choiceAmong<Choice extends Surroundings>(
  platform: Pick<Platform<Choice, Credential>, "choices" | "settle">,
  options: Choice & ResolveOptions,
): Promise<Choice> {
  const { choices } = platform;
  const search = choices === undefined ? options : pickOptions(options, kindsOf(choices));
  const settled = await platform.settle?.(search) ?? search;
  return choices === undefined ? settled : pickOptions<Choice>(settled, choices);
}

/** What a search takes. */
function kindsOf<Choice>(choices: OptionKinds<Choice>): OptionKinds<Choice & ResolveOptions> {
  return { ...choices, ...resolveKinds } as unknown as OptionKinds<Choice & ResolveOptions>;
}

/**
 * What {@linkcode find} found.
 *
 * @category A platform of your own
 */
export interface Finding<Choice, Value> extends Found<Choice, Value> {
  /** Every source that was considered. */
  readonly report: Report;
  /** Where the credential came from, for the error when a service refuses it. */
  readonly origin: CredentialOrigin;
}

/**
 * Finds a platform's credential as its `restore()` does, and makes no client: it touches no network.
 *
 * @param platform The platform, such as `cave.platform`.
 * @param options What narrows the search, as for the platform's `restore()`.
 * @throws {CredentialError} When there is none, or the one found may not be sent where it would go.
 * @throws {PermissionNeededError} With `strict`, when a source that comes first may not be checked.
 * @throws {TypeError} When an address is not valid, or choices contradict each other.
 *
 * @example Whose token is it?
 * ```ts
 * import { find } from "@keyferry/keyferry/credentials";
 * import { platform } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const { value, source } = await find(platform, { env: { CAVE_TOKEN: "made-up" } });
 * assertEquals([source, value.from, platform.identity(value)], ["CAVE_TOKEN", "environment", undefined]);
 * ```
 *
 * @category A platform of your own
 */
export async function find<Choice extends Surroundings, Value extends Credential>(
  platform: Findable<Choice, Value>,
  options: Choice & ResolveOptions,
): Promise<Finding<Choice, Value>> {
  checkPlatform(platform);
  const { choices } = platform;
  if (choices !== undefined) {
    checkOptions<Choice & ResolveOptions>(options, kindsOf(choices));
  }
  return await findAmong(platform, options);
}

/**
 * Finds a platform's credential by what is about the search among wider options; see {@linkcode find}.
 *
 * @param platform The platform.
 * @param options The wider options, such as those of a `restore()`, already checked.
 */
export async function findAmong<Choice extends Surroundings, Value extends Credential>(
  platform: Findable<Choice, Value>,
  options: Choice & ResolveOptions,
): Promise<Finding<Choice, Value>> {
  const choice = await choiceAmong(platform, options);
  const chain = platform.chain(choice);
  const { strict = false } = options;
  const { value, source, report } = await resolve(chain, { strict });
  const loginOf = platform.loginOf?.(value);
  const origin = { source, from: value.from, loginOf, runnerUp: () => runnerUpOf(chain) };
  const found = { value, source, choice, report, origin };
  await checkShipments(platform.destinations(found), { from: value.from, source, report });
  return found;
}

/**
 * Refuses a credential of which one secret would go where it does not belong.
 *
 * @param shipments Its secrets, and where they would go.
 * @param facts Who gave it, where it was found, and the report of the search for the error.
 * @throws {CredentialError} When one may not go there; the message says how to allow it.
 * @throws {TypeError} When an address is not valid; the message names who chose it.
 */
export async function checkShipments(
  shipments: Iterable<Shipment>,
  facts: Pick<Cargo, "from" | "source"> & { readonly report: Report },
): Promise<void> {
  const { from, source, report } = facts;
  for (const { secret, issuers, destination, wanted } of shipments) {
    const cargo = { secret, source, from, ...(issuers === undefined ? {} : { issuers }) };
    const named = wanted === undefined ? report : { ...report, wanted };
    await checkDestination(cargo, destination, named);
  }
}

/** Refuses what is not a platform. */
export function checkPlatform(platform: { readonly chain: unknown }): void {
  checkArguments({ platform }, { platform: "names" });
  checkArguments({ "platform.chain": platform.chain }, { "platform.chain": "function" });
}
