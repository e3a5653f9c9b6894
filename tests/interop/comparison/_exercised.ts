import type { RequestRecord } from "../../../src/sandbox/mod.ts";

/** What became of a request: whether the operation was carried out, or refused in its own words. */
type Outcome = "done" | "refused";

/** The requests of each program, as `METHOD path`, by what became of them. */
const exercised = new Map<string, Record<Outcome, Set<string>>>();

/**
 * Notes that a program had a sandbox answer a request. A person beside the program uses keyferry or a
 * browser; those requests are not the program's (`python/_person.py` names its own so).
 *
 * @param program The program's name.
 * @param request The request.
 */
export function note(program: string, request: RequestRecord): void {
  const agent = request.headers["user-agent"] ?? "";
  const outcome = outcomeOf(request);
  if (/^(?:Deno|keyferry|person)\b/.test(agent) || outcome === undefined) return;
  const requests = exercised.get(program) ?? { done: new Set(), refused: new Set() };
  requests[outcome].add(`${request.method} ${request.path}`);
  exercised.set(program, requests);
}

/** Nothing where nothing answered: no such operation, or a fault. */
function outcomeOf({ status }: RequestRecord): Outcome | undefined {
  if (status === 0) return undefined;
  if (status < 400) return "done";
  return status < 500 && status !== 404 && status !== 405 ? "refused" : undefined;
}

/**
 * The programs that had a sandbox carry out an operation; of one that it always refuses, those that
 * were refused.
 *
 * @param operation The operation, such as `GET /v0.10/task/{id}`.
 * @param outcome What comes of it.
 * @param others Operations that a request may name to the letter: it is of those then.
 */
export function exercisedBy(
  operation: string,
  outcome: Outcome = "done",
  others: readonly string[] = [],
): string[] {
  const pattern = operation.split(/(\{[^}]+\})/).map((part) => {
    if (/^\{.*\*\}$/.test(part)) return ".*";
    return part.startsWith("{") ? "[^/]+" : RegExp.escape(part);
  });
  const shape = new RegExp(`^${pattern.join("")}/?$`);
  return [...exercised]
    .filter(([, requests]) => {
      return [...requests[outcome]].some((one) => {
        return shape.test(one) && (one === operation || !others.includes(one));
      });
    })
    .map(([program]) => program);
}

/** The programs of which a request was noted. */
export function notedPrograms(): string[] {
  return [...exercised.keys()];
}
