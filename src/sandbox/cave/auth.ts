import { type Call, jsonObject, param } from "../call.ts";
import { datastacks, identity } from "../identity.ts";
import { html, json, text } from "../reply.ts";
import { get, post, type Route } from "../router.ts";
import { keepNewest, nextNumber } from "../store.ts";
import { type IssuedToken, issueToken, revokeToken } from "../tokens.ts";
import { accessOf } from "./access.ts";
import type { World } from "../world.ts";
import { terms, termsDataset } from "./gate.ts";
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
    post(`${users}/token`, async (call) => await addToken(call, await descriptionOf(call))),
    get("/auth/api/v1/create_token", (call) => addToken(call, null)),
    { ...get(`${users}/token/{id}`, deleteToken), method: "DELETE" },
    get(`${users}/token/{token}/ttl`, ttl),
    get(users, forAdmins),
    get("/auth/api/v1/group/{id}/user", forAdmins),
    get("/auth/api/v1/username", userNames),
    get("/auth/api/v1/logout", () => text("Cannot log out an API key", { status: 422 })),
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
    affiliations: [[{ id: 1, name: identity.organization }]],
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
    permissions_v2: by(["view", "edit"]),
    permissions_v2_ignore_tos: { ...by(["view", "edit"]), [termsDataset]: ["view"] },
    missing_tos: [missing],
    datasets_admin: [],
    groups_admin: [],
  };
}

/** What the real server tells those who administer nothing: a sentence, not JSON. */
function forAdmins(): Response {
  return html("Requires admin privilege.", { status: 403 });
}

function userNames(call: Call): Response {
  const ids = (call.url.searchParams.get("id") ?? "").split(",").map(Number);
  const known = ids.includes(identity.caveId);
  return json(known ? [{ id: identity.caveId, name: identity.name }] : []);
}

interface NamedToken {
  readonly id: number;
  readonly description: string | null;
  readonly issued: IssuedToken;
}

/** As many as there can be tokens. */
const mostNamed = 10_000;

/** Gives a token its number. */
function numbered(world: World, token: string, description: string | null): TokenFacts {
  const facts = { id: nextNumber(world.numbers, "cave token", 1), description };
  keepNewest(world.cave.tokens, token, facts, mostNamed);
  return facts;
}

/** The person's tokens, oldest first; those from the start get their number when they are first seen. */
function ownTokens(call: Call): NamedToken[] {
  return [...call.world.tokens.issued.values()].filter(({ service }) => service === "cave")
    .map((issued) => {
      const facts = call.world.cave.tokens.get(issued.token) ??
        numbered(call.world, issued.token, null);
      return { ...facts, issued };
    });
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

async function descriptionOf(call: Call): Promise<string | null> {
  if (Number(call.request.headers.get("content-length") ?? "0") === 0) return null;
  const { description } = await jsonObject(call);
  return typeof description === "string" ? description.slice(0, 120) : null;
}

/** A further token; the ones before stay good. */
async function addToken(call: Call, description: string | null): Promise<Response> {
  ownTokens(call);
  const token = await issueToken(call.world.tokens, "cave", "access");
  numbered(call.world, token, description);
  return json(token);
}

function deleteToken(call: Call): Response {
  const id = Number(param(call, "id"));
  const found = ownTokens(call).find((token) => token.id === id);
  if (found === undefined) return text("Token doesn't exist", { status: 404 });
  revokeToken(call.world.tokens, found.issued.token);
  call.world.cave.tokens.delete(found.issued.token);
  return json("success");
}

function ttl(call: Call): Response {
  const token = param(call, "token");
  const known = ownTokens(call).some(({ issued }) => issued.token === token);
  return known ? json(-1) : json({ error: "invalid_token" }, { status: 404 });
}

function authInfo(call: Call): Response {
  return json(
    { login_url: `${call.world.origin}/sticky_auth`, supported_datastacks: datastacks },
    { headers: { "access-control-allow-origin": "*" } },
  );
}
