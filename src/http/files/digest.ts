/** Checksums of what flows by. */

import { ArgumentRangeError } from "../../argument_error.ts";

/**
 * How a checksum is made.
 *
 * @category Whole files
 */
export type ChecksumAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

/**
 * A checksum that a file must have.
 *
 * @category Whole files
 */
export interface Checksum {
  /** How it is made. */
  readonly algorithm: ChecksumAlgorithm;
  /** The checksum, in hexadecimal. */
  readonly value: string;
}

/** A checksum in the making. */
export interface Digest {
  /**
   * Takes more bytes.
   *
   * @param bytes The bytes.
   */
  update(bytes: Uint8Array): void;
  /** Begins again. */
  reset(): void;
  /** The checksum of all bytes, in hexadecimal; the last that is asked for. */
  hex(): string;
}

/**
 * Begins a checksum. What makes it is loaded here, since few programs need it.
 *
 * @param algorithm How it is made.
 * @throws {RangeError} When that is not one of the four.
 */
export async function digest(algorithm: ChecksumAlgorithm): Promise<Digest> {
  if (!["md5", "sha1", "sha256", "sha512"].includes(algorithm)) {
    throw new ArgumentRangeError(`A checksum is md5, sha1, sha256 or sha512: it is ${algorithm}`);
  }
  const { createHash } = await import("node:crypto");
  let hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    reset: () => void (hash = createHash(algorithm)),
    hex: () => hash.digest("hex"),
  };
}

/**
 * What is wrong with a file's checksum.
 *
 * @param sum The checksum of what has come.
 * @param wanted The one that it must have.
 * @returns Nothing where they agree, or none was asked for.
 */
export function checksumFault(
  sum: Digest | undefined,
  wanted: Checksum | undefined,
): string | undefined {
  if (sum === undefined || wanted === undefined) return undefined;
  const got = sum.hex();
  if (got === wanted.value.toLowerCase()) return undefined;
  return `its ${wanted.algorithm} is ${got}, not ${wanted.value}; begin again`;
}
