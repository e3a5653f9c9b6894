import { type Call, jsonObject, param } from "../../server/call.ts";
import { identity } from "../../identity.ts";
import { tapisClient } from "../../tapis/own_client.ts";
import type { Route } from "../../server/router.ts";
import { keepNewest, nextNumber } from "../../kept/store.ts";
import { failure, invalid, success } from "../java_envelope.ts";
import { guardedInJava } from "../guard.ts";
import { text } from "../../server/reply.ts";
import type { World } from "../../world.ts";
import { route } from "../routes.ts";
import { systemNamed } from "./file_place.ts";
import { cancelled, startTransfer } from "./transfer.ts";
import { type Child, isOver, type Parent, type Transfer } from "./transfer_record.ts";

/** What an id has to look like (`ValidUUID` of tapis-shared-java). */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** What an address has to look like (`TransferURI` of tapis-files). */
const transferUri = /(http|https|tapis):\/\/([\w -.]+)\/?(.*)/;
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

/** Numbers are never left out, asked for or not. */
const noSummary = {
  totalTransfers: 0,
  completeTransfers: 0,
  totalBytesTransferred: 0,
  estimatedTotalBytes: 0,
};

function document(transfer: Transfer): Record<string, unknown> {
  return {
    ...noSummary,
    parentTasks: null,
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
  return (transfer) => wanted ? summed(transfer) : document(transfer);
}

function summed(transfer: Transfer): Record<string, unknown> {
  const children = transfer.parents.flatMap((parent) => parent.children);
  return {
    ...document(transfer),
    totalTransfers: children.length,
    completeTransfers: children.filter(({ status }) => status === "COMPLETED").length,
    totalBytesTransferred: sum(children, (child) => child.bytesTransferred),
    estimatedTotalBytes: sum(children, (child) => child.totalBytes),
  };
}

function details(transfer: Transfer): Record<string, unknown> {
  return {
    ...summed(transfer),
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
  if (!uuid.test(id)) return invalid("invalid uuid");
  const transfer = call.world.tapisV3.transfers.get(id);
  return transfer === undefined
    ? failure(`FILES_TXFR_SVC_NOT_FOUND Task not found. Task Uuid: ${id}`, 404)
    : success(act(transfer));
}

function list(call: Call): Response {
  const query = call.url.searchParams;
  const limit = Number(query.get("limit") ?? mostItems);
  const offset = Number(query.get("offset") ?? 0);
  if (!(limit >= 0 && limit <= mostItems) || !(offset >= 0)) {
    return invalid(`FILES_BAD_LIMIT limit must be from 0 to ${mostItems}.`);
  }
  const all = [...call.world.tapisV3.transfers.values()].reverse();
  return success(all.slice(offset, offset + limit).map(document));
}

/** What the service looks at before it takes a transfer: whether the systems are there. */
function problemsOf(world: World, { sourceURI, destinationURI }: Parent): string[] {
  const ids = [sourceURI, destinationURI].flatMap((uri) => /^tapis:..([^/]*)/.exec(uri)?.[1] ?? []);
  const unknown = ids.filter((id) => systemNamed(world, id) === undefined)
    .map((id) => `FILES_SYS_NOTFOUND System not found. System: ${id}`);
  return destinationURI.startsWith("tapis:") ? unknown : [
    ...unknown,
    `FILES_TXFR_DST_NOTSUPPORTED The destination is not a system: ${destinationURI}`,
  ];
}

async function create(call: Call): Promise<Response> {
  const { tag, elements } = await jsonObject(call);
  if (!Array.isArray(elements) || elements.length === 0) {
    return invalid("FILES_BAD_BODY elements are missing.");
  }
  const parents: Parent[] = [];
  for (const element of elements as readonly Record<string, unknown>[]) {
    const { sourceURI, destinationURI, optional, transferType } = element ?? {};
    if (typeof sourceURI !== "string" || typeof destinationURI !== "string") {
      return invalid("FILES_BAD_BODY An element needs sourceURI and destinationURI.");
    }
    if (![sourceURI, destinationURI].every((uri) => transferUri.test(uri))) {
      return text("Invalid transfer URI", { status: 400 });
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
  const wrong = parents.flatMap((parent) => problemsOf(world, parent));
  // The service means to say 400 (`TransfersService.validateRequest()`), and says 500.
  if (wrong.length > 0) return failure(`FILES_TXFR_ERR ${wrong.join(" ")}`, 500);
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
