/** A file of tokens, and the two ways to it: as a storage, and as the keeper of one renewed record. */

import { CredentialError, FileError } from "../../credentials/errors.ts";
import { withFileLock } from "../../credentials/file_lock.ts";
import type { LoginKnower, Step } from "../../credentials/step.ts";
import type { RecordStore, ReservedStore } from "../../oauth/record_store.ts";
import type { TokenData, TokenRecord } from "./token_data.ts";
import {
  defaultNamespace,
  plainTokens,
  type TokenNamespaces,
  type TokenStorage,
  type TokenStorageOptions,
} from "./token_storage.ts";

/** A file of tokens. Nothing here takes keyferry's lock; whoever changes the file holds it. */
export interface TokenFile {
  /** Where it lies. */
  readonly path: string;
  /** Adds to a step what is known of the login that left it. */
  readonly loginOf?: LoginKnower;
  /** Every token in it; none where there is no file. */
  load(): Promise<TokenNamespaces>;
  /** Makes sure that tokens about as long as these can be stored, before a refresh token is sent. */
  reserve(
    namespace: string,
    tokens: Readonly<Record<string, TokenData>>,
  ): Promise<ReservedTokenFile>;
  /** Stores tokens of one namespace, by resource server. */
  store(namespace: string, tokens: Readonly<Record<string, TokenData>>): Promise<void>;
  /** Removes one token; whether there was one. */
  remove(namespace: string, server: string): Promise<boolean>;
}

/** The error of a file that is there and is no token storage of ours to read. */
export function unusableStorage(
  path: string,
  why: string,
  cause?: unknown,
  step?: Step,
): FileError {
  return new FileError(`Cannot use ${path} as a token storage`, {
    why,
    step: step ?? { kind: "fix file", path },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A file of tokens that has right and room for further ones. */
export interface ReservedTokenFile extends Pick<TokenFile, "store"> {
  /** Puts back what another program has written while room was made; nothing for a database. */
  recover?(): Promise<void>;
  /** Gives up the room that was not used. */
  release(): Promise<void>;
}

/** A file of tokens as a storage: each change is made while no other process makes one. */
export function storageOf(file: TokenFile, options: TokenStorageOptions): TokenStorage {
  const { namespace = defaultNamespace } = options;
  const all = async (): Promise<Record<string, TokenData>> => {
    return plainTokens(await file.load(), namespace);
  };
  return {
    namespace,
    getTokenDataByResourceServer: all,
    async getTokenData(resourceServer: string): Promise<TokenData | undefined> {
      const tokens = await all();
      return Object.hasOwn(tokens, resourceServer) ? tokens[resourceServer] : undefined;
    },
    storeTokenDataByResourceServer(tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      return withFileLock(file.path, () => file.store(namespace, tokens));
    },
    removeTokenData(resourceServer: string): Promise<boolean> {
      return withFileLock(file.path, () => file.remove(namespace, resourceServer));
    },
  };
}

/**
 * Where a record is renewed in place.
 *
 * @param file The file it came from.
 * @param namespace Its namespace.
 * @param held The record as it was found.
 */
export function recordStore(
  file: TokenFile,
  namespace: string,
  held: TokenRecord,
): RecordStore<TokenRecord> {
  const { resourceServer, identityId } = held;
  const plain = (record: TokenRecord): Record<string, TokenData> => {
    return { [resourceServer]: record.reveal() };
  };
  return {
    path: file.path,
    ...file.loginOf === undefined ? {} : { loginOf: file.loginOf },
    async read(): Promise<TokenRecord | undefined> {
      const record = (await file.load()).get(namespace)?.get(resourceServer);
      const other = record?.identityId;
      if (other !== undefined && identityId !== undefined && other !== identityId) {
        throw new CredentialError(
          `The token in ${file.path} belongs to another identity by now (${other}, it was ` +
            `${identityId}): start again to go on as that one`,
          { wanted: "Globus token", lines: [] },
        );
      }
      return record;
    },
    write: (record) => file.store(namespace, plain(record)),
    async reserve(record: TokenRecord): Promise<ReservedStore<TokenRecord>> {
      const room = await file.reserve(namespace, plain(record));
      return { ...room, write: (record) => room.store(namespace, plain(record)) };
    },
  };
}
