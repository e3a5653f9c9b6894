import type { Collection } from "../collections.ts";
import { identity } from "../identity.ts";
import { type Call, param } from "../server/call.ts";
import { Refusal } from "../server/reply.ts";
import type { Route } from "../server/router.ts";
import { tapisClient } from "../tapis/own_client.ts";
import { systemNamed } from "./files/file_place.ts";
import { guardedInJava } from "./guard.ts";
import { failure, success } from "./java_envelope.ts";
import { route } from "./routes.ts";

/** Systems, which are the sandbox's collections: Tapis has a credential for each. */
export function systemRoutes(): Route[] {
  return [
    route("GET", "/v3/systems", guardedInJava(listSystems)),
    route("GET", "/v3/systems/{system}", guardedInJava((call) => success(systemOf(call)))),
    route(
      "POST",
      "/v3/systems/credential/{system}/user/{user}/check",
      guardedInJava(checkCredential),
    ),
  ];
}

/** What the service selects where nothing else is asked for. */
const summary = [
  ...["id", "systemType", "owner", "host", "effectiveUserId", "defaultAuthnMethod", "canExec"],
  "parentId",
];

function listSystems(call: Call): Response {
  const { searchParams: query } = call.url;
  const [limit, skip] = [Number(query.get("limit") ?? 100), Number(query.get("skip") ?? 0)];
  const listType = query.get("listType") ?? "OWNED";
  if (!["OWNED", "SHARED_PUBLIC", "ALL"].includes(listType)) {
    return failure(`SYSAPI_SELECT_PARM_ERROR Invalid listType: ${listType}`);
  }
  const named = (query.get("select") ?? "summaryAttributes").split(",");
  const names = named.flatMap((name) => name === "summaryAttributes" ? summary : [name]);
  const shown = call.world.collections
    .map((collection) => document(collection, call.world.origin))
    .filter(() => listType !== "SHARED_PUBLIC")
    .sort((a, b) => a.id < b.id ? -1 : 1)
    .slice(skip, limit < 0 ? undefined : skip + limit)
    .map((system) => {
      if (names.includes("allAttributes")) return system;
      return Object.fromEntries(Object.entries(system).filter(([name]) => names.includes(name)));
    });
  return success(shown, `SYSAPI_SYSTEMS_FOUND Systems found: ${shown.length} systems`);
}

function document(collection: Collection, origin: string) {
  return {
    tenant: tapisClient.tenantId,
    id: collection.name,
    description: null,
    systemType: "LINUX",
    owner: identity.username,
    host: new URL(origin).hostname,
    enabled: true,
    effectiveUserId: "${apiUserId}",
    defaultAuthnMethod: "PKI_KEYS",
    rootDir: "/",
    port: 22,
    canExec: false,
    parentId: null,
    isPublic: false,
    isDynamicEffectiveUser: true,
    deleted: false,
    hasCredentials: true,
  };
}

function systemOf(call: Call): ReturnType<typeof document> {
  const id = param(call, "system");
  const found = systemNamed(call.world, id);
  if (found !== undefined) return document(found, call.world.origin);
  throw new Refusal(failure(`SYSAPI_NOT_FOUND System not found. Name: ${id}`, 404));
}

function checkCredential(call: Call): Response {
  const { id } = systemOf(call);
  const user = param(call, "user");
  if (user === identity.username) {
    return success(null, `SYSAPI_CRED_VALID Credential valid. System: ${id} User: ${user}`);
  }
  return failure(`SYSLIB_UNAUTH User not authorized. System: ${id} User: ${user}`, 403);
}
