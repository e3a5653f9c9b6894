/** Saying where a new token is kept. */

import { inWords } from "../../credentials/sources/report.ts";
import { factsText, jsonText } from "../terminal/text.ts";
import type { Io } from "../terminal/io.ts";
import type { KeptToken } from "./json_documents.ts";

/** The facts of a new token. */
export interface NewToken {
  /** The file that holds it. */
  readonly saved: string | undefined;
  /** The person. */
  readonly username: string | undefined;
  /** The tenant's id. */
  readonly tenant: string | undefined;
  /** When it ends, in milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  /** Whether keyferry can renew it without the person. */
  readonly renewable: boolean;
  /** The token, where it is to be printed. */
  readonly revealed: string | undefined;
}

/**
 * Prints where a new token is; the token itself where it is to be revealed.
 *
 * @param token The token.
 * @param options `json`; the clock.
 * @param io Where to print.
 */
export function showNewToken(
  token: NewToken,
  options: { readonly json?: boolean | undefined; readonly now?: (() => number) | undefined },
  io: Io,
): void {
  const { saved, username, tenant, expiresAt, renewable, revealed } = token;
  if (options.json) {
    const document: KeptToken = {
      saved: saved ?? null,
      username: username ?? null,
      tenant: tenant ?? null,
      expires: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
      renewable,
      ...(revealed === undefined ? {} : { token: revealed }),
    };
    io.out(jsonText(document));
  } else if (revealed !== undefined) {
    io.out(revealed);
  } else {
    const facts = factsText([
      ["Saved in", saved],
      ["Person", username],
      ["Tenant", tenant],
      ["Token", expiresAt === undefined ? undefined : inWords(expiresAt, options.now?.())],
      ["Renewable", renewable ? "yes" : "no"],
    ]);
    io.out(facts);
  }
  if (saved === undefined && revealed === undefined) {
    io.err("The new token is kept nowhere: it came from variables; add --reveal to print it");
  }
}
