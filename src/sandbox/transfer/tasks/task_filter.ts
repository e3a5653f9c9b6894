import type { Call } from "../../server/call.ts";
import { badRequest } from "../errors.ts";
import { timeOf } from "../fields.ts";
import { nameTest } from "../files/name_pattern.ts";
import { filterParam } from "../query.ts";

type Document = Readonly<Record<string, unknown>>;
type Test = (document: Document) => boolean;

const exact = ["status", "task_id", "type", "username"];
const times = ["request_time", "completion_time"];
const sortable = [
  ...["task_id", "type", "status", "label"],
  ...["request_time", "completion_time", "deadline"],
  ...["faults", "files", "bytes_transferred"],
];

/** A range of times, such as `2024-01-01,2024-02-01`; each end may be left out. */
export function timeRange(call: Call, name: string, text: string): (time: unknown) => boolean {
  const [from = "", to = "", ...rest] = text.split(",");
  if (rest.length > 0) throw badRequest(call, `Invalid range for "${name}": give two times`);
  const least = from === "" ? -Infinity : timeOf(call, name, from);
  const most = to === "" ? Infinity : timeOf(call, name, to);
  return (time) => {
    if (typeof time !== "string") return false;
    const value = Date.parse(time);
    return value >= least && value <= most;
  };
}

function testOf(call: Call, field: string, values: readonly string[]): Test {
  if (times.includes(field)) {
    const isIn = timeRange(call, field, values.join(","));
    return (document) => isIn(document[field]);
  }
  if (field === "label") {
    const test = nameTest(values);
    return (document) => test(typeof document.label === "string" ? document.label : "");
  }
  if (exact.includes(field)) return (document) => values.includes(String(document[field]));
  throw badRequest(
    call,
    `Unknown filter "${field}": use one of ${[...exact, ...times, "label"].join(", ")}`,
  );
}

/**
 * What the `filter` of a task list lets through; nothing where it is absent.
 *
 * @throws A 400 for a filter it does not know.
 */
export function taskFilter(call: Call): Test | undefined {
  const tests = [...filterParam(call)].map(([field, values]) => testOf(call, field, values));
  return tests.length === 0 ? undefined : (document) => tests.every((test) => test(document));
}

/** How `orderby` sorts; nothing where it is absent. @throws A 400 for a field it does not know. */
export function taskOrder(call: Call): ((a: Document, b: Document) => number) | undefined {
  const text = call.url.searchParams.get("orderby");
  if (!text) return undefined;
  const keys = text.split(",").map((part) => {
    const [field = "", direction = "ASC"] = part.trim().split(/\s+/);
    if (!sortable.includes(field) || !/^(ASC|DESC)$/i.test(direction)) {
      throw badRequest(call, `Invalid orderby "${part.trim()}": use ${sortable.join(", ")}`);
    }
    return { field, sign: direction.toUpperCase() === "DESC" ? -1 : 1 };
  });
  return (a, b) => {
    for (const { field, sign } of keys) {
      const left = a[field] ?? "";
      const right = b[field] ?? "";
      if (left !== right) return (left < right ? -1 : 1) * sign;
    }
    return 0;
  };
}
