/** Sources that are the token files of programs built on the Python SDK's GlobusApp. */

import { FileError } from "../../credentials/errors/errors.ts";
import { broken, loadText, readPermissions } from "../../credentials/sources/from_json_file.ts";
import { missingPermissions } from "../../credentials/permissions.ts";
import {
  type NotFound,
  type Outcome,
  type Source,
  stopsSearch,
} from "../../credentials/sources/source.ts";
import { at, type Location, notPermitted } from "../../credentials/surroundings.ts";
import { isWholeJson } from "../../credentials/files/whole_text.ts";
import { environmentOf, type FilesChoice, type TokenChoice } from "../config.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { type GlobusTokens, isNotFound, outcomeOfStored, storedIn } from "../tokens.ts";
import {
  appsFolder,
  appSlug,
  appTokenFile,
  filesOfApps,
  filesOfClient,
  type FoundAppFile,
} from "./app_files.ts";
import { jsonTokenFile, stepFor } from "../storage/json_file.ts";
import { parseTokenStorage } from "../storage/json_storage.ts";
import { readSqlite } from "../storage/sqlite_database.ts";
import { sqliteTokenFile } from "../storage/sqlite_file.ts";
import type { TokenNamespaces } from "../storage/token_storage.ts";

/** Which app's tokens, and the secret that renews them where the caller names it. */
interface AppChoice extends FilesChoice, Pick<TokenChoice, "app" | "namespace"> {
  readonly clientSecret?: Secret | undefined;
}

/**
 * The sources of apps' tokens: the app's two possible files where client id and app are chosen, else
 * one source that is the folder of all of them.
 *
 * @param choice What narrows the search.
 */
export function fromApps(choice: AppChoice): Source<GlobusTokens>[] {
  const { clientId, app } = choice;
  return clientId !== undefined && app !== undefined
    ? [fromAppFile(clientId, app, "json", choice), fromAppFile(clientId, app, "db", choice)]
    : [fromFolder(choice)];
}

function fromAppFile(
  clientId: string,
  app: string,
  format: "json" | "db",
  choice: AppChoice,
): Source<GlobusTokens> {
  const environment = environmentOf(choice);
  const { env, home } = choice;
  const location = appTokenFile(clientId, app, { env, home, environment, format });
  return {
    name: location.label,
    permissions: readPermissions(location),
    load(): Promise<Outcome<GlobusTokens>> {
      const path = location.find();
      if (typeof path !== "string") return Promise.resolve(path);
      return loadFile({ path, clientId, slug: appSlug(app), format }, choice);
    },
  };
}

/** Any app's file, as long as there is one alone. */
function fromFolder(choice: AppChoice): Source<GlobusTokens> {
  const folder = appsFolder(choice, choice.clientId);
  return {
    name: folder.label,
    permissions: readPermissions(folder),
    load: () => loadFolder(folder, choice),
  };
}

/** What one file holds. */
interface Looked {
  readonly file: FoundAppFile;
  readonly outcome: Outcome<GlobusTokens>;
}

async function loadFolder(folder: Location, choice: AppChoice): Promise<Outcome<GlobusTokens>> {
  const path = folder.find();
  if (typeof path !== "string") return path;
  const missing = missingPermissions([{ name: "read", path }]);
  if (missing.length > 0) return notPermitted(missing);
  const environment = environmentOf(choice);
  const slug = choice.app === undefined ? undefined : appSlug(choice.app);
  let files: readonly FoundAppFile[];
  try {
    files = choice.clientId === undefined
      ? await filesOfApps(path, environment, slug)
      : await filesOfClient(path, choice.clientId, environment, slug);
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    return broken(`cannot be listed: ${cause.why}`, cause, cause.step);
  }
  const looked: Looked[] = [];
  for (const file of files) {
    const outcome = await loadFile(file, choice);
    const where = `${folder.label}${file.path.slice(path.length).replaceAll("\\", "/")}`;
    looked.push({ file, outcome: outcome.state === "used" ? { ...outcome, where } : outcome });
  }
  const outcome = onlyOne(looked);
  // What is denied below the folder looks as if it were not there.
  const isWhole = outcome.state === "used" || stopsSearch(outcome) || !isPartly(path);
  return isWhole ? outcome : notPermitted([{ name: "read", path }]);
}

