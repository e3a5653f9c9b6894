import type { TokenService } from "../../sandbox.ts";
import { issueToken } from "../../tokens.ts";
import type { World } from "../../world.ts";
import type { GlobusGrant } from "./grant.ts";
import { resourceServerOf, transferAll } from "../known_scopes.ts";
import { accessLifetime } from "./lifetimes.ts";

/** What tokens are issued for, before it is split by service. */
export interface TokenOrder
  extends Pick<GlobusGrant, "clientId" | "identityId" | "scopes" | "root"> {
  /** Whether refresh tokens go with them. */
  readonly refresh: boolean;
  /** What the client gave at the login. */
  readonly state?: string | undefined;
}

/** A token as replies carry it. */
export interface TokenDocument {
  readonly access_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly token_type: string;
  readonly resource_server: string;
  readonly state?: string;
  readonly refresh_token?: string;
}

/** A token without the scope for all of Transfer does not open it. */
function serviceOf(resourceServer: string, scopes: readonly string[]): TokenService {
  if (resourceServer === "auth.globus.org") return "auth";
  return scopes.includes(transferAll) ? "transfer" : "globus";
}

/** Issues one access token for a grant. */
export async function issueAccess(world: World, grant: GlobusGrant): Promise<TokenDocument> {
  const service = serviceOf(grant.resourceServer, grant.scopes);
  return {
    access_token: await issueToken(world.tokens, service, "access", {
      lifetime: accessLifetime,
      globus: grant,
    }),
    scope: grant.scopes.join(" "),
    expires_in: accessLifetime,
    token_type: "Bearer",
    resource_server: grant.resourceServer,
  };
}

/** Issues a refresh token for a grant. */
export async function issueRefresh(world: World, grant: GlobusGrant): Promise<string> {
  const service = serviceOf(grant.resourceServer, grant.scopes);
  return await issueToken(world.tokens, service, "refresh", { globus: grant });
}

function byServer(world: World, scopes: readonly string[]): [string, string[]][] {
  const servers = new Map<string, string[]>();
  for (const scope of scopes) {
    const server = resourceServerOf(world, scope);
    if (server !== undefined) servers.set(server, [...servers.get(server) ?? [], scope]);
  }
  const entries = [...servers];
  // The id token is about the reply's own access token, which then is the one for Auth.
  if (!scopes.includes("openid")) return entries;
  const isAuth = ([server]: [string, string[]]) => server === "auth.globus.org";
  return [...entries.filter(isAuth), ...entries.filter((entry) => !isAuth(entry))];
}

/** Issues a token for each service that the scopes belong to. */
export async function issueTokens(world: World, order: TokenOrder): Promise<TokenDocument[]> {
  const documents: TokenDocument[] = [];
  for (const [resourceServer, scopes] of byServer(world, order.scopes)) {
    const grant: GlobusGrant = {
      id: crypto.randomUUID(),
      clientId: order.clientId,
      identityId: order.identityId,
      resourceServer,
      scopes,
      root: order.root,
    };
    documents.push({
      ...await issueAccess(world, grant),
      ...(order.state === undefined ? {} : { state: order.state }),
      ...(order.refresh ? { refresh_token: await issueRefresh(world, grant) } : {}),
    });
  }
  return documents;
}
