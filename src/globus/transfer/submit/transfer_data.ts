/** The document that asks for a transfer. */

import { ArgumentRangeError } from "../../../argument_error.ts";
import { addGathered, gatherItems, type Items, itemsFrom } from "./_items.ts";
import { demandText, notifyFields, type NotifyOptions } from "./_submission.ts";
import { type Deadline, deadlineText, rememberDeadline } from "../tasks/deadline.ts";
import { shownAsCard } from "../../../credentials/errors/card.ts";
import { checkOptions, dropUndefined, type OptionKinds } from "../../../options.ts";
import { counted } from "../../../text.ts";

const syncLevels: readonly SyncLevel[] = ["exists", "size", "mtime", "checksum"];

/**
 * When a file that is at the destination already is copied again: never (`exists`, 0), when sizes
 * differ (`size`, 1), when the source is newer too (`mtime`, 2), when checksums differ (`checksum`, 3).
 *
 * @category Transfers and deletes
 */
export type SyncLevel = "exists" | "size" | "mtime" | "checksum" | 0 | 1 | 2 | 3;

/**
 * One thing to transfer, as the REST API spells it.
 *
 * @category Transfers and deletes
 */
export interface TransferItem {
  /** Where it is. */
  readonly source_path: string;
  /** Where it goes. */
  readonly destination_path: string;
  /** Whether it is a folder, to be copied with all that is in it. */
  readonly recursive?: boolean | undefined;
  /** The checksum that the file must have. */
  readonly external_checksum?: string | undefined;
  /** How that checksum is made, such as `MD5` or `SHA256`. */
  readonly checksum_algorithm?: string | undefined;
}

/**
 * One thing to transfer, in a document.
 *
 * @category Transfers and deletes
 */
export interface TransferItemDocument extends TransferItem {
  /** Always `transfer_item`. */
  readonly DATA_TYPE: "transfer_item";
}

/**
 * What of a folder is left out, or not. The first rule that fits counts.
 *
 * @category Transfers and deletes
 */
export interface FilterRuleDocument {
  /** Always `filter_rule`. */
  readonly DATA_TYPE: "filter_rule";
  /** Whether what fits is left out. */
  readonly method: "exclude" | "include";
  /** A name, in which `*` stands for any text. */
  readonly name: string;
  /** What it fits; both by default. */
  readonly type?: "file" | "dir" | undefined;
}

/**
 * What a caller may choose about a transfer. What is left out, the service chooses.
 *
 * @category Transfers and deletes
 */
export interface TransferDataOptions extends NotifyOptions {
  /** A name for the task, of at most 128 characters. */
  readonly label?: string | undefined;
  /** An id of one's own for the submission; `submitTransfer` fetches one otherwise. */
  readonly submissionId?: string | undefined;
  /** Leave out what is at the destination already. */
  readonly syncLevel?: SyncLevel | undefined;
  /** Compare checksums after each file. */
  readonly verifyChecksum?: boolean | undefined;
  /** Keep the times of change. */
  readonly preserveTimestamp?: boolean | undefined;
  /** Encrypt the data on its way. */
  readonly encryptData?: boolean | undefined;
  /** When to give up: a moment, ISO 8601 text, or a time from now such as `{ minutes: 10 }`. */
  readonly deadline?: Deadline | undefined;
  /** Leave out what cannot be read, rather than try until the deadline. */
  readonly skipSourceErrors?: boolean | undefined;
  /** Fail at once when the destination is full. */
  readonly failOnQuotaErrors?: boolean | undefined;
  /** Remove from a destination folder what the source folder does not have. */
  readonly deleteDestinationExtra?: boolean | undefined;
  /** The user of the source collection's own system to act as. */
  readonly sourceLocalUser?: string | undefined;
  /** The user of the destination collection's own system to act as. */
  readonly destinationLocalUser?: string | undefined;
  /** What of folders is left out. */
  readonly filterRules?: readonly Omit<FilterRuleDocument, "DATA_TYPE">[] | undefined;
  /**
   * What to transfer, beside what `addItem` adds. It is read once, at the submission, and written
   * out as it comes, so that there may be millions.
   */
  readonly items?: Items<TransferItem> | undefined;
  /** More fields, as the REST API spells them. */
  readonly additionalFields?: Readonly<Record<string, unknown>> | undefined;
  /**
   * The clock that a deadline from now is counted by, in milliseconds since 1970.
   *
   * @default {the client's, when it is submitted}
   */
  readonly now?: (() => number) | undefined;
}

