import type { Route } from "../server/router.ts";
import type { RefusalReason } from "../server/service.ts";
import { clientRoutes } from "./clients.ts";
import { failure } from "./envelope.ts";
import { fileRoutes } from "./files/files.ts";
import { loginRoutes } from "./logins.ts";
import { profileRoutes } from "./profiles.ts";
import { systemRoutes } from "./systems.ts";
import { tenantRoutes } from "./tenants.ts";
import { tokenRoutes } from "./tokens.ts";
import { transferRoutes } from "./files/transfers.ts";

/** What the paths of Tapis v3 begin with. */
export const v3Prefix = "/v3/";

/** Tapis v3: the routes of its services. */
export function v3Routes(): Route[] {
  return [
    ...tenantRoutes(),
    ...tokenRoutes(),
    ...loginRoutes(),
    ...clientRoutes(),
    ...profileRoutes(),
    ...transferRoutes(),
    ...fileRoutes(),
    ...systemRoutes(),
  ];
}

const statuses: Readonly<Record<RefusalReason, number>> = {
  "not-found": 404,
  "bad-method": 405,
  "bad-body": 400,
  "too-large": 413,
  // What a system's own file system refuses; the real status is not known.
  "name-too-long": 400,
  "no-space": 500,
  "failed": 500,
};

/** Words a refusal as Tapis v3 does. */
export function refuseV3(reason: RefusalReason, detail: string): Response {
  return failure(detail || "There is no such resource.", statuses[reason]);
}
