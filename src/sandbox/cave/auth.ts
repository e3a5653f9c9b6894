import { type Call, param } from "../server/call.ts";
import { datastacks, identity } from "../identity.ts";
import { json } from "../server/reply.ts";
import { get, post, type Route } from "../server/router.ts";
import { keepNewest, nextNumber } from "../kept/store.ts";
import { checkToken, type IssuedToken, issueToken, revokeToken } from "../tokens.ts";
import { accessOf } from "./access.ts";
import { notFound, sentence, serverError } from "./flask.ts";
import type { World } from "../world.ts";
import { privateDataset, terms, termsDataset, termsText } from "./gate.ts";
import type { TokenFacts } from "./state_store.ts";

const users = "/auth/api/v1/user";

/** The auth server's part that a program calls. */
export function authRoutes(): Route[] {
  return [
    get(`${users}/me`, () => json(me())),
    get(`${users}/cache`, () => json(permissions())),
    get("/auth/api/v1/my_permissions", () => json(permissions())),
    get(`${users}/missing`, () => json([missing])),
    get(`${users}/token`, listTokens),
    post(`${users}/token`, addToken),
    get("/auth/api/v1/create_token", addToken),
    { ...get(`${users}/token/{id}`, deleteToken), method: "DELETE" },
    get(`${users}/token/{token}/ttl`, ttl),
    get(users, forAdmins),
    get(`${users}/{id}`, otherUser),
    get(
      "/auth/api/v1/tos",
      () => json([{ id: terms.tos_id, name: terms.tos_name, text: termsText }]),
    ),
    get("/auth/api/v1/dataset", () => json([])),
    get("/auth/api/v1/service/{service}/table/{table}/dataset", datasetOfTable),
    get("/auth/api/v1/group/{id}/user", forAdmins),
    get("/auth/api/v1/username", userNames),
    get("/auth/api/v1/logout", logOut),
    get("/auth_info", authInfo, { open: true }),
  ];
}

function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

function me(): Record<string, unknown> {
  return {
    id: identity.caveId,
    service_account: false,
    name: identity.name,
    created: httpDate(Date.UTC(2024, 0, 1)),
    pi: "",
    affiliations: [[{ id: 1, name: identity.organization, start: "2024-01-01T00:00:00" }]],
    gdpr_consent: true,
    admin_datasets: [],
    admin: false,
    email: identity.email,
  };
}

const missing = { dataset_id: 3, dataset_name: termsDataset, ...terms };

function permissions(): Record<string, unknown> {
  function by<T>(value: T): Record<string, T> {
    return Object.fromEntries(datastacks.map((name) => [name, value]));
  }
  const { id, name, email, service_account, pi, affiliations } = me();
  return {
    id,
    parent_id: null,
    service_account,
    name,
    email,
    admin: false,
    pi,
    affiliations,
    groups: ["sandbox"],
    permissions: by(2),
    permissions_v2: by(["edit", "view"]),
    permissions_v2_ignore_tos: { ...by(["edit", "view"]), [termsDataset]: ["view"] },
    missing_tos: [missing],
    datasets_admin: [],
    groups_admin: [],
  };
}

/** What the real server tells those who administer nothing: a sentence, not JSON. */
function forAdmins(): Response {
  return sentence("Requires admin privilege.", 403);
}

/** A user by number; what is not a number is another address. */
function otherUser(call: Call): Response {
  const id = param(call, "id");
  if (!/^\d+$/.test(id)) return notFound();
  if (Number(id) !== identity.caveId) return sentence("User doesn't exist", 404);
  const { id: number, service_account, name, created, pi, affiliations } = me();
  return json({ id: number, service_account, name, created, pi, affiliations });
}

/** The dataset that a table belongs to; the sandbox has one for each datastack, of its name. */
function datasetOfTable(call: Call): Response {
  const [service, table] = [param(call, "service"), param(call, "table")];
  const known = ["datastack", "pychunkedgraph"].includes(service) &&
    [...datastacks, termsDataset, privateDataset].includes(table);
  return known ? json(table) : sentence("No dataset for given service and table names", 404);
}

function userNames(call: Call): Response {
  const asked = (call.url.searchParams.get("id") ?? "").split(",").filter((id) => id !== "");
  // As Python's int() has it, with blanks and a sign.
  if (!asked.every((id) => /^\s*[+-]?\d+\s*$/.test(id))) return serverError();
  const ids = asked.map(Number);
  const known = ids.includes(identity.caveId);
  return json(known ? [{ id: identity.caveId, name: identity.name }] : []);
}

