import type { Call } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import type { RegisteredClient } from "../clients.ts";
import { hasConsent, scopesBelow } from "../login/consents.ts";
import { authError, grantError } from "../errors.ts";
import { issueTokens } from "./issue_tokens.ts";
import { findToken } from "./find_token.ts";
import { parseScopes, type RequestedScope, ScopeSyntaxError } from "../scope_text.ts";

/**
 * Tokens for the services that a service needs for its caller: obtained with the caller's token, each
 * for what the caller allowed below it. The reply is a list.
 */
export async function dependentGrant(
  call: Call,
  client: RegisteredClient,
  form: URLSearchParams,
): Promise<Response> {
  const { world } = call;
  if (client.secret === undefined) return grantError(400, "unauthorized_client");
  const given = form.get("token");
  if (given === null) return grantError(400, "invalid_request", "Missing token parameter.");
  const token = findToken(world, "access", given);
  if (token === undefined || token.globus.resourceServer !== client.id) {
    return grantError(401, "invalid_grant");
  }
  let wanted: RequestedScope[] | undefined;
  try {
    const text = form.get("scope");
    wanted = text === null ? undefined : parseScopes(text);
  } catch (error) {
    if (!(error instanceof ScopeSyntaxError)) throw error;
    return grantError(400, "invalid_scope", error.message);
  }
  const { identityId, root } = token.globus;
  const allowed = new Map<string, string>();
  for (const parent of token.globus.scopes) {
    for (const scope of scopesBelow(world, token.globus, parent)) {
      if (!allowed.has(scope)) allowed.set(scope, parent);
    }
  }
  const missing = (wanted ?? []).filter((scope) =>
    paths(scope).some((path) =>
      !hasConsent(world, token.globus, [allowed.get(scope.name) ?? "", ...path])
    )
  );
  if (missing.length > 0) return consentRequired(missing.map((scope) => scope.name));
  const names = wanted?.map((scope) => scope.name) ?? [...allowed.keys()];
  const documents = await Promise.all(token.globus.scopes.map((parent) =>
    issueTokens(world, {
      clientId: client.id,
      identityId,
      scopes: names.filter((name) => allowed.get(name) === parent),
      refresh: form.get("access_type") === "offline",
      root: { clientId: root.clientId, path: [...root.path, parent] },
    })
  ));
  return json(documents.flat().map((item) => ({ ...item, token_type: "bearer" })));
}

/** The ways from a scope down to each of its dependencies, the scope itself first. */
function paths(scope: RequestedScope): string[][] {
  const below = scope.dependencies.flatMap(paths);
  return [[scope.name], ...below.map((path) => [scope.name, ...path])];
}

function consentRequired(missing: readonly string[]): Response {
  return authError(403, "DEPENDENT_CONSENT_REQUIRED", {
    title: "The user must allow your client more, see unapproved_scopes.",
    detail: `The user has not allowed ${missing.join(", ")}`,
    more: { unapproved_scopes: missing },
  });
}
