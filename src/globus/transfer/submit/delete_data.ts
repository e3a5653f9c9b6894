/** The document that asks for files and folders to be deleted. */

import { type Items, itemsFrom } from "./_items.ts";
import { demandText, notifyFields, type NotifyOptions } from "./_submission.ts";
import { type Deadline, deadlineText, rememberDeadline } from "../tasks/deadline.ts";
import { shownAsCard } from "../../../credentials/errors/card.ts";
import { checkOptions, dropUndefined, type OptionKinds } from "../../../options.ts";
import { counted } from "../../../text.ts";

/**
 * One thing to delete, in a document.
 *
 * @category Transfers and deletes
 */
export interface DeleteItemDocument {
  /** Always `delete_item`. */
  readonly DATA_TYPE: "delete_item";
  /** Where it is. */
  readonly path: string;
}

/**
 * What a caller may choose about a delete. What is left out, the service chooses.
 *
 * @category Transfers and deletes
 */
export interface DeleteDataOptions extends NotifyOptions {
  /** A name for the task, of at most 128 characters. */
  readonly label?: string | undefined;
  /** An id of one's own for the submission; `submitDelete` fetches one otherwise. */
  readonly submissionId?: string | undefined;
  /** Delete folders with all that is in them; without it, a folder is an error. */
  readonly recursive?: boolean | undefined;
  /** Count what is not there as deleted. */
  readonly ignoreMissing?: boolean | undefined;
  /** Whether `*`, `?` and `[]` in a path's last part stand for names. */
  readonly interpretGlobs?: boolean | undefined;
  /** When to give up: a moment, ISO 8601 text, or a time from now such as `{ minutes: 10 }`. */
  readonly deadline?: Deadline | undefined;
  /** The user of the collection's own system to act as. */
  readonly localUser?: string | undefined;
  /** The paths to delete, beside those that `addItem` adds; read once, at the submission. */
  readonly items?: Items<string> | undefined;
  /** More fields, as the REST API spells them. */
  readonly additionalFields?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The clock that a deadline from now is counted by, in milliseconds since 1970.
   *
   * @default {the client's, when it is submitted}
   */
  readonly now?: (() => number) | undefined;
}

const deleteDataKinds: OptionKinds<DeleteDataOptions> = {
  notifyOnSucceeded: "flag",
  notifyOnFailed: "flag",
  notifyOnInactive: "flag",
  label: "text",
  submissionId: "text",
  recursive: "flag",
  ignoreMissing: "flag",
  interpretGlobs: "flag",
  deadline: "any",
  localUser: "text",
  items: "any",
  additionalFields: "names",
  now: "function",
};

/** What may be said of one item. */
interface DeleteItemOptions {
  readonly additionalFields?: Readonly<Record<string, unknown>> | undefined;
}

const deleteItemKinds: OptionKinds<DeleteItemOptions> = { additionalFields: "names" };

/**
 * A delete to submit: the document itself, with a way to add items that does not serialise.
 *
 * @category Transfers and deletes
 */
export interface DeleteData {
  /** Always `delete`. */
  readonly DATA_TYPE: "delete";
  /** The collection's id. */
  readonly endpoint: string;
  /** What to delete. */
  readonly DATA: DeleteItemDocument[];
  /** The task's name. */
  readonly label?: string | undefined;
  /** Whether folders are deleted with all that is in them. */
  readonly recursive?: boolean | undefined;
  /** Whether what is not there counts as deleted. */
  readonly ignore_missing?: boolean | undefined;
  /** Whether `*`, `?` and `[]` in a path's last part stand for names. */
  readonly interpret_globs?: boolean | undefined;
  /** When to give up, in ISO 8601. */
  readonly deadline?: string | undefined;
  /** The account on the collection. */
  readonly local_user?: string | undefined;
  /** Whether the service writes when the task succeeded. */
  readonly notify_on_succeeded?: boolean | undefined;
  /** Whether the service writes when the task failed. */
  readonly notify_on_failed?: boolean | undefined;
  /** Whether the service writes when the task waits for the person. */
  readonly notify_on_inactive?: boolean | undefined;
  /** The submission's id; `submitDelete` sets it where it is missing. */
  submission_id?: string | undefined;
  /**
   * Adds a file or folder.
   *
   * @param path Where it is.
   * @param options `additionalFields`: more fields, as the REST API spells them.
   * @throws {TypeError} When the path is empty.
   */
  addItem(
    path: string,
    options?: { readonly additionalFields?: Readonly<Record<string, unknown>> | undefined },
  ): DeleteData;
}

/**
 * Begins a document that asks for files and folders to be deleted.
 *
 * @param endpoint The collection's id.
 * @param options See {@linkcode DeleteDataOptions}.
 * @throws {TypeError} When the id is empty, or `items` is not a list.
 * @throws {RangeError} When the deadline is not valid.
 *
 * @example
 * ```ts
 * import { deleteData } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const data = deleteData("collection-id", { recursive: true }).addItem("/old run/");
 * assertEquals(JSON.parse(JSON.stringify(data)), {
 *   DATA_TYPE: "delete",
 *   endpoint: "collection-id",
 *   recursive: true,
 *   DATA: [{ DATA_TYPE: "delete_item", path: "/old run/" }],
 * });
 * ```
 *
 * @category Transfers and deletes
 */
export function deleteData(endpoint: string, options: DeleteDataOptions = {}): DeleteData {
  checkOptions(options, deleteDataKinds);
  const { deadline, now } = options;
  const document = dropUndefined({
    DATA_TYPE: "delete",
    DATA: [],
    endpoint: demandText("collection's id", endpoint),
    label: options.label,
    submission_id: options.submissionId,
    recursive: options.recursive,
    ignore_missing: options.ignoreMissing,
    interpret_globs: options.interpretGlobs,
    deadline: deadline === undefined ? undefined : deadlineText(deadline, now ?? Date.now),
    local_user: options.localUser,
    ...notifyFields(options),
    ...options.additionalFields,
  });
  const data = Object.defineProperty(document, "addItem", {
    enumerable: false,
    value: addItem,
  }) as unknown as DeleteData;
  if (now === undefined) rememberDeadline(data, deadline);
  if (options.items !== undefined) itemsFrom(data, options.items, itemText);
  return shownAsCard(data, () => ({
    title: data.label ?? "Globus delete",
    facts: {
      on: data.endpoint,
      paths: counted(data.DATA.length, "path"),
      deadline: data.deadline,
    },
  }));
}

function addItem(
  this: DeleteData,
  path: string,
  options: DeleteItemOptions = {},
): DeleteData {
  checkOptions(options, deleteItemKinds);
  this.DATA.push({ ...deleteItem(path), ...options.additionalFields });
  return this;
}

function itemText(path: string): string {
  return JSON.stringify(deleteItem(path));
}

function deleteItem(path: string): DeleteItemDocument {
  return { DATA_TYPE: "delete_item", path: demandText("path", path) };
}
