/** `keyferry tapis tenants` */

import { missingPermissions } from "../../credentials/permissions.ts";
import { variablePermissions } from "../../credentials/surroundings.ts";
import { listTenants as listOld, tenantsUrl, usualTenantsUrl } from "../../tapis/v2/tenants.ts";
import { tapisClient } from "../../tapis/v3/client.ts";
import type { Act, AnyCommand, Io, TableFor } from "../terminal/job.ts";
import { answered, answeredList, jobCommand } from "../terminal/job.ts";
import { limitOf, type ListOptions, taken, withListOptions } from "../terminal/lister.ts";
import { MisuseError } from "../words/misuse.ts";
import { type Needs, netPermissions } from "../needs.ts";
import { sandboxOrOwn, sandboxPermissions, surroundingsOf } from "../surroundings.ts";
import { markerPermissions } from "../../credentials/sandbox_home.ts";
import type { TapisOptions } from "./client.ts";
import { clientPart } from "../../http/client.ts";
import { factsText } from "../terminal/text.ts";
import type { TenantList } from "./json_documents.ts";

/** The options and arguments of `tapis tenants`. */
export interface TapisTenantsOptions extends TapisOptions, ListOptions {
  /** The tenant to tell about. */
  readonly name?: string | undefined;
}

/** A tenant of either version. */
interface Tenant {
  readonly id: string;
  readonly address: string;
  readonly more: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Every tenant of Tapis v3 lists all of them. */
const v3Address = "https://tacc.tapis.io";

/**
 * Lists the tenants of Tapis, or tells about one. No credential is needed.
 *
 * @param options `name` names one; `v3`.
 * @param io Where to print.
 * @throws {MisuseError} When there is no such tenant.
 * @throws {ApiError} When what answers is not a list of tenants.
 */
export async function tapisTenants(options: TapisTenantsOptions, io: Io): Promise<number> {
  const limit = limitOf(options);
  const tenants = await (options.v3 ? tenantsV3 : tenantsV2)(options, io);
  const { name } = options;
  if (name !== undefined) {
    const tenant = tenants.find(({ id }) => id.toLowerCase() === name.toLowerCase());
    if (tenant === undefined) {
      const version = options.v3 ? "v3" : "v2";
      throw new MisuseError(
        `Tapis ${version} has no tenant ${JSON.stringify(name)}`,
        { next: ["tapis", "tenants"] },
      );
    }
    return answered(tenant.document, () => factsOf(tenant), options, io);
  }
  const { items, capped } = await taken(limit, tenants, io);
  const documents = items.map(({ document }) => document);
  const report: TenantList = { tenants: documents, capped };
  return answeredList(report, { items, ...table }, options, io);
}

const table: TableFor<Tenant> = {
  head: ["Tenant", "Address", "Name"],
  row: ({ id, address, more }) => [id, address, more],
};

async function tenantsV2(options: TapisTenantsOptions, io: Io): Promise<Tenant[]> {
  const tenants = await listOld(await surroundingsOf(options, io));
  return tenants.map((document) => {
    const { code: id, baseUrl: address, name = "" } = document;
    return { id, address, more: name, document: { ...document } };
  });
}

async function tenantsV3(options: TapisTenantsOptions, io: Io): Promise<Tenant[]> {
  const surroundings = await sandboxOrOwn(options, io);
  const baseUrl = surroundings.sandboxOrigin ?? v3Address;
  const tenants = await tapisClient({ ...clientPart(surroundings), baseUrl }).listTenants();
  return tenants.map((document) => {
    const { tenant_id: id, base_url: address, description } = document;
    const more = typeof description === "string" ? description : "";
    return { id, address, more, document: { ...document } };
  });
}

function factsOf({ id, address, more, document }: Tenant): string {
  return factsText([
    ["Tenant", id],
    ["Address", address],
    ["Name", more],
    ["Site", document.site_id],
    ["Status", document.status],
  ]);
}

/**
 * What {@linkcode tapisTenants} needs.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function tapisTenantsNeeds(options: TapisTenantsOptions, io: Io): Promise<Needs> {
  const sandbox = sandboxPermissions(options);
  if (options.v3) {
    const surroundings = await sandboxOrOwn(options, io);
    const { sandboxOrigin: address = v3Address } = surroundings;
    const marker = await markerPermissions(surroundings);
    return { needed: [...sandbox, ...marker, ...netPermissions(address)] };
  }
  const surroundings = await surroundingsOf(options, io);
  const variables = surroundings.sandboxOrigin === undefined
    ? variablePermissions(["TAPIS_TENANTS_URL"], surroundings)
    : [];
  const known = missingPermissions(variables).length === 0;
  const address = known ? tenantsUrl(surroundings) : usualTenantsUrl;
  return {
    needed: [...sandbox, ...variables, ...netPermissions(address)],
    notes: known ? [] : [
      "the tenants may be listed elsewhere: `permissions` itself may not check TAPIS_TENANTS_URL",
    ],
  };
}

/**
 * The command line of {@linkcode tapisTenants}.
 *
 * @param act Takes the command that was read.
 */
export function tapisTenantsCommand(act: Act): AnyCommand {
  const command = jobCommand(act, { run: tapisTenants, needs: tapisTenantsNeeds }, "name")
    .description(
      "List the tenants of Tapis: each has an id, which --tenant takes, and an address. With an id, " +
        "show that one. No credential is needed.\n\n" +
        "--json prints {tenants: [document], capped}, with an id that document, as Tapis sends them; " +
        "capped is true where there are more.",
    )
    .arguments("[tenant:string]", ["The tenant's id."]);
  return withListOptions(command)
    .example("Which are there?", "keyferry tapis tenants")
    .example("Where is this one, in Tapis v3?", "keyferry tapis tenants --v3 tacc");
}
