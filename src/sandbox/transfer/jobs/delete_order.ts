import type { Call } from "../../server/call.ts";
import { usableCollection } from "../endpoints/endpoints.ts";
import type { DeleteWishes } from "../tasks/delete_wishes.ts";
import { badRequest, refusal } from "../errors.ts";
import { type Body, deadlineOf, flag, labelOf, objects, requiredText } from "../fields.ts";
import type { Task } from "../tasks/task.ts";

function pathsOf(call: Call, body: Body): string[] {
  const items = objects(call, body.DATA ?? [], "DATA");
  if (items.length === 0) {
    throw refusal(
      call,
      400,
      "ClientError.BadRequest.NoDeleteItems",
      "A delete requires at least one item",
    );
  }
  return items.map((item) => {
    if (item.DATA_TYPE !== "delete_item") {
      throw badRequest(call, 'The items of a delete have DATA_TYPE "delete_item"');
    }
    return requiredText(call, item, "path", " in a delete item");
  });
}

/**
 * Reads a submission to delete.
 *
 * @throws A 400 that names the first member that is wrong, or a 404 or 403 about the collection.
 */
export function deleteOrderOf(
  call: Call,
  body: Body,
): DeleteWishes & { readonly order: Task["order"] } {
  if (body.DATA_TYPE !== "delete") throw badRequest(call, 'DATA_TYPE must be "delete"');
  const submissionId = requiredText(call, body, "submission_id");
  const label = labelOf(call, body);
  const collection = usableCollection(call, requiredText(call, body, "endpoint"));
  return {
    paths: pathsOf(call, body),
    recursive: flag(call, body, "recursive", false),
    ignoreMissing: flag(call, body, "ignore_missing", false),
    interpretGlobs: flag(call, body, "interpret_globs", false),
    order: {
      submissionId,
      label,
      source: collection,
      destination: collection,
      syncLevel: null,
      verifyChecksum: false,
      preserveTimestamp: false,
      encryptData: false,
      skipSourceErrors: false,
      failOnQuotaErrors: false,
      filterRules: null,
      deleteDestinationExtra: false,
      deadline: deadlineOf(call, body),
    },
  };
}
