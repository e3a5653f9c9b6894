/** The events of a task that were not read before. */

import type { Client } from "../../../http/client.ts";
import { path } from "../../../http/path.ts";
import { demandShape } from "../../../http/reply/reply_error.ts";
import { document, list as listOf, number, optional } from "../../../http/reply/shape.ts";
import type { CallParams } from "../_ask.ts";
import type { TaskDocument } from "../documents.ts";
import type { EventDocument } from "../endpoints/resource_documents.ts";
import { taskEventList } from "./tasks.ts";

const eventPage = document({ DATA: listOf(document()), total: optional(number) });

/** Most looks find no more new events than this. */
const fewEvents = 100;

/**
 * Reads, at each call, the events that are new since the one before.
 *
 * @param client A Transfer client.
 * @param taskId The task's id.
 * @param which Which events.
 * @param given What gives up.
 * @returns Gives the new events of a task, the oldest first.
 */
export function newEvents(
  client: Client,
  taskId: string,
  which: "errors" | "all" | "none",
  given: CallParams,
): (task: TaskDocument) => Promise<EventDocument[]> {
  let seen = 0;
  const filter = which === "errors" ? { filter: "is_error:1" } : {};
  return async (task) => {
    // The service forgets what happened to a task after a month.
    if (which === "none" || task.history_deleted === true) return [];
    const events: EventDocument[] = [];
    let total: number | undefined;
    const list = taskEventList(client, taskId, { ...given, ...filter, pageSize: fewEvents });
    for await (const page of list.pages()) {
      demandShape(client, "GET", path`/v0.10/task/${{ taskId }}/event_list`, page, eventPage);
      const { DATA, total: counted } = page;
      total ??= counted ?? DATA.length;
      // The newest come first: what was seen before stands behind them. Old ones may be forgotten.
      const unseen = Math.max(0, total - seen - events.length);
      for (const event of DATA.slice(0, unseen)) events.push(event);
      if (events.length >= total - seen) break;
    }
    seen = Math.max(seen, total ?? 0);
    return events.reverse();
  };
}
