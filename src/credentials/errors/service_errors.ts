/** What a call to a service can end in. */

import { KeyferryError } from "./errors.ts";
import type { Step, StepWords } from "./step.ts";
import { isKernel } from "../../kernel.ts";

/** How much of a service's words goes into a message. */
const longestWords = 500;

/**
 * What is known about an error reply.
 *
 * @category Errors
 */
export interface ApiErrorFacts {
  /** The service, such as `Globus Transfer`. */
  readonly service: string;
  /** The HTTP method. */
  readonly method: string;
  /** The URL without its query. */
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;
  /** The service's own code, where it sent one. */
  readonly apiCode?: string | undefined;
  /** The service's id of the request, to quote to its support. */
  readonly requestId?: string | undefined;
  /** The service's words, or ours about its answer. */
  readonly explanation?: string | undefined;
  /** The service's own words as they came; secrets are cut out. */
  readonly serviceMessage?: string | undefined;
  /** The body, when it was JSON; secrets are cut out. */
  readonly document?: unknown | undefined;
  /** The body's beginning as text; secrets are cut out. */
  readonly text: string;
  /** What to do next, where keyferry knows. */
  readonly step?: Step | undefined;
  /**
   * Whether the credential was refused, so that a login is needed.
   *
   * @default {a status of 401, or a login page in the answer's place}
   */
  readonly loginNeeded?: boolean | undefined;
  /** The source whose credential was refused, where it is known. */
  readonly source?: string | undefined;
  /** The source whose credential would be used without that one. */
  readonly runnerUp?: string | undefined;
}

/**
 * A service answered with an error, or with something that is not an answer.
 *
 * @example See what the service said
 * ```ts
 * import { ApiError } from "@keyferry/keyferry";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new ApiError({
 *   service: "Globus Transfer",
 *   method: "GET",
 *   url: "https://transfer.api.globus.org/v0.10/task/1",
 *   status: 404,
 *   apiCode: "TaskNotFound",
 *   explanation: "No task 1",
 *   text: "",
 * });
 * assertEquals(error.message, "Globus Transfer answered 404 TaskNotFound to GET /v0.10/task/1: No task 1");
 * ```
 *
 * @category Errors
 */
export class ApiError extends KeyferryError {
  /** The class by name. */
  override readonly name: string = "ApiError";
  /** What the error is about. */
  readonly kind: "api" | "authorization_required" = "api";
  /** The service, such as `Globus Transfer`. */
  readonly service: string;
  /** The HTTP method. */
  readonly method: string;
  /** The URL without its query. */
  readonly url: string;
  /** The HTTP status. */
  readonly status: number;
  /** The service's own code, where it sent one. */
  readonly apiCode: string | undefined;
  /** The service's id of the request, to quote to its support. */
  readonly requestId: string | undefined;
  /** The service's own words, or ours about an answer without any. */
  readonly explanation: string | undefined;
  /** The service's own words as they came, where it sent any: what the Python SDK calls `message`. */
  readonly serviceMessage: string | undefined;
  /** The body, when it was JSON; secrets are cut out. */
  readonly document: unknown;
  /** The body's beginning as text; secrets are cut out. */
  readonly text: string;
  /** Whether the credential was refused, so that a login is needed: alike on every platform. */
  readonly loginNeeded: boolean;
  /** The source whose credential was refused, where it is known: a variable, a file. */
  readonly source: string | undefined;
  /** The source whose credential would be used without that one, where there is one. */
  readonly runnerUp: string | undefined;
  readonly #facts: ApiErrorFacts;

  /**
   * Makes the error.
   *
   * @param facts What is known about the reply.
   * @param options `cause`, where there is one.
   */
  constructor(facts: ApiErrorFacts, options?: ErrorOptions) {
    const { step } = facts;
    const code = facts.apiCode === undefined ? "" : ` ${oneLine(facts.apiCode)}`;
    const answered = `${facts.service} answered ${facts.status}${code} to ${facts.method} ` +
      new URL(facts.url).pathname;
    super((say) => {
      const words = wordsIn(facts, say);
      if (words === "") return answered;
      // Below a cell the first words are what is read.
      return isKernel() ? `${words} (${answered})` : `${answered}: ${words}`;
    }, { ...options, step });
    this.service = facts.service;
    this.method = facts.method;
    this.url = facts.url;
    this.status = facts.status;
    this.apiCode = facts.apiCode;
    this.requestId = facts.requestId;
    this.explanation = facts.explanation;
    this.serviceMessage = facts.serviceMessage;
    this.document = facts.document;
    this.text = facts.text;
    this.loginNeeded = facts.loginNeeded ??
      (facts.status === 401 || facts.apiCode === "NotLoggedIn");
    this.source = facts.source;
    this.runnerUp = facts.runnerUp;
    this.#facts = facts;
  }

  /** The service's own code, or `Error` where it sent none: what the Python SDK calls `code`. */
  get code(): string {
    return this.apiCode ?? "Error";
  }

