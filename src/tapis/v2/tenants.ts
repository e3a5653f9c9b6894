/**
 * The tenants of Tapis v2: each has an id, which people know, and an address.
 *
 * @module
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { CredentialError, PermissionNeededError } from "../../credentials/errors/errors.ts";
import { isLoopback } from "../../credentials/destination.ts";
import { permissionFlags } from "../../credentials/permissions.ts";
import {
  readVariable,
  type Surroundings,
  surroundingsKinds,
} from "../../credentials/surroundings.ts";
import { checkedBaseUrl } from "../../http/base_url.ts";
import { behaviourKinds, type ClientOptions, createClient } from "../../http/client.ts";
import { address, document, filled, list } from "../../http/reply/shape.ts";
import { envelopeResult } from "../envelope.ts";
import { type AddressChoice, addressIn, addressKinds } from "./address.ts";
import { checkArguments, checkOptions, type OptionKinds, pickOptions } from "../../options.ts";

const tenant = document({ code: filled, baseUrl: address });

/**
 * A tenant.
 *
 * @category Tenants
 */
export interface TenantDocument {
  /** The tenant's id, as people know it. */
  readonly code: string;
  /** Its address, mostly with a slash at the end. */
  readonly baseUrl: string;
  /** Its name for people. */
  readonly name?: string | undefined;
  /** An id of the service's own. */
  readonly id?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * Where the tenants are listed.
 *
 * @category Tenants
 */
export interface TenantOptions
  extends
    Surroundings,
    Pick<ClientOptions, "fetch" | "signal" | "timeoutMs" | "retry" | "sleep" | "onRetry"> {
  /**
   * The list's address.
   *
   * @default {the sandbox's own, or $TAPIS_TENANTS_URL, else https://api.tacc.utexas.edu/tenants}
   */
  readonly tenantsUrl?: string | undefined;
}

const { fetch, signal, timeoutMs, retry, sleep, onRetry } = behaviourKinds;

const tenantKinds: OptionKinds<TenantOptions> = {
  ...surroundingsKinds,
  ...{ fetch, signal, timeoutMs, retry, sleep, onRetry },
  tenantsUrl: "text",
};

/** Where the tenants are listed, unless something else is said. */
export const usualTenantsUrl = "https://api.tacc.utexas.edu/tenants";

/**
 * All tenants (`GET` of the list's address, AgavePy's `list_tenants()`). No credential is needed.
 *
 * @param options `tenantsUrl`; where variables come from; `fetch`, `signal`.
 * @throws {PermissionNeededError} When Deno may not read `TAPIS_TENANTS_URL`.
 * @throws {ApiError} When what answers is not a list of tenants.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tenants = await v2.listTenants({ tenantsUrl: `${sandbox.url}/tenants` });
 * assertEquals(tenants.map(({ code }) => code), ["sandbox", "sandbox.slash"]);
 * ```
 *
 * @category Tenants
 */
export async function listTenants(options: TenantOptions = {}): Promise<TenantDocument[]> {
  checkOptions(options, tenantKinds);
  const url = new URL(tenantsUrl(options));
  const { fetch, signal, timeoutMs, retry, sleep, onRetry } = options;
  const client = createClient({ service: "Tapis", baseUrl: url.origin }, {
    ...(fetch === undefined ? {} : { fetch }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retry === undefined ? {} : { retry }),
    ...(sleep === undefined ? {} : { sleep }),
    ...(onRetry === undefined ? {} : { onRetry }),
  });
  const call = { signal };
  return await envelopeResult(client, "GET", url.pathname, call, list(tenant));
}

/** Where the tenants are listed. */
export function tenantsUrl(options: TenantOptions): string {
  const { sandboxOrigin } = options;
  const own = sandboxOrigin === undefined ? undefined : `${sandboxOrigin}/tenants`;
  return checkedBaseUrl(options.tenantsUrl ?? own ?? variable(options) ?? usualTenantsUrl);
}

function variable(surroundings: Surroundings): string | undefined {
  const read = readVariable("TAPIS_TENANTS_URL", surroundings);
  if ("value" in read) return read.value ? checkedVariable(read.value) : undefined;
  const missing = read.missing ?? [];
  throw missing.length === 0
    ? new ArgumentTypeError(`TAPIS_TENANTS_URL ${read.detail}`)
    : new PermissionNeededError("Cannot look for the list of tenants", permissionFlags(missing));
}

function checkedVariable(value: string): string {
  try {
    return checkedBaseUrl(value);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ArgumentTypeError(`TAPIS_TENANTS_URL cannot be used: ${message}`, { cause });
  }
}

/**
 * A tenant's address, without a slash at the end (AgavePy's `api_server_by_id()`).
 *
 * @param tenantId The tenant's id, in capitals or not.
 * @param options See {@linkcode TenantOptions}.
 * @returns The address, or `undefined` where there is no such tenant.
 * @throws {PermissionNeededError} When Deno may not read `TAPIS_TENANTS_URL`.
 * @throws {ApiError} When what answers is not a list of tenants.
 * @throws {CredentialError} When a list on another machine says that it is on this one.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const options = { tenantsUrl: `${sandbox.url}/tenants` };
 * assertEquals(await v2.apiServerById("Sandbox", options), sandbox.url);
 * assertEquals(await v2.apiServerById("elsewhere", options), undefined);
 * ```
 *
 * @category Tenants
 */
export async function apiServerById(
  tenantId: string,
  options: TenantOptions = {},
): Promise<string | undefined> {
  checkArguments({ tenantId }, { tenantId: "text" });
  const tenants = await listTenants(options);
  const tenant = tenants.find(({ code }) => code.toLowerCase() === tenantId.toLowerCase());
  return tenant === undefined ? undefined : addressOf(tenant, options);
}

/**
 * The id of the tenant at an address (AgavePy's `id_by_api_server()`); a slash at its end does not
 * matter.
 *
 * @param apiServer The address.
 * @param options See {@linkcode TenantOptions}.
 * @returns The id, or `undefined` where there is no such tenant.
 * @throws {PermissionNeededError} When Deno may not read `TAPIS_TENANTS_URL`.
 * @throws {ApiError} When what answers is not a list of tenants.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const options = { tenantsUrl: `${sandbox.url}/tenants` };
 * assertEquals(await v2.idByApiServer(`${sandbox.url}/`, options), "sandbox");
 * ```
 *
 * @category Tenants
 */
export async function idByApiServer(
  apiServer: string,
  options: TenantOptions = {},
): Promise<string | undefined> {
  checkArguments({ apiServer }, { apiServer: "text" });
  const tenants = await listTenants(options);
  const wanted = bare(apiServer).toLowerCase();
  return tenants.find(({ baseUrl }) => bare(baseUrl).toLowerCase() === wanted)?.code;
}

/** The address that the list names; where it is on this machine, the list must be there, too. */
function addressOf({ code, baseUrl }: TenantDocument, options: TenantOptions): string {
  const lister = new URL(tenantsUrl(options));
  if (isLoopback(lister) || !isLoopback(new URL(baseUrl))) return bare(baseUrl);
  throw new CredentialError(
    `${lister.host} says that the tenant ${code} is at ${
      bare(baseUrl)
    }: this is a port of this machine, ` +
      "where whoever listens would get the login",
    { wanted: "Tapis tenant", lines: [] },
    { step: { kind: "give", what: "the address", argument: "baseUrl", platform: "Tapis v2" } },
  );
}

function bare(address: string): string {
  return address.replace(/\/+$/, "");
}

/**
 * What is known of the tenant, and who is asked.
 *
 * @category Tenants
 */
export interface InitOptions extends TenantOptions, AddressChoice {
  /** The tenant's id. */
  readonly tenantId?: string | undefined;
  /** Is shown the tenants where neither is known, and gives an id. */
  readonly choose?: ((tenants: readonly TenantDocument[]) => string | Promise<string>) | undefined;
}

const initKinds: OptionKinds<InitOptions> = {
  ...tenantKinds,
  ...addressKinds,
  tenantId: "text",
  choose: "function",
};

/**
 * A tenant's id and address.
 *
 * @category Tenants
 */
export interface Tenant {
  /** Its id; none where it is not in the list. */
  readonly tenantId: string | undefined;
  /** Its address, without a slash at the end. */
  readonly baseUrl: string;
  /**
   * Its address, in AgavePy's word.
   *
   * @deprecated It is called `baseUrl`, as on every platform.
   */
  readonly apiServer: string;
}

function tenantAt(baseUrl: string, tenantId: string | undefined): Tenant {
  return { tenantId, baseUrl, apiServer: baseUrl };
}

/**
 * Finds out a tenant's id and address (AgavePy's `init()`): from the id the address, from the address the
 * id, and where neither is known from what the person chooses. Where both are known nothing is asked.
 *
 * @param options `tenantId`, `baseUrl`, `choose`, and as {@linkcode TenantOptions}.
 * @throws {CredentialError} When there is no such tenant, or nobody to choose one; when a list on another
 * machine says that it is on this one.
 * @throws {PermissionNeededError} When Deno may not read `TAPIS_TENANTS_URL`.
 * @throws {ApiError} When what answers is not a list of tenants.
 *
 * @example
 * ```ts
 * import { v2 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tenant = await v2.init({
 *   tenantsUrl: `${sandbox.url}/tenants`,
 *   choose: (tenants) => tenants[0]?.code ?? "",
 * });
 * assertEquals([tenant.tenantId, tenant.baseUrl], ["sandbox", sandbox.url]);
 * ```
 *
 * @category Tenants
 */
export async function init(options: InitOptions = {}): Promise<Tenant> {
  checkOptions(options, initKinds);
  const { tenantId, choose } = options;
  const address = addressIn(options);
  const listing = pickOptions<TenantOptions>(options, tenantKinds);
  if (address !== undefined) {
    const own = checkedBaseUrl(address);
    return tenantAt(own, tenantId ?? await idByApiServer(own, listing));
  }
  const tenants = await listTenants(listing);
  const chosen = tenantId ?? await choose?.(tenants);
  const found = tenants.find(({ code }) => code.toLowerCase() === chosen?.toLowerCase());
  if (found !== undefined) return tenantAt(addressOf(found, options), found.code);
  const what = chosen === undefined
    ? "No tenant of Tapis is named"
    : `There is no tenant ${JSON.stringify(chosen)} of Tapis`;
  throw new CredentialError(what, { wanted: "Tapis tenant", lines: [] }, {
    step: {
      kind: "choose",
      platform: "Tapis v2",
      by: ["tenantId"],
      or: "give baseUrl",
      among: tenants.map(({ code }) => code),
    },
  });
}
