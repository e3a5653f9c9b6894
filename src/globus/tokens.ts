/** What a lookup for Globus tokens brings, whichever place it comes from. */

import type { Cargo } from "../credentials/destination.ts";
import { modeFacts } from "../credentials/files/files.ts";
import type { Secret } from "../credentials/secret/secret.ts";
import type { NotFound, Outcome } from "../credentials/sources/source.ts";
import type { Step } from "../credentials/errors/step.ts";
import { type OwnAddresses, resourceServers, type Service } from "./config.ts";
import type { OAuthClient } from "./renewal.ts";
import type { TokenRecord } from "./storage/token_data.ts";
import type { TokenFile } from "./storage/token_file.ts";
import { defaultNamespace, type TokenNamespaces } from "./storage/token_storage.ts";

/**
 * Globus tokens that belong together, and who gave them.
 *
 * @category Where tokens are found
 */
export interface GlobusTokens {
  /** The token for Transfer; none yet where a client's id and secret get it with the first call. */
  readonly transfer: Secret | undefined;
  /** The token for Auth, where there is one. */
  readonly auth: Secret | undefined;
  /** Who gave them. */
  readonly from: Cargo["from"];
  /** When the Transfer token expires, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
  /** The person, where known. */
  readonly identityId: string | undefined;
  /** The app they were issued to, where known: a refresh token is of no use to another. */
  readonly client: OAuthClient | undefined;
  /** The records, and the file that they are renewed in; none for tokens that are texts alone. */
  readonly stored: StoredTokens | undefined;
  /** Addresses that stand in the same file. */
  readonly addresses: OwnAddresses;
}

/**
 * Token records of one namespace of one file.
 *
 * @category Where tokens are found
 */
export interface StoredTokens {
  /** The file. */
  readonly file: TokenFile;
  /** The namespace. */
  readonly namespace: string;
  /** The records by service. */
  readonly records: Readonly<Partial<Record<Service, TokenRecord>>>;
}

/**
 * Tokens of which no more than the text is known.
 *
 * @param transfer The token for Transfer.
 * @param auth The token for Auth.
 * @param from Who gave them.
 * @param addresses Addresses that stand in the same place.
 */
export function bareTokens(
  transfer: Secret,
  auth: Secret | undefined,
  from: GlobusTokens["from"],
  addresses: OwnAddresses = {},
): GlobusTokens {
  return {
    transfer,
    auth,
    from,
    expiresAt: undefined,
    identityId: undefined,
    client: undefined,
    stored: undefined,
    addresses,
  };
}

/**
 * Globus ends a refresh token that was not used for six months, and each use stores an access token
 * that lasts two days. Files of tools long gone must not hide the login of today.
 */
const refreshLifeMs = 186 * 86_400_000;

const logInElsewhere: Step = {
  kind: "other",
  words: "log in again with the program that wrote it",
};

/** What a source knows about stored tokens beside the records. */
export interface StoredFacts {
  /** The app they were issued to, where known. */
  readonly client: OAuthClient | undefined;
  /** Addresses that stand in the same file. */
  readonly addresses?: OwnAddresses | undefined;
  /** How the place is named to a person. */
  readonly where?: string | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now: number;
}

/**
 * The outcome of a source that looked into a file of tokens.
 *
 * @param stored What the file holds.
 * @param facts What else is known.
 */
