import { bytesInWords, counted } from "../../text.ts";
import type { Collection } from "../collections.ts";
import { isSandboxToken } from "../../credentials/secret/sandbox_token.ts";
import type { RequestRecord } from "../server/request_log.ts";
import type { Cell, Table } from "./status_table.ts";
import type { Transfer } from "../tapis_v3/files/transfer_record.ts";
import type { Task } from "../transfer/tasks/task.ts";
import type { World } from "../world.ts";

const mostNames = 8;
const mostEntries = 1000;
const mostTasks = 100;
const mostRequests = 200;
const mostOfPath = 200;

/** The collections, and what is in the top folder of each. */
export async function collectionRows(world: World): Promise<Table> {
  const rows = world.collections.map(async (collection): Promise<Cell[]> => [
    { text: collection.name, kind: "name" },
    { text: collection.id, kind: "id" },
    { text: accessOf(world, collection) },
    { text: await contentOf(collection.root) },
  ]);
  return {
    head: ["Name", "Id", "Access", "In its top folder"],
    rows: await Promise.all(rows),
    none: "There are no collections.",
  };
}

function accessOf(world: World, { id, writable }: Collection): string {
  const access = writable ? "read and write" : "read";
  const endpoint = world.transfer.endpoints.get(id);
  const host = world.collections.find((other) => other.id === endpoint?.hostId);
  return host === undefined ? access : `${access}, shared from ${host.name}:${endpoint?.hostPath}`;
}

async function contentOf(folder: string): Promise<string> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      names.push(isDirectory ? `${name}/` : name);
      if (names.length > mostEntries) break;
    }
  } catch {
    return "(it cannot be read)";
  }
  if (names.length === 0) return "(nothing)";
  const shown = names.sort().slice(0, mostNames).join(", ");
  const more = names.length - mostNames;
  if (names.length > mostEntries) return `${shown} and more than ${mostEntries - mostNames} more`;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A task of either platform, as the page lists it. */
interface Row {
  readonly time: number;
  readonly cells: readonly Cell[];
}

/** The tasks of Globus and of Tapis v3, newest first. */
export function taskRows(world: World): Table {
  const rows = [
    ...[...world.tasks.byId.values()].map(globusRow),
    ...[...world.tapisV3.transfers.values()].map(tapisRow),
  ].sort((one, other) => other.time - one.time);
  return {
    head: ["Task", "Kind", "Status", "Where", "Files", "Bytes", "Faults", "Began"],
    rows: rows.slice(0, mostTasks).map(({ cells }) => cells),
    none: "No task was submitted yet.",
    left: leftOut(rows.length, mostTasks, "task"),
  };
}

function globusRow({ id, type, status, order, counters, requestTime }: Task): Row {
  const isDelete = type === "DELETE";
  return {
    time: requestTime,
    cells: [
      { text: order.label ?? id, kind: "name" },
      { text: isDelete ? "Globus delete" : "Globus transfer" },
      { text: status, ...newsOf(status) },
      {
        text: isDelete ? order.source.name : `${order.source.name} → ${order.destination.name}`,
        kind: "name",
      },
      { text: `${counters.filesTransferred} of ${counters.files}`, kind: "number" },
      { text: bytesInWords(counters.bytesTransferred), kind: "number" },
      { text: String(counters.faults), kind: counters.faults > 0 ? "bad" : "number" },
      { text: moment(requestTime), kind: "number" },
    ],
  };
}

function tapisRow({ uuid, tag, status, parents, created }: Transfer): Row {
  const files = parents.flatMap(({ children }) => children);
  const done = files.filter((file) => file.status === "COMPLETED");
  const bytes = files.reduce((sum, file) => sum + file.bytesTransferred, 0);
  const [first, ...others] = parents;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const faults = parents.filter((parent) => parent.status.startsWith("FAILED")).length;
  return {
    time: created,
    cells: [
      { text: tag ?? uuid, kind: "name" },
      { text: "Tapis transfer" },
      { text: status, ...newsOf(status) },
      {
        text: `${systemOf(first?.sourceURI)} → ${systemOf(first?.destinationURI)}${more}`,
        kind: "name",
      },
      { text: `${done.length} of ${files.length}`, kind: "number" },
      { text: bytesInWords(bytes), kind: "number" },
      { text: String(faults), kind: faults > 0 ? "bad" : "number" },
      { text: moment(created), kind: "number" },
    ],
  };
}

function systemOf(uri = ""): string {
  return /^tapis:\/\/([^/]*)/.exec(uri)?.[1] ?? "";
}

function newsOf(status: string): Pick<Cell, "kind"> {
  if (status === "SUCCEEDED" || status === "COMPLETED") return { kind: "good" };
  return status.startsWith("FAILED") ? { kind: "bad" } : {};
}

function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The requests, newest first, without those for the page itself. */
export function requestRows(log: readonly RequestRecord[]): Table {
  const shown = log.filter(({ path }) => path !== "/").toReversed();
  const rows = shown.slice(0, mostRequests).map(({ method, path, status }): Cell[] => [
    { text: method },
    { text: cut(withoutSecrets(path)), kind: "code" },
    status === 0
      ? { text: "not answered yet" }
      : { text: String(status), kind: status >= 400 ? "bad" : "number" },
  ]);
  return {
    head: ["Method", "Path", "Status"],
    rows,
    none: "No request came in yet.",
    left: leftOut(shown.length, mostRequests, "request"),
    narrow: true,
  };
}

function cut(path: string): string {
  const more = path.length - mostOfPath;
  return more > 0 ? `${path.slice(0, mostOfPath)} (and ${counted(more, "more character")})` : path;
}

/** CAVE takes a token in the path of one of its calls; whoever errs may send one anywhere. */
function withoutSecrets(path: string): string {
  return path.split("/").map((segment, index, segments) => {
    const isToken = segments[index - 1] === "token" && segments[index - 2] === "user" &&
      !/^\d*$/.test(segment);
    return isToken || isSandboxToken(decoded(segment)) ? "(a token)" : segment;
  }).join("/");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function leftOut(count: number, most: number, noun: string): string {
  return count > most ? `The newest ${most} of ${counted(count, noun)}.` : "";
}
