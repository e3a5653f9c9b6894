import { identity } from "../identity.ts";
import { tapisClient } from "../tapis/own_client.ts";
import type { World } from "../world.ts";

/** How long an access token lives, in seconds. */
const accessSeconds = 14_400;
/** How long a refresh token lives, in seconds. */
const refreshSeconds = 31_536_000;
/** How long a token of a device lives, in seconds. */
const deviceSeconds = 30 * 86_400;

/** What tokens are issued for. */
export interface TokenPlan {
  /** How they were obtained. */
  readonly grant: string;
  /** The OAuth client; without it there is no refresh token. */
  readonly clientId: string | undefined;
  /** How often they were renewed. */
  readonly refreshCount: number;
  /** Where a browser brought the code that obtained the first of them. */
  readonly redirectUri?: string;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000+00:00");
}

type Wrapped<Name extends string> = Readonly<Record<Name | "expires_at" | "jti", string>> & {
  readonly expires_in: number;
};

/** Tokens as the service wraps them. */
export interface IssuedTokens {
  readonly access_token: Wrapped<"access_token">;
  readonly refresh_token?: Wrapped<"refresh_token">;
}

/** Issues tokens, as the service wraps them. */
export async function issueTokens(world: World, plan: TokenPlan): Promise<IssuedTokens> {
  const { clientId, grant, refreshCount } = plan;
  const signer = await world.tapisV3.signer();
  const seconds = grant === "device_code" ? deviceSeconds : accessSeconds;
  const common = {
    iss: `${world.origin}/v3/tokens`,
    sub: `${identity.username}@${tapisClient.tenantId}`,
    "tapis/tenant_id": tapisClient.tenantId,
  };
  const access = {
    ...common,
    jti: crypto.randomUUID(),
    "tapis/token_type": "access",
    "tapis/delegation": false,
    "tapis/delegation_sub": null,
    "tapis/username": identity.username,
    "tapis/account_type": "user",
    "tapis/client_id": clientId ?? null,
    "tapis/grant_type": grant,
    "tapis/idp_id": "sandbox",
    "tapis/redirect_uri": plan.redirectUri ?? null,
    "tapis/refresh_count": refreshCount,
  };
  const wrapped = async <Name extends string>(
    name: Name,
    claims: Readonly<Record<string, unknown>> & { readonly jti: string },
    lifetime: number,
  ): Promise<Wrapped<Name>> => {
    const end = Math.floor(world.now() / 1000) + lifetime;
    const token = { [name]: await signer.sign({ ...claims, exp: end }) } as Record<Name, string>;
    return {
      ...token,
      expires_at: isoTime(end * 1000),
      expires_in: lifetime,
      jti: claims.jti,
    };
  };
  const result = { access_token: await wrapped("access_token", access, seconds) };
  if (clientId === undefined) return result;
  const refresh = {
    ...common,
    jti: crypto.randomUUID(),
    "tapis/initial_ttl": refreshSeconds,
    "tapis/token_type": "refresh",
    "tapis/access_token": { ...access, ttl: seconds },
  };
  return { ...result, refresh_token: await wrapped("refresh_token", refresh, refreshSeconds) };
}

/** The claims of a token of this sandbox that is good; nothing for any other. */
export async function goodClaims(
  world: World,
  token: string,
  kind?: "access" | "refresh",
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const state = world.tapisV3;
  const claims = await (await state.signer()).verify(token, new Date(world.now()));
  if (claims === undefined || state.revoked.has(String(claims.jti))) return undefined;
  return kind === undefined || claims["tapis/token_type"] === kind ? claims : undefined;
}
