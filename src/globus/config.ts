/** Which Globus, and where its services answer. */

import { ArgumentRangeError } from "../argument_error.ts";
import {
  type CallersSources,
  callersSourcesKinds,
} from "../credentials/sources/callers_sources.ts";
import {
  type EnvFile,
  readVariable,
  type Surroundings,
  surroundingsKinds,
  variablePermissions,
} from "../credentials/surroundings.ts";
import type { Permission } from "../credentials/permissions.ts";
import type { TokenStorage } from "./storage/token_storage.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import type { ChosenBy, Destination } from "../credentials/destination.ts";
import type { OptionKinds } from "../options.ts";
import { checkArguments } from "../options.ts";

/**
 * A Globus service that keyferry talks to.
 *
 * @category Where tokens are found
 */
export type Service = "auth" | "transfer";

/** The services' names in tokens. */
export const resourceServers: Readonly<Record<Service, string>> = {
  transfer: "transfer.api.globus.org",
  auth: "auth.globus.org",
};

const domains: Readonly<Record<string, string>> = {
  production: "globus.org",
  preview: "preview.globus.org",
  beta: "beta.globus.org",
  sandbox: "sandbox.globuscs.info",
  integration: "integration.globuscs.info",
  test: "test.globuscs.info",
  staging: "staging.globuscs.info",
};

/**
 * What chooses a Globus.
 *
 * @category Where tokens are found
 */
export interface EnvironmentChoice extends Surroundings {
  /** The name of the environment; `GLOBUS_SDK_ENVIRONMENT`, else `production`, by default. */
  readonly environment?: string | undefined;
  /** The address of every service: a sandbox, a test server. */
  readonly baseUrl?: string | undefined;
}

/** What chooses a Globus, as a value. */
export const environmentKinds: OptionKinds<EnvironmentChoice> = {
  ...surroundingsKinds,
  environment: "text",
  baseUrl: "text",
};

/**
 * What narrows the search for Globus tokens.
 *
 * @category Where tokens are found
 */
export interface TokenChoice extends EnvironmentChoice, CallersSources {
  /** A token for Transfer itself: nothing is looked for. */
  readonly transferToken?: string | Secret | undefined;
  /** A token for Auth, beside `transferToken`. */
  readonly authToken?: string | Secret | undefined;
  /** The app that stored the tokens, by its client id. */
  readonly clientId?: string | undefined;
  /**
   * The app's secret. With `clientId` alone it gets the client's own tokens: nothing is looked for.
   * With `app` as well it renews what that app stored.
   */
  readonly clientSecret?: string | Secret | undefined;
  /** The app that stored the tokens, by its name. */
  readonly app?: string | undefined;
  /** The namespace of a token storage. */
  readonly namespace?: string | undefined;
  /**
   * The storage to look into, and nowhere else; see {@linkcode login}. What it keeps is renewed there with
   * `clientId`, and with `clientSecret` where the app has one.
   */
  readonly storage?: TokenStorage | undefined;
  /** The profile of globus-cli (its `GLOBUS_PROFILE`); `""` is the one without a name. */
  readonly profile?: string | undefined;
}

/** What a file of a Globus tool is looked at with: where it is, which Globus and app it is about, the clock. */
export type FilesChoice = Pick<TokenChoice, "env" | "home" | "environment" | "clientId" | "now">;

/** What narrows the search for Globus tokens, as a value. */
export const tokenChoiceKinds: OptionKinds<TokenChoice> = {
  ...environmentKinds,
  ...callersSourcesKinds,
  transferToken: "secret",
  authToken: "secret",
  clientId: "text",
  clientSecret: "secret",
  app: "text",
  namespace: "text",
  storage: "object",
  profile: "text",
};

/**
 * What finding out where the services answer needs. Without it, they are looked for at Globus.
 *
 * @param choice What chooses the addresses.
 *
 * @example
 * ```ts
 * import { addressPermissions } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(addressPermissions({ env: {} }), []);
 * ```
 *
 * @category Where tokens are found
 */
export function addressPermissions(choice: EnvironmentChoice): Permission[] {
  checkArguments({ choice }, { choice: "surroundings" });
  const variables = ["GLOBUS_SDK_ENVIRONMENT"];
  if (choice.baseUrl === undefined && choice.sandboxOrigin === undefined) {
    variables.push("GLOBUS_SDK_SERVICE_URL_TRANSFER", "GLOBUS_SDK_SERVICE_URL_AUTH");
  }
  return variablePermissions(variables, choice);
}

