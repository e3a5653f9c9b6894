/** Checksums of what flows by. */

/** How a checksum is made. */
export type ChecksumAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

/** A checksum in the making. */
export interface Digest {
  /**
   * Takes more bytes.
   *
   * @param bytes The bytes.
   */
  update(bytes: Uint8Array): void;
  /** The checksum of all bytes, in hexadecimal. */
  hex(): string;
}

/**
 * Begins a checksum. What makes it is loaded here, since few programs need it.
 *
 * @param algorithm How it is made.
 * @throws {RangeError} When that is none of the four.
 */
export async function digest(algorithm: ChecksumAlgorithm): Promise<Digest> {
  if (!["md5", "sha1", "sha256", "sha512"].includes(algorithm)) {
    throw new RangeError(`A checksum is md5, sha1, sha256 or sha512: it is ${algorithm}`);
  }
  const { createHash } = await import("node:crypto");
  const hash = createHash(algorithm);
  return {
    update: (bytes) => void hash.update(bytes),
    hex: () => hash.digest("hex"),
  };
}
