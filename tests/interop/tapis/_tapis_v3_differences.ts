import type { Difference } from "../comparison/_same_requests.ts";

/** Public names of tapipy that are in no row, by the reason. */
export const unplayed: Readonly<Record<string, readonly string[]>> = {
  "no request: called by the rows that buy and hand on tokens": [
    "Tapis.add_claims_to_token",
    "Tapis.get_access_jwt",
    "Tapis.set_jwt",
    "Tapis.set_refresh_token",
    "Tapis.set_tenant",
  ],
  "fetches descriptions of the services from the web": ["Tapis.update_spec_cache"],
  "tells only that a service is up": [
    "authenticator.hello",
    "authenticator.ready",
    "files.healthCheck",
    "files.readyCheck",
    "tokens.hello",
    "tokens.ready",
  ],
  "for those who run a tenant or a site": [
    "authenticator.get_config",
    "authenticator.update_config",
    "tenants.create_ldap",
    "tenants.create_owner",
    "tenants.create_site",
    "tenants.create_tenant",
    "tenants.delete_ldap",
    "tenants.delete_owner",
    "tenants.delete_site",
    "tenants.get_ldap",
    "tenants.get_owner",
    "tenants.get_site",
    "tenants.get_tenant_history",
    "tenants.list_ldaps",
    "tenants.list_owners",
    "tenants.update_tenant",
  ],
  "for services, which have passwords of their own": [
    "tokens.create_token",
    "tokens.refresh_token",
    "tokens.revoke_token",
    "tokens.update_keys",
  ],
  "permissions, shares and links to files, which keyferry has no calls for": [
    "files.createPostIt",
    "files.deletePermissions",
    "files.deletePostIt",
    "files.getPermissions",
    "files.getPostIt",
    "files.getShareInfo",
    "files.grantPermissions",
    "files.listPostIts",
    "files.redeemPostIt",
    "files.sharePath",
    "files.sharePathPublic",
    "files.unSharePath",
    "files.unSharePathAll",
    "files.unSharePathPublic",
    "files.updatePostIt",
  ],
  "commands of the system's own host": [
    "files.getFacl",
    "files.getStatInfo",
    "files.runLinuxNativeOp",
    "files.setFacl",
  ],
};

/** Where keyferry and tapipy differ. */
export const differences: readonly Difference[] = [
  {
    why:
      "tapipy looks for the tenant's key, to check the refresh token; keyferry leaves that to Tapis",
    names: ["Tapis.get_tokens"],
    of: (sent) => sent.filter(({ path }) => path !== "/v3/sites" && path !== "/v3/tenants"),
  },
  {
    why: "keyferry writes out the page; tapipy leaves it to the service",
    names: ["files.listFiles"],
    of: (sent) => sent.map((one) => one.query.length > 0 ? one : { ...one, query: firstPage }),
  },
  {
    why: "keyferry asks how many bytes the service has after an upload",
    names: ["Tapis.upload", "files.insert"],
    of: (sent) =>
      sent.flatMap((one) => [
        one,
        { method: "GET", path: one.path, query: oneItem, body: undefined },
      ]),
  },
  {
    why: "tapipy writes a flag as Python does, the service reads it either way",
    names: ["files.getTransferTask", "files.listFiles"],
    of: (sent) => {
      return sent.map((one) => ({
        ...one,
        query: one.query.map(([name, value]) => [name, value === "True" ? "true" : value] as const),
      }));
    },
  },
];

const firstPage = [["limit", "1000"], ["offset", "0"]] as const;
const oneItem = [["limit", "1"], ["offset", "0"]] as const;
