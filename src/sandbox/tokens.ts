import { makeSandboxToken } from "../credentials/secret/sandbox_token.ts";
import type { GlobusGrant } from "./globus_auth/grants/grant.ts";
import type { TokenService } from "./sandbox.ts";
import { keepNewest, type Shelf, type Store } from "./kept/store.ts";

/** A token the sandbox has issued. */
export interface IssuedToken {
  /** The token. */
  readonly token: string;
  /** Whether it opens calls or renews another. */
  readonly kind: "access" | "refresh";
  /** The platform it is for. */
  readonly service: TokenService;
  /** When it expires, in milliseconds since 1970; `Infinity` for never. */
  readonly expiresAt: number;
  /** When it was issued, in milliseconds since 1970. */
  readonly issuedAt: number;
  /** For a refresh token, the access token it was issued with. */
  readonly access: string | undefined;
  /** For a token of Globus, what it was granted for. */
  readonly globus: GlobusGrant | undefined;
  /** Whether it stays where there are too many. */
  readonly stays: boolean;
}

/** The tokens of one sandbox. */
export interface TokenRegistry {
  /** The origin that the tokens belong to. */
  readonly origin: string;
  /** The issued ones that were not revoked; the newest 10000, and those that stay. */
  readonly issued: Shelf<IssuedToken>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const mostTokens = 10_000;

/** The registry of a sandbox. */
export function tokenRegistry(store: Store, origin: string, now: () => number): TokenRegistry {
  const issued = store.shelf<IssuedToken>("token", {
    // JSON has no Infinity, and writes null.
    load: (json) => {
      const token = json as IssuedToken & { expiresAt: number | null };
      return { ...token, expiresAt: token.expiresAt ?? Infinity };
    },
  });
  return { origin, issued, now };
}

/** How a token is issued. */
export interface IssueOptions {
  /** How long it lives, in seconds. @default {forever} */
  lifetime?: number;
  /** The access token that a refresh token goes with. */
  access?: string;
  /** What a token of Globus is granted for. */
  globus?: GlobusGrant;
  /** Whether it stays where there are too many. @default {false} */
  stays?: boolean;
}

/** Issues a token. */
export async function issueToken(
  registry: TokenRegistry,
  service: TokenService,
  kind: "access" | "refresh",
  options: IssueOptions = {},
): Promise<string> {
  const token = await makeSandboxToken(registry.origin);
  const issuedAt = registry.now();
  const lifetime = options.lifetime ?? Infinity;
  const issued: IssuedToken = {
    token,
    kind,
    service,
    issuedAt,
    expiresAt: issuedAt + lifetime * 1000,
    access: options.access,
    globus: options.globus,
    stays: options.stays ?? false,
  };
  keepNewest(registry.issued, token, issued, mostTokens, ({ stays }) => !stays);
  return token;
}

/** Why a token was not taken, or the token. */
export type TokenCheck = IssuedToken | "unknown" | "expired";

/** Looks a token up; one of another service or kind is as unknown as one never issued. */
export function checkToken(
  registry: TokenRegistry,
  service: TokenService,
  kind: "access" | "refresh",
  token: string,
): TokenCheck {
  const issued = registry.issued.get(token);
  if (issued === undefined || issued.service !== service || issued.kind !== kind) return "unknown";
  return issued.expiresAt <= registry.now() ? "expired" : issued;
}

/** Forgets a token; whether there was one. */
export function revokeToken(registry: TokenRegistry, token: string): boolean {
  return registry.issued.delete(token);
}

/** Whether all of these were issued and are still good. */
export function areGood({ issued, now }: TokenRegistry, tokens: readonly string[]): boolean {
  return tokens.every((token) => (issued.get(token)?.expiresAt ?? 0) > now());
}
