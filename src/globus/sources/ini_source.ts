/**
 * Sources that are `.globus.cfg` files: tokens given to version 0.4 of the Python SDK, logins of
 * globus-cli before 3.0, and addresses of services.
 * Source: globus-sdk-python 0.4.6 and 1.1.0, globus-cli 1.16.0.
 */

import { modeFacts } from "../../credentials/files/files.ts";
import { broken, loadText, readPermissions } from "../../credentials/sources/from_json_file.ts";
import { tokenText } from "../../credentials/secret/token_text.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import { type Outcome, type Source, stopsSearch } from "../../credentials/sources/source.ts";
import { at, inHome, type Location } from "../../credentials/surroundings.ts";
import { distrusted } from "../../credentials/files/trusted_file.ts";
import { isNotEmpty } from "../../credentials/files/whole_text.ts";
import { environmentOf, type FilesChoice, type OwnAddresses, type Service } from "../config.ts";
import { bareTokens, type GlobusTokens, outcomeOfStored, type StoredTokens } from "../tokens.ts";
import { realFile } from "./app_source.ts";
import type { Os } from "../storage/data_folder.ts";
import { iniClient, iniRecords, iniTokenFile } from "./ini_login.ts";
import { iniOption, type IniSections, parseIni } from "./ini_text.ts";

/** The machine's own file; injectable so that a test need not write there. */
const systemFile = "/etc/globus.cfg";

const services = ["transfer", "auth"] as const;

/** What a machine is like. */
export interface IniMachine {
  /** The machine's own file. */
  readonly systemFile?: string | undefined;
  /** The operating system. */
  readonly os?: Os | undefined;
}

/**
 * The sources that are `~/.globus.cfg` and, over it, `/etc/globus.cfg`. Another home than the person's
 * own stands for itself: the machine's file is left out then.
 *
 * @param choice What narrows the search.
 * @param machine What the machine is like.
 */
export function fromIniFiles(
  choice: FilesChoice,
  machine: IniMachine = {},
): Source<GlobusTokens>[] {
  const { os = Deno.build.os } = machine;
  const own = fromIni(inHome([".globus.cfg"], choice), choice);
  const alone = choice.home !== undefined || os === "windows";
  return alone ? [own] : [own, fromIni(at(machine.systemFile ?? systemFile), choice)];
}

function fromIni(location: Location, choice: FilesChoice): Source<GlobusTokens> {
  return {
    name: location.label,
    permissions: readPermissions(location),
    async load(): Promise<Outcome<GlobusTokens>> {
      const file = await loadText(location, isNotEmpty);
      if ("state" in file) return file;
      let sections: IniSections;
      try {
        sections = parseIni(file.text);
      } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
        return broken(`cannot be used: ${cause.message}`, cause);
      }
      return await outcomeOf(sections, file.path, location.label, choice);
    },
  };
}

async function outcomeOf(
  sections: IniSections,
  path: string,
  label: string,
  choice: FilesChoice,
): Promise<Outcome<GlobusTokens>> {
  const environment = environmentOf(choice);
  const addresses = addressesIn(sections, environment, label);
  const doubt = Object.keys(addresses).length === 0 ? undefined : await distrusted(path);
  if (doubt !== undefined) return doubt;
  const written = choice.clientId === undefined ? writtenTokens(sections, environment) : {};
  const login = await loginIn(sections, environment, path, choice, addresses);
  if (login?.state === "used" && written.transfer !== undefined) {
    return broken("holds two tokens: transfer_token, and that of a login in [cli]", undefined, {
      kind: "other",
      words: "remove one of them",
    });
  }
  const { transfer, auth } = written;
  const isStopped = login !== undefined && login.state !== "used" && stopsSearch(login);
  if (transfer === undefined || isStopped) return login ?? noLogin(addresses);
  const tokens: Secret[] = [];
  for (const token of auth === undefined ? [transfer] : [transfer, auth]) {
    const text = tokenText(token);
    if ("problem" in text) return broken(`holds a token with ${text.problem}`, undefined);
    tokens.push(new Secret(text.token));
  }
  const [main = new Secret(""), beside] = tokens;
  return {
    state: "used",
    value: bareTokens(main, beside, "stored", addresses),
    ...await modeFacts(path),
  };
}

function noLogin(addresses: OwnAddresses): Outcome<GlobusTokens> {
  const names = services.flatMap((service) => addresses[service] ? [`${service}_service`] : []);
  const alone = names.length === 0
    ? ""
    : `, and its ${names.join(" and ")} counts for tokens of its own alone`;
  return { state: "keyless", detail: `has no Globus token${alone}` };
}

/** The sections of an environment: version 1 of the SDK called production "default". */
function environmentSections(environment: string): string[] {
  const names = environment === "production" ? ["production", "default"] : [environment];
  return names.map((name) => `environment ${name}`);
}

function firstOption(
  sections: IniSections,
  places: readonly string[],
  name: string,
): string | undefined {
  for (const section of places) {
    const value = iniOption(sections, section, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function addressesIn(sections: IniSections, environment: string, label: string): OwnAddresses {
  const places = environmentSections(environment);
  return Object.fromEntries(services.flatMap((service) => {
    const name = `${service}_service`;
    const url = firstOption(sections, places, name);
    return url === undefined ? [] : [[service, { url, name: `${name} in ${label}` }]];
  }));
}

/** What a person put there by hand. The general section is production's: no other Globus gets it. */
function writtenTokens(
  sections: IniSections,
  environment: string,
): Readonly<Partial<Record<Service, string>>> {
  const general = environment === "production" ? ["general"] : [];
  const places = [...environmentSections(environment), ...general];
  return Object.fromEntries(services.flatMap((service) => {
    const token = firstOption(sections, places, `${service}_token`);
    return token === undefined ? [] : [[service, token]];
  }));
}

/** globus-cli's login. */
async function loginIn(
  sections: IniSections,
  environment: string,
  path: string,
  choice: FilesChoice,
  addresses: OwnAddresses,
): Promise<Outcome<GlobusTokens> | undefined> {
  const client = iniClient(sections, environment);
  if (choice.clientId !== undefined && client?.clientId !== choice.clientId) return undefined;
  let records: StoredTokens["records"];
  try {
    records = iniRecords(sections, environment);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return broken(`cannot be used: ${cause.message}`, cause);
  }
  if (records.transfer === undefined) return undefined;
  const file = iniTokenFile(await realFile(path), environment);
  const stored = { file, namespace: environment, records };
  return await outcomeOfStored(stored, { client, addresses, now: (choice.now ?? Date.now)() });
}
