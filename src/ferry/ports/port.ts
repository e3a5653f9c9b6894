/** What a place can do: a new platform is a new port. */

import type { ComingFile } from "../../http/files/coming_file.ts";
import type { OpenedFile } from "../../http/files/open_file.ts";
import type { ByteProgress, KeptFile } from "../../http/files/save_file.ts";

/**
 * Something in a folder.
 *
 * @category Places
 */
export interface Entry {
  /** Its name. */
  readonly name: string;
  /** What it is; `other` is a pipe, a socket or a device. */
  readonly type: "file" | "folder" | "link" | "other";
  /** How many bytes a file has, where that is told. */
  readonly size: number | undefined;
  /** When it was changed, in milliseconds since 1970, where that is told. */
  readonly modified: number | undefined;
}

/**
 * A file that can be read; nothing is asked before.
 *
 * @category Places
 */
export interface FileSource {
  /**
   * What is in it, to be sent: whole where it is small, else as a stream.
   *
   * @param signal Gives up.
   */
  content(signal?: AbortSignal): Promise<OpenedFile>;
  /** The file as it comes in, so that it can be written to this machine; a port of this machine has none. */
  readonly coming?: ComingFile | undefined;
}

/**
 * How a file is written.
 *
 * @category Places
 */
export interface WriteOptions {
  /** Whether a file that is there is replaced. */
  readonly overwrite: boolean;
  /** The time of change that it gets, in milliseconds since 1970, where the place keeps such. */
  readonly modified: number | undefined;
  /**
   * Compares what was written with the file that it is of, before it is put in its place: says what is wrong,
   * if anything. Only where a file can be looked at before it has its name.
   */
  readonly faultOf?: ((part: string) => Promise<string | undefined>) | undefined;
  /** Is told of every piece. */
  readonly onProgress?: ((progress: ByteProgress) => void) | undefined;
  /** Is told of a part that stays, for the next run to go on with. */
  readonly onKept?: ((part: KeptFile) => void) | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a place can do. Paths are those of its {@linkcode Place}.
 *
 * @category Places
 */
export interface Port {
  /**
   * What is at a path.
   *
   * @returns Nothing where nothing is.
   */
  stat(path: string, signal?: AbortSignal): Promise<Entry | undefined>;
  /** What is in a folder, as it is told: no folder has to fit into memory. */
  list(path: string, signal?: AbortSignal): AsyncIterable<Entry>;
  /**
   * A file, to be read.
   *
   * @param path Where it is.
   * @param entry What is known of it.
   */
  read(path: string, entry: Entry): FileSource;
  /**
   * Writes a file, whole or not at all.
   *
   * @returns How many bytes it has.
   */
  write(path: string, source: FileSource, options: WriteOptions): Promise<number>;
  /** Makes a folder in one that is there; one that is there already is fine. */
  makeFolder(path: string, signal?: AbortSignal): Promise<void>;
  /**
   * The folder that has to be there before something can be written at a path, as far as it may be looked
   * for; a place that makes all folders above has no such function.
   */
  above?(path: string): string | undefined;
  /** The path of something in a folder. */
  join(folder: string, name: string): string;
  /**
   * Whether names in a folder are the same that differ in case or Unicode form alone.
   *
   * @param folder The folder.
   * @param mayTry Whether that may be found out by a file.
   */
  folds?(folder: string, mayTry: boolean): Promise<boolean>;
}
