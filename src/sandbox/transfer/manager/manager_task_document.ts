import type { World } from "../../world.ts";
import { usernameOf } from "../caller.ts";
import type { Task } from "../tasks/task.ts";
import { taskDocument } from "../tasks/task_document.ts";

function sideMembers(
  world: World,
  side: "source" | "destination",
  endpointId: string | null,
): Record<string, unknown> {
  const endpoint = endpointId === null ? undefined : world.transfer.endpoints.get(endpointId);
  const host = world.transfer.endpoints.get(endpoint?.hostId ?? "");
  const hostName = host?.fields.display_name ?? host?.collection?.name ?? null;
  return {
    [`${side}_base_path`]: null,
    [`${side}_host_endpoint`]: host?.id ?? null,
    [`${side}_host_endpoint_display_name`]: hostName,
    [`${side}_host_endpoint_id`]: host?.id ?? null,
    [`${side}_host_path`]: endpoint?.hostPath ?? null,
    [`${side}_local_user`]: null,
    [`${side}_local_user_status`]: endpoint === undefined ? "NO_PERMISSION" : "OK",
    [`${side}_mapped_collection_display_name`]: hostName,
    [`${side}_mapped_collection_id`]: host?.id ?? null,
  };
}

/** A task as managers see it: what its owner sees, and who that is and where its collections lie. */
export function managerTaskDocument(world: World, task: Task): Record<string, unknown> {
  const { order, type } = task;
  return {
    ...taskDocument(world, task),
    ...sideMembers(world, "source", order.source.id),
    ...sideMembers(world, "destination", type === "DELETE" ? null : order.destination.id),
    owner_string: usernameOf(world, task.ownerId),
  };
}
