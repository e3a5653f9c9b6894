import { authorizationOf, type Call, param } from "../../server/call.ts";
import { uuidFromName } from "../../ids.ts";
import { json, Refusal } from "../../server/reply.ts";
import { get, type Route } from "../../server/router.ts";
import { keepNewest } from "../../kept/store.ts";
import { bearerGrant } from "../caller.ts";
import { confidentialCaller } from "../clients.ts";
import { authError, invalidParameters, unauthorized } from "../errors.ts";
import { type IdentityDocument, unusedIdentity } from "./identity_store.ts";

/** Looking identities up; a token of Globus Auth opens them, a client's own secret as well. */
export function identityRoutes(): Route[] {
  return [
    get("/v2/api/identities", getIdentities, { open: true }),
    get("/v2/api/identities/{id}", getIdentity, { open: true }),
  ];
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mostIdentities = 100;
/** Of those that were provisioned, the newest are kept. */
const mostKept = 10_000;

function requireCaller(call: Call): void {
  if (authorizationOf(call.request)?.scheme !== "basic") bearerGrant(call);
  else if (confidentialCaller(call) === undefined) throw new Refusal(unauthorized());
}

function listOf(text: string): string[] {
  return text.split(",").map((part) => part.trim().toLowerCase()).filter((part) => part !== "");
}

/** One nobody has logged in with is made up; it is found by its id only once it is provisioned. */
async function byUsername(
  call: Call,
  username: string,
  provision: boolean,
): Promise<IdentityDocument> {
  const { identities } = call.world.globusAuth;
  const known = [...identities.values()].find((item) => item.username.toLowerCase() === username);
  if (known !== undefined) return known;
  const made = unusedIdentity(await uuidFromName(`identity\n${username}`), username);
  if (provision) {
    keepNewest(identities, made.id, made, mostKept, ({ status }) => status === "unused");
  }
  return made;
}

async function getIdentities(call: Call): Promise<Response> {
  requireCaller(call);
  const query = call.url.searchParams;
  const usernames = query.get("usernames");
  const ids = query.get("ids");
  if ((usernames === null) === (ids === null)) {
    return invalidParameters("Exactly one of usernames and ids is required");
  }
  const wanted = [...new Set(listOf(usernames ?? ids ?? ""))];
  const provision = query.get("provision") ?? "false";
  const isIdentity = usernames === null
    ? (value: string) => uuid.test(value)
    : (value: string) => value.includes("@");
  if (wanted.length === 0) return invalidParameters("At least one identity is required");
  if (wanted.length > mostIdentities) {
    return invalidParameters(`At most ${mostIdentities} identities can be looked up at once`);
  }
  if (!wanted.every(isIdentity)) {
    return invalidParameters(usernames === null ? "Invalid identity id" : "Invalid username");
  }
  if (!/^(?:true|false)$/i.test(provision)) {
    return invalidParameters("provision must be true or false");
  }
  const shouldProvision = provision.toLowerCase() === "true";
  const identities = usernames === null
    ? wanted.map((id) => call.world.globusAuth.identities.get(id))
    : await Promise.all(wanted.map((name) => byUsername(call, name, shouldProvision)));
  return json({ identities: identities.filter((item) => item !== undefined) });
}

function getIdentity(call: Call): Response {
  requireCaller(call);
  const identity = call.world.globusAuth.identities.get(param(call, "id").toLowerCase());
  return identity === undefined
    ? authError(404, "NOT_FOUND", { title: "Not found", detail: "No such identity" })
    : json({ identity });
}
