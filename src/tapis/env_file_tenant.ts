/** A `.env` file's session beside the environment's own tenant. */

import { broken } from "../credentials/sources/from_json_file.ts";
import type { Found, Outcome } from "../credentials/sources/source.ts";
import { readVariable, type Surroundings } from "../credentials/surroundings.ts";
import { originOf } from "./shipments.ts";

/**
 * Refuses a session of a `.env` file where the environment names another tenant: its own values win, and
 * the file's credentials belong to the file's tenant.
 *
 * @param found The session of the file.
 * @param surroundings The environment.
 * @param address The tenant's address in the caller's own code, which both of them go by.
 */
export function ofOneTenant<T extends { readonly session: { readonly baseUrl: string } }>(
  found: Found<T>,
  surroundings: Surroundings,
  address: string | undefined,
): Promise<Outcome<T>> {
  const read = readVariable("TAPIS_BASE_URL", surroundings);
  const named = "value" in read && read.value ? URL.parse(read.value)?.origin : undefined;
  const own = originOf(found.value.session.baseUrl);
  if (address !== undefined || named === undefined || named === own) return Promise.resolve(found);
  return Promise.resolve(broken(
    `are of ${own}, and TAPIS_BASE_URL of the environment names ${named}`,
    undefined,
    { kind: "unset variable", variables: ["TAPIS_BASE_URL"], or: "change it in the file" },
  ));
}
