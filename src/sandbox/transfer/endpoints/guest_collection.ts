import type { Call } from "../../server/call.ts";
import { locate, namesOf, PathError, spell } from "../../disk/paths.ts";
import { Refusal } from "../../server/reply.ts";
import { callerId } from "../caller.ts";
import { collectionFor } from "./endpoints.ts";
import { fileError, refusal } from "../errors.ts";
import type { Endpoint } from "../state.ts";

/** What a guest collection is made of. */
export type GuestParts = Pick<
  Endpoint,
  "id" | "entityType" | "collection" | "hostId" | "hostPath"
>;

/**
 * Opens a folder of a mapped collection as a guest collection.
 *
 * @throws A 403 where the caller may not use the host, a 409 where it cannot host, or what is wrong
 * with the folder.
 */
export async function openGuest(
  call: Call,
  host: Endpoint,
  wanted: { readonly name: string; readonly hostPath: string },
): Promise<GuestParts> {
  if (host.entityType !== "GCSv5_mapped_collection") throw notAHost(call);
  const collection = collectionFor(call.world, callerId(call), host);
  if (collection === undefined) {
    throw refusal(call, 403, "PermissionDenied", "You have no account on the host endpoint");
  }
  try {
    const names = namesOf(wanted.hostPath);
    const { real, info } = await locate(collection, names);
    if (info === undefined) throw new PathError("missing", `No folder "${spell(names)}" to share`);
    if (!info.isDirectory) {
      throw new PathError("not-a-folder", `"${spell(names)}" is not a folder`);
    }
    const id = crypto.randomUUID();
    return {
      id,
      entityType: "GCSv5_guest_collection",
      collection: { id, name: wanted.name, root: real, writable: collection.writable },
      hostId: host.id,
      hostPath: names.length === 0 ? "/" : spell(names) + "/",
    };
  } catch (error) {
    throw new Refusal(fileError(call, error));
  }
}

/** The refusal of what only a host can do. */
export function notAHost(call: Call): Refusal {
  return refusal(call, 409, "Conflict", "The endpoint is not a host endpoint");
}
