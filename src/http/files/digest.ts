/** Checksums of what flows by. */

import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";

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

/** How many hexadecimal digits a checksum has. */
const lengths: Readonly<Record<ChecksumAlgorithm, number>> = {
  md5: 32,
  sha1: 40,
  sha256: 64,
  sha512: 128,
};

/**
 * Begins the checksum that a file must have: one that no file can have is known before all of it came.
 *
 * @param checksum The checksum; nothing is made without one.
 * @throws {RangeError} When there is no such way to make one.
 * @throws {TypeError} When its value cannot be one that is made that way.
 */
export async function digestFor(checksum: Checksum | undefined): Promise<Digest | undefined> {
  if (checksum === undefined) return undefined;
  const { algorithm, value } = checksum;
  const sum = await digest(algorithm);
  const length = lengths[algorithm];
  if (typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value)) {
    return sum;
  }
  const got = typeof value === "string" ? JSON.stringify(value) : typeof value;
  throw new ArgumentTypeError(
    `checksum.value must be the ${length} hexadecimal digits of a ${algorithm}: it is ${got}`,
  );
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
