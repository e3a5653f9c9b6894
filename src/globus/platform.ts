/** Globus as a platform: tokens for Transfer and Auth, each for its service. */

import type {
  AddressPermission,
  Platform,
  Renewability,
  Shipment,
} from "../credentials/platform.ts";
import { demandOwner, ownerPermissions } from "../credentials/files/trusted_file.ts";
import { readVariable } from "../credentials/surroundings.ts";
import { addressPermissions, serviceUrls, type TokenChoice, tokenChoiceKinds } from "./config.ts";
import { ignoredVariables } from "./sources/ignored_variables.ts";
import { renewalPermissions, shipments } from "./destinations.ts";
import { tokenChain, wanted } from "./token_chain.ts";
import { canRenew, type GlobusTokens } from "./tokens.ts";

/**
 * Globus, for {@linkcode find} and {@linkcode permissionsFor}. Its services are `transfer` and `auth`.
 *
 * @example What a script that asks who logged in needs
 * ```ts
 * import { platform } from "@keyferry/keyferry/globus";
 * import { permissionFlags, permissionsFor } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { GLOBUS_SDK_TRANSFER_TOKEN: "made-up", GLOBUS_SDK_AUTH_TOKEN: "made-up" };
 * const { needed } = await permissionsFor(platform, { env, services: ["auth"] });
 * assertEquals(permissionFlags(needed), ["--allow-net=auth.globus.org"]);
 * ```
 *
 * @category Where tokens are found
 */
export const platform: Platform<TokenChoice, GlobusTokens> = {
  name: "Globus",
  wanted,
  choices: tokenChoiceKinds,
  chain: tokenChain,
  destinations({ value, choice, source }) {
    const found = shipments(value, serviceUrls(choice, value.addresses));
    if (isSteered(value, found)) demandOwner(source);
    return found;
  },
  addressPermissions: decisions,
  addresses(choice, value) {
    const { transfer, auth } = serviceUrls(choice, value?.addresses);
    return { transfer: transfer.url, auth: auth.url };
  },
  remarks: ignoredVariables,
  renewal,
  identity: ({ identityId }) => identityId,
  loginOf: ({ stored }) => stored?.file.loginOf,
  hasToken: ({ transfer }) => transfer !== undefined,
  expiresAt: ({ expiresAt }) => expiresAt,
};

/** A variable decides where it is set, and the service that it is about is called or has a token here. */
function decisions(
  choice: TokenChoice,
  value: GlobusTokens | undefined,
  called: readonly string[],
): AddressPermission[] {
  const concerned = value && shipments(value, serviceUrls(choice, value.addresses)) || [];
  const names = new Set([
    ...called.map((service) => `GLOBUS_SDK_SERVICE_URL_${service.toUpperCase()}`),
    ...concerned.map(({ destination }) => destination.name),
    "GLOBUS_SDK_ENVIRONMENT",
  ]);
  const steered = value !== undefined && isSteered(value, concerned);
  const owner = (steered ? ownerPermissions() : [])
    .map((permission) => ({ permission, decides: true }));
  const variables = addressPermissions(choice).map((permission) => {
    const variable = permission.name === "env" ? permission.variable ?? "" : "";
    const read = readVariable(variable, choice);
    const isSet = "state" in read || Boolean(read.value);
    return { permission, decides: isSet && names.has(variable) };
  });
  return [...variables, ...owner];
}

/** Whether the file that keeps the tokens is what says where one of them goes. */
function isSteered({ from, addresses }: GlobusTokens, found: readonly Shipment[]): boolean {
  if (from !== "stored") return false;
  const own = Object.values(addresses).map(({ name }) => name);
  return found.some(({ destination }) => own.includes(destination.name));
}

function renewal(value: GlobusTokens, choice: TokenChoice): Renewability {
  const canRefresh = canRenew(value);
  const reason = value.stored === undefined
    ? "there is an access token and nothing to renew it"
    : "there is no refresh token whose app is known";
  return {
    canRefresh,
    ...(canRefresh ? {} : { reason }),
    permissions: renewalPermissions(value, choice),
  };
}
