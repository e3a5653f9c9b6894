import type { Call } from "./call.ts";
import type { DiskProblem } from "../disk/disk_problem.ts";
import type { Route } from "./router.ts";

/** What a service has to refuse in its own words. */
export type RefusalReason =
  | "not-found"
  | "bad-method"
  | "bad-body"
  | "too-large"
  | "failed"
  | DiskProblem;

/** One of the platforms' services, as the sandbox plays it. */
export interface Service {
  /** What the paths of the service begin with. */
  readonly prefixes: readonly string[];
  /** Its routes; the first that fits answers. */
  readonly routes: readonly Route[];
  /** The refusal of a call without a good credential; nothing where it has one. */
  authorize(call: Call): Response | undefined;
  /** Words a refusal. */
  refuse(call: Call, reason: RefusalReason, detail: string): Response;
  /** The path that another spelling stands for, where no route has it as it is. */
  pathOf?(path: string): string;
  /** Whether HEAD is answered as GET is, without the body. @default {false} */
  readonly answersHead?: boolean;
  /** Answers OPTIONS, of a path with these methods. */
  options?(call: Call, methods: readonly string[]): Response;
  /** Puts on an answer what all answers of the service have. */
  finish?(call: Call, response: Response): Response;
}
