/** The name and password that managing OAuth clients takes. */

import { ArgumentTypeError } from "../../../argument_error.ts";
import { CredentialError } from "../../../credentials/errors/errors.ts";
import { withOrigin } from "../../../http/authorizer.ts";
import type { Client } from "../../../http/client.ts";
import { basicAuthorizer } from "../../../oauth/basic_authorizer.ts";
import { askedPassword, heldPassword, type Password } from "../../password.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { isSessionAuthorizer } from "./session_authorizer.ts";
import { type OptionKinds, requiredClient } from "../../../options.ts";

/**
 * Who manages OAuth clients.
 *
 * @category Sessions
 */
export interface LoginOptions extends SignalOptions {
  /**
   * The person.
   *
   * @default {the session's}
   */
  readonly username?: string | undefined;
  /**
   * The person's password, or a function that asks for it.
   *
   * @default {the environment's, where the session came from there}
   */
  readonly password?: Password | undefined;
}

/** Who manages OAuth clients, as a value. */
export const loginKinds: OptionKinds<LoginOptions> = {
  signal: "signal",
  username: "text",
  password: "any",
};

/**
 * The same client with a name and a password in place of its token.
 *
 * @param client The client.
 * @param options What the caller gave.
 * @throws {CredentialError} When one of them is not known.
 */
export async function withLogin(client: Client, options: LoginOptions): Promise<Client> {
  requiredClient(client);
  const { authorizer } = client;
  const known = isSessionAuthorizer(authorizer) ? authorizer : undefined;
  const username = options.username ?? known?.login?.username ?? known?.current().username;
  const own = known?.login?.username === username ? known?.login?.password : undefined;
  const given = options.password === undefined ? own : options.password;
  const missing = [
    ...(username === undefined ? ["username"] : []),
    ...(given === undefined ? ["password"] : []),
  ];
  if (username === undefined || given === undefined) {
    throw new CredentialError(
      `Managing OAuth clients takes a name and a password: give ${missing.join(" and ")}, or set ` +
        "TAPIS_BASE_URL, TAPIS_USERNAME and TAPIS_PASSWORD",
      { wanted: "Tapis name and password", lines: [] },
    );
  }
  const password = await askedPassword(heldPassword(given));
  const origin = options.password === undefined ? authorizer.origin : undefined;
  const { errorWords } = client;
  return {
    ...client,
    authorizer: withOrigin(basicAuthorizer(username, password), origin),
    errorWords: (reply) => ({
      ...errorWords(reply),
      ...(reply.status === 401
        ? { step: { kind: "other", words: "check the name and the password" } as const }
        : {}),
    }),
  };
}

/** The name of the session's own client, or the one given. */
export function clientNameFor(client: Client, name: string | undefined): string {
  requiredClient(client);
  const { authorizer } = client;
  const own = isSessionAuthorizer(authorizer) ? authorizer.current().clientName : undefined;
  const found = name ?? own;
  if (found !== undefined) return found;
  throw new ArgumentTypeError(
    "Name the OAuth client: this session does not know the name of its own",
  );
}
