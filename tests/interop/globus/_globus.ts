import { resolve } from "../../../src/credentials/mod.ts";
import * as globus from "../../../src/globus/mod.ts";
import type { Sandbox } from "../../../src/sandbox/mod.ts";
import type { Fields } from "../comparison/_agree.ts";

/** A made-up app's client id. */
export const clientId = "3f2c1a60-7d0e-4c53-9a6e-5b1de0a4f9c7";

/** A made-up person's identity. */
export const person = "8f1d5c2e-0b8a-4c1b-9e55-6f2a3c9d7e10";

/** Transfer's name in tokens. */
export const transferServer = "transfer.api.globus.org";

/** Auth's name in tokens. */
export const authServer = "auth.globus.org";

/** Records by resource server. */
export type Records = Readonly<Record<string, globus.TokenData>>;

/** Records of one login, with tokens that no other call has made. */
export function makeRecords(expiresAt: number): Records {
  const record = (resource_server: string, scope: string): globus.TokenData => ({
    resource_server,
    identity_id: person,
    scope,
    access_token: `Ag${crypto.randomUUID()}`,
    refresh_token: `Ag${crypto.randomUUID()}`,
    expires_at_seconds: expiresAt,
    token_type: "Bearer",
  });
  return {
    [authServer]: record(authServer, "openid profile email"),
    [transferServer]: record(transferServer, "urn:globus:auth:scope:transfer.api.globus.org:all"),
  };
}

/** An hour from now, in seconds since 1970. */
export function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}

/** What keyferry finds, and where, in the terms of the records. */
export async function found(
  choice: globus.TokenChoice,
): Promise<{ readonly fields: Fields; readonly source: string }> {
  const { value, source } = await resolve(globus.tokenChain({ env: {}, ...choice }));
  const { transfer, auth, expiresAt, identityId } = value;
  const seconds = expiresAt === undefined ? undefined : expiresAt / 1000;
  return { fields: { transfer, auth, seconds, identityId }, source };
}

/** The same of the records themselves. */
export function told(records: Records): Fields {
  const transfer = records[transferServer];
  return {
    transfer: transfer?.access_token,
    auth: records[authServer]?.access_token,
    seconds: transfer?.expires_at_seconds,
    identityId: transfer?.identity_id,
  };
}

/** Records as globus-cli stores them: without the person, whom it keeps elsewhere. */
export function asStored(records: Records): Records {
  return Object.fromEntries(
    Object.entries(records).map(([server, { identity_id: _, ...record }]) => [server, record]),
  );
}

/** The client id of the app whose tokens a sandbox issues. */
export const sandboxApp = "5c4f1d2e-7a63-5b8e-8f0d-2f9f6f1f7a10";

/** The tokens of a sandbox, made out to end at a time, in seconds since 1970. */
export function issuedBy({ tokens }: Sandbox, seconds: number): Records {
  const issued: Record<string, readonly [access: string, refresh: string]> = {
    [authServer]: [tokens.globusAuth, tokens.globusAuthRefresh],
    [transferServer]: [tokens.globusTransfer, tokens.globusTransferRefresh],
  };
  return Object.fromEntries(
    Object.entries(asStored(makeRecords(seconds))).map(([server, record]) => {
      const [access_token = "", refresh_token = ""] = issued[server] ?? [];
      return [server, { ...record, access_token, refresh_token }];
    }),
  );
}
