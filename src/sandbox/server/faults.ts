/** A request as a fault hook sees it. */
export interface FaultRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path, as it was sent. */
  readonly path: string;
  /** The query, without its question mark. */
  readonly query: string;
  /** How many requests of this method and path have come, this one included. */
  readonly count: number;
}

/** What is to go wrong with a request. Without `status` or `torn` it is delayed and then answered. */
export interface Fault {
  /** How long the request waits first, in milliseconds. */
  delayMs?: number | undefined;
  /** The status to answer with instead. */
  status?: number | undefined;
  /** Headers of that answer, such as `retry-after`. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Its body. @default {an empty one} */
  body?: string | undefined;
  /** Whether the connection breaks in the middle of the body. */
  torn?: boolean | undefined;
}

/** Asked about each request; says what is to go wrong, or nothing. */
export type RequestFault = (request: FaultRequest) => Fault | Response | undefined;

/** A moment in the copying of one file. */
export interface TransferMoment {
  /**
   * Before the bytes are read, after they were written and before they are verified, or before
   * something is deleted.
   */
  readonly step: "copy" | "verify" | "delete";
  /** The task of Globus, or the transfer of Tapis. */
  readonly taskId: string;
  /** The file's path on the source collection; of a transfer of Tapis its address. */
  readonly sourcePath: string;
  /** Its path on the destination collection, or its address; of a delete, the same path again. */
  readonly destinationPath: string;
  /** Which attempt at this file it is, from 1. */
  readonly attempt: number;
  /** The temporary file that holds the copy until it is renamed; empty before there is one. */
  readonly temporaryFile: string;
}

/** A fault of a transfer, as its task's events tell it. */
export interface TransferFault {
  /** The event's code, such as `PERMISSION_DENIED`; its `description` is this in words, as the service has it. */
  readonly code: string;
  /** One sentence: the `Message:` in the event's `details`, and the `fatal_error` of a task that ends by it. */
  readonly description: string;
}

/** Asked at each moment; may wait, change the temporary file, or name a fault. */
export type TransferHook = (
  moment: TransferMoment,
) => TransferFault | undefined | void | Promise<TransferFault | undefined | void>;

/** Faults on demand; both may be set and cleared while the sandbox runs. */
export interface SandboxFaults {
  /** What is to go wrong with requests. */
  request?: RequestFault | undefined;
  /** What is to go wrong with transfers. */
  transfer?: TransferHook | undefined;
}

function tornBody(start: string): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    async pull(controller): Promise<void> {
      if (!sent) {
        sent = true;
        controller.enqueue(new TextEncoder().encode(start));
        return;
      }
      // The first chunk must have left before the stream breaks, or no byte of it arrives.
      await new Promise((resolve) => setTimeout(resolve, 5));
      controller.error(new Error("Connection dropped on demand"));
    },
  });
}

/**
 * Does what a fault asks.
 *
 * @returns The answer to give instead of the real one, or nothing.
 */
export async function applyFault(
  fault: Fault | Response | undefined,
  { signal, sleep }: {
    readonly signal: AbortSignal;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<Response | undefined> {
  if (fault === undefined || fault instanceof Response) return fault;
  if (fault.delayMs !== undefined) await sleep(fault.delayMs, signal);
  if (fault.torn) {
    const start = fault.body ?? '{"DATA_TYPE": "to';
    return new Response(tornBody(start), {
      status: fault.status ?? 200,
      headers: {
        "content-type": "application/json",
        "content-length": String(new TextEncoder().encode(start).length + 64),
        ...fault.headers,
      },
    });
  }
  if (fault.status === undefined) return undefined;
  return new Response(fault.body ?? null, {
    status: fault.status,
    headers: { ...fault.headers },
  });
}
