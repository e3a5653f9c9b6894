/**
 * keyferry finds your research-platform credentials and ferries your data: Globus, Tapis and CAVE.
 *
 * ```ts ignore
 * import { cave, globus, tapis } from "@keyferry/keyferry";
 *
 * const { transfer } = await globus.restore();
 * const { info } = await cave.restore("minnie65_public");
 * const files = await tapis.v3.restore();
 * ```
 *
 * Each platform is a namespace here and a module of its own (`@keyferry/keyferry/globus`, `./tapis`,
 * `./cave`); what they share is exported by name.
 *
 * An argument or option of a wrong type is a `TypeError`, an impossible number, id or time a `RangeError`,
 * before anything is sent. A call that gets no whole answer throws `NetworkError`. The documentation of a
 * function names its other errors.
 *
 * @example Find what the platforms' own tools left, and say where it was
 * ```ts
 * import { cave, globus, sandboxSurroundings, tapis } from "@keyferry/keyferry";
 * import { plantCredentials, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * await plantCredentials(sandbox);
 * const here = await sandboxSurroundings(sandbox.home);
 *
 * const { transfer } = await globus.restore(here);
 * const { info } = await cave.restore(here);
 * const client = await tapis.restore(here);
 * assertEquals(
 *   [transfer, info, client].map(({ service }) => service),
 *   ["Globus Transfer", "CAVE info", "Tapis"],
 * );
 * ```
 *
 * @module
 */

export * as cave from "./src/cave/mod.ts";
export * as credentials from "./src/credentials/mod.ts";
export * as ferry from "./src/ferry/mod.ts";
export * as globus from "./src/globus/mod.ts";
export * as tapis from "./src/tapis/mod.ts";

export {
  ApiError,
  AuthorizationRequiredError,
  CredentialError,
  FileError,
  isApiError,
  isAuthorizationRequiredError,
  isCredentialError,
  isFileError,
  isKeyferryError,
  isLoginError,
  isNetworkError,
  isPermissionNeededError,
  isPlaceError,
  KeyferryError,
  LoginError,
  NetworkError,
  PermissionNeededError,
  PlaceError,
  sandboxSurroundings,
  Secret,
} from "./src/credentials/mod.ts";
export type {
  AnyKeyferryError,
  ApiErrorFacts,
  Env,
  EnvFile,
  LoginReason,
  Report,
  ReportLine,
  SourceState,
  Surroundings,
} from "./src/credentials/mod.ts";
export * from "./src/http/types.ts";
export { responseOf } from "./src/http/reply/reply.ts";
export { del, get, patch, post, put, setAppName } from "./src/http/verbs.ts";
export { version } from "./src/version.ts";
