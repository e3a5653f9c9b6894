/**
 * The source that is globus-cli's own storage.
 * Source: globus-cli 3.43.0.
 */

import { readPermissions } from "../../credentials/sources/from_json_file.ts";
import { missingPermissions } from "../../credentials/permissions.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import type { NotFound, Outcome, Source } from "../../credentials/sources/source.ts";
import { notPermitted, readVariable, variablePermissions } from "../../credentials/surroundings.ts";
import { environmentOf, type FilesChoice, resourceServers, type TokenChoice } from "../config.ts";
import type { OAuthClient } from "../renewal.ts";
import { type GlobusTokens, isNotFound, noToken, outcomeOfStored, storedIn } from "../tokens.ts";
import { loadSqlite, realFile } from "./app_source.ts";
import { cliLogin } from "./cli_login.ts";
import { inDataFolder } from "../storage/data_folder.ts";
import { readSqlite, type SqliteContent } from "../storage/sqlite_database.ts";
import { sqliteTokenFile } from "../storage/sqlite_file.ts";
import { fieldsOf, type TokenData } from "../storage/token_data.ts";
import type { ReservedTokenFile, TokenFile } from "../storage/token_file.ts";
import type { TokenNamespaces } from "../storage/token_storage.ts";

/** Which login of globus-cli's. */
type CliChoice = FilesChoice & Pick<TokenChoice, "profile" | "namespace">;

/** The variable by which globus-cli tells several logins apart. */
const profileVariable = "GLOBUS_PROFILE";

/**
 * The source that is globus-cli's `storage.db`: the login of the profile that is chosen or that
 * `GLOBUS_PROFILE` names, else the one without a profile; or those of a client id or namespace.
 *
 * @param choice What narrows the search.
 */
export function fromCli(choice: CliChoice): Source<GlobusTokens> {
  const location = inDataFolder(["cli", "storage.db"], choice);
  const chosen = choice.profile ?? choice.clientId ?? choice.namespace;
  const variables = chosen === undefined ? variablePermissions([profileVariable], choice) : [];
  return {
    name: location.label,
    permissions: [...variables, ...readPermissions(location)],
    async load(): Promise<Outcome<GlobusTokens>> {
      const missing = missingPermissions(variables);
      if (missing.length > 0) return notPermitted(missing);
      const path = location.find();
      if (typeof path !== "string") return path;
      const content = await loadSqlite(path);
      if (isNotFound(content)) return content;
      const namespace = namespaceIn(content, choice);
      if (typeof namespace !== "string") return namespace;
      const loginOf = cliLogin(namespace);
      const file = { ...cliTokenFile(await realFile(path)), ...loginOf && { loginOf } };
      const stored = storedIn(file, withIdentities(content), namespace);
      if (isNotFound(stored)) return stored;
      return await outcomeOfStored(stored, {
        client: storedClient(content, namespace),
        where: `${location.label} (${namespace})`,
        now: (choice.now ?? Date.now)(),
      });
    },
  };
}

/** Every namespace of the environment that has a token for Transfer. */
function loggedIn(content: SqliteContent, choice: CliChoice): string[] {
  const environment = environmentOf(choice);
  return [...content.tokens].filter(([namespace, servers]) => {
    const [kind = "", name] = namespace.split("/");
    return /^(user|client)profile$/.test(kind) && name === environment &&
      servers.has(resourceServers.transfer);
  }).map(([namespace]) => namespace);
}

/** The namespace that counts, which is never a guess. */
function namespaceIn(content: SqliteContent, choice: CliChoice): string | NotFound {
  const { profile, clientId, namespace } = choice;
  const all = loggedIn(content, choice);
  const choosing = profile !== undefined || clientId !== undefined || namespace !== undefined;
  const read = choosing ? { value: profile } : readVariable(profileVariable, choice);
  if ("state" in read) return read;
  const login = namespaceOf(read.value, choice);
  const [first, ...others] = all.filter((name) => {
    return (choosing && profile === undefined || name === login) &&
      (namespace === undefined || name === namespace) &&
      (clientId === undefined || clientIdOf(content, name) === clientId);
  });
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    return {
      state: "broken",
      detail: `holds several logins: ${[first, ...others].join(", ")}`,
      step: { kind: "choose", platform: "Globus", by: ["namespace"] },
    };
  }
  return {
    ...noToken(choosing ? ` under ${describe(choice)}` : ` in ${login}`),
    ...(all.length === 0
      ? {}
      : { step: { kind: "choose", platform: "Globus", by: ["namespace"], among: all } as const }),
  };
}

function namespaceOf(profile: string | undefined, choice: CliChoice): string {
  const base = `userprofile/${environmentOf(choice)}`;
  return profile ? `${base}/${profile}` : base;
}

function describe(choice: CliChoice): string {
  return (["profile", "namespace", "clientId"] as const)
    .filter((name) => choice[name] !== undefined)
    .map((name) => `${name} ${JSON.stringify(choice[name])}`).join(" and ");
}

/** What is kept beside the tokens, one value of it. */
function beside(
  content: SqliteContent,
  namespace: string,
  name: string,
  key: string,
): string | undefined {
  const text = content.configs.get(namespace)?.get(name);
  try {
    const value = text === undefined ? undefined : fieldsOf(text, name)(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch (error) {
    // Without it the tokens are still good until they end.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The confidential client that globus-cli had made for this installation. */
function storedClient(content: SqliteContent, namespace: string): OAuthClient | undefined {
  const clientId = beside(content, namespace, "auth_client_data", "client_id");
  const secret = beside(content, namespace, "auth_client_data", "client_secret");
  if (clientId === undefined || secret === undefined) return undefined;
  return { clientId, clientSecret: new Secret(secret) };
}

/** The client that the tokens were issued to; the namespace of a client's own login names it. */
function clientIdOf(content: SqliteContent, namespace: string): string | undefined {
  const [kind, , id] = namespace.split("/");
  return kind === "clientprofile" ? id : storedClient(content, namespace)?.clientId;
}

/** The tokens with whose they are, which globus-cli keeps beside them. */
function withIdentities(content: SqliteContent): TokenNamespaces {
  return new Map([...content.tokens].map(([namespace, servers]) => {
    const identityId = beside(content, namespace, "auth_user_data", "sub");
    const records = [...servers].map(([server, record]) => {
      return [server, { ...record, identityId: record.identityId ?? identityId }] as const;
    });
    return [namespace, new Map(records)];
  }));
}

/** Its records do not name the person, and are left as it knows them. */
function withoutPerson(
  tokens: Readonly<Record<string, TokenData>>,
): Readonly<Record<string, TokenData>> {
  const own = Object.entries(tokens).map(([server, data]) => {
    return [server, { ...data, identity_id: undefined }];
  });
  return Object.fromEntries(own);
}

/** globus-cli's storage as a file of tokens. */
function cliTokenFile(path: string): TokenFile {
  const file = sqliteTokenFile(path);
  return {
    ...file,
    async load(): Promise<TokenNamespaces> {
      const content = await readSqlite(path);
      return content === undefined ? new Map() : withIdentities(content);
    },
    store: (namespace, tokens) => file.store(namespace, withoutPerson(tokens)),
    async reserve(
      namespace: string,
      tokens: Readonly<Record<string, TokenData>>,
    ): Promise<ReservedTokenFile> {
      const { store, release } = await file.reserve(namespace, withoutPerson(tokens));
      return { release, store: (namespace, tokens) => store(namespace, withoutPerson(tokens)) };
    },
  };
}
