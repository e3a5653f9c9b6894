import { namesOf, PathError } from "../paths.ts";
import { TransferProblem } from "../transfer/problems.ts";
import type { World } from "../world.ts";
import { copyJob, copyJobs, type End } from "./copy_tree.ts";
import { systemNamed } from "./file_place.ts";

/** How a transfer, a line or a file of it stands. */
export type Status =
  | "ACCEPTED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "CANCELLED"
  | "FAILED"
  | "FAILED_OPT";

/** One file of a line. */
export interface Child {
  readonly id: number;
  readonly uuid: string;
  readonly sourceURI: string;
  readonly destinationURI: string;
  readonly totalBytes: number;
  bytesTransferred: number;
  status: Status;
}

/** One line of a transfer. */
export interface Parent {
  readonly uuid: string;
  readonly sourceURI: string;
  readonly destinationURI: string;
  readonly optional: boolean;
  readonly children: Child[];
  status: Status;
  errorMessage: string | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
}

/** A transfer. */
export interface Transfer {
  readonly id: number;
  readonly uuid: string;
  readonly tag: string | undefined;
  readonly created: number;
  readonly parents: readonly Parent[];
  /** Ends it. */
  readonly controller: AbortController;
  status: Status;
  errorMessage: string | undefined;
  startTime: number | undefined;
  endTime: number | undefined;
}

/** Carries a transfer out; never throws. */
export async function runTransfer(world: World, transfer: Transfer): Promise<void> {
  const signal = AbortSignal.any([world.signal, transfer.controller.signal]);
  transfer.startTime = world.now();
  transfer.status = "IN_PROGRESS";
  for (const parent of transfer.parents) {
    await runParent(world, parent, signal);
    if (parent.status === "FAILED") {
      transfer.errorMessage = parent.errorMessage;
      transfer.status = "FAILED";
      break;
    }
  }
  if (signal.aborted) transfer.status = "CANCELLED";
  else if (transfer.status === "IN_PROGRESS") transfer.status = "COMPLETED";
  transfer.endTime = world.now();
}

async function runParent(world: World, parent: Parent, signal: AbortSignal): Promise<void> {
  parent.startTime = world.now();
  parent.status = "IN_PROGRESS";
  try {
    signal.throwIfAborted();
    const from = endOf(world, parent.sourceURI);
    const to = endOf(world, parent.destinationURI);
    for await (const job of copyJobs(from, to)) {
      const child: Child = {
        id: parent.children.length + 1,
        uuid: crypto.randomUUID(),
        sourceURI: uriOf(from, job.sourceNames),
        destinationURI: uriOf(to, job.destinationNames),
        totalBytes: job.size,
        bytesTransferred: 0,
        status: "IN_PROGRESS",
      };
      parent.children.push(child);
      await copyJob(job, signal, (count) => child.bytesTransferred += count);
      child.status = "COMPLETED";
    }
    parent.status = "COMPLETED";
  } catch (error) {
    const ended = signal.aborted ? "CANCELLED" : parent.optional ? "FAILED_OPT" : "FAILED";
    parent.status = ended;
    parent.errorMessage = wordsOf(error);
    const last = parent.children.at(-1);
    if (last?.status === "IN_PROGRESS") last.status = ended;
  }
  parent.endTime = world.now();
}

function wordsOf(error: unknown): string {
  // Anything else may name a path of this machine.
  return error instanceof PathError || error instanceof TransferProblem
    ? error.message
    : "FILES_TXFR_ERR The file could not be copied";
}

function uriOf({ system }: End, names: readonly string[]): string {
  return `tapis://${system.name}/${names.join("/")}`;
}

/**
 * Where an address of a transfer leads.
 *
 * @throws {PathError} where it is none of a system of the sandbox.
 */
export function endOf(world: World, uri: string): End {
  const [, id = "", path = ""] = /^tapis:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  const system = systemNamed(world, id);
  if (system !== undefined) return { system, names: namesOf(path) };
  const why = /^https?:/.test(uri)
    ? "The sandbox fetches nothing from the web"
    : "There is no such system";
  throw new PathError("missing", `${why}: ${uri}`);
}
