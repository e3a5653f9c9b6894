/** A file that a service has, of which nothing is asked for yet. */

import type { IncomingFile, KeptPart } from "./incoming_file.ts";

/**
 * How a file is to come in.
 *
 * @category Whole files
 */
export interface ComingHow {
  /** What is there already: how much, and of which version, without which no rest could be trusted. */
  readonly kept?: KeptPart | undefined;
  /** Whether whoever takes it can begin again. */
  readonly beginsAgain: boolean;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A file that can come in.
 *
 * @category Whole files
 */
export interface ComingFile {
  /** Where it comes from, without the query, if its rest can be asked for. */
  readonly url?: string | undefined;
  /**
   * Asks for it.
   *
   * @param how How.
   */
  open(how: ComingHow): Promise<IncomingFile>;
  /**
   * Asks whether what came is the whole file, where its service does not say how much comes.
   *
   * @param bytes How many bytes came.
   * @param part Where they are on this machine.
   * @param came The file as it came.
   * @returns What is wrong; nothing where nothing is.
   */
  readonly faultOf?:
    | ((bytes: number, part: string, came: IncomingFile) => Promise<string | undefined>)
    | undefined;
}