interface NamedToken {
  readonly id: number;
  readonly description: string | null;
  readonly isUnlisted?: boolean;
  readonly issued: IssuedToken;
}

/** As many as there can be tokens. */
const mostNamed = 10_000;

/** Gives a token its number. */
function numbered(
  world: World,
  token: string,
  description: string | null,
  isUnlisted = false,
): TokenFacts {
  const facts = { id: nextNumber(world.numbers, "cave token", 1), description, isUnlisted };
  keepNewest(world.cave.tokens, token, facts, mostNamed);
  return facts;
}

/**
 * The person's API keys, oldest first: those of logins in a browser are not among them. Those from the start
 * get their number when they are first seen.
 */
function ownTokens(call: Call): NamedToken[] {
  return [...call.world.tokens.issued.values()].filter(({ service }) => service === "cave")
    .map((issued) => {
      const facts = call.world.cave.tokens.get(issued.token) ??
        numbered(call.world, issued.token, null);
      return { ...facts, issued };
    })
    .filter(({ isUnlisted = false, issued }) => !isUnlisted && issued.expiresAt === Infinity);
}

function listTokens(call: Call): Response {
  const access = accessOf(call);
  const used = "token" in access ? access.token.token : undefined;
  const now = httpDate(call.world.now());
  const records = ownTokens(call).map(({ id, description, issued: { token, issuedAt } }) => ({
    id,
    user_id: identity.caveId,
    token,
    description,
    created: httpDate(issuedAt),
    updated: httpDate(issuedAt),
    last_used: token === used ? now : null,
  }));
  return json(records.toSorted((one, other) => other.id - one.id));
}

/** The longest description that the database takes, in characters. */
const mostDescription = 120;

/** The body's JSON; what is not one, or is not said to be, is skipped. */
async function bodyOf(call: Call): Promise<unknown> {
  const type = call.request.headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json *(;|$)/i.test(type)) return {};
  try {
    return JSON.parse(await call.text()) || {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/**
 * A further token; the ones before stay good. The real server puts it among the good ones first and into
 * its database next: where that fails, the token is good for ever, and neither listed nor deletable.
 */
async function addToken(call: Call): Promise<Response> {
  ownTokens(call);
  const body = await bodyOf(call);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return serverError();
  const { description = null } = body as { description?: unknown };
  const token = await issueToken(call.world.tokens, "cave", "access");
  const text = typeof description === "string" ? fitting(description) : null;
  if (text === undefined) {
    numbered(call.world, token, null, true);
    return serverError();
  }
  numbered(call.world, token, text);
  return json(token);
}

/** A description as PostgreSQL keeps it; nothing where it does not. Blanks too many are dropped. */
function fitting(description: string): string | undefined {
  const characters = Array.from(description);
  const rest = characters.slice(mostDescription).join("");
  if (/[^ ]/.test(rest) || description.includes("\0")) return undefined;
  return characters.slice(0, mostDescription).join("");
}

function deleteToken(call: Call): Response {
  if (!/^\d+$/.test(param(call, "id"))) return notFound();
  const id = Number(param(call, "id"));
  const found = ownTokens(call).find((token) => token.id === id);
  if (found === undefined) return sentence("Token doesn't exist", 404);
  revokeToken(call.world.tokens, found.issued.token);
  call.world.cave.tokens.delete(found.issued.token);
  return json("success");
}

/** Seconds; -1 of a token that does not end. Of one that is not listed, too. */
function ttl(call: Call): Response {
  const { world } = call;
  const issued = checkToken(world.tokens, "cave", "access", param(call, "token"));
  if (typeof issued === "object") {
    const seconds = (issued.expiresAt - world.now()) / 1000;
    return json(Number.isFinite(seconds) ? Math.floor(seconds) : -1);
  }
  return json({
    error: "invalid_token",
    message: "Token does not exist or is not asociated with your account.",
  }, { status: 404 });
}

/** Ends what a login in a browser brought. */
function logOut(call: Call): Response {
  const access = accessOf(call);
  if ("refusal" in access) return access.refusal;
  const { token } = access.token;
  if (ownTokens(call).some(({ issued }) => issued.token === token)) {
    return sentence("Can't logout an API Key.", 422);
  }
  revokeToken(call.world.tokens, token);
  return json("success");
}

function authInfo(call: Call): Response {
  return json({ login_url: `${call.world.origin}/sticky_auth`, supported_datastacks: datastacks });
}
