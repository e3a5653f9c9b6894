/** Variables of the Python SDK that are not followed here, so that whoever set them is told. */

import { isGranted } from "../../credentials/permissions.ts";
import { type Env, readVariable } from "../../credentials/surroundings.ts";
import type { NetworkReason } from "../../http/reply/errors.ts";

/** What is not followed, and what does it here. */
const instead = {
  GLOBUS_SDK_VERIFY_SSL:
    "certificates are always checked, and DENO_CERT names an authority of yours",
  GLOBUS_SDK_HTTP_TIMEOUT: "timeoutMs of a client is its time-out",
} as const;

type Ignored = keyof typeof instead;

const concerned: Readonly<Partial<Record<NetworkReason, Ignored>>> = {
  "certificate": "GLOBUS_SDK_VERIFY_SSL",
  "time-out": "GLOBUS_SDK_HTTP_TIMEOUT",
};

/**
 * The variables that are set although nothing here follows them, with what does it instead. They are
 * looked at only where Deno has allowed that already: no command needs a permission for them.
 *
 * @param surroundings `env`: variables to use in place of the process's own.
 * @returns A sentence for each.
 */
export function ignoredVariables(surroundings: { readonly env?: Env | undefined } = {}): string[] {
  return (Object.keys(instead) as Ignored[]).flatMap((name) => wordsOf(name, surroundings) ?? []);
}

/**
 * What to add to an error of a connection: that a variable which would matter is not followed.
 *
 * @param reason Why no answer came.
 */
export function ignoredAt(reason: NetworkReason): string | undefined {
  const name = concerned[reason];
  return name === undefined ? undefined : wordsOf(name, {});
}

function wordsOf(
  name: Ignored,
  surroundings: { readonly env?: Env | undefined },
): string | undefined {
  if (surroundings.env === undefined && !isGranted({ name: "env", variable: name })) {
    return undefined;
  }
  const read = readVariable(name, surroundings);
  const isSet = "value" in read && read.value !== undefined && read.value !== "";
  return isSet ? `${name} is set and not followed: ${instead[name]}` : undefined;
}
