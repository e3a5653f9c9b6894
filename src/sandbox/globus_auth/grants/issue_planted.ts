import type { SandboxTokens } from "../../sandbox.ts";
import { type IssueOptions, issueToken, type TokenRegistry } from "../../tokens.ts";
import { firstGrant } from "./first_grants.ts";
import { accessLifetime } from "./lifetimes.ts";

/** The tokens of a login to the app that a sandbox plants. */
export type GlobusSet = Pick<
  SandboxTokens,
  | "globusTransfer"
  | "globusTransferRefresh"
  | "globusAuth"
  | "globusAuthRefresh"
  | "globusExpiresAt"
>;

/** Issues the tokens of Globus that a sandbox plants, as if the person had just logged in. */
export async function issuePlanted(
  registry: TokenRegistry,
  { stays = false }: Pick<IssueOptions, "stays"> = {},
): Promise<GlobusSet> {
  const lifetime = accessLifetime;
  const transfer = { globus: firstGrant("transfer"), stays };
  const auth = { globus: firstGrant("auth"), stays };
  return {
    globusTransfer: await issueToken(registry, "transfer", "access", { lifetime, ...transfer }),
    globusTransferRefresh: await issueToken(registry, "transfer", "refresh", transfer),
    globusAuth: await issueToken(registry, "auth", "access", { lifetime, ...auth }),
    globusAuthRefresh: await issueToken(registry, "auth", "refresh", auth),
    globusExpiresAt: Math.floor(registry.now() / 1000) + lifetime,
  };
}
