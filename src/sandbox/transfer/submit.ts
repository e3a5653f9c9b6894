import { join } from "@std/path/join";
import { type Call, jsonObject } from "../call.ts";
import { json } from "../reply.ts";
import { get, post, type Route } from "../router.ts";
import type { World } from "../world.ts";
import { badRequest, resourceOf } from "./errors.ts";
import { orderOf } from "./order.ts";
import { runTransfer } from "./run_transfer.ts";
import { makeSpool } from "./spool.ts";
import { newCounters, type Task, type TransferOrder } from "./task.ts";

/** A submission may name very many files. */
const submissionLimit = 256 * 1024 * 1024;

/** Submitting transfers. */
export function submitRoutes(): Route[] {
  return [
    get("/v0.10/submission_id", getSubmissionId),
    post("/v0.10/transfer", submitTransfer, { bodyLimit: submissionLimit }),
  ];
}

function getSubmissionId(call: Call): Response {
  const value = crypto.randomUUID();
  call.world.tasks.submissions.set(value, undefined);
  return json({ value });
}

async function submitTransfer(call: Call): Promise<Response> {
  const { submissions } = call.world.tasks;
  const body = await jsonObject(call);
  const id = body.submission_id;
  if (typeof id === "string" && !submissions.has(id)) {
    throw badRequest(call, `Unknown submission_id "${id}": ask for one at /submission_id first`);
  }
  const earlier = typeof id === "string" ? submissions.get(id) : undefined;
  if (earlier !== undefined) return transferResult(call, earlier, "Duplicate");
  const order = orderOf(call, body);
  return transferResult(call, startTask(call.world, order), "Accepted");
}

function startTask(world: World, order: TransferOrder): Task {
  const { items, ...rest } = order;
  const id = crypto.randomUUID();
  const task: Task = {
    id,
    order: rest,
    counters: newCounters(),
    events: [],
    requestTime: world.now(),
    successes: makeSpool(join(world.tasks.spool, `${id}.successful`)),
    skipped: makeSpool(join(world.tasks.spool, `${id}.skipped`)),
    controller: new AbortController(),
    status: "ACTIVE",
    niceStatus: "Queued",
    niceStatusDetails: null,
    completionTime: null,
    fatalError: null,
    done: Promise.resolve(),
  };
  world.tasks.byId.set(id, task);
  world.tasks.submissions.set(order.submissionId, task);
  task.done = runTransfer(world, task, items);
  return task;
}

function transferResult(call: Call, task: Task, code: "Accepted" | "Duplicate"): Response {
  return json({
    DATA_TYPE: "transfer_result",
    code,
    message: code === "Accepted"
      ? "The transfer has been accepted and a task has been created and queued for execution"
      : "A transfer with this submission id was accepted before",
    request_id: call.requestId,
    resource: resourceOf(call),
    submission_id: task.order.submissionId,
    task_id: task.id,
    task_link: {
      DATA_TYPE: "link",
      href: `task/${task.id}?format=json`,
      rel: "related",
      resource: "task",
      title: "related task",
    },
  });
}
