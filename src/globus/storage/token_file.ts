/** A file of tokens, and the two ways to it: as a storage, and as the keeper of one renewed record. */

import { CredentialError, FileError } from "../../credentials/errors/errors.ts";
import { withFileLock } from "../../credentials/files/file_lock.ts";
import { writePermissions } from "../../credentials/files/files.ts";
import type { Permission } from "../../credentials/permissions.ts";
import type { LoginKnower, Step } from "../../credentials/errors/step.ts";
import type { RecordStore, ReservedStore } from "../../oauth/record_store.ts";
import { parseTokenRecord, type TokenData, type TokenRecord } from "./token_data.ts";
import {
  defaultNamespace,
  plainTokens,
  type TokenNamespaces,
  type TokenStorage,
  type TokenStorageOptions,
} from "./token_storage.ts";

/**
 * A file of tokens, or a storage of the program's own. Nothing here takes keyferry's lock; whoever changes
 * the file holds it.
 *
 * @category Token storage
 */
export interface TokenFile {
  /** Where it is; nothing for a storage of the program's own, which no lock of ours keeps. */
  readonly path: string | undefined;
  /** What a person knows it by. */
  readonly name: string;
  /** Adds to a step what is known of the login that left it. */
  readonly loginOf?: LoginKnower | undefined;
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

/** The error of a file that is there and is not a token storage of ours to read. */
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

/**
 * A file of tokens that has right and room for further ones.
 *
 * @category Token storage
 */
export interface ReservedTokenFile extends Pick<TokenFile, "store"> {
  /** Puts back what another program has written while room was made; nothing for a database. */
  readonly recover?: (() => Promise<void>) | undefined;
  /** Gives up the room that was not used. */
  release(): Promise<void>;
}

/**
 * Does work on a file of tokens while no other process does.
 *
 * @param file The file.
 * @param work The work.
 */
export function whileLocked<T>({ path }: TokenFile, work: () => Promise<T>): Promise<T> {
  return path === undefined ? work() : withFileLock(path, work);
}

/** What writing a file of tokens needs; nothing for a storage of the program's own. */
export function writingOf(file: TokenFile | undefined): Permission[] {
  return file?.path === undefined ? [] : writePermissions(file.path);
}

const filesOfStorages = new WeakMap<TokenStorage, TokenFile>();

/**
 * The place that a storage stands for: the file, of a storage of keyferry's, with its locks; else what the
 * storage itself gives and takes.
 *
 * @param storage The storage.
 */
export function placeOf(storage: TokenStorage): TokenFile {
  return filesOfStorages.get(storage) ?? ownPlace(storage);
}

const ownName = "the token storage that was given";

function ownPlace(storage: TokenStorage): TokenFile {
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const step: Step = { kind: "other", words: "see the error's cause" };
      throw new FileError(`Cannot use ${ownName}`, { why: "it threw an error", cause, step });
    }
  };
  const store: TokenFile["store"] = (_namespace, tokens) => {
    return asked(() => storage.storeTokenDataByResourceServer(tokens));
  };
  return {
    path: undefined,
    name: ownName,
    async load(): Promise<TokenNamespaces> {
      const tokens = await asked(() => storage.getTokenDataByResourceServer());
      const records = Object.entries(tokens).map(([server, data]): [string, TokenRecord] => {
        try {
          return [server, parseTokenRecord(JSON.stringify(data) ?? "", server)];
        } catch (cause) {
          if (!(cause instanceof SyntaxError)) throw cause;
          throw new FileError(`Cannot use ${ownName}`, { why: cause.message, cause });
        }
      });
      return new Map([[storage.namespace, new Map(records)]]);
    },
    store,
    reserve: () => Promise.resolve({ store, release: () => Promise.resolve() }),
    remove: (_namespace, server) => asked(() => storage.removeTokenData(server)),
  };
}

/** A file of tokens as a storage: each change is made while no other process makes one. */
export function storageOf(file: TokenFile, options: TokenStorageOptions): TokenStorage {
  const { namespace = defaultNamespace } = options;
  const all = async (): Promise<Record<string, TokenData>> => {
    return plainTokens(await file.load(), namespace);
  };
  const storage: TokenStorage = {
    namespace,
    getTokenDataByResourceServer: all,
    async getTokenData(resourceServer: string): Promise<TokenData | undefined> {
      const tokens = await all();
      return Object.hasOwn(tokens, resourceServer) ? tokens[resourceServer] : undefined;
    },
    storeTokenDataByResourceServer(tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      return whileLocked(file, () => file.store(namespace, tokens));
    },
    removeTokenData(resourceServer: string): Promise<boolean> {
      return whileLocked(file, () => file.remove(namespace, resourceServer));
    },
  };
  filesOfStorages.set(storage, file);
  return storage;
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
    name: file.name,
    ...file.loginOf === undefined ? {} : { loginOf: file.loginOf },
    async read(): Promise<TokenRecord | undefined> {
      const record = (await file.load()).get(namespace)?.get(resourceServer);
      const other = record?.identityId;
      if (other !== undefined && identityId !== undefined && other !== identityId) {
        throw new CredentialError(
          `The token in ${file.name} belongs to another identity by now (${other}, it was ` +
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
