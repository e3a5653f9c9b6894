/**
 * Finding credentials where the platforms' own tools left them: sources, tried in order, under the
 * narrowest Deno permissions, with a report of every place that was checked.
 *
 * ```ts ignore
 * import { chain, fromEnv, fromJsonFile, inHome, resolve } from "@keyferry/keyferry/credentials";
 *
 * const file = fromJsonFile(inHome([".lab", "token.json"]), "token");
 * const { value } = await resolve(chain("lab token", [fromEnv("LAB_TOKEN"), file]));
 * ```
 *
 * @example Find a token, and see where it was
 * ```ts
 * import { chain, formatReport, fromEnv, fromValue, resolve } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const tokens = chain("lab token", [fromEnv("LAB_TOKEN", { env: {} }), fromValue("made-up")]);
 * const { value, report } = await resolve(tokens);
 * assertEquals(value.reveal(), "made-up");
 * assertEquals(formatReport(report), "LAB_TOKEN            unset\ngiven by the caller  used");
 * ```
 *
 * @module
 */

export { revealed, Secret } from "./secret/secret.ts";
export type { Found, NotFound, Outcome, Source, SourceState } from "./sources/source.ts";
export { mapSource, stopsSearch } from "./sources/source.ts";
export type { ValueOptions } from "./sources/from_value.ts";
export { fromValue } from "./sources/from_value.ts";
export type { EnvFields } from "./sources/from_env.ts";
export { fromEnv, fromEnvGroup } from "./sources/from_env.ts";
export type { FileOutcome, JsonFileOptions } from "./sources/from_json_file.ts";
export { fromJsonFile, loadText } from "./sources/from_json_file.ts";
export { dotenv, readDotenv } from "./sources/dotenv.ts";
export type { CredentialOrigin } from "./origin.ts";
export { runnerUpOf } from "./origin.ts";
export type { Chain, Resolved, ResolveOptions } from "./sources/chain.ts";
export { chain, explain, requiredPermissions, resolve } from "./sources/chain.ts";
export type { Report, ReportLine, ReportOptions } from "./sources/report.ts";
export { formatReport, inWords } from "./sources/report.ts";
export type { Permission } from "./permissions.ts";
export { isGranted, missingPermissions, permissionFlags, wideningOf } from "./permissions.ts";
export type { Env, EnvFile, Location, Retry, Surroundings } from "./surroundings.ts";
export { at, inHome, surroundingsPart } from "./surroundings.ts";
export type {
  LoginDemands,
  LoginFacts,
  LoginKnower,
  LoginStep,
  Step,
  StepWords,
} from "./errors/step.ts";
export { stepInWords } from "./errors/step.ts";
export type { ErrorDetails, ErrorKind, FileErrorDetails, Sentence } from "./errors/errors.ts";
export {
  CredentialError,
  FileError,
  KeyferryError,
  PermissionNeededError,
} from "./errors/errors.ts";
export type { AnyKeyferryError } from "./errors/error_guards.ts";
export {
  isApiError,
  isAuthorizationRequiredError,
  isCredentialError,
  isFileError,
  isKeyferryError,
  isLoginError,
  isNetworkError,
  isPermissionNeededError,
  isPlaceError,
} from "./errors/error_guards.ts";
export type {
  ApiErrorFacts,
  AuthorizationRequirements,
  NetworkReason,
} from "./errors/service_errors.ts";
export { ApiError, AuthorizationRequiredError, NetworkError } from "./errors/service_errors.ts";
export type { LoginReason } from "./errors/login_error.ts";
export { LoginError } from "./errors/login_error.ts";
export { PlaceError } from "./errors/place_error.ts";
export type { FileText } from "./files/files.ts";
export { modeWarning, readText, writePermissions, writeSecretFiles } from "./files/files.ts";
export type { ReservedFiles } from "./files/reserved_files.ts";
export { reserveFiles } from "./files/reserved_files.ts";
export type { FileLockOptions } from "./files/file_lock.ts";
export { withFileLock, withFileLocks } from "./files/file_lock.ts";
export { storeUnsavedLogins } from "./errors/unsaved_logins.ts";
export type { Member, ObjectText, Span } from "./files/json_text.ts";
export { parseArrayText, parseObjectText, readMember } from "./files/json_text.ts";
export { pythonJson, removeMemberText, writeMember, writeMemberText } from "./files/json_edit.ts";
export type {
  AddressPermission,
  AnyPlatform,
  Credential,
  Findable,
  Finding,
  Found as FoundCredential,
  Platform,
  Reachable,
  Renewability,
  Shipment,
} from "./platform.ts";
export { find } from "./platform.ts";
export type { CallersSources } from "./sources/callers_sources.ts";
export type { CalledServices, Needs } from "./permissions_for.ts";
export { permissionsFor } from "./permissions_for.ts";
export type { OptionalPermission } from "./sources/walked_chain.ts";
export type { Cargo, ChosenBy, Destination } from "./destination.ts";
export { checkDestination, isLoopback } from "./destination.ts";
export { isSandboxToken, makeSandboxToken, sandboxTokenBelongs } from "./secret/sandbox_token.ts";
export type { KeptCredentials } from "./sandbox_home.ts";
export { demandOwnHome, sandboxMarker, sandboxSurroundings } from "./sandbox_home.ts";
export type { AskOptions, NotebookPrompt } from "./secret/ask_secret.ts";
export { askSecret } from "./secret/ask_secret.ts";
export type { SecretTerminal } from "./secret/hidden_input.ts";
export type { OptionKind, OptionKinds, Revealing } from "../options.ts";
