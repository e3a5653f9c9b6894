/** What Deno must allow a program that uses a platform. */

import { ArgumentTypeError } from "../argument_error.ts";
import { resolveKinds, type ResolveOptions } from "./sources/chain.ts";
import type { Permission } from "./permissions.ts";
import { missingPermissions } from "./permissions.ts";
import type { Surroundings } from "./surroundings.ts";
import { type OptionalPermission, walkForNeeds } from "./sources/walked_chain.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import {
  checkPlatform,
  choiceAmong,
  type Credential,
  type Reachable,
  type Renewability,
} from "./platform.ts";

/**
 * What a program calls, beyond finding the credential.
 *
 * @category Permissions
 */
export interface CalledServices {
  /**
   * The services that it calls, by their names in the platform's `addresses()`.
   *
   * @default {the first one}
   */
  readonly services?: readonly string[] | undefined;
  /** Further addresses that it calls, such as the HTTPS server of a collection. */
  readonly urls?: readonly string[] | undefined;
}

const calledKinds: OptionKinds<CalledServices> = { services: "list", urls: "list" };

/**
 * What a program needs from Deno.
 *
 * @category Permissions
 */
export interface Needs {
  /** Without any one of these it fails. */
  readonly needed: readonly Permission[];
  /** With these it does something more. */
  readonly optional?: readonly OptionalPermission[] | undefined;
  /** What keeps the answer from being exact. */
  readonly notes?: readonly string[] | undefined;
}

/** What a search for a platform's credential takes, part by part. */
export interface Survey<Value> {
  /** What the search and the addresses need. */
  readonly needed: readonly Permission[];
  /** What the search can do without. */
  readonly optional: readonly OptionalPermission[];
  /** What calling the services needs; nothing where no credential is found. */
  readonly net: readonly Permission[];
  /** The credential. */
  readonly value: Value | undefined;
  /** How it is renewed. */
  readonly renewal: Renewability;
  /** What keeps the answer from being exact. */
  readonly notes: readonly string[];
}

/**
 * Looks for a platform's credential, and says what each part of that needs.
 *
 * @param platform The platform.
 * @param options What narrows the search, and what is called, already checked.
 */
export async function survey<Choice extends Surroundings, Value extends Credential>(
  platform: Reachable<Choice, Value>,
  options: Choice & ResolveOptions & CalledServices,
): Promise<Survey<Value>> {
  const { strict = false, urls = [] } = options;
  // What may not be read now is told of below, and is not an error.
  const choice = await choiceAmong(platform, { ...options, strict: false });
  const { needed, optional, value, notes } = await walkForNeeds(platform.chain(choice), { strict });
  const known = platform.addresses(choice, value);
  const services = options.services ?? Object.keys(known).slice(0, 1);
  checkCalled(services, known, urls);
  const deciding = platform.addressPermissions?.(choice, value, services) ?? [];
  // Whose a file is does not change what it names.
  const unseen = missingPermissions(
    deciding.map(({ permission }) => permission).filter(({ name }) => name !== "sys"),
  );
  const callsNobody = value === undefined && notes.length === 0;
  const places = callsNobody ? [] : [...services.flatMap((name) => known[name] ?? []), ...urls];
  return {
    needed: [
      ...deciding.filter(({ decides }) => strict || decides).map(({ permission }) => permission),
      ...needed,
    ],
    optional,
    net: places.flatMap(netPermissions),
    value,
    renewal: value && platform.renewal?.(value, choice) || { canRefresh: false, permissions: [] },
    notes: [
      ...notes,
      ...unseen.length === 0 ? [] : [`this process may not check what may name another address`],
      ...callsNobody || places.length > 0 || options.services?.length === 0 ? [] : [
        "it also needs --allow-net for the address that is in the credential",
      ],
    ],
  };
}

/**
 * The permissions that a script needs to use a platform: those of finding the credential where it is
 * now, of knowing where to send it, of calling the services, and of renewing it whenever that is due.
 * Give it what the script gives to the platform's `restore()`. It looks where the script would look, so
 * run it with the rights to do so (`deno run --allow-env --allow-read`); places that it cannot read
 * are counted as needed.
 *
 * @param platform The platform, such as `globus.platform`, `tapis.v2.platform`, `tapis.v3.platform` or
 * `cave.platform`, or one of your own.
 * @param options What narrows the search, as for `restore()`; and what the script calls.
 * @returns The permissions; {@linkcode permissionFlags} makes flags of them.
 * @throws {TypeError} When there is no such service, an address is not valid, or choices contradict each
 * other.
 *
 * @example The flags of a script that lists collections
 * ```ts
 * import { permissionFlags, permissionsFor } from "@keyferry/keyferry/credentials";
 * import { platform } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { GLOBUS_CLIENT_ID: "made-up", GLOBUS_CLIENT_SECRET: "made-up" };
 * const { needed } = await permissionsFor(platform, { env });
 * assertEquals(permissionFlags(needed), ["--allow-net=transfer.api.globus.org,auth.globus.org"]);
 * ```
 *
 * @category Permissions
 */
export async function permissionsFor<Choice extends Surroundings, Value extends Credential>(
  platform: Reachable<Choice, Value>,
  options: Choice & ResolveOptions & CalledServices,
): Promise<Needs> {
  checkPlatform(platform);
  const { choices } = platform;
  if (choices !== undefined) {
    checkOptions<object>(options, { ...choices, ...resolveKinds, ...calledKinds });
  }
  const { needed, optional, net, value, renewal, notes } = await survey(platform, options);
  const keeping = renewal.canRefresh ? renewal.optional ?? [] : [];
  const why = "to keep the next token for the next run";
  return {
    needed: [...needed, ...net, ...renewal.canRefresh ? renewal.permissions : []],
    optional: [...optional, ...keeping.map((permission) => ({ permission, why }))],
    notes: [
      ...notes,
      ...value !== undefined || notes.length > 0 ? [] : [
        `there is no ${platform.wanted} yet: log in first, and ask again`,
      ],
    ],
  };
}

function checkCalled(
  services: readonly string[],
  known: Readonly<Record<string, string>>,
  urls: readonly string[],
): void {
  const names = Object.keys(known);
  const stranger = services.find((name) => names.length > 0 && !names.includes(name));
  if (stranger !== undefined) {
    const one = JSON.stringify(stranger);
    throw new ArgumentTypeError(`There is no service ${one}: services are ${names.join(", ")}`);
  }
  const broken = urls.find((url) => URL.parse(url)?.host ? false : true);
  if (broken === undefined) return;
  throw new ArgumentTypeError(
    `urls has ${JSON.stringify(broken)}, which is not an address: write https://host`,
  );
}

/**
 * What calling a service needs.
 *
 * @param address The service's address.
 */
export function netPermissions(address: string): Permission[] {
  const url = URL.parse(address);
  return url === null ? [] : [{ name: "net", host: url.host }];
}
