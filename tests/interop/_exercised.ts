import type { RequestRecord } from "../../src/sandbox/mod.ts";

/** The requests of each program, as `METHOD path`. */
const exercised = new Map<string, Set<string>>();

/**
 * Notes that a program had a sandbox answer a request. A person beside the program uses keyferry or a
 * browser; those requests are not the program's (`python/_person.py` names its own so).
 *
 * @param program The program's name.
 * @param request The request.
 */
export function note(program: string, request: RequestRecord): void {
  const agent = request.headers["user-agent"] ?? "";
  if (/^(?:Deno|keyferry|person)\b/.test(agent) || !wasAnswered(request)) return;
  const requests = exercised.get(program) ?? new Set();
  exercised.set(program, requests.add(`${request.method} ${request.path}`));
}

/** A refusal in the operation's own words is an answer too, unless it says that nothing is there. */
function wasAnswered({ status }: RequestRecord): boolean {
  return status < 500 && status !== 404 && status !== 405;
}

/** The programs that had a sandbox answer an operation, such as `GET /v0.10/task/{id}`. */
export function exercisedBy(operation: string): string[] {
  const pattern = operation.split(/(\{[^}]+\})/).map((part) => {
    if (/^\{.*\*\}$/.test(part)) return ".*";
    return part.startsWith("{") ? "[^/]+" : RegExp.escape(part);
  });
  const shape = new RegExp(`^${pattern.join("")}/?$`);
  return [...exercised].filter(([, requests]) => [...requests].some((one) => shape.test(one)))
    .map(([program]) => program);
}

/** The programs of which a request was noted. */
export function notedPrograms(): string[] {
  return [...exercised.keys()];
}
