import type { World } from "../../world.ts";
import { usernameOf } from "../caller.ts";
import { isPaused } from "../manager/pauses.ts";
import { isoTime } from "../query.ts";
import { isComplete, type Task } from "./task.ts";

function rate(task: Task, now: number): number {
  const elapsed = (task.completionTime ?? now) - task.requestTime;
  return Math.floor(task.counters.bytesTransferred * 1000 / Math.max(elapsed, 1));
}

/** The document of a task, with the 53 keys that the real service sends. */
export function taskDocument(world: World, task: Task): Record<string, unknown> {
  const { order, counters } = task;
  const isDelete = task.type === "DELETE";
  const destination = isDelete ? null : order.destination;
  const done = isComplete(task);
  const settled = counters.subtasksSucceeded + counters.subtasksFailed +
    counters.subtasksCanceled + counters.subtasksExpired + counters.subtasksSkippedErrors;
  const pending = counters.subtasksTotal - settled - counters.subtasksRetrying;
  return {
    DATA_TYPE: "task",
    bytes_checksummed: counters.bytesChecksummed,
    bytes_transferred: counters.bytesTransferred,
    canceled_by_admin: task.canceledByAdmin?.side ?? null,
    canceled_by_admin_message: task.canceledByAdmin?.message ?? null,
    command: "API 0.10",
    completion_time: task.completionTime === null ? null : isoTime(task.completionTime),
    deadline: isoTime(order.deadline),
    delete_destination_extra: order.deleteDestinationExtra,
    destination_endpoint: destination === null ? null : `${task.ownerId}#${destination.id}`,
    destination_endpoint_display_name: destination?.name ?? null,
    destination_endpoint_id: destination?.id ?? null,
    directories: counters.directories,
    effective_bytes_per_second: rate(task, world.now()),
    encrypt_data: order.encryptData,
    fail_on_quota_errors: order.failOnQuotaErrors,
    fatal_error: task.fatalError,
    faults: counters.faults,
    files: counters.files,
    files_skipped: counters.filesSkipped,
    files_transferred: counters.filesTransferred,
    filter_rules: order.filterRules?.map((rule) => ({ DATA_TYPE: "filter_rule", ...rule })) ?? null,
    history_deleted: false,
    is_ok: done ? null : task.niceStatus === "OK" || task.niceStatus === "Queued",
    is_paused: isPaused(world, task),
    label: order.label,
    nice_status: task.niceStatus,
    nice_status_details: task.niceStatusDetails,
    nice_status_expires_in: done ? null : -1,
    nice_status_short_description: task.niceStatus,
    owner_id: task.ownerId,
    preserve_timestamp: order.preserveTimestamp,
    recursive_symlinks: isDelete ? null : "ignore",
    request_time: isoTime(task.requestTime),
    skip_source_errors: order.skipSourceErrors,
    source_endpoint: `${task.ownerId}#${order.source.id}`,
    source_endpoint_display_name: order.source.name,
    source_endpoint_id: order.source.id,
    status: task.status,
    subtasks_canceled: counters.subtasksCanceled,
    subtasks_expired: counters.subtasksExpired,
    subtasks_failed: counters.subtasksFailed,
    subtasks_pending: Math.max(pending, 0),
    subtasks_retrying: counters.subtasksRetrying,
    subtasks_skipped_errors: counters.subtasksSkippedErrors,
    subtasks_succeeded: counters.subtasksSucceeded,
    subtasks_total: counters.subtasksTotal,
    symlinks: 0,
    sync_level: order.syncLevel,
    task_id: task.id,
    type: task.type,
    username: usernameOf(world, task.ownerId).split("@")[0],
    verify_checksum: order.verifyChecksum,
  };
}
