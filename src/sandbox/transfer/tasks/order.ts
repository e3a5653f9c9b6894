import type { Call } from "../../server/call.ts";
import { usablePair } from "../endpoints/endpoints.ts";
import { badRequest, refusal, transferError } from "../errors.ts";
import {
  type Body,
  deadlineOf,
  flag,
  labelOf,
  objects,
  optionalText,
  requiredText,
} from "../fields.ts";
import type { FilterRule } from "../files/filter_rules.ts";
import type { TransferItem, TransferOrder } from "./task.ts";
import { Refusal } from "../../server/reply.ts";

const algorithms = ["md5", "sha1", "sha256", "sha512"];

function syncLevelOf(call: Call, body: Body): TransferOrder["syncLevel"] {
  const level = body.sync_level ?? null;
  if (level === null || level === 0 || level === 1 || level === 2 || level === 3) return level;
  throw badRequest(call, '"sync_level" must be 0, 1, 2 or 3');
}

function filterRulesOf(call: Call, body: Body): FilterRule[] | null {
  if (body.filter_rules === undefined || body.filter_rules === null) return null;
  return objects(call, body.filter_rules, "filter_rules").map((rule) => {
    const method = rule.method ?? "exclude";
    const type = rule.type ?? null;
    if (method !== "include" && method !== "exclude") {
      throw badRequest(call, 'A filter rule\'s "method" must be "include" or "exclude"');
    }
    if (type !== null && type !== "file" && type !== "dir") {
      throw badRequest(call, 'A filter rule\'s "type" must be "file" or "dir"');
    }
    return { method, name: requiredText(call, rule, "name", " in a filter rule"), type };
  });
}

function itemOf(call: Call, item: Body): TransferItem {
  if (item.DATA_TYPE !== "transfer_item") {
    throw badRequest(call, `The sandbox takes items of DATA_TYPE "transfer_item" only`);
  }
  const checksumAlgorithm = optionalText(call, item, "checksum_algorithm")?.toLowerCase();
  if (checksumAlgorithm !== undefined && !algorithms.includes(checksumAlgorithm)) {
    throw badRequest(call, `Unknown checksum_algorithm: use one of ${algorithms.join(", ")}`);
  }
  const sourcePath = requiredText(call, item, "source_path", " in a transfer item");
  const destinationPath = requiredText(call, item, "destination_path", " in a transfer item");
  const recursive = flag(call, item, "recursive", false);
  // A slash at the end names a folder; the service's own words (globus/globus-sdk-python#379).
  if (destinationPath.endsWith("/") && !recursive) {
    const words = "The recursive option should be used when transfering directories";
    throw refusal(call, 400, "ClientError.BadRequest", words);
  }
  const externalChecksum = optionalText(call, item, "external_checksum");
  if (recursive && externalChecksum !== undefined) {
    throw badRequest(call, '"external_checksum" cannot be used with directories');
  }
  return { sourcePath, destinationPath, recursive, externalChecksum, checksumAlgorithm };
}

function itemsOf(call: Call, body: Body): TransferItem[] {
  const items = objects(call, body.DATA ?? [], "DATA");
  if (items.length === 0) {
    throw new Refusal(
      transferError(
        call,
        400,
        "ClientError.BadRequest.NoTransferItems",
        "A transfer requires at least one item",
      ),
    );
  }
  return items.map((item) => itemOf(call, item));
}

/** Things the real service does and the sandbox does not; silence about them would be a lie. */
function refuseUnknownWishes(call: Call, body: Body): void {
  const links = body.recursive_symlinks ?? "ignore";
  if (links !== "ignore") {
    throw badRequest(
      call,
      'The sandbox leaves symbolic links out: "recursive_symlinks" is "ignore"',
    );
  }
}

/**
 * Reads a submission.
 *
 * @throws A 400 that names the first member that is wrong, or a 404 or 403 about a collection.
 */
export function orderOf(call: Call, body: Body): TransferOrder {
  if (body.DATA_TYPE !== "transfer") throw badRequest(call, 'DATA_TYPE must be "transfer"');
  refuseUnknownWishes(call, body);
  const submissionId = requiredText(call, body, "submission_id");
  const label = labelOf(call, body);
  const [source, destination] = usablePair(
    call,
    requiredText(call, body, "source_endpoint"),
    requiredText(call, body, "destination_endpoint"),
  );
  return {
    submissionId,
    label,
    source,
    destination,
    items: itemsOf(call, body),
    syncLevel: syncLevelOf(call, body),
    verifyChecksum: flag(call, body, "verify_checksum", true),
    preserveTimestamp: flag(call, body, "preserve_timestamp", false),
    encryptData: flag(call, body, "encrypt_data", false),
    skipSourceErrors: flag(call, body, "skip_source_errors", false),
    failOnQuotaErrors: flag(call, body, "fail_on_quota_errors", false),
    filterRules: filterRulesOf(call, body),
    deleteDestinationExtra: flag(call, body, "delete_destination_extra", false),
    deadline: deadlineOf(call, body),
  };
}
