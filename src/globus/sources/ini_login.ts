/**
 * The login that globus-cli before 3.0 kept in the section `[cli]` of `~/.globus.cfg`.
 * Source: globus-cli 1.16.0.
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { type FileText, writeSecretFiles } from "../../credentials/files/files.ts";
import { reserveFiles } from "../../credentials/files/reserved_files.ts";
import { tokenText } from "../../credentials/secret/token_text.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import { isNotEmpty, readWhole } from "../../credentials/files/whole_text.ts";
import { resourceServers, type Service } from "../config.ts";
import type { OAuthClient } from "../renewal.ts";
import type { StoredTokens } from "../tokens.ts";
import { iniOption, type IniSections, parseIni, writeIni } from "./ini_text.ts";
import { type TokenData, type TokenRecord, tokenRecord } from "../storage/token_data.ts";
import { type ReservedTokenFile, type TokenFile, unusableStorage } from "../storage/token_file.ts";
import type { TokenNamespaces } from "../storage/token_storage.ts";

/** The native app that globus-cli was before it had a client made for each installation. */
const cliTemplateId = "95fdeba8-fac2-42bd-a357-e068d82ff78e";

const services = ["transfer", "auth"] as const;

/** How the options of globus-cli are called in an environment. */
function cliOption(environment: string, name: string): string {
  return environment === "production" ? name : `${environment}_${name}`;
}

/** globus-cli wrote the file with quotes around some values, which are not a part of them. */
function cliValue(sections: IniSections, environment: string, name: string): string | undefined {
  const value = iniOption(sections, "cli", cliOption(environment, name));
  return value?.replace(/^(["'])(.*)\1$/, "$2") || undefined;
}

/** The app that the login's tokens were issued to, where known. */
export function iniClient(sections: IniSections, environment: string): OAuthClient | undefined {
  const value = (name: string): string | undefined => cliValue(sections, environment, name);
  const [clientId, secret] = [value("client_id"), value("client_secret")];
  if (clientId !== undefined && secret !== undefined) {
    return { clientId, clientSecret: new Secret(secret) };
  }
  const template = value("template_id") ??
    (environment === "production" ? cliTemplateId : undefined);
  return template === undefined ? undefined : { clientId: template, clientSecret: undefined };
}

/** The login's tokens. @throws {SyntaxError} When one could not be sent; the message quotes nothing. */
export function iniRecords(sections: IniSections, environment: string): StoredTokens["records"] {
  return Object.fromEntries(services.flatMap((service) => {
    const record = recordIn(sections, environment, service);
    return record === undefined ? [] : [[service, record]];
  }));
}

function recordIn(
  sections: IniSections,
  environment: string,
  service: Service,
): TokenRecord | undefined {
  const value = (name: string): string | undefined => {
    return cliValue(sections, environment, `${service}_${name}`);
  };
  const access = value("access_token");
  const refresh = value("refresh_token");
  const seconds = Number(value("access_token_expires") ?? Number.NaN);
  if (access === undefined) return undefined;
  const text = tokenText(access);
  if ("problem" in text) throw new SyntaxError(`${service}_access_token has ${text.problem}`);
  return tokenRecord({
    resourceServer: resourceServers[service],
    scope: "",
    accessToken: new Secret(text.token),
    refreshToken: refresh === undefined ? undefined : new Secret(refresh),
    expiresAt: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    identityId: undefined,
    tokenType: undefined,
  });
}

/** globus-cli's login in a `.globus.cfg` as a file of tokens. */
export function iniTokenFile(path: string, environment: string): TokenFile {
  const sectionsNow = async (): Promise<[string, IniSections]> => {
    const text = await readWhole(path, isNotEmpty) ?? "";
    try {
      return [text, parseIni(text)];
    } catch (cause) {
      throw unusable(path, cause);
    }
  };
  const textWith = async (tokens: Readonly<Record<string, TokenData>>): Promise<FileText[]> => {
    const [old] = await sectionsNow();
    let text = old;
    for (const service of services) {
      const data = tokens[resourceServers[service]];
      if (data === undefined) continue;
      const values = {
        [`${service}_access_token`]: data.access_token,
        [`${service}_access_token_expires`]: String(data.expires_at_seconds),
        ...(data.refresh_token === undefined
          ? {}
          : { [`${service}_refresh_token`]: data.refresh_token }),
      };
      const named = Object.entries(values).map(([name, value]) => {
        return [cliOption(environment, name), value];
      });
      try {
        text = writeIni(text, "cli", Object.fromEntries(named));
      } catch (cause) {
        throw unusable(path, cause);
      }
    }
    return [{ path, text }];
  };
  return {
    path,
    name: path,
    async load(): Promise<TokenNamespaces> {
      const [, sections] = await sectionsNow();
      const records = Object.values(iniRecords(sections, environment));
      return new Map([[environment, new Map(records.map((one) => [one.resourceServer, one]))]]);
    },
    async store(_namespace: string, tokens: Readonly<Record<string, TokenData>>): Promise<void> {
      await writeSecretFiles(await textWith(tokens));
    },
    async reserve(
      _namespace: string,
      tokens: Readonly<Record<string, TokenData>>,
    ): Promise<ReservedTokenFile> {
      const { write, recover, release } = await reserveFiles(await textWith(tokens));
      return {
        recover,
        release,
        async store(_namespace, tokens): Promise<void> {
          await recover();
          await write(await textWith(tokens));
        },
      };
    },
    remove(): Promise<boolean> {
      throw new ArgumentTypeError(`A login of an old globus-cli is not removed: edit ${path}`);
    },
  };
}

function unusable(path: string, cause: unknown): unknown {
  if (!(cause instanceof SyntaxError)) return cause;
  return unusableStorage(path, cause.message, cause);
}