/**
 * The name of the Globus environment.
 *
 * @param choice What chooses it.
 * @throws {RangeError} When there is no such environment.
 *
 * @example
 * ```ts
 * import { environmentOf } from "@keyferry/keyferry/globus";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(environmentOf({ env: {} }), "production");
 * assertThrows(() => environmentOf({ environment: "prodution" }), RangeError);
 * ```
 *
 * @category Where tokens are found
 */
export function environmentOf(choice: EnvironmentChoice): string {
  checkArguments({ choice }, { choice: "surroundings" });
  return environmentIn(choice);
}

function environmentIn(choice: EnvironmentChoice): string {
  const read = readVariable("GLOBUS_SDK_ENVIRONMENT", choice);
  const variable = "value" in read ? read.value : undefined;
  const named = choice.environment ?? (variable || "production");
  // Version 1 of the Python SDK called it so.
  const name = named === "default" ? "production" : named;
  if (Object.hasOwn(domains, name)) return name;
  const by = choice.environment === undefined ? ", which GLOBUS_SDK_ENVIRONMENT names" : "";
  throw new ArgumentRangeError(
    `There is no Globus environment ${JSON.stringify(name)}${by}: it is one of ${
      Object.keys(domains).join(", ")
    }`,
  );
}

/**
 * Addresses of services that stand beside a credential, in the same file.
 *
 * @category Where tokens are found
 */
export type OwnAddresses = Readonly<Partial<Record<Service, Pick<Destination, "url" | "name">>>>;

/**
 * The addresses that a `.env` file names, for credentials of that file.
 *
 * @param file The file.
 * @param chosen The Globus environment that the caller chose, before which the file's does not count.
 */
export function addressesIn(file: EnvFile, chosen: string | undefined): OwnAddresses {
  const environment = chosen === undefined ? file.values["GLOBUS_SDK_ENVIRONMENT"] : undefined;
  const named = (service: Service): OwnAddresses => {
    const variable = addressVariable(service);
    if (!file.values[variable] && !environment) return {};
    const { url } = serviceUrl(service, {
      ...(environment ? { environment } : {}),
      env: file.values,
    });
    const source = file.values[variable] ? variable : "GLOBUS_SDK_ENVIRONMENT";
    return { [service]: { url, name: `${source} in ${file.path}` } };
  };
  return { ...named("transfer"), ...named("auth") };
}

function addressVariable(service: Service): string {
  return `GLOBUS_SDK_SERVICE_URL_${service.toUpperCase()}`;
}

/**
 * Where a service answers, and who says so: the caller, the sandbox, a variable
 * (`GLOBUS_SDK_SERVICE_URL_TRANSFER`, `GLOBUS_SDK_SERVICE_URL_AUTH`), the file that the credential
 * comes from, or Globus itself.
 *
 * @param service The service.
 * @param choice What chooses the address.
 * @param own Addresses that stand beside the credential that is about to be sent.
 * @throws {RangeError} When there is no such environment.
 *
 * @example
 * ```ts
 * import { serviceUrl } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(serviceUrl("transfer", { env: {} }).url, "https://transfer.api.globus.org");
 * assertEquals(serviceUrl("auth", { env: {}, environment: "preview" }).url, "https://auth.preview.globus.org");
 * ```
 *
 * @category Where tokens are found
 */
export function serviceUrl(
  service: Service,
  choice: EnvironmentChoice,
  own: OwnAddresses = {},
): Destination {
  checkArguments({ service, choice }, { service: "text", choice: "surroundings" });
  const chosen = (url: string, chosenBy: ChosenBy, name: string): Destination => {
    return { url, chosenBy, name };
  };
  if (choice.baseUrl !== undefined) return chosen(choice.baseUrl, "caller", "baseUrl");
  if (choice.sandboxOrigin !== undefined) {
    return chosen(choice.sandboxOrigin, "sandbox", "its home's marker");
  }
  const variable = addressVariable(service);
  const read = readVariable(variable, choice);
  if ("value" in read && read.value) return chosen(read.value, "environment", variable);
  const beside = own[service];
  if (beside !== undefined) return chosen(beside.url, "default", beside.name);
  const domain = domains[environmentIn(choice)];
  const host = service === "auth" ? `auth.${domain}` : `${service}.api.${domain}`;
  return chosen(`https://${host}`, "default", "environment");
}

/** Where each service answers. */
export type ServiceUrls = Readonly<Record<Service, Destination>>;

/**
 * Where all services answer; see {@linkcode serviceUrl}.
 *
 * @param choice What chooses the addresses.
 * @param own Addresses that stand beside the credential that is about to be sent.
 */
export function serviceUrls(choice: EnvironmentChoice, own?: OwnAddresses): ServiceUrls {
  return { transfer: serviceUrl("transfer", choice, own), auth: serviceUrl("auth", choice, own) };
}
