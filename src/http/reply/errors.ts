/** What a call to a service can end in. The classes lie with all others of keyferry's errors. */

export type {
  ApiErrorFacts,
  AuthorizationRequirements,
  NetworkReason,
} from "../../credentials/errors/service_errors.ts";
export {
  ApiError,
  AuthorizationRequiredError,
  NetworkError,
} from "../../credentials/errors/service_errors.ts";
export { isApiError, isNetworkError } from "../../credentials/errors/error_guards.ts";
