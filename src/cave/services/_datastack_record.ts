/** What of a datastack's record is used, and demanded only then. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { path } from "../../http/path.ts";
import { responseOf } from "../../http/reply/reply.ts";
import { demandShape } from "../../http/reply/reply_error.ts";
import { address, document, misfitWords, type Shape, single } from "../../http/reply/shape.ts";
import type { DatastackInfo } from "./info_documents.ts";
import type { CaveClient } from "../send.ts";
import { withScheme } from "../token/with_scheme.ts";
import { requiredClient } from "../../options.ts";

/** A server as the info service writes it: an address, or a bare host. */
export const usableServer: Shape = single("an address", (value) => {
  // A word alone is what other programs make of nothing: "None", "null".
  if (typeof value !== "string" || !/[.:]/.test(value)) return false;
  return address(withScheme(value)) === undefined;
});

/** The datastack that is meant. */
export function nameOf(
  client: { readonly datastack?: string | undefined },
  options: { readonly datastackName?: string | undefined },
): string {
  requiredClient(client);
  const name = options.datastackName ?? client.datastack;
  if (name !== undefined) return name;
  throw new ArgumentTypeError(
    "No datastack is named: give datastackName, or make the client with a datastack",
  );
}

/** Where the record of a datastack is. */
export function recordPath(name: string): string {
  return path`/info/api/v2/datastack/full/${{ name }}`;
}

/**
 * A field of a datastack's record, demanded where it is used: not every datastack has every one.
 *
 * @param client An info client.
 * @param datastack The datastack's name.
 * @param record Its record.
 * @param field The field.
 * @param shape What it must be.
 * @throws {ApiError} When the service sent something else.
 * @throws {TypeError} When the record came from the caller.
 */
export function partOf<Field extends keyof DatastackInfo>(
  client: CaveClient,
  datastack: string,
  record: DatastackInfo,
  field: Field,
  shape: Shape,
): DatastackInfo[Field] {
  const whole = document({ [field]: shape });
  if (responseOf(record) !== undefined) {
    demandShape(client, "GET", recordPath(datastack), record, whole);
  }
  const misfit = whole(record);
  if (misfit === undefined) return record[field];
  throw new ArgumentTypeError(
    `The record of ${JSON.stringify(datastack)} in infoCache has ${misfitWords(misfit)}`,
  );
}
