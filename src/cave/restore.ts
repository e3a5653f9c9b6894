/** Finding a CAVE token and making clients with it. */

import { ArgumentTypeError } from "../argument_error.ts";
import { resolveKinds, type ResolveOptions } from "../credentials/sources/chain.ts";
import { isLoopback } from "../credentials/destination.ts";
import { loginCall, type LoginKnower, narrowing } from "../credentials/errors/step.ts";
import { findAmong } from "../credentials/platform.ts";
import type { Report } from "../credentials/sources/report.ts";
import { behaviourKinds, type ClientOptions } from "../http/client.ts";
import {
  type CaveClients,
  datastackKinds,
  type DatastackOptions,
  makeClients,
  wordsOf,
} from "./clients.ts";
import { shownAsCard } from "../credentials/errors/card.ts";
import { shownAs } from "../credentials/errors/shown_as.ts";
import { mayRememberServer, rememberServer } from "./datastack_map.ts";
import { platform } from "./platform.ts";
import { loginChoices, serverOf, type TokenChoice, tokenChoiceKinds } from "./token/token_chain.ts";
import { withScheme } from "./token/with_scheme.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/**
 * How CAVE clients are restored.
 *
 * @category Start here
 */
export interface RestoreOptions
  extends
    TokenChoice,
    ResolveOptions,
    DatastackOptions,
    Omit<ClientOptions, "authorizer" | "baseUrl"> {
  /** The datastack to work with; none for the global services alone. */
  readonly datastack?: string | undefined;
  /**
   * Remember `serverAddress` for the datastack, as CAVEclient does, once the server has answered and
   * where Deno may write CAVEclient's map.
   *
   * @default {true}
   */
  readonly writeServerCache?: boolean | undefined;
}

/** How CAVE clients are restored, as a value. */
export const restoreKinds: OptionKinds<RestoreOptions> = {
  ...tokenChoiceKinds,
  ...resolveKinds,
  ...datastackKinds,
  ...behaviourKinds,
  datastack: "text",
  writeServerCache: "flag",
};

/**
 * CAVE's clients, with what is known about where their token was found.
 *
 * @category Start here
 */
export interface Cave extends CaveClients {
  /** The name of the source that had the token. */
  readonly source: string;
  /** Every source that was considered. */
  readonly report: Report;
}

/**
 * Finds a CAVE token and returns clients that use it. Touches no network. Without `serverAddress`, a
 * datastack's server is the one that CAVEclient's map remembers, else the well-known one.
 *
 * @param options The datastack, which may also stand before them; what narrows the search, and how the
 * clients behave.
 * @throws {CredentialError} When no token is found, or the one found may not be sent to the server.
 * @throws {TypeError} When the server's address is not valid.
 *
 * @example
 * ```ts
 * import { restore } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const env = { CAVE_TOKEN: "made-up" };
 * const { source, datastack } = await restore({ datastack: "minnie65_public", env });
 * assertEquals(datastack, (await restore("minnie65_public", { env })).datastack);
 * assertEquals(source, "CAVE_TOKEN");
 * ```
 *
 * @example A place of your own for tokens, looked at first
 * ```ts
 * import { restore } from "@keyferry/keyferry/cave";
 * import { Secret, type Source } from "@keyferry/keyferry/credentials";
 * import { assertEquals } from "@std/assert";
 *
 * const vault: Source<Secret> = {
 *   name: "the lab's vault",
 *   permissions: [],
 *   load: () => Promise.resolve({ state: "used", value: new Secret("made-up") }),
 * };
 * const { source } = await restore({ sources: [vault], env: {}, home: "/home/ada" });
 * assertEquals(source, "the lab's vault");
 * ```
 *
 * @category Start here
 */
export function restore(options?: RestoreOptions): Promise<Cave>;
/**
 * Finds a CAVE token and returns clients that use it, as CAVEclient's first argument has it.
 *
 * @param datastack The datastack to work with; none for the global services alone.
 * @param options What narrows the search, and how the clients behave.
 * @category Start here
 */
export function restore(datastack: string | undefined, options?: RestoreOptions): Promise<Cave>;
export async function restore(
  datastack?: string | RestoreOptions,
  options?: RestoreOptions,
): Promise<Cave> {
  const isAlone = typeof datastack === "object";
  if (isAlone && options !== undefined) {
    throw new ArgumentTypeError("datastack must be a text: the options are given with it");
  }
  const given = isAlone ? datastack : options === undefined ? {} : options;
  checkOptions(given, restoreKinds);
  const name = isAlone || datastack === undefined ? given.datastack : datastack;
  if (given.datastack !== undefined && given.datastack !== name) {
    throw new ArgumentTypeError("The datastack is given twice: leave out one of the two");
  }
  const meant = { ...given, ...(name === undefined ? {} : { datastack: name }) };
  const { value, choice, source, report, origin } = await findAmong(platform, meant);
  // A login elsewhere would leave the token that was refused where it is.
  const cell = loginCall("cave", ["force: true", ...narrowing(given, loginChoices)]);
  const loginOf: LoginKnower = (step) => step.kind === "log in" ? { ...step, cell } : step;
  const clients = makeClients(
    { token: value.token, source, origin: { ...origin, loginOf } },
    { ...meant, serverAddress: serverOf(choice) },
    rememberOnce(name, given),
  );
  const whole = shownAs({ ...clients, source, report }, `${wordsOf(clients)}, from ${source}`);
  return shownAsCard(whole, () => ({
    title: "CAVE",
    facts: { service: clients.serverAddress, datastack: clients.datastack, source },
  }));
}

/** Once the server has answered well, remembers which server the datastack is on. */
function rememberOnce(
  datastack: string | undefined,
  options: RestoreOptions,
): (() => Promise<void>) | undefined {
  const { serverAddress, writeServerCache = true, globalOnly = false } = options;
  if (datastack === undefined || serverAddress === undefined) return undefined;
  if (!writeServerCache || globalOnly) return undefined;
  let due = true;
  return async () => {
    if (!due || !isWorthRemembering(serverAddress, options)) return;
    due = false;
    // A convenience: a folder that cannot be written must not fail the call.
    await rememberServer(datastack, serverAddress, options).catch(() => {});
  };
}

/** A port of this machine is somebody else's tomorrow; only a sandbox's own home may name it. */
function isWorthRemembering(serverAddress: string, options: RestoreOptions): boolean {
  const url = new URL(withScheme(serverAddress));
  const passing = isLoopback(url) && url.origin !== options.sandboxOrigin;
  return !passing && mayRememberServer(options);
}
