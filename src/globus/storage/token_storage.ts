/** What all token storages have in common; the names are the Python SDK's. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { TokenData, TokenRecord } from "./token_data.ts";
import type { OptionKinds } from "../../options.ts";

/**
 * A place where tokens are kept, by resource server. A storage has namespaces, of which this is one.
 *
 * @category Token storage
 */
export interface TokenStorage {
  /** The namespace whose tokens it reads and writes. */
  readonly namespace: string;
  /** Every token of the namespace, by resource server. */
  getTokenDataByResourceServer(): Promise<Record<string, TokenData>>;
  /** One token, where there is one. */
  getTokenData(resourceServer: string): Promise<TokenData | undefined>;
  /** Stores tokens, by resource server; what else is stored stays. */
  storeTokenDataByResourceServer(tokens: Readonly<Record<string, TokenData>>): Promise<void>;
  /** Removes one token; whether there was one. */
  removeTokenData(resourceServer: string): Promise<boolean>;
}

/**
 * How a token storage is opened.
 *
 * @category Token storage
 */
export interface TokenStorageOptions {
  /**
   * The namespace whose tokens are read and written.
   *
   * @default {"DEFAULT"}
   */
  readonly namespace?: string | undefined;
}

/** How a token storage is opened, as a value. */
export const tokenStorageKinds: OptionKinds<TokenStorageOptions> = { namespace: "text" };

/** The namespace that the Python SDK's apps use. */
export const defaultNamespace = "DEFAULT";

/**
 * Token records by resource server.
 *
 * @category Token storage
 */
export type TokenRecords = ReadonlyMap<string, TokenRecord>;

/**
 * A storage's tokens: namespace, then resource server.
 *
 * @category Token storage
 */
export type TokenNamespaces = ReadonlyMap<string, TokenRecords>;

/**
 * A storage of the caller's that has what is asked of one.
 *
 * @param storage The storage.
 * @throws {TypeError} Naming what it lacks.
 */
export function checkedStorage(storage: TokenStorage): TokenStorage {
  const methods = [
    "getTokenDataByResourceServer",
    "getTokenData",
    "storeTokenDataByResourceServer",
    "removeTokenData",
  ] as const;
  const lacks = methods.filter((name) => typeof storage?.[name] !== "function");
  if (typeof storage?.namespace !== "string") lacks.unshift("namespace" as never);
  if (lacks.length === 0) return storage;
  throw new ArgumentTypeError(`storage is not a token storage: it lacks ${lacks.join(", ")}`);
}

/** The plain records of one namespace. */
export function plainTokens(
  namespaces: TokenNamespaces,
  namespace: string,
): Record<string, TokenData> {
  const servers = namespaces.get(namespace) ?? new Map<string, TokenRecord>();
  return Object.fromEntries([...servers].map(([server, record]) => [server, record.reveal()]));
}
