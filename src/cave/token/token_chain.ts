/** Where a CAVE token is looked for. */

import {
  type CallersSources,
  callersSources,
  callersSourcesKinds,
} from "../../credentials/sources/callers_sources.ts";
import { type Chain, chain } from "../../credentials/sources/chain.ts";
import type { Cargo } from "../../credentials/destination.ts";
import { loginCall, narrowing } from "../../credentials/errors/step.ts";
import { withEnvFile } from "../../credentials/files/env_file.ts";
import { fromEnv } from "../../credentials/sources/from_env.ts";
import { fromJsonFile } from "../../credentials/sources/from_json_file.ts";
import { fromValue } from "../../credentials/sources/from_value.ts";
import { forHeader } from "../../credentials/secret/header_text.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { mapSource, type Outcome, type Source } from "../../credentials/sources/source.ts";
import {
  at,
  inHome,
  type Location,
  readVariable,
  type Surroundings,
  surroundingsKinds,
  variablePermissions,
} from "../../credentials/surroundings.ts";
import { defaultServer, secretFiles, secretFolders } from "./secret_files.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/** What it is called in reports and errors. */
export const wanted = "CAVE token";

/**
 * What narrows the search for a CAVE token.
 *
 * @category Tokens
 */
export interface TokenChoice extends Surroundings, CallersSources {
  /** The server the token is for. */
  readonly serverAddress?: string | undefined;
  /** The token itself: nothing is looked for. */
  readonly token?: string | Secret | undefined;
  /** This file alone; `~` is the home folder. */
  readonly tokenFile?: string | undefined;
  /** This key of the files; the environment is not consulted then. */
  readonly tokenKey?: string | undefined;
}

/** What narrows the search for a CAVE token, as a value. */
export const tokenChoiceKinds: OptionKinds<TokenChoice> = {
  ...surroundingsKinds,
  ...callersSourcesKinds,
  serverAddress: "text",
  token: "secret",
  tokenFile: "text",
  tokenKey: "text",
};

/** Without these a login would be another server's, or be kept elsewhere. */
export const loginChoices = ["serverAddress", "tokenFile", "tokenKey"] as const;

/**
 * A CAVE token, and who gave it.
 *
 * @category Tokens
 */
export interface CaveToken {
  /** The token. */
  readonly token: Secret;
  /** Who gave it. */
  readonly from: Cargo["from"];
}

/**
 * The sources of a CAVE token: `CAVE_TOKEN`, then the secret files of CAVEclient and cloud-volume.
 *
 * @param choice What narrows the search.
 *
 * @example See where a token would come from
 * ```ts
 * import { tokenChain } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = tokenChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), [
 *   "CAVE_TOKEN",
 *   "~/.cloudvolume/secrets/global.daf-apis.com-cave-secret.json",
 *   "~/.cloudvolume/secrets/cave-secret.json",
 *   "~/.cloudvolume/secrets/chunkedgraph-secret.json",
 *   "$CLOUD_VOLUME_DIR/secrets",
 * ]);
 * ```
 *
 * @category Tokens
 */
export function tokenChain(choice: TokenChoice = {}): Chain<CaveToken> {
  checkOptions(choice, tokenChoiceKinds);
  return chain(wanted, sources(choice), {
    kind: "log in",
    platform: "CAVE",
    how: "auth.getNewToken() names the page, saveToken() keeps the token",
    cell: loginCall("cave", narrowing(choice, loginChoices)),
  });
}

function sources(choice: TokenChoice): Source<CaveToken>[] {
  if (choice.token !== undefined) {
    return [tokenSource(forHeader(fromValue(choice.token)), "caller")];
  }
  const own = callersSources(choice.sources, ({ value: token }): Outcome<CaveToken> => {
    return { state: "used", value: { token, from: "caller" } };
  });
  return [...own, ...nativeSources(choice)];
}

function nativeSources(choice: TokenChoice): Source<CaveToken>[] {
  const key = choice.tokenKey ?? "token";
  const chooses = { platform: "CAVE", by: "tokenKey" };
  const stored = files(choice).map((file) => {
    const source = tokenSource(forHeader(fromJsonFile(file, key, { chooses })), "stored");
    return withWarnings(source, whoLooksElsewhere(file, choice));
  });
  if (choice.tokenFile === undefined && secretFolders(choice).length === 1) {
    stored.push(noOtherFolder(choice));
  }
  const chosen = choice.tokenFile !== undefined || choice.tokenKey !== undefined;
  if (chosen) return stored;
  const environment = withEnvFile(choice, (variables) => {
    return [tokenSource(forHeader(fromEnv("CAVE_TOKEN", variables)), "environment")];
  }, (found) => Promise.resolve(found));
  return [...environment, ...stored];
}

function files(choice: TokenChoice): Location[] {
  const { tokenFile } = choice;
  if (tokenFile === undefined) return secretFiles(serverOf(choice), choice);
  return [fileLocation(tokenFile, choice)];
}

/** The tools beside us that do not find a token in this file. */
function whoLooksElsewhere(file: Location, choice: TokenChoice): string[] {
  const warnings: string[] = [];
  if (choice.tokenKey !== undefined && choice.tokenKey !== "token") {
    warnings.push('cloud-volume reads the key "token" alone');
  }
  if (choice.tokenFile !== undefined) return warnings;
  const read = readVariable("CLOUD_VOLUME_DIR", choice);
  if (!("value" in read) || secretFolders(choice).length === 1) return warnings;
  const [tool, folder] = file.label.startsWith("~")
    ? ["cloud-volume", "$CLOUD_VOLUME_DIR/secrets"]
    : ["CAVEclient", "~/.cloudvolume/secrets"];
  return [...warnings, `${tool} looks in ${folder} alone: saving the token again writes both`];
}

function withWarnings<T>(source: Source<T>, warnings: readonly string[]): Source<T> {
  if (warnings.length === 0) return source;
  return mapSource(source, (found) => {
    return { ...found, warnings };
  });
}

/** That cloud-volume's variable names no folder of its own has to be looked up, too. */
function noOtherFolder(choice: TokenChoice): Source<CaveToken> {
  return {
    name: "$CLOUD_VOLUME_DIR/secrets",
    permissions: variablePermissions(["CLOUD_VOLUME_DIR"], choice),
    load: () => Promise.resolve({ state: "unset", detail: "is not set, or the same folder" }),
  };
}

/** A file that a person named, in which `~` is the home folder; on Windows before `\\`, too. */
export function fileLocation(path: string, surroundings: Surroundings): Location {
  const separator = Deno.build.os === "windows" ? /[\\/]/ : /\//;
  const [first, ...segments] = path.split(separator);
  return first === "~" && segments.length > 0 ? inHome(segments, surroundings) : at(path);
}

/** The server a token is for: the caller's, the sandbox's, or the well-known one. */
export function serverOf(choice: TokenChoice): string {
  return choice.serverAddress ?? choice.sandboxOrigin ?? defaultServer;
}

function tokenSource(source: Source<Secret>, from: CaveToken["from"]): Source<CaveToken> {
  return mapSource(source, ({ value: token }) => ({ state: "used", value: { token, from } }));
}
