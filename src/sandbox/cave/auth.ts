import type { Call } from "../call.ts";
import { identity } from "../identity.ts";
import { json } from "../reply.ts";
import { get, type Route } from "../router.ts";
import { accessOf } from "./access.ts";

/** The auth server's part that a program calls. */
export function authRoutes(): Route[] {
  return [
    get("/auth/api/v1/user/me", me),
    get("/auth/api/v1/user/token", listTokens),
  ];
}

function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

function me(): Response {
  return json({
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
  });
}

function listTokens(call: Call): Response {
  const access = accessOf(call);
  const used = "token" in access ? access.token.token : undefined;
  const tokens = [...call.world.tokens.issued.values()].filter((item) => item.service === "cave");
  const now = httpDate(call.world.now());
  const records = tokens.map(({ token, issuedAt }, index) => ({
    id: index + 1,
    user_id: identity.caveId,
    token,
    description: null,
    created: httpDate(issuedAt),
    updated: httpDate(issuedAt),
    last_used: token === used ? now : null,
  }));
  return json(records.reverse());
}