/** The options, by what they may be. */
export const transferDataKinds: OptionKinds<TransferDataOptions> = {
  notifyOnSucceeded: "flag",
  notifyOnFailed: "flag",
  notifyOnInactive: "flag",
  label: "text",
  submissionId: "text",
  syncLevel: "any",
  verifyChecksum: "flag",
  preserveTimestamp: "flag",
  encryptData: "flag",
  deadline: "any",
  skipSourceErrors: "flag",
  failOnQuotaErrors: "flag",
  deleteDestinationExtra: "flag",
  sourceLocalUser: "text",
  destinationLocalUser: "text",
  filterRules: "list",
  items: "each",
  additionalFields: "names",
  now: "function",
};

/**
 * How an item is transferred.
 *
 * @category Transfers and deletes
 */
export interface AddItemOptions {
  /** Whether it is a folder, to be copied with all that is in it. */
  readonly recursive?: boolean | undefined;
  /** The checksum that the file must have. */
  readonly externalChecksum?: string | undefined;
  /** How that checksum is made, such as `MD5` or `SHA256`. */
  readonly checksumAlgorithm?: string | undefined;
  /** More fields, as the REST API spells them. */
  readonly additionalFields?: Readonly<Record<string, unknown>> | undefined;
}

const addItemKinds: OptionKinds<AddItemOptions> = {
  recursive: "flag",
  externalChecksum: "text",
  checksumAlgorithm: "text",
  additionalFields: "names",
};

/**
 * What a filter rule does.
 *
 * @category Transfers and deletes
 */
export interface FilterRuleOptions {
  /**
   * Whether what fits is left out.
   *
   * @default {"exclude"}
   */
  readonly method?: "exclude" | "include" | undefined;
  /** What it fits; both by default. */
  readonly type?: "file" | "dir" | undefined;
}

const filterRuleKinds: OptionKinds<FilterRuleOptions> = { method: "text", type: "text" };

/**
 * A transfer to submit: the document itself, with ways to add to it that do not serialise.
 *
 * @category Transfers and deletes
 */
export interface TransferData {
  /** Always `transfer`. */
  readonly DATA_TYPE: "transfer";
  /** The source collection's id. */
  readonly source_endpoint: string;
  /** The destination collection's id. */
  readonly destination_endpoint: string;
  /** What to transfer. */
  readonly DATA: TransferItemDocument[];
  /** The task's name. */
  readonly label?: string | undefined;
  /** When a file that is there already is copied again, from 0 to 3. */
  readonly sync_level?: number | undefined;
  /** Whether checksums are compared after each file. */
  readonly verify_checksum?: boolean | undefined;
  /** Whether the times of change are kept. */
  readonly preserve_timestamp?: boolean | undefined;
  /** Whether the data is encrypted on its way. */
  readonly encrypt_data?: boolean | undefined;
  /** When to give up, in ISO 8601. */
  readonly deadline?: string | undefined;
  /** Whether what cannot be read is left out. */
  readonly skip_source_errors?: boolean | undefined;
  /** Whether a full quota ends the task. */
  readonly fail_on_quota_errors?: boolean | undefined;
  /** Whether what the source has not is removed from the destination. */
  readonly delete_destination_extra?: boolean | undefined;
  /** Whether the service writes when the task succeeded. */
  readonly notify_on_succeeded?: boolean | undefined;
  /** Whether the service writes when the task failed. */
  readonly notify_on_failed?: boolean | undefined;
  /** Whether the service writes when the task waits for the person. */
  readonly notify_on_inactive?: boolean | undefined;
  /** The account on the source. */
  readonly source_local_user?: string | undefined;
  /** The account on the destination. */
  readonly destination_local_user?: string | undefined;
  /** What of folders is left out. */
  readonly filter_rules?: FilterRuleDocument[] | undefined;
  /** The submission's id; `submitTransfer` sets it where it is missing. */
  submission_id?: string | undefined;
  /**
   * Adds a file or folder.
   *
   * @param sourcePath Where it is on the source collection.
   * @param destinationPath Where it goes on the destination collection.
   * @param options `recursive` for a folder; a checksum of one's own.
   * @throws {TypeError} When a path is empty.
   */
  addItem(sourcePath: string, destinationPath: string, options?: AddItemOptions): TransferData;
  /**
   * Adds a rule that leaves something out of folders, or keeps it in.
   *
   * @param name A name, in which `*` stands for any text.
   * @param options `method`, `exclude` by default; `type`, to fit files or folders alone.
   * @throws {TypeError} When the name is empty.
   */
  addFilterRule(name: string, options?: FilterRuleOptions): TransferData;
}

