/** A UUID (version 5 layout) made from SHA-256 over `name`, so that a name always has the same id. */

import { checkArguments } from "../options.ts";
export async function uuidFromName(name: string): Promise<string> {
  const text = new TextEncoder().encode(`keyferry sandbox\n${name}`);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", text)).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join("-");
}

/**
 * The id of the sandbox collection with a given name; the same on every machine and in every run.
 *
 * @param name The collection's display name.
 *
 * @example The id follows from the name
 * ```ts
 * import { collectionId } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await collectionId("lab"), "cd21c823-d484-533b-81ec-db6c37bdb252");
 * ```
 */
export function collectionId(name: string): Promise<string> {
  checkArguments({ name }, { name: "text" });
  return uuidFromName(`collection\n${name}`);
}
