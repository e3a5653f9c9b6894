/** Where the secrets of a session go, of either version. */

import type { Cargo, ChosenBy, Destination } from "../credentials/destination.ts";
import type { AddressPermission, Shipment } from "../credentials/platform.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import { readVariable, type Surroundings } from "../credentials/surroundings.ts";
import { demandOwner, ownerPermissions } from "../credentials/files/trusted_file.ts";
import { checkedBaseUrl } from "../http/base_url.ts";

/** A session as far as its addresses are concerned. */
export interface Belonging {
  /** Its secrets, in the order in which they tell where it belongs. */
  readonly secrets: readonly Secret[];
  /** Who gave it. */
  readonly from: Cargo["from"];
  /** The address that issued it. */
  readonly baseUrl: string;
}

/**
 * Each secret of a session, with the address that it would be sent to. One that is stored goes to the
 * address that issued it; where a variable or the home's sandbox names another, it is not sent at all.
 *
 * @param session The session.
 * @param address The caller's own address, and the argument that gives it.
 * @param surroundings Where variables come from, and whose home it is.
 * @param source Where the session was found.
 * @throws {PermissionNeededError} When a file alone names the address, and Deno may not tell whose it is.
 */
export function shipments(
  { secrets, from, baseUrl }: Belonging,
  address: { readonly url: string | undefined; readonly name: string },
  surroundings: Surroundings,
  source: string,
): Shipment[] {
  if (isSteered(from, address.url, surroundings)) demandOwner(source);
  const chosenBy: ChosenBy = address.url !== undefined
    ? "caller"
    : surroundings.sandboxOrigin !== undefined
    ? "sandbox"
    : "default";
  const destinations: Destination[] = [
    ...from === "stored" && address.url === undefined ? namedElsewhere(surroundings) : [],
    { url: address.url ?? baseUrl, chosenBy, name: address.name },
  ];
  const issuers = [originOf(baseUrl)];
  return destinations.flatMap((destination) => {
    return secrets.map((secret) => ({ secret, issuers, destination }));
  });
}

/**
 * Whether a file alone says where a session goes: nothing else names the address that it has to agree
 * with. A sandbox's home is for the sandbox's own address.
 */
function isSteered(
  from: Belonging["from"],
  url: string | undefined,
  surroundings: Surroundings,
): boolean {
  return from === "stored" && url === undefined && namedElsewhere(surroundings).length === 0;
}

/**
 * What deciding on a session's address needs, beyond finding the session.
 *
 * @param from Who gave it; nothing without one.
 * @param url The caller's own address.
 * @param surroundings Where variables come from, and whose home it is.
 */
export function addressPermissions(
  from: Belonging["from"] | undefined,
  url: string | undefined,
  surroundings: Surroundings,
): AddressPermission[] {
  if (from === undefined || !isSteered(from, url, surroundings)) return [];
  return ownerPermissions().map((permission) => ({ permission, decides: true }));
}

/** The chain has checked what it found; the caller's own address it has not. */
export function originOf(address: string): string {
  return new URL(checkedBaseUrl(address)).origin;
}

/** The addresses that a stored session has to agree with, though it is not they that are called. */
function namedElsewhere(surroundings: Surroundings): Destination[] {
  const { sandboxOrigin } = surroundings;
  const read = readVariable("TAPIS_BASE_URL", surroundings);
  const named = "value" in read && read.value ? URL.parse(read.value)?.origin : undefined;
  return [
    ...sandboxOrigin === undefined
      ? []
      : [{ url: sandboxOrigin, chosenBy: "sandbox", name: "the sandbox" } as const],
    ...named === undefined
      ? []
      : [{ url: named, chosenBy: "environment", name: "TAPIS_BASE_URL" } as const],
  ];
}

/** The person and the tenant, as far as they are known. */
export function identityOf(
  { username, tenantId }: {
    readonly username: string | undefined;
    readonly tenantId: string | undefined;
  },
): string | undefined {
  return username && tenantId ? `${username} at ${tenantId}` : username;
}