  /**
   * What a person wants to know first: the service's words, whose credential it refused, and the next
   * step; nothing of the request.
   *
   * @param say Says the step; an empty text leaves it out.
   */
  wordsWith(say: StepWords): string {
    return wordsIn(this.#facts, say);
  }

  /**
   * The same error with more that is known by now.
   *
   * @param more What replaces the facts that it was made of.
   */
  knowing(more: Partial<ApiErrorFacts>): ApiError {
    const { cause } = this;
    return new ApiError({ ...this.#facts, ...more }, cause === undefined ? {} : { cause });
  }
}

function wordsIn(facts: ApiErrorFacts, say: StepWords): string {
  const { explanation, step } = facts;
  return [explanation, ...refusalWords(facts), step && say(step)]
    .map((part) => oneLine(part ?? ""))
    .filter((part) => part !== "")
    // A service's sentence has its full stop.
    .reduce((said, part) => said === "" ? part : `${said.replace(/\.$/, "")}; ${part}`, "");
}

/** Whose credential was refused, and what else there is: the step alone would be about either. */
function refusalWords({ source, runnerUp, step }: ApiErrorFacts): string[] {
  const isNamed = runnerUp === undefined && step?.kind === "log in" && step.keptIn !== undefined;
  if (source === undefined || isNamed) return [];
  const other = runnerUp === undefined
    ? ""
    : ` (without it, the one from ${runnerUp} would be used)`;
  return [`the credential from ${source} was refused${other}`];
}

/** A service's words as they may stand in a message: of bounded length, and harmless to a terminal. */
function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, " ").trim();
  return line.length > longestWords ? `${line.slice(0, longestWords)}...` : line;
}

/**
 * What a service wants before it serves a request: consents, other identities, a fresh login.
 *
 * @category Errors
 */
export interface AuthorizationRequirements {
  /** Scopes the person must consent to. */
  readonly requiredScopes?: readonly string[] | undefined;
  /** What to tell the person. */
  readonly message?: string | undefined;
  /** The service's own parameters, unchanged. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * The person must do something in a browser first: consent, prove more, or use another identity.
 *
 * @example Tell it from a plain refusal
 * ```ts
 * import { AuthorizationRequiredError } from "@keyferry/keyferry";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new AuthorizationRequiredError(
 *   { service: "Globus Transfer", method: "GET", url: "https://x.example.org/ls", status: 403, text: "" },
 *   { requiredScopes: ["urn:made:up"], parameters: {} },
 * );
 * assertEquals(error.requirements.requiredScopes, ["urn:made:up"]);
 * ```
 *
 * @category Errors
 */
export class AuthorizationRequiredError extends ApiError {
  /** The class by name. */
  override readonly name = "AuthorizationRequiredError";
  /** What the error is about. */
  override readonly kind = "authorization_required";
  /** What the service wants. */
  readonly requirements: AuthorizationRequirements;
  readonly #facts: ApiErrorFacts;

  /**
   * Makes the error.
   *
   * @param facts What is known about the reply.
   * @param requirements What the service wants.
   */
  constructor(facts: ApiErrorFacts, requirements: AuthorizationRequirements) {
    super({ step: { kind: "consent", demands: requirements }, ...facts });
    this.requirements = requirements;
    this.#facts = facts;
  }

  /** The same error with more that is known by now. */
  override knowing(more: Partial<ApiErrorFacts>): AuthorizationRequiredError {
    return new AuthorizationRequiredError({ ...this.#facts, ...more }, this.requirements);
  }
}

/**
 * Why no answer came.
 *
 * @category Errors
 */
export type NetworkReason =
  /** The connection did not come about, or broke off before an answer, and it is not known why. */
  | "connection"
  /** Nothing listens there. */
  | "refused"
  /** No address is known for the host. */
  | "unknown host"
  /** The certificate of the host, or of a proxy, is not trusted. */
  | "certificate"
  /** The proxy that Deno goes through is not there, wants a login or does not let it through. */
  | "proxy"
  | "time-out"
  | "aborted"
  | "torn body"
  /** The answer is longer than what is read whole. */
  | "too large"
  | "redirect";

/**
 * No whole answer came: the connection failed, took too long, was given up, or broke off.
 *
 * @example
 * ```ts
 * import { NetworkError } from "@keyferry/keyferry";
 * import { assertEquals } from "@std/assert";
 *
 * const error = new NetworkError("time-out", "GET", "https://x.example.org/a?token=1", "within 60 s");
 * assertEquals(error.message, "No answer to GET https://x.example.org/a (time-out): within 60 s");
 * ```
 *
 * @category Errors
 */
export class NetworkError extends KeyferryError {
  /** The class by name. */
  override readonly name = "NetworkError";
  /** What the error is about. */
  readonly kind = "network";
  /** Why no answer came. */
  readonly reason: NetworkReason;

  /**
   * Makes the error.
   *
   * @param reason Why no answer came.
   * @param method The HTTP method.
   * @param url The URL; its query is left out of the message.
   * @param detail More about it, without any secret.
   * @param options `cause` and `step`, where there are any.
   */
  constructor(
    reason: NetworkReason,
    method: string,
    url: string,
    detail: string,
    options?: ErrorOptions & { readonly step?: Step | undefined },
  ) {
    super(`No answer to ${method} ${url.split("?", 1)[0]} (${reason}): ${detail}`, options);
    this.reason = reason;
  }
}
