/** Where the secrets of a lookup would go, and what renewing them takes. */

import { checkShipments, type Shipment } from "../credentials/platform.ts";
import type { Permission } from "../credentials/permissions.ts";
import type { Report } from "../credentials/sources/report.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import { type EnvironmentChoice, type Service, serviceUrl, type ServiceUrls } from "./config.ts";
import { writingOf } from "./storage/token_file.ts";
import { buysItsOwn, type GlobusTokens, renewalOf } from "./tokens.ts";
import { checkArguments } from "../options.ts";

const services = ["transfer", "auth"] as const;
const labels: Readonly<Record<Service, string>> = {
  transfer: "Globus Transfer token",
  auth: "Globus Auth token",
};

/**
 * Each secret of a lookup with the address that it would be sent to: each token to its service, refresh
 * tokens and a client's secret to Auth.
 *
 * @param tokens The tokens.
 * @param urls Where the services answer.
 */
export function shipments(tokens: GlobusTokens, urls: ServiceUrls): Shipment[] {
  const { addresses } = tokens;
  const found: Shipment[] = [];
  const add = (secret: Secret, service: Service, wanted: string): void => {
    // An address that stands beside the credential is as good as the credential itself.
    const issuer = URL.parse(addresses[service]?.url ?? "")?.origin;
    found.push({
      secret,
      destination: urls[service],
      wanted,
      ...(issuer === undefined ? {} : { issuers: [issuer] }),
    });
  };
  for (const service of services) {
    const token = tokens[service];
    if (token !== undefined) add(token, service, labels[service]);
    const renewal = renewalOf(service, tokens);
    if (renewal === undefined) continue;
    add(renewal.record.refreshToken, "auth", "Globus refresh token");
    const { clientSecret } = renewal.client;
    if (clientSecret !== undefined) add(clientSecret, "auth", "Globus client secret");
  }
  if (buysItsOwn(tokens)) {
    const { clientSecret } = tokens.client;
    add(clientSecret, "auth", "Globus client secret");
    // The tokens that it gets are not there yet, and will belong where it belongs.
    add(clientSecret, "transfer", "token of the Globus client secret");
  }
  return found;
}

/**
 * Refuses tokens of which one secret would go where it does not belong.
 *
 * @param tokens The tokens.
 * @param source The source they were found in.
 * @param report The report of the lookup, for the error.
 * @param urls Where the services answer.
 * @throws {CredentialError} When one may not go there; the message says how to allow it.
 * @throws {TypeError} When an address is not valid; the message names who chose it.
 */
export async function checkDestinations(
  tokens: GlobusTokens,
  source: string,
  report: Report,
  urls: ServiceUrls,
): Promise<void> {
  await checkShipments(shipments(tokens, urls), { from: tokens.from, source, report });
}

/**
 * The permissions that renewing tokens takes, with the first call that needs it: to reach Globus Auth,
 * and to write into the folder of the file that keeps them.
 *
 * @param tokens The tokens, as a {@linkcode tokenChain} finds them.
 * @param choice What chooses the addresses.
 * @returns Nothing for tokens that cannot be renewed.
 *
 * @example What a script that runs for days needs
 * ```ts
 * import { renewalPermissions, tokenChain } from "@keyferry/keyferry/globus";
 * import { permissionFlags, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const choice = { env: { GLOBUS_CLIENT_ID: "made-up", GLOBUS_CLIENT_SECRET: "made-up" } };
 * const { value } = await resolve(tokenChain(choice));
 * assertEquals(permissionFlags(renewalPermissions(value, choice)), [
 *   "--allow-net=auth.globus.org",
 * ]);
 * ```
 *
 * @category Where tokens are found
 */
export function renewalPermissions(
  tokens: GlobusTokens,
  choice: EnvironmentChoice,
): Permission[] {
  checkArguments({ tokens, choice }, { tokens: "names", choice: "surroundings" });
  const renewable = services.some((service) => renewalOf(service, tokens) !== undefined);
  if (!renewable && !buysItsOwn(tokens)) return [];
  const host = URL.parse(serviceUrl("auth", choice, tokens.addresses).url)?.host;
  return [
    ...host === undefined ? [] : [{ name: "net", host } as const],
    ...renewable ? writingOf(tokens.stored?.file) : [],
  ];
}
