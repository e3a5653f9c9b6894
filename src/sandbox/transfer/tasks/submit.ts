import { type Call, jsonObject } from "../../server/call.ts";
import { json } from "../../server/reply.ts";
import { get, post, type Route } from "../../server/router.ts";
import { callerId } from "../caller.ts";
import { deleteOrderOf } from "../jobs/delete_order.ts";
import { badRequest } from "../errors.ts";
import type { Body } from "../fields.ts";
import { orderOf } from "./order.ts";
import { result } from "./result.ts";
import { runDelete } from "../jobs/run_delete.ts";
import { runTransfer } from "../jobs/run_transfer.ts";
import type { World } from "../../world.ts";
import { makeSpool } from "./spool.ts";
import { newCounters, type Task, type Work } from "./task.ts";
import { keepSubmission, keepTask, spoolPaths } from "./task_store.ts";

/** A submission may name very many files. */
const bodyLimit = 256 * 1024 * 1024;

/** Submitting transfers and deletes. */
export function submitRoutes(): Route[] {
  return [
    get("/v0.10/submission_id", getSubmissionId),
    post("/v0.10/transfer", submitTransfer, { bodyLimit }),
    post("/v0.10/delete", submitDelete, { bodyLimit }),
  ];
}

function getSubmissionId(call: Call): Response {
  const value = crypto.randomUUID();
  keepSubmission(call.world.tasks, value);
  return json({ DATA_TYPE: "submission_id", value });
}

/** The task that an earlier request with the same submission id led to. */
function earlierTask(call: Call, body: Body): Task | undefined {
  const { byId, submissions } = call.world.tasks;
  const id = body.submission_id;
  if (typeof id !== "string") return undefined;
  const taskId = submissions.get(id);
  if (taskId === undefined) {
    throw badRequest(call, `Unknown submission_id "${id}": ask for one at /submission_id first`);
  }
  const earlier = byId.get(taskId);
  if (earlier === undefined || earlier.ownerId === callerId(call)) return earlier;
  throw badRequest(call, `The submission_id "${id}" is somebody else's: ask for one of your own`);
}

async function submitTransfer(call: Call): Promise<Response> {
  const { world } = call;
  const body = await jsonObject(call);
  const earlier = earlierTask(call, body);
  if (earlier !== undefined) return taskResult(call, earlier, "Duplicate");
  const { items, ...order } = orderOf(call, body);
  const task = newTask(world, { ownerId: callerId(call), order }, { type: "TRANSFER", items });
  task.done = runTransfer(world, task, items);
  return taskResult(call, task, "Accepted");
}

async function submitDelete(call: Call): Promise<Response> {
  const { world } = call;
  const body = await jsonObject(call);
  const earlier = earlierTask(call, body);
  if (earlier !== undefined) return taskResult(call, earlier, "Duplicate");
  const { order, ...wishes } = deleteOrderOf(call, body);
  const task = newTask(world, { ownerId: callerId(call), order }, { type: "DELETE", wishes });
  task.done = runDelete(world, task, wishes);
  return taskResult(call, task, "Accepted");
}

function taskResult(call: Call, task: Task, code: "Accepted" | "Duplicate"): Response {
  const what = task.type.toLowerCase();
  const message = code === "Accepted"
    ? `The ${what} has been accepted and a task has been created and queued for execution`
    : `A ${what} with this submission id was accepted before`;
  return result(call, code, message, {
    dataType: `${what}_result`,
    more: {
      submission_id: task.order.submissionId,
      task_id: task.id,
      task_link: {
        DATA_TYPE: "link",
        href: `/v0.10/task/${task.id}?format=json`,
        rel: "related",
        resource: "task",
        title: "related task",
      },
    },
  });
}

/** Makes a task and keeps it, queued, with what it has to do; whoever makes it sets it going. */
function newTask(
  world: World,
  parts: Pick<Task, "ownerId" | "order">,
  work: Work,
): Task {
  const id = crypto.randomUUID();
  const paths = spoolPaths(world.tasks.spool, id);
  const task: Task = {
    id,
    type: work.type,
    ...parts,
    counters: newCounters(),
    events: [],
    requestTime: world.now(),
    successes: makeSpool(paths.successes),
    skipped: makeSpool(paths.skipped),
    controller: new AbortController(),
    status: "ACTIVE",
    niceStatus: "Queued",
    niceStatusDetails: null,
    completionTime: null,
    adminPauses: {},
    isHeld: false,
    canceledByAdmin: null,
    fatalError: null,
    removing: null,
    isCanceling: false,
    done: Promise.resolve(),
  };
  world.tasks.work.set(id, work);
  keepTask(world.tasks, task);
  return task;
}
