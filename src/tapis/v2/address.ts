/** The tenant's address as a caller gives it. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { OptionKinds } from "../../options.ts";

/**
 * The tenant's address.
 *
 * @category Sessions
 */
export interface AddressChoice {
  /** The tenant's address, such as `https://api.tacc.utexas.edu`. */
  readonly baseUrl?: string | undefined;
  /**
   * The tenant's address, in AgavePy's word.
   *
   * @deprecated It is called `baseUrl`, as on every platform.
   */
  readonly apiServer?: string | undefined;
}

/** The tenant's address, as a value. */
export const addressKinds: OptionKinds<AddressChoice> = { baseUrl: "text", apiServer: "text" };

/**
 * The tenant's address, whatever it was called.
 *
 * @param choice What the caller gave.
 * @throws {TypeError} When it was given twice, and differs.
 */
export function addressIn({ baseUrl, apiServer }: AddressChoice): string | undefined {
  if (baseUrl === undefined || apiServer === undefined || baseUrl === apiServer) {
    return baseUrl ?? apiServer;
  }
  throw new ArgumentTypeError(
    "baseUrl and apiServer are two names of one address: give baseUrl alone",
  );
}