function isPartly(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).partial;
}

/** Choosing between two people, or between a good file and a broken one, would be a guess. */
function onlyOne(looked: readonly Looked[]): Outcome<GlobusTokens> {
  for (const { file, outcome } of looked) {
    if (outcome.state !== "used" && stopsSearch(outcome)) {
      return { ...outcome, detail: `holds ${appOf(file)}, which ${outcome.detail}` };
    }
  }
  const good = looked.filter(({ outcome }) => outcome.state === "used");
  const apps = Map.groupBy(good, ({ file }) => appOf(file));
  if (apps.size > 1) {
    return broken(`holds tokens of several apps: ${[...apps.keys()].join(", ")}`, undefined, {
      kind: "choose",
      platform: "Globus",
      by: ["clientId", "app"],
      all: true,
    });
  }
  const people = new Set(good.map(identityOf));
  if (good.length > 1 && (people.size > 1 || people.has(undefined))) {
    const files = good.map((one) => {
      return `tokens.${one.file.format} (identity ${identityOf(one) ?? "unknown"})`;
    });
    const [app] = apps.keys();
    return broken(
      `holds ${app} with tokens of several people: ${files.join(", ")}`,
      undefined,
      { kind: "other", words: "remove the file that the app does not use" },
    );
  }
  const first = good[0] ?? looked[0];
  if (first === undefined) return { state: "missing", detail: "contains no token files" };
  const { outcome, file } = first;
  if (outcome.state === "used") return outcome;
  return { ...outcome, detail: `holds ${appOf(file)}, which ${outcome.detail}` };
}

function appOf({ slug, clientId }: FoundAppFile): string {
  return `${slug} (${clientId})`;
}

function identityOf({ outcome }: Looked): string | undefined {
  return outcome.state === "used" ? outcome.value.identityId : undefined;
}

async function loadFile(file: FoundAppFile, choice: AppChoice): Promise<Outcome<GlobusTokens>> {
  const { path, clientId, format } = file;
  const namespaces = format === "json" ? await readJson(path) : await readDatabase(path);
  if (isNotFound(namespaces)) return namespaces;
  const tokenFile = (format === "json" ? jsonTokenFile : sqliteTokenFile)(await realFile(path));
  // A login of keyferry's own goes into such a file, and not into a database.
  const known = format === "json" ? { clientId, app: file.slug } : {};
  const stored = storedIn(
    { ...tokenFile, loginOf: (step) => ({ ...step, ...known }) },
    namespaces,
    choice.namespace,
  );
  if (isNotFound(stored)) return stored;
  return await outcomeOfStored(stored, {
    client: { clientId, clientSecret: choice.clientSecret },
    now: (choice.now ?? Date.now)(),
  });
}

async function readJson(path: string): Promise<TokenNamespaces | NotFound> {
  const file = await loadText(at(path), isWholeJson);
  if ("state" in file) return file;
  try {
    return parseTokenStorage(file.text);
  } catch (cause) {
    return broken(`cannot be used: ${(cause as SyntaxError).message}`, cause, stepFor(cause));
  }
}

async function readDatabase(path: string): Promise<TokenNamespaces | NotFound> {
  const content = await loadSqlite(path);
  return isNotFound(content) ? content : content.tokens;
}

/** A database of tokens that was read, or why it was not; asks Deno first and never prompts. */
export async function loadSqlite(
  path: string,
): Promise<NonNullable<Awaited<ReturnType<typeof readSqlite>>> | NotFound> {
  const missing = missingPermissions([{ name: "read", path }]);
  if (missing.length > 0) return notPermitted(missing);
  try {
    return await readSqlite(path) ?? { state: "missing", detail: "is not there" };
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    return broken(`cannot be used: ${cause.why}`, cause, cause.step);
  }
}

/** Renewed in place means in the file itself, so a link to it is followed first. */
export async function realFile(path: string): Promise<string> {
  const { isSymlink } = await Deno.lstat(path);
  return isSymlink ? await Deno.realPath(path) : path;
}
