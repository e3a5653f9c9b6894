import type { Authorizer } from "../../src/http/authorizer.ts";
import { isApiError, isNetworkError } from "../../src/http/reply/errors.ts";
import type { Sandbox } from "../../src/sandbox/mod.ts";
import { temporaryFolder } from "../helpers/temporary_folder.ts";
import { startFaultServer } from "./_fault_server.ts";
import type { Fault } from "./_faults.ts";
import { fileBytes, type Operation, type Place } from "./_operations.ts";

/** How an operation ended that met a fault. */
export interface Cell {
  readonly fault: string;
  readonly operation: string;
  /** `whole`, `as sent`, a status, or the reason for which no answer came. */
  readonly outcome: string;
  /** How many requests the fault met. */
  readonly requests: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
  /** What must never be: an untyped error, a secret in a text, a file left behind. */
  readonly wrong: readonly string[];
}

/** How often a client of these tests sends again. */
export const retries = 2;

/** How long an attempt of it may take, in milliseconds. */
const timeoutMs = 1000;

/** When what has no other end is given up, in milliseconds. */
const patienceMs = 6000;

/** Runs an operation at a server that has a fault. */
export async function play(fault: Fault, operation: Operation, sandbox: Sandbox): Promise<Cell> {
  await using folder = await temporaryFolder();
  await Deno.writeFile(`${folder.path}/source`, fileBytes);
  const secret = `secret-${crypto.randomUUID()}`;
  const meets = fault.isEverywhere ? () => true : operation.meets ?? (() => true);
  const { times = Infinity, isDeaf = false } = fault;
  const signal = AbortSignal.timeout(patienceMs);
  const retry = { retries, base: 0.001, cap: 0.01 };
  const options = { retry, timeoutMs, maxBytes: 262_144, authorizer: renewingOnce(secret) };
  const place = (): Place => ({
    url: server.url,
    options,
    secret,
    folder: folder.path,
    signal,
    sandbox,
  });
  let requests = 0;
  await using server = startFaultServer({
    // Nobody knows which request it would have been.
    isDeaf: () => isDeaf && requests < times && ++requests > 0,
    answer: (asked) => operation.answer(asked, place()),
    moves(asked, good) {
      if (!meets(asked)) return undefined;
      requests++;
      return isDeaf || requests > times ? undefined : fault.moves(good, asked);
    },
  });
  const begun = performance.now();
  const wrong: string[] = [];
  let outcome: string;
  try {
    outcome = await operation.run(place());
  } catch (error) {
    outcome = outcomeOf(error);
    if (!isNetworkError(error) && !isApiError(error)) wrong.push("the error is of no type");
    if (Deno.inspect(error, { depth: 10, strAbbreviateSize: 1e6 }).includes(secret)) {
      wrong.push("the error shows the secret");
    }
    // deno-lint-ignore no-control-regex
    if (/[\x00-\x09\x0b-\x1f\x7f]/.test(String(error))) wrong.push("the error commands terminals");
  }
  const ms = performance.now() - begun;
  const more = await operation.wrong?.(place(), outcome);
  if (more !== undefined) wrong.push(more);
  return { fault: fault.name, operation: operation.name, outcome, requests, ms, wrong };
}

function outcomeOf(error: unknown): string {
  if (isNetworkError(error)) return error.reason;
  if (isApiError(error)) {
    return error.status < 300 ? `no answer (${error.status})` : `${error.status}`;
  }
  return String(error).slice(0, 80);
}

/** A credential that is renewed when it is refused. */
function renewingOnce(secret: string): Authorizer {
  return {
    apply: (headers) => void headers.set("authorization", `Bearer ${secret}`),
    rejected: () => Promise.resolve(true),
  };
}
