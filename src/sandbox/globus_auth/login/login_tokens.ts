import { json } from "../../server/reply.ts";
import type { World } from "../../world.ts";
import { idToken } from "../grants/id_token.ts";
import { issueTokens } from "../grants/issue_tokens.ts";
import type { RequestedScope } from "../scope_text.ts";

/** What a login, of a person or of a client itself, has allowed. */
export interface LoginOrder {
  /** The client. */
  readonly clientId: string;
  /** The identity. */
  readonly identityId: string;
  /** The scopes. */
  readonly scopes: readonly RequestedScope[];
  /** Whether refresh tokens go with them. */
  readonly refresh: boolean;
  /** What the client gave at the login. */
  readonly state: string | undefined;
  /** What the id token is to repeat. */
  readonly nonce: string | undefined;
}

/** The reply with the tokens of a login: one token, the others in it, and an id token for `openid`. */
export async function loginReply(world: World, order: LoginOrder): Promise<Response> {
  const { clientId, identityId, refresh, state } = order;
  const scopes = order.scopes.map((scope) => scope.name);
  const [first, ...others] = await issueTokens(world, {
    clientId,
    identityId,
    scopes,
    refresh,
    root: { clientId, path: [] },
    state,
  });
  if (first === undefined) throw new Error("A login without scopes has no tokens");
  const id = scopes.includes("openid")
    ? {
      id_token: await idToken(world, {
        clientId,
        identityId,
        scopes,
        accessToken: first.access_token,
        nonce: order.nonce,
      }),
    }
    : {};
  return json({ ...first, other_tokens: others, ...id });
}
