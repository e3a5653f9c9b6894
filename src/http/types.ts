/** The types that every platform's client functions take and give, for each entry that exports such. */

export type { Authorizer } from "./authorizer.ts";
export type { Bound } from "./bind.ts";
export type { Body } from "./body/body.ts";
export type { CallOptions } from "./call_options.ts";
export type { Client, ClientOptions, ErrorWords } from "./client.ts";
export type { Collected, PageOptions, Pages } from "./pages.ts";
export type { Query, QueryValue } from "./path.ts";
export type { Reply } from "./reply/reply.ts";
export type { RetryChoice, RetryPolicy } from "./waiting/retry.ts";
export type { CredentialOrigin } from "../credentials/origin.ts";
export type { Cargo } from "../credentials/destination.ts";
export type { Secret } from "../credentials/secret/secret.ts";
export type {
  AuthorizationRequirements,
  NetworkReason,
} from "../credentials/errors/service_errors.ts";
export type { ErrorKind } from "../credentials/errors/errors.ts";
export type {
  LoginDemands,
  LoginFacts,
  LoginKnower,
  LoginStep,
  Step,
  StepWords,
} from "../credentials/errors/step.ts";
export type { Retry } from "../credentials/surroundings.ts";
