/**
 * The tenants of Tapis v3, and the sites that run them. No credential is needed.
 *
 * @module
 */

import { nullAuthorizer } from "../../http/authorizer.ts";
import type { Client } from "../../http/client.ts";
import { path } from "../../http/path.ts";
import { address, document, filled, list } from "../../http/reply/shape.ts";
import { envelopeResult } from "../envelope.ts";
import type { SignalOptions } from "../signal_options.ts";
import { checkOptions, signalKinds } from "../../options.ts";

const tenant = document({ tenant_id: filled, base_url: address });
const site = document({ site_id: filled });

/**
 * A tenant.
 *
 * @category Tenants
 */
export interface TenantDocument {
  /** Its id, such as `tacc`. */
  readonly tenant_id: string;
  /** Its address, such as `https://tacc.tapis.io`. */
  readonly base_url: string;
  /** The site that runs it. */
  readonly site_id?: string | undefined;
  /** Whether it is in service, such as `active`. */
  readonly status?: string | undefined;
  /** The key that its tokens are signed with, as PEM. */
  readonly public_key?: string | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * A site.
 *
 * @category Tenants
 */
export interface SiteDocument {
  /** Its id, such as `tacc`. */
  readonly site_id: string;
  /** Its address. */
  readonly base_url: string;
  /** Whether it is the first of all sites. */
  readonly primary?: boolean | undefined;
  /** The services it runs. */
  readonly services?: readonly string[] | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * All tenants (`GET /v3/tenants`).
 *
 * In Python: `list_tenants()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const [tenant] = await tapis.listTenants();
 * assertEquals([tenant?.tenant_id, tenant?.base_url], ["sandbox", sandbox.url]);
 * ```
 *
 * @category Tenants
 */
export async function listTenants(
  client: Client,
  options: SignalOptions = {},
): Promise<TenantDocument[]> {
  checkOptions(options, signalKinds);
  return await envelopeResult(open(client), "GET", "/v3/tenants", options, list(tenant));
}

/**
 * One tenant (`GET /v3/tenants/{tenant_id}`).
 *
 * In Python: `get_tenant()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param tenantId The tenant's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * assertEquals((await tapis.getTenant("sandbox")).base_url, sandbox.url);
 * ```
 *
 * @category Tenants
 */
export async function getTenant(
  client: Client,
  tenantId: string,
  options: SignalOptions = {},
): Promise<TenantDocument> {
  checkOptions(options, signalKinds);
  return await envelopeResult(
    open(client),
    "GET",
    path`/v3/tenants/${{ tenantId }}`,
    options,
    tenant,
  );
}

/**
 * All sites (`GET /v3/sites`).
 *
 * In Python: `list_sites()` of tapipy.
 *
 * @param client A Tapis v3 client.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service refuses.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const [site] = await v3.tapisClient({ baseUrl: sandbox.url }).listSites();
 * assertEquals(site?.primary, true);
 * ```
 *
 * @category Tenants
 */
export async function listSites(
  client: Client,
  options: SignalOptions = {},
): Promise<SiteDocument[]> {
  checkOptions(options, signalKinds);
  return await envelopeResult(open(client), "GET", "/v3/sites", options, list(site));
}

function open(client: Client): Client {
  return { ...client, authorizer: nullAuthorizer() };
}
