/** Which app logs in and out. */

import { writePermissions } from "../../credentials/files.ts";
import { environmentWith } from "../../credentials/env_file.ts";
import type { Permission } from "../../credentials/permissions.ts";
import {
  readVariable,
  surroundingsPart,
  variablePermissions,
} from "../../credentials/surroundings.ts";
import { addressPermissions, environmentOf, serviceUrl } from "../../globus/config.ts";
import type { AppChoice } from "../../globus/login_app.ts";
import { appTokenFile } from "../../globus/storage/app_files.ts";
import { given } from "../given.ts";
import type { GlobusOptions } from "./client.ts";
import type { Io } from "../io.ts";
import { MisuseError } from "../misuse.ts";
import { type Needs, netPermissions } from "../needs.ts";
import { sandboxPermissions, surroundingsOf } from "../surroundings.ts";

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
  return { ...await surroundingsOf(options, io), ...given({ clientId, app }) };
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
  const named = readVariable("GLOBUS_CLIENT_ID", environmentWith("GLOBUS_CLIENT_ID", choice));
  const first = [
    ...sandboxPermissions(options),
    ...addressPermissions(choice),
    ...appPermissions(choice),
  ];
  const net = netPermissions(serviceUrl("auth", choice).url);
  const id = clientId ?? ("value" in named ? named.value : undefined);
  if (!id) {
    if (!("state" in named)) return { needed: first };
    const note = "where tokens are kept is not known: `permissions` itself may not look at " +
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

/**
 * The app that the environment names with its secret, and which logs in as itself; `undefined` where
 * there is none, or another is chosen.
 *
 * @param choice The app in the words of the library.
 */
export function environmentsApp(choice: AppChoice): { readonly clientId: string } | undefined {
  if (choice.clientId !== undefined) return undefined;
  const [clientId, secret] = variables.map((name) => {
    const read = readVariable(name, choice);
    return "value" in read ? read.value : undefined;
  });
  return clientId && secret ? { clientId } : undefined;
}
