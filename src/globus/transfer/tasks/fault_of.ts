/** What went wrong with a task, out of what the service says of it. */

import type { EventDocument } from "../endpoints/resource_documents.ts";

/**
 * An error that a task ran into.
 *
 * @category Tasks
 */
export interface TaskFault {
  /** Which one, in the service's code, such as `PERMISSION_DENIED`. */
  readonly code: string;
  /** The file or folder on its collection, where it is about one. */
  readonly file: string | undefined;
  /** The collection that it is on, as the service names it: its name and id. */
  readonly collection: string | undefined;
  /** What happened, in the words of the storage where those are known, else in the service's. */
  readonly message: string;
}

/**
 * What an event of a task says went wrong, and with which file. The event's own `description` is its
 * code in words; the file and the reason are lines of its `details`, some of them as the storage's
 * server wrote them.
 *
 * @param event An event that is an error, such as one of `watchTask()`'s `faults`.
 *
 * @example What cannot be copied, and why
 * ```ts
 * import { faultOf } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const { code, file, message } = faultOf({
 *   code: "PERMISSION_DENIED",
 *   description: "permission denied",
 *   details: "Error (make directories)\nFile: /foo/\nMessage: Fatal FTP response\n---\n" +
 *     "Details: 550-GlobusError: v=1 c=PERMISSION_DENIED\\r\\n" +
 *     "550-GridFTP-Error: Path not allowed.\\r\\n550 End.\\r\\n",
 *   is_error: true,
 *   time: "2021-10-06T16:13:57+00:00",
 * });
 * assertEquals([code, file, message], ["PERMISSION_DENIED", "/foo/", "Path not allowed."]);
 * ```
 *
 * @category Tasks
 */
export function faultOf(event: EventDocument): TaskFault {
  const { code, description } = event;
  const details = typeof event.details === "string" ? event.details : "";
  const [head = "", ...rest] = details.split(/\n---\n/);
  const answer = rest.length === 0 && isFtpAnswer(head) ? head : rest.join("\n");
  const file = field(head, "File");
  const lines = serverLines(answer.replace(/^Details: /, ""));
  const ownWords = field(head, "Message");
  const isOnlyPointer = ownWords === undefined || ownWords === "Fatal FTP response";
  const sentence = isSentence(details) ? details.trim() : undefined;
  return {
    code,
    file,
    collection: field(head, "Endpoint"),
    message: lines.at(-1) ?? (isOnlyPointer ? undefined : ownWords) ?? sentence ?? description,
  };
}

/** A line `name: value` of the part that the service writes itself. */
function field(head: string, name: string): string | undefined {
  const prefix = `${name}: `;
  return head.split("\n").find((line) => line.startsWith(prefix))?.slice(prefix.length);
}

/** What the storage's server answered (GridFTP): lines of a code and a text, the last the most exact. */
function serverLines(answer: string): string[] {
  return decode(answer).split(/\\r\\n|\r?\n/).flatMap((line) => {
    const [, text = ""] = /^\d{3}[- ](.*)$/.exec(line.trim()) ?? [];
    const words = text.replace(/^(?:GridFTP-(?:Error|Error-String|Reason)|globus_\w+): /, "");
    const isNone = words === "" || words === "End." ||
      /^(?:GlobusError|GridFTP-Errno):/.test(words);
    return isNone ? [] : [words];
  });
}

function isFtpAnswer(text: string): boolean {
  return /^\d{3}[- ]/.test(text);
}

/** Some answers come percent-encoded, line ends and all. */
function decode(text: string): string {
  if (!/%0D%0A/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%0D%0A/gi, "\n");
  }
}

/** Such as `Canceled by the task owner`: one line that is neither JSON nor a list of fields. */
function isSentence(details: string): boolean {
  return /^[^{[\n]+\n?$/.test(details) && !/^Error \(/.test(details) && !isFtpAnswer(details);
}
