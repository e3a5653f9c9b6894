/** Where Globus tokens are looked for. */

import { ArgumentTypeError } from "../argument_error.ts";
import { callersSources } from "../credentials/sources/callers_sources.ts";
import { type Chain, chain } from "../credentials/sources/chain.ts";
import { loginCall, type LoginStep, narrowing } from "../credentials/errors/step.ts";
import { withEnvFile } from "../credentials/files/env_file.ts";
import { Secret } from "../credentials/secret/secret.ts";
import type { Outcome, Source } from "../credentials/sources/source.ts";
import { addressesIn, type TokenChoice, tokenChoiceKinds } from "./config.ts";
import {
  fromClient,
  fromEnvCliClient,
  fromEnvClient,
  fromEnvTokens,
  fromToken,
} from "./sources/env_sources.ts";
import { fromApps } from "./sources/app_source.ts";
import { profileLogin } from "./sources/cli_login.ts";
import { fromCli } from "./sources/cli_source.ts";
import { fromIniFiles } from "./sources/ini_source.ts";
import { fromStorage } from "./sources/storage_source.ts";
import { bareTokens, type GlobusTokens } from "./tokens.ts";
import { checkOptions } from "../options.ts";

/** What it is called in reports and errors. */
export const wanted = "Globus Transfer token";

/**
 * The sources of Globus tokens, in order: `GLOBUS_SDK_TRANSFER_TOKEN` (with `GLOBUS_SDK_AUTH_TOKEN`);
 * a client's id and secret in `GLOBUS_CLIENT_ID` and `GLOBUS_CLIENT_SECRET`, or as globus-cli calls
 * them; `~/.globus.cfg` and `/etc/globus.cfg`; the token files of programs built on the Python SDK;
 * globus-cli's own storage.
 *
 * @param choice What narrows the search. Choosing an app, a client, a namespace or a profile leaves the
 * environment out, and every source that knows no such thing.
 * @throws {TypeError} When choices contradict each other.
 *
 * @example
 * ```ts
 * import { tokenChain } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = tokenChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), [
 *   "GLOBUS_SDK_TRANSFER_TOKEN",
 *   "GLOBUS_CLIENT_ID + GLOBUS_CLIENT_SECRET",
 *   "GLOBUS_CLI_CLIENT_ID + GLOBUS_CLI_CLIENT_SECRET",
 *   "~/.globus.cfg",
 *   "~/.globus/app",
 *   "~/.globus/cli/storage.db",
 * ]);
 * ```
 *
 * @category Where tokens are found
 */
export function tokenChain(choice: TokenChoice = {}): Chain<GlobusTokens> {
  checkOptions(choice, tokenChoiceKinds);
  const login: LoginStep = {
    kind: "log in",
    platform: "Globus",
    how: "login({ clientId })",
    cell: loginCall("globus", [
      "clientId",
      ...narrowing(choice, ["app", "storage", "environment"]),
    ]),
  };
  return chain(wanted, sources(choice), profileLogin(choice)?.(login) ?? login);
}

function sources(choice: TokenChoice): Source<GlobusTokens>[] {
  const { transferToken, authToken, clientId, clientSecret, app, profile } = choice;
  if (transferToken !== undefined) return [fromToken(transferToken, authToken)];
  if (clientSecret !== undefined && clientId === undefined) {
    throw new ArgumentTypeError(
      "A client secret belongs to a client: give clientId with clientSecret",
    );
  }
  if (profile !== undefined && app !== undefined) {
    throw new ArgumentTypeError(
      "A profile is globus-cli's, which is not an app with a name: choose one of them",
    );
  }
  const { storage, namespace } = choice;
  if (storage !== undefined && (app ?? profile ?? namespace) !== undefined) {
    throw new ArgumentTypeError(
      "A storage has one place and namespace: leave out app, profile and namespace",
    );
  }
  if (
    storage === undefined && clientSecret !== undefined && clientId !== undefined &&
    app === undefined
  ) {
    return [fromClient(clientId, clientSecret)];
  }
  const own = callersSources(choice.sources, ({ value, expiresAt }): Outcome<GlobusTokens> => {
    return { state: "used", value: { ...bareTokens(value, undefined, "caller"), expiresAt } };
  });
  const secret = typeof clientSecret === "string" ? new Secret(clientSecret) : clientSecret;
  if (storage === undefined) return [...own, ...nativeSources(choice, secret)];
  const client = clientId === undefined ? undefined : { clientId, clientSecret: secret };
  return [...own, fromStorage(storage, client, choice.now ?? Date.now)];
}

function nativeSources(
  choice: TokenChoice,
  clientSecret: Secret | undefined,
): Source<GlobusTokens>[] {
  const { env, home, now, clientId, app, namespace, profile } = choice;
  const common = { env, home, now, clientId, environment: choice.environment };
  const cli = fromCli({ ...common, profile, namespace });
  if (profile !== undefined) return [cli];
  const apps = fromApps({ ...common, app, namespace, clientSecret });
  if (app !== undefined) return apps;
  if (namespace !== undefined) return [...apps, cli];
  const files = [...fromIniFiles(common), ...apps, cli];
  if (clientId !== undefined) return files;
  return [...environment(choice), ...files];
}

function environment(choice: TokenChoice): Source<GlobusTokens>[] {
  const { environment: chosen } = choice;
  return withEnvFile(
    choice,
    (variables) => [
      fromEnvTokens(variables),
      fromEnvClient(variables),
      fromEnvCliClient(variables),
    ],
    ({ value, ...found }, file) => {
      // As a file's: a variable of the environment does not lead it elsewhere, its own addresses do.
      const addresses = addressesIn(file, chosen);
      return Promise.resolve({ ...found, value: { ...value, from: "stored", addresses } });
    },
  );
}