/**
 * Begins a document that asks for a transfer.
 *
 * @param sourceEndpoint The source collection's id.
 * @param destinationEndpoint The destination collection's id.
 * @param options See {@linkcode TransferDataOptions}.
 * @throws {TypeError} When an id is empty, or `items` is not a list.
 * @throws {RangeError} When the sync level or the deadline is not valid.
 *
 * @example
 * ```ts
 * import { transferData } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const data = transferData("source-id", "destination-id", { label: "run 7", syncLevel: "checksum" });
 * data.addItem("/a/", "/b/", { recursive: true });
 * data.addFilterRule("*.tmp", { type: "file" });
 * assertEquals(JSON.parse(JSON.stringify(data)).sync_level, 3);
 * ```
 *
 * @category Transfers and deletes
 */
export function transferData(
  sourceEndpoint: string,
  destinationEndpoint: string,
  options: TransferDataOptions = {},
): TransferData {
  checkOptions(options, transferDataKinds);
  const { syncLevel, deadline, filterRules, now } = options;
  const document = dropUndefined({
    DATA_TYPE: "transfer",
    DATA: [],
    source_endpoint: demandText("source collection's id", sourceEndpoint),
    destination_endpoint: demandText("destination collection's id", destinationEndpoint),
    label: options.label,
    submission_id: options.submissionId,
    sync_level: syncLevel === undefined ? undefined : syncNumber(syncLevel),
    verify_checksum: options.verifyChecksum,
    preserve_timestamp: options.preserveTimestamp,
    encrypt_data: options.encryptData,
    deadline: deadline === undefined ? undefined : deadlineText(deadline, now ?? Date.now),
    skip_source_errors: options.skipSourceErrors,
    fail_on_quota_errors: options.failOnQuotaErrors,
    delete_destination_extra: options.deleteDestinationExtra,
    ...notifyFields(options),
    source_local_user: options.sourceLocalUser,
    destination_local_user: options.destinationLocalUser,
    ...options.additionalFields,
  });
  // A list of the caller's own stays theirs.
  if (options.additionalFields?.["DATA"] === undefined) gatherItems(document);
  const data = Object.defineProperties(document, {
    addItem: { enumerable: false, value: addItem },
    addFilterRule: { enumerable: false, value: addFilterRule },
  }) as unknown as TransferData;
  if (now === undefined) rememberDeadline(data, deadline);
  for (const { name, ...rule } of filterRules ?? []) data.addFilterRule(name, rule);
  if (options.items !== undefined) itemsFrom(data, options.items, itemText);
  return shownAsCard(data, () => ({
    title: data.label ?? "Globus transfer",
    facts: {
      from: data.source_endpoint,
      to: data.destination_endpoint,
      paths: counted(data.DATA.length, "path"),
      sync: data.sync_level === undefined ? undefined : `${syncLevels[data.sync_level]}`,
      deadline: data.deadline,
    },
  }));
}

function addItem(
  this: TransferData,
  source: string,
  destination: string,
  options?: AddItemOptions,
): TransferData {
  const item: TransferItemDocument = {
    DATA_TYPE: "transfer_item",
    source_path: demandText("source path", source),
    destination_path: demandText("destination path", destination),
  };
  if (options !== undefined) {
    checkOptions(options, addItemKinds);
    Object.assign(
      item,
      dropUndefined({
        recursive: options.recursive,
        external_checksum: options.externalChecksum,
        checksum_algorithm: options.checksumAlgorithm,
        ...options.additionalFields,
      }),
    );
  }
  if (!addGathered(this, JSON.stringify(item))) this.DATA.push(item);
  return this;
}

function addFilterRule(
  this: TransferData,
  name: string,
  options: FilterRuleOptions = {},
): TransferData {
  checkOptions(options, filterRuleKinds);
  const { method = "exclude", type } = options;
  const rule: FilterRuleDocument = {
    DATA_TYPE: "filter_rule",
    method,
    name: demandText("filter rule's name", name),
    ...(type === undefined ? {} : { type }),
  };
  if (this.filter_rules === undefined) Object.assign(this, { filter_rules: [] });
  this.filter_rules?.push(rule);
  return this;
}

function itemText(item: TransferItem & { readonly DATA_TYPE?: unknown }): string {
  demandText("source path", item?.source_path);
  demandText("destination path", item.destination_path);
  const text = JSON.stringify(item);
  return item.DATA_TYPE !== undefined ? text : `{"DATA_TYPE":"transfer_item",${text.slice(1)}`;
}

function syncNumber(level: SyncLevel): number {
  const number = typeof level === "number" ? level : syncLevels.indexOf(level);
  if (number in syncLevels) return number;
  throw new ArgumentRangeError(
    `syncLevel is one of ${syncLevels.join(", ")} or 0 to 3: it is ${String(level)}`,
  );
}
