import { type Call, jsonObject, param } from "../../server/call.ts";
import { identity } from "../../identity.ts";
import { tapisClient } from "../../tapis/own_client.ts";
import type { Route } from "../../server/router.ts";
import { keepNewest, nextNumber } from "../../kept/store.ts";
import { failure, success } from "../java_envelope.ts";
import { guardedInJava } from "../guard.ts";
import { route } from "../routes.ts";
import { cancelled, startTransfer } from "./transfer.ts";
import { type Child, isOver, type Parent, type Transfer } from "./transfer_record.ts";

const mostItems = 1000;
/** Of those that are over, the newest are kept. */
const mostTransfers = 1000;

/** Transfers, which really copy. */
export function transferRoutes(): Route[] {
  const one = "/v3/files/transfers/{id}";
  return [
    route("POST", "/v3/files/transfers", guardedInJava(create)),
    route("GET", "/v3/files/transfers", guardedInJava(list)),
    route("GET", one, guardedInJava((call) => withTransfer(call, summary(call)))),
    route("GET", `${one}/details`, guardedInJava((call) => withTransfer(call, details))),
    route("DELETE", one, guardedInJava((call) => withTransfer(call, cancel(call)))),
  ];
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function document(transfer: Transfer): Record<string, unknown> {
  return {
    id: transfer.id,
    username: identity.username,
    tenantId: tapisClient.tenantId,
    tag: transfer.tag ?? null,
    uuid: transfer.uuid,
    status: transfer.status,
    created: iso(transfer.created),
    startTime: iso(transfer.startTime),
    endTime: iso(transfer.endTime),
    errorMessage: transfer.errorMessage ?? null,
  };
}

function sum(children: readonly Child[], pick: (child: Child) => number): number {
  return children.reduce((total, child) => total + pick(child), 0);
}

function summary(call: Call): (transfer: Transfer) => Record<string, unknown> {
  const wanted = call.url.searchParams.get("includeSummary")?.toLowerCase() === "true";
  return (transfer) => {
    if (!wanted) return document(transfer);
    const children = transfer.parents.flatMap((parent) => parent.children);
    return {
      ...document(transfer),
      totalTransfers: children.length,
      completeTransfers: children.filter(({ status }) => status === "COMPLETED").length,
      totalBytesTransferred: sum(children, (child) => child.bytesTransferred),
      estimatedTotalBytes: sum(children, (child) => child.totalBytes),
    };
  };
}

function details(transfer: Transfer): Record<string, unknown> {
  return {
    ...document(transfer),
    parentTasks: transfer.parents.map((parent, index) => ({
      ...parentDocument(transfer, parent, index + 1),
    })),
  };
}

function parentDocument(
  transfer: Transfer,
  parent: Parent,
  id: number,
): Record<string, unknown> {
  const { children, optional, startTime, endTime, errorMessage, ...rest } = parent;
  const whose = { tenantId: tapisClient.tenantId, username: identity.username };
  return {
    ...rest,
    ...whose,
    id,
    taskId: transfer.id,
    optional,
    totalBytes: sum(children, (child) => child.totalBytes),
    bytesTransferred: sum(children, (child) => child.bytesTransferred),
    created: iso(transfer.created),
    startTime: iso(startTime),
    endTime: iso(endTime),
    errorMessage: errorMessage ?? null,
    children: children.map((child) => ({
      ...child,
      ...whose,
      taskId: transfer.id,
      parentTaskId: id,
      created: iso(transfer.created),
      startTime: iso(startTime),
      endTime: iso(endTime),
      retries: 0,
      dir: false,
      errorMessage: null,
    })),
  };
}

function cancel({ world }: Call): (transfer: Transfer) => null {
  return (transfer) => {
    transfer.isCancelling = true;
    world.tapisV3.transfers.touch(transfer.uuid);
    transfer.controller.abort(cancelled());
    return null;
  };
}

function withTransfer(call: Call, act: (transfer: Transfer) => unknown): Response {
  const id = param(call, "id");
  const transfer = call.world.tapisV3.transfers.get(id);
  return transfer === undefined
    ? failure(`FILES_TXFR_NOTFOUND There is no transfer ${id}.`, 404)
    : success(act(transfer));
}

function list(call: Call): Response {
  const query = call.url.searchParams;
  const limit = Number(query.get("limit") ?? mostItems);
  const offset = Number(query.get("offset") ?? 0);
  if (!(limit >= 0 && limit <= mostItems) || !(offset >= 0)) {
    return failure(`FILES_BAD_LIMIT limit must be from 0 to ${mostItems}.`);
  }
  const all = [...call.world.tapisV3.transfers.values()].reverse();
  return success(all.slice(offset, offset + limit).map(document));
}

async function create(call: Call): Promise<Response> {
  const { tag, elements } = await jsonObject(call);
  if (!Array.isArray(elements) || elements.length === 0) {
    return failure("FILES_BAD_BODY elements are missing.");
  }
  const parents: Parent[] = [];
  for (const element of elements as readonly Record<string, unknown>[]) {
    const { sourceURI, destinationURI, optional, transferType } = element ?? {};
    if (typeof sourceURI !== "string" || typeof destinationURI !== "string") {
      return failure("FILES_BAD_BODY An element needs sourceURI and destinationURI.");
    }
    if (transferType !== undefined && transferType !== null && transferType !== "TRANSFER") {
      return failure("FILES_TXFR_TYPE Services alone may use that transferType.", 403);
    }
    parents.push({
      uuid: crypto.randomUUID(),
      sourceURI,
      destinationURI,
      optional: optional === true,
      children: [],
      status: "ACCEPTED",
      errorMessage: undefined,
      startTime: undefined,
      endTime: undefined,
    });
  }
  const { world } = call;
  const { transfers } = world.tapisV3;
  const transfer: Transfer = {
    id: nextNumber(world.numbers, "tapis v3 transfer", 1),
    uuid: crypto.randomUUID(),
    tag: typeof tag === "string" ? tag : undefined,
    created: world.now(),
    parents,
    controller: new AbortController(),
    done: Promise.resolve(),
    isCancelling: false,
    status: "ACCEPTED",
    errorMessage: undefined,
    startTime: undefined,
    endTime: undefined,
  };
  keepNewest(transfers, transfer.uuid, transfer, mostTransfers, isOver);
  const accepted = document(transfer);
  startTransfer(world, transfer);
  return success(accepted, "FILES_TXFR_CREATED");
}