export async function outcomeOfStored(
  stored: StoredTokens,
  facts: StoredFacts,
): Promise<Outcome<GlobusTokens>> {
  const { transfer, auth } = stored.records;
  if (transfer === undefined) return noToken();
  const { expiresAt, identityId, refreshToken } = transfer;
  const { client, where, addresses = {} } = facts;
  const past = expiresAt !== undefined && expiresAt <= facts.now;
  const why = refreshToken === undefined
    ? "holds an expired token, and no refresh token"
    : client === undefined
    ? "holds an expired token, and no refresh token whose app is known"
    : facts.now - (expiresAt ?? facts.now) > refreshLifeMs
    ? "holds a token that expired over six months ago; Globus drops a refresh token unused so long"
    : undefined;
  if (past && why !== undefined) {
    return { state: "expired", detail: why, step: logInElsewhere };
  }
  const details = [
    ...identityId === undefined ? [] : [`identity ${identityId}`],
    ...past ? ["renewed with the next call"] : [],
  ];
  return {
    state: "used",
    value: {
      transfer: transfer.accessToken,
      auth: auth?.accessToken,
      from: "stored",
      expiresAt,
      identityId,
      client,
      stored,
      addresses,
    },
    ...(where === undefined ? {} : { where }),
    ...(details.length === 0 ? {} : { detail: details.join(", ") }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(stored.file.path === undefined ? {} : await modeFacts(stored.file.path)),
  };
}

/** The outcome of a place that has tokens, and none for Transfer. */
export function noToken(inWhat = ""): NotFound {
  return { state: "keyless", detail: `has no token for ${resourceServers.transfer}${inWhat}` };
}

/**
 * The records of the one namespace that is meant: the one that is named, else the only one with a
 * token for Transfer, else the apps' own where all are of one person.
 *
 * @param file The file.
 * @param namespaces What it holds.
 * @param wanted The namespace's name.
 */
export function storedIn(
  file: TokenFile,
  namespaces: TokenNamespaces,
  wanted: string | undefined,
): StoredTokens | NotFound {
  const matching = [...namespaces].filter(([namespace, servers]) => {
    return servers.has(resourceServers.transfer) && (wanted ?? namespace) === namespace;
  });
  const people = new Set(matching.map(([, servers]) => {
    // A token of an unknown person may be anybody's.
    return servers.get(resourceServers.transfer)?.identityId ?? Symbol("unknown");
  }));
  if (people.size > 1) {
    const names = matching.map(([namespace, servers]) => {
      const identity = servers.get(resourceServers.transfer)?.identityId;
      return identity === undefined ? namespace : `${namespace} (identity ${identity})`;
    });
    return {
      state: "broken",
      detail: `holds tokens in several namespaces: ${names.join(", ")}`,
      step: { kind: "choose", platform: "Globus", by: ["namespace"] },
    };
  }
  const [namespace, servers] = matching.find(([name]) => name === defaultNamespace) ??
    matching[0] ?? [];
  if (namespace === undefined || servers === undefined) {
    if (wanted === undefined) return noToken("");
    const among = [...namespaces].filter(([, servers]) => servers.has(resourceServers.transfer))
      .map(([name]) => name);
    const step: Step = { kind: "choose", platform: "Globus", by: ["namespace"], among };
    return {
      ...noToken(` in the namespace ${JSON.stringify(wanted)}`),
      ...(among.length === 0 ? {} : { step }),
    };
  }
  const transfer = servers.get(resourceServers.transfer);
  const auth = servers.get(resourceServers.auth);
  return {
    file,
    namespace,
    records: {
      ...(transfer === undefined ? {} : { transfer }),
      ...(auth === undefined ? {} : { auth }),
    },
  };
}

/** Whether a result says that nothing was found. */
export function isNotFound(result: object): result is NotFound {
  return "state" in result;
}

/** A record, the app that can renew it, and the place that keeps it. */
export interface Renewal {
  /** The record, which has a refresh token. */
  readonly record: TokenRecord & { readonly refreshToken: Secret };
  /** The app. */
  readonly client: OAuthClient;
  /** The place. */
  readonly stored: StoredTokens;
}

/** What renews the stored token of a service; nothing where it cannot be renewed. */
export function renewalOf(
  service: Service,
  { stored, client }: GlobusTokens,
): Renewal | undefined {
  const record = stored?.records[service];
  const { refreshToken } = record ?? {};
  if (stored === undefined || record === undefined || client === undefined) return undefined;
  return refreshToken && { record: { ...record, refreshToken }, client, stored };
}

/** Whether a new token for Transfer can be had from what was found. */
export function canRenew(tokens: GlobusTokens): boolean {
  return buysItsOwn(tokens) || renewalOf("transfer", tokens) !== undefined;
}

/** Whether there is no token yet, and a client's id and secret to get some. */
export function buysItsOwn(
  tokens: GlobusTokens,
): tokens is GlobusTokens & { readonly client: OAuthClient & { readonly clientSecret: Secret } } {
  const { stored, transfer, client } = tokens;
  return stored === undefined && transfer === undefined && client?.clientSecret !== undefined;
}
