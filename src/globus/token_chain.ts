/** Where Globus tokens are looked for. */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { type Chain, chain } from "../credentials/chain.ts";
import type { Cargo } from "../credentials/destination.ts";
import { modeWarning } from "../credentials/files.ts";
import { fromEnv } from "../credentials/from_env.ts";
import { broken, loadText, readPermissions } from "../credentials/from_json_file.ts";
import { fromValue } from "../credentials/from_value.ts";
import { missingPermissions } from "../credentials/permissions.ts";
import type { Secret } from "../credentials/secret.ts";
import { mapSource, type Outcome, type Source } from "../credentials/source.ts";
import { at, type Location, notPermitted } from "../credentials/surroundings.ts";
import { type EnvironmentChoice, environmentOf } from "./config.ts";
import { appFile, appsFolder, findAppFiles } from "./storage/app_files.ts";
import { parseTokenStorage, type TokenRecord } from "./storage/json_storage.ts";

/** What narrows the search for Globus tokens. */
export interface TokenChoice extends EnvironmentChoice {
  /** A token for Transfer itself: nothing is looked for. */
  readonly transferToken?: string | Secret;
  /** A token for Auth, beside `transferToken`. */
  readonly authToken?: string | Secret;
  /** The app that stored the tokens, by its client id. */
  readonly clientId?: string;
  /** The app that stored the tokens, by its name. */
  readonly app?: string;
}

/** Globus tokens that belong together, and who gave them. */
export interface GlobusTokens {
  /** The token for Transfer. */
  readonly transfer: Secret;
  /** The token for Auth, where there is one. */
  readonly auth: Secret | undefined;
  /** Who gave them. */
  readonly from: Cargo["from"];
  /** When the Transfer token ends, in milliseconds since 1970, where known. */
  readonly expiresAt: number | undefined;
  /** The person, where known. */
  readonly identityId: string | undefined;
}

const transferServer = "transfer.api.globus.org";
const authServer = "auth.globus.org";

/**
 * The sources of Globus tokens: `GLOBUS_SDK_TRANSFER_TOKEN` (with `GLOBUS_SDK_AUTH_TOKEN`), then the
 * token files of programs built on the Python SDK.
 *
 * @param choice What narrows the search. Choosing an app leaves the environment out.
 *
 * @example
 * ```ts
 * import { tokenChain } from "@keyferry/keyferry/globus";
 * import { assertEquals } from "@std/assert";
 *
 * const { sources } = tokenChain({ home: "/home/ada", env: {} });
 * assertEquals(sources.map(({ name }) => name), ["GLOBUS_SDK_TRANSFER_TOKEN", "~/.globus/app"]);
 * ```
 */
export function tokenChain(choice: TokenChoice = {}): Chain<GlobusTokens> {
  return chain("Globus Transfer token", sources(choice));
}

function sources(choice: TokenChoice): Source<GlobusTokens>[] {
  if (choice.transferToken !== undefined) return [explicit(choice.transferToken, choice)];
  const { app, clientId } = choice;
  const stored = app !== undefined && clientId !== undefined
    ? fromAppFile(appFile(clientId, app, environmentOf(choice), choice), choice)
    : fromAppFiles(choice);
  return app === undefined && clientId === undefined ? [fromEnvironment(choice), stored] : [stored];
}

function explicit(token: string | Secret, choice: TokenChoice): Source<GlobusTokens> {
  return mapSource(fromValue(token), async ({ value }) => {
    const auth = choice.authToken === undefined
      ? undefined
      : await fromValue(choice.authToken).load();
    return bare(value, auth, "caller");
  });
}

function fromEnvironment(choice: TokenChoice): Source<GlobusTokens> {
  const auth = fromEnv("GLOBUS_SDK_AUTH_TOKEN", choice);
  const transfer = fromEnv("GLOBUS_SDK_TRANSFER_TOKEN", choice);
  const source = mapSource(transfer, async ({ value }) => {
    return bare(value, await auth.load(), "environment");
  });
  const permissions = [...transfer.permissions, ...auth.permissions];
  return {
    name: source.name,
    permissions,
    async load(): Promise<Outcome<GlobusTokens>> {
      const missing = missingPermissions(permissions);
      return missing.length > 0 ? notPermitted(missing) : await source.load();
    },
  };
}

