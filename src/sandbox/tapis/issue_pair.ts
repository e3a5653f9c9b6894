import type { TapisSandboxTokens } from "../sandbox.ts";
import { type IssueOptions, issueToken, type TokenRegistry } from "../tokens.ts";

/** How long an access token lives, in seconds. */
const lifetime = 14_400;

/** An access token of Tapis v2 and the refresh token that goes with it. */
export type TapisPair = Pick<
  TapisSandboxTokens,
  "accessToken" | "refreshToken" | "createdAt" | "expiresIn"
>;

/** Issues an access token and a refresh token that is good for one use. */
export async function issueTapisPair(
  registry: TokenRegistry,
  { stays = false }: Pick<IssueOptions, "stays"> = {},
): Promise<TapisPair> {
  const access = await issueToken(registry, "tapis", "access", { lifetime, stays });
  return {
    accessToken: access,
    refreshToken: await issueToken(registry, "tapis", "refresh", { access, stays }),
    createdAt: Math.floor(registry.now() / 1000),
    expiresIn: lifetime,
  };
}
