import type { Call } from "../../server/call.ts";
import { callerId } from "../caller.ts";
import { hasRole, lacksRole } from "../files/permissions.ts";
import type { Endpoint } from "../state.ts";

/** The endpoints that the caller watches over. */
export function monitored(call: Call): Endpoint[] {
  const caller = callerId(call);
  return [...call.world.transfer.endpoints.values()].filter((endpoint) =>
    hasRole(call.world, caller, endpoint, "activity_monitor")
  );
}

/** @throws A 403 where the caller watches over no endpoint at all. */
export function demandManager(call: Call): void {
  if (monitored(call).length === 0) throw lacksRole(call, "activity_monitor");
}