/** Tokens of which no more than the text is known. */
function bare(
  transfer: Secret,
  auth: Outcome<Secret> | undefined,
  from: GlobusTokens["from"],
): Outcome<GlobusTokens> {
  return {
    state: "used",
    value: {
      transfer,
      auth: auth?.state === "used" ? auth.value : undefined,
      from,
      expiresAt: undefined,
      identityId: undefined,
    },
  };
}

function fromAppFile(location: Location, choice: TokenChoice): Source<GlobusTokens> {
  return {
    name: location.label,
    permissions: readPermissions(location),
    load: () => loadStorage(location, choice),
  };
}

/** Any app's file, as long as there is one alone. */
function fromAppFiles(choice: TokenChoice): Source<GlobusTokens> {
  const folder = appsFolder(choice);
  return {
    name: folder.label,
    permissions: readPermissions(folder),
    async load(): Promise<Outcome<GlobusTokens>> {
      const path = folder.find();
      if (typeof path !== "string") return path;
      const missing = missingPermissions([{ name: "read", path }]);
      if (missing.length > 0) return notPermitted(missing);
      const outcomes: { file: string; outcome: Outcome<GlobusTokens> }[] = [];
      for (const file of await findAppFiles(path, environmentOf(choice), choice)) {
        const outcome = await loadStorage(at(file), choice);
        const where = `${folder.label}${file.slice(path.length).replaceAll("\\", "/")}`;
        outcomes.push({
          file,
          outcome: outcome.state === "used" ? { ...outcome, where } : outcome,
        });
      }
      return onlyOne(outcomes);
    },
  };
}

/** Choosing between two people, or between a good file and a broken one, would be a guess. */
function onlyOne(
  outcomes: readonly { readonly file: string; readonly outcome: Outcome<GlobusTokens> }[],
): Outcome<GlobusTokens> {
  const bad = outcomes.find(({ outcome }) => outcome.state === "broken");
  if (bad?.outcome.state === "broken") {
    return { ...bad.outcome, detail: `holds ${appOf(bad.file)}, which ${bad.outcome.detail}` };
  }
  const good = outcomes.filter(({ outcome }) => outcome.state === "used");
  if (good.length > 1) {
    const names = good.map(({ file }) => appOf(file)).join(", ");
    return {
      ...broken(`holds tokens of several apps: ${names}`, undefined),
      next: "choose one by clientId and app",
    };
  }
  const { outcome } = good[0] ?? outcomes[0] ?? {};
  return outcome ?? { state: "missing", detail: "holds no app's token file" };
}

function appOf(file: string): string {
  return `${basename(dirname(file))} (${basename(dirname(dirname(file)))})`;
}

async function loadStorage(
  location: Location,
  choice: TokenChoice,
): Promise<Outcome<GlobusTokens>> {
  const file = await loadText(location);
  if ("state" in file) return file;
  let namespaces: ReturnType<typeof parseTokenStorage>;
  try {
    namespaces = parseTokenStorage(file.text);
  } catch (cause) {
    return broken(`cannot be used: ${(cause as SyntaxError).message}`, cause);
  }
  const matching = [...namespaces].filter(([, servers]) => servers.has(transferServer));
  if (matching.length > 1) {
    const names = matching.map(([namespace]) => namespace).join(", ");
    return broken(`holds tokens in several namespaces: ${names}`, undefined);
  }
  const servers = matching[0]?.[1];
  const record = servers?.get(transferServer);
  if (record === undefined) {
    return { state: "keyless", detail: `has no token for ${transferServer}` };
  }
  const now = (choice.now ?? Date.now)();
  return await outcomeOf(record, servers?.get(authServer), file.path, now);
}

async function outcomeOf(
  transfer: TokenRecord,
  auth: TokenRecord | undefined,
  path: string,
  now: number,
): Promise<Outcome<GlobusTokens>> {
  const { expiresAt, identityId } = transfer;
  const past = expiresAt !== undefined && expiresAt <= now;
  if (past && transfer.refreshToken === undefined) {
    return {
      state: "expired",
      detail: "holds a token that is past its time, and no refresh token",
      next: "log in again with the program that wrote it",
    };
  }
  const warning = await modeWarning(path);
  return {
    state: "used",
    value: {
      transfer: transfer.accessToken,
      auth: auth?.accessToken,
      from: "stored",
      expiresAt,
      identityId,
    },
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(warning === undefined ? {} : { warnings: [warning] }),
  };
}
