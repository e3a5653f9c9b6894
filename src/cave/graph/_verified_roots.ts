/** Objects that a lineage calls the latest, held against what the service says of each. */

import { ApiError } from "../../http/reply/errors.ts";
import { type GraphClient, tablePath } from "./_graph_call.ts";

/**
 * Follows the objects that were superseded until all are the latest. A lineage that lacks an edit names
 * objects that the same service calls superseded.
 *
 * @param client A chunkedgraph client.
 * @param roots The objects that the lineage gave.
 * @param isLatest Asks which of some are the latest.
 * @param follow Gives what some have become.
 * @returns The latest, the lowest first.
 * @throws {ApiError} When one was superseded, and what it has become is not to be found.
 */
export async function verifiedRoots(
  client: GraphClient,
  roots: readonly bigint[],
  isLatest: (ids: readonly bigint[]) => Promise<readonly boolean[]>,
  follow: (ids: readonly bigint[]) => Promise<readonly bigint[]>,
): Promise<bigint[]> {
  const latest = new Set<bigint>();
  const seen = new Set<bigint>();
  let asked = roots;
  while (asked.length > 0) {
    const flags = await isLatest(asked);
    const superseded = asked.filter((_, index) => flags[index] !== true);
    for (const [index, id] of asked.entries()) (flags[index] === true ? latest : seen).add(id);
    const next = superseded.length === 0 ? [] : await follow(superseded);
    const stuck = next.filter((id) => seen.has(id));
    if (stuck.length > 0 || superseded.length > 0 && next.length === 0) {
      throw await unfollowedError(client, superseded);
    }
    asked = next.filter((id) => !latest.has(id));
  }
  return [...latest].sort((one, other) => one < other ? -1 : one > other ? 1 : 0);
}

async function unfollowedError(client: GraphClient, ids: readonly bigint[]): Promise<ApiError> {
  const { server } = await client.locate();
  return new ApiError({
    service: client.service,
    method: "POST",
    url: `${server}${await tablePath(client, "/is_latest_roots")}`,
    status: 200,
    explanation: `it calls ${ids.join(", ")} superseded, and its lineage names no successor`,
    text: "",
  });
}
