/** Which app logs in and out. */

import { writePermissions } from "../../../credentials/files/files.ts";
import { readPermissions } from "../../../credentials/sources/from_json_file.ts";
import { environmentWith } from "../../../credentials/files/env_file.ts";
import { isGranted, type Permission } from "../../../credentials/permissions.ts";
import type { Secret } from "../../../credentials/secret/secret.ts";
import { loadExactly } from "../../../credentials/sources/from_env.ts";
import type { Outcome } from "../../../credentials/sources/source.ts";
import { surroundingsPart, variablePermissions } from "../../../credentials/surroundings.ts";
import { addressPermissions, environmentOf, serviceUrl } from "../../../globus/config.ts";
import type { AppChoice } from "../../../globus/login/login_app.ts";
import {
  appsFolder,
  appSlug,
  appTokenFile,
  filesOfApps,
} from "../../../globus/sources/app_files.ts";
import { isUuid } from "../../../globus/transfer/files/find_place.ts";
import type { GlobusOptions } from "../client.ts";
import type { Io } from "../../terminal/io.ts";
import { ownApps } from "../../status/logins.ts";
import { MisuseError } from "../../words/misuse.ts";
import { type Needs, netPermissions } from "../../needs.ts";
import { sandboxPermissions, surroundingsOf } from "../../surroundings.ts";

/**
 * The app in the words of the library.
 *
 * @param options The options.
 * @param io Where to look.
 * @throws {MisuseError} When a profile or a namespace is named: those are other programs' logins.
 */
export async function appChoice(options: GlobusOptions, io: Io): Promise<AppChoice> {
  const { clientId, app, profile, namespace } = options;
  if (profile !== undefined) {
    throw new MisuseError("A profile is globus-cli's own: log it in and out by `globus login`");
  }
  if (namespace !== undefined) {
    throw new MisuseError("keyferry keeps its logins without a namespace: leave out --namespace");
  }
  const choice: AppChoice = { ...await surroundingsOf(options, io), clientId, app };
  if (clientId !== undefined) {
    if (!isUuid(clientId)) {
      throw new MisuseError(`--client-id takes the UUID of an app: ${JSON.stringify(clientId)}`);
    }
    return choice;
  }
  const { state } = environmentsId(choice);
  return state === "unset" || state === "empty" ? await knownApp(choice) : choice;
}

/** The app's id in the environment. */
function environmentsId(choice: AppChoice): Outcome<Secret> {
  return loadExactly(variables[0], environmentWith(variables[0], choice));
}

/**
 * The app that logged in here before: the only one that has a file of its name, which is keyferry's own
 * where none is named; in a sandbox's home, whatever its name. It has a file also after a logout.
 */
async function knownApp(choice: AppChoice): Promise<AppChoice> {
  const folder = appsFolder(choice).find();
  if (typeof folder !== "string" || !isGranted({ name: "read", path: folder })) return choice;
  const { app } = choice;
  const slug = app === undefined ? undefined : appSlug(app);
  const files = (await filesOfApps(folder, environmentOf(choice), slug)).filter((file) => {
    const isMeant = app !== undefined || choice.sandboxOrigin !== undefined;
    return file.format === "json" && (isMeant || ownApps.includes(file.slug));
  });
  const [file, ...others] = files;
  if (file === undefined) return choice;
  if (others.length === 0) return { ...choice, clientId: file.clientId, app: app ?? file.slug };
  const all = files.map(({ clientId, slug }) => `--client-id ${clientId} --app ${slug}`);
  throw new MisuseError(`Several apps have logged in here: add one of ${all.join(", ")}`);
}

/**
 * What logging in or out needs: to know the app, to reach Globus Auth, and to keep the tokens. With no
 * app there is nothing to reach.
 *
 * @param options The options.
 * @param io Where to look.
 */
export async function appNeeds(options: GlobusOptions, io: Io): Promise<Needs> {
  const choice = await appChoice(options, io);
  const { clientId, app = "keyferry" } = choice;
  const named = environmentsId(choice);
  const first = [
    ...sandboxPermissions(options),
    ...addressPermissions(choice),
    ...appPermissions(choice),
    ...knownAppPermissions(options, choice),
  ];
  const net = netPermissions(serviceUrl("auth", choice).url);
  const id = clientId ?? (named.state === "used" ? named.value.reveal() : undefined);
  if (id === undefined) {
    if (named.state !== "not permitted") return { needed: first };
    const note = "where tokens are kept is not known: `permissions` itself may not check " +
      "GLOBUS_CLIENT_ID";
    return { needed: [...first, ...net], notes: [note] };
  }
  const file = appTokenFile(id, app, {
    ...surroundingsPart(choice),
    environment: environmentOf(choice),
  });
  const { pathForPermission: path } = file;
  const keeping = path === undefined ? [] : writePermissions(path);
  return { needed: [...first, ...file.permissions, ...net, ...keeping] };
}

/** The variables that name an app. */
const variables = ["GLOBUS_CLIENT_ID", "GLOBUS_CLIENT_SECRET"] as const;

/**
 * What knowing the app needs.
 *
 * @param choice The app in the words of the library.
 */
export function appPermissions(choice: AppChoice): Permission[] {
  return choice.clientId === undefined ? variablePermissions(variables, choice) : [];
}

/** What looking for the app that logged in before needs. */
function knownAppPermissions(options: GlobusOptions, choice: AppChoice): Permission[] {
  if (options.clientId !== undefined) return [];
  return environmentsId(choice).state === "used" ? [] : readPermissions(appsFolder(choice));
}

/**
 * The app that the environment names with its secret, and which logs in as itself; `undefined` where
 * there is none, or another is chosen.
 *
 * @param choice The app in the words of the library.
 */
export function environmentsApp(choice: AppChoice): { readonly clientId: string } | undefined {
  if (choice.clientId !== undefined) return undefined;
  const [id, secret] = variables.map((name) => loadExactly(name, choice));
  if (id?.state !== "used" || secret?.state !== "used") return undefined;
  return { clientId: id.value.reveal() };
}
