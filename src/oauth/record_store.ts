/** Where a record is kept between runs. */

import { FileError } from "../credentials/errors/errors.ts";
import { type FileText, writeSecretFiles } from "../credentials/files/files.ts";
import type { LoginKnower } from "../credentials/errors/step.ts";
import { reserveFiles } from "../credentials/files/reserved_files.ts";

/**
 * Where a record is kept between runs.
 *
 * @category Authorizers
 */
export interface RecordStore<R> {
  /** The file that is locked while the record changes; nothing where the store is not a file. */
  readonly path?: string | undefined;
  /** What a person knows the store by, where it is not a file. */
  readonly name?: string | undefined;
  /** Other files that `write` changes: locked as well. */
  readonly beside?: readonly string[] | undefined;
  /** Adds to a step what is known of the login that left the record. */
  readonly loginOf?: LoginKnower | undefined;
  /** Reads the record as it is now. */
  read(): Promise<R | undefined>;
  /** Writes the record, whole or not at all. */
  write(record: R): Promise<void>;
  /**
   * Makes sure that a successor of a record can be written: a refresh token that can be used but once is
   * not sent before.
   */
  readonly reserve?: ((record: R) => Promise<ReservedStore<R>>) | undefined;
}

/**
 * A store that has right and room for the next record.
 *
 * @category Authorizers
 */
export interface ReservedStore<R> {
  /** Writes the record, whole or not at all. */
  write(record: R): Promise<void>;
  /** Puts back what another program has written while room was made. */
  readonly recover?: (() => Promise<void>) | undefined;
  /** Gives up the room that was not used. */
  release(): Promise<void>;
}

/** A store that is a file. */
export interface FileStore<R> extends RecordStore<R> {
  /** The file that is locked while the record changes. */
  readonly path: string;
}

/** A store that is a text file, or several. */
export interface TextStore<R> extends Pick<RecordStore<R>, "beside" | "loginOf" | "read"> {
  /** The file that is locked while the record changes. */
  readonly path: string;
  /** The files with a record in them; those that would not change may be left out. */
  texts(record: R): Promise<readonly FileText[]>;
}

/**
 * A store that is a text file, or several.
 *
 * @param store How its texts are read and made.
 */
export function textStore<R>({ texts, ...store }: TextStore<R>): FileStore<R> {
  const filled = async (record: R): Promise<readonly FileText[]> => {
    const files = await texts(record);
    if (files.length > 0) return files;
    const where = [store.path, ...store.beside ?? []].join(" and ");
    throw new FileError(`There is no place for new tokens in ${where}`, {
      step: { kind: "fix file", path: store.path },
    });
  };
  return {
    ...store,
    write: async (record) => await writeSecretFiles(await filled(record)),
    async reserve(record: R): Promise<ReservedStore<R>> {
      const reserved = await reserveFiles(await filled(record));
      return {
        async write(record): Promise<void> {
          await reserved.recover();
          await reserved.write(await filled(record));
        },
        recover: reserved.recover,
        release: reserved.release,
      };
    },
  };
}
