/** The document that asks for a transfer. */

const syncLevels = ["exists", "size", "mtime", "checksum"] as const;

/**
 * When a file that is at the destination already is copied again: never (`exists`, 0), when sizes
 * differ (`size`, 1), when the source is newer too (`mtime`, 2), when checksums differ (`checksum`, 3).
 */
export type SyncLevel = typeof syncLevels[number] | 0 | 1 | 2 | 3;

/** One thing to transfer. */
export interface TransferItemDocument {
  /** Always `transfer_item`. */
  readonly DATA_TYPE: "transfer_item";
  /** Where it lies. */
  readonly source_path: string;
  /** Where it goes. */
  readonly destination_path: string;
  /** Whether it is a folder, to be copied with all that is in it. */
  readonly recursive?: boolean;
  /** What else the service takes. */
  readonly [key: string]: unknown;
}

/** What a caller may choose about a transfer. What is left out, the service chooses. */
export interface TransferDataOptions {
  /** A name for the task. */
  readonly label?: string;
  /** An id of one's own for the submission; `submitTransfer` fetches one otherwise. */
  readonly submissionId?: string;
  /** Leave out what is at the destination already. */
  readonly syncLevel?: SyncLevel;
  /** Compare checksums after each file. */
  readonly verifyChecksum?: boolean;
  /** Keep the times of change. */
  readonly preserveTimestamp?: boolean;
  /** Encrypt the data on its way. */
  readonly encryptData?: boolean;
  /** When to give up: a moment, or ISO 8601 text. */
  readonly deadline?: Date | string;
  /** More fields, as the REST API spells them. */
  readonly additionalFields?: Readonly<Record<string, unknown>>;
}

/** How an item is transferred. */
export interface AddItemOptions {
  /** Whether it is a folder, to be copied with all that is in it. */
  readonly recursive?: boolean;
}

/** A transfer to submit: the document itself, with a way to add items that does not serialise. */
export interface TransferData {
  /** Always `transfer`. */
  readonly DATA_TYPE: "transfer";
  /** The source collection's id. */
  readonly source_endpoint: string;
  /** The destination collection's id. */
  readonly destination_endpoint: string;
  /** What to transfer. */
  readonly DATA: TransferItemDocument[];
  /** The submission's id; `submitTransfer` sets it where it is missing. */
  submission_id?: string;
  /** What else the service takes. */
  readonly [key: string]: unknown;
  /**
   * Adds a file or folder.
   *
   * @param sourcePath Where it lies on the source collection.
   * @param destinationPath Where it goes on the destination collection.
   * @param options `recursive` for a folder.
   * @throws {TypeError} When a path is empty.
   */
  addItem(sourcePath: string, destinationPath: string, options?: AddItemOptions): TransferData;
}

/**
 * Begins a document that asks for a transfer.
 *
 * @param sourceEndpoint The source collection's id.
 * @param destinationEndpoint The destination collection's id.
 * @param options See {@linkcode TransferDataOptions}.
 * @throws {TypeError} When an id is empty.
 * @throws {RangeError} When the sync level or the deadline is none.
 *
 * @example
 * ```ts
 * import { transferData } from "@keyferry/keyferry/globus/transfer";
 * import { assertEquals } from "@std/assert";
 *
 * const data = transferData("source-id", "destination-id", { label: "run 7", syncLevel: "checksum" });
 * data.addItem("/a/", "/b/", { recursive: true });
 * assertEquals(JSON.parse(JSON.stringify(data)).sync_level, 3);
 * ```
 */
export function transferData(
  sourceEndpoint: string,
  destinationEndpoint: string,
  options: TransferDataOptions = {},
): TransferData {
  const { label, submissionId, syncLevel, verifyChecksum, preserveTimestamp } = options;
  const items: TransferItemDocument[] = [];
  const fields = {
    DATA_TYPE: "transfer",
    DATA: items,
    source_endpoint: given("source collection's id", sourceEndpoint),
    destination_endpoint: given("destination collection's id", destinationEndpoint),
    label,
    submission_id: submissionId,
    sync_level: syncLevel === undefined ? undefined : syncNumber(syncLevel),
    verify_checksum: verifyChecksum,
    preserve_timestamp: preserveTimestamp,
    encrypt_data: options.encryptData,
    deadline: options.deadline === undefined ? undefined : deadlineText(options.deadline),
    ...options.additionalFields,
  };
  const document = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  return Object.defineProperty(document, "addItem", {
    enumerable: false,
    value(source: string, destination: string, { recursive }: AddItemOptions = {}): TransferData {
      items.push({
        DATA_TYPE: "transfer_item",
        source_path: given("source path", source),
        destination_path: given("destination path", destination),
        ...(recursive === undefined ? {} : { recursive }),
      });
      return this as TransferData;
    },
  }) as TransferData;
}

function given(what: string, text: string): string {
  if (typeof text === "string" && text !== "") return text;
  throw new TypeError(`The ${what} is empty: give it as text`);
}

function syncNumber(level: SyncLevel): number {
  const number = typeof level === "number" ? level : syncLevels.indexOf(level);
  if (number in syncLevels) return number;
  throw new RangeError(`syncLevel is one of ${syncLevels.join(", ")} or 0 to 3: it is ${level}`);
}

function deadlineText(deadline: Date | string): string {
  const at = new Date(deadline);
  if (Number.isNaN(at.getTime())) throw new RangeError("deadline is no moment: give ISO 8601 text");
  return typeof deadline === "string" ? deadline : at.toISOString();
}
