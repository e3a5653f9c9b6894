/** Which app logs in, and where its tokens are kept. */

import { ArgumentTypeError } from "../../argument_error.ts";
import { environmentWith } from "../../credentials/files/env_file.ts";
import { CredentialError, PermissionNeededError } from "../../credentials/errors/errors.ts";
import { permissionFlags } from "../../credentials/permissions.ts";
import { loadExactly } from "../../credentials/sources/from_env.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import type { NotFound } from "../../credentials/sources/source.ts";
import type { Step } from "../../credentials/errors/step.ts";
import { surroundingsPart } from "../../credentials/surroundings.ts";
import { LoginError } from "../../credentials/errors/login_error.ts";
import { type EnvironmentChoice, environmentKinds, environmentOf } from "../config.ts";
import type { OAuthClient } from "../renewal.ts";
import { appTokenFile } from "../sources/app_files.ts";
import { jsonTokenFile } from "../storage/json_file.ts";
import { placeOf, type TokenFile } from "../storage/token_file.ts";
import { checkedStorage, defaultNamespace, type TokenStorage } from "../storage/token_storage.ts";
import type { OptionKinds } from "../../options.ts";

/**
 * Which app it is about.
 *
 * @category Login
 */
export interface AppChoice extends EnvironmentChoice {
  /**
   * The app's name, which names the folder of its tokens.
   *
   * @default {"keyferry"}
   */
  readonly app?: string | undefined;
  /** The app's client id; `GLOBUS_CLIENT_ID` by default. */
  readonly clientId?: string | undefined;
  /**
   * The app's secret, which makes it log in as itself; `GLOBUS_CLIENT_SECRET` beside
   * `GLOBUS_CLIENT_ID` by default.
   */
  readonly clientSecret?: string | Secret | undefined;
  /**
   * Where its tokens are kept, in place of the file that its name leads to: what
   * {@linkcode jsonTokenStorage}, {@linkcode sqliteTokenStorage} or {@linkcode memoryTokenStorage} made,
   * or a storage of your own. keyferry takes no lock on the latter: keep other processes from renewing
   * the same token at the same time.
   */
  readonly storage?: TokenStorage | undefined;
}

/** Which app it is about, as a value. */
export const appChoiceKinds: OptionKinds<AppChoice> = {
  ...environmentKinds,
  app: "text",
  clientId: "text",
  clientSecret: "secret",
  storage: "object",
};

/** An app, and the file of its tokens. */
export interface ChosenApp extends OAuthClient {
  /** Its name. */
  readonly name: string;
  /** Who gave its secret. */
  readonly from: "caller" | "environment";
  /** The file: the Python SDK's JSON token storage, where that keeps it; or the caller's storage. */
  readonly file: TokenFile;
  /** The namespace in it. */
  readonly namespace: string;
}

/** The name that stands for keyferry's own logins. */
const defaultName = "keyferry";

/**
 * The app that is meant.
 *
 * @param choice Which app it is about.
 * @throws {LoginError} When none is named.
 * @throws {PermissionNeededError} When Deno may not read the variable that may name it.
 * @throws {CredentialError} When there is no home folder to keep tokens in.
 */
export function appOf(choice: AppChoice): ChosenApp {
  const { app: name = defaultName } = choice;
  const client = clientOf(choice);
  const { storage } = choice;
  if (storage !== undefined) {
    const { namespace } = checkedStorage(storage);
    return { ...client, name, file: placeOf(storage), namespace };
  }
  const environment = environmentOf(choice);
  const path = appTokenFile(client.clientId, name, { ...surroundingsPart(choice), environment })
    .find();
  if (typeof path !== "string") throw notFound(path, "Cannot find where the app keeps its tokens");
  return { ...client, name, file: jsonTokenFile(path), namespace: defaultNamespace };
}

function clientOf(choice: AppChoice): OAuthClient & Pick<ChosenApp, "from"> {
  const { clientId, clientSecret } = choice;
  if (clientId !== undefined) {
    if (clientId.trim() === "") {
      throw new ArgumentTypeError("The client id is empty: give the app's own");
    }
    return { clientId, clientSecret: secretOf(clientSecret), from: "caller" };
  }
  if (clientSecret !== undefined) {
    throw new ArgumentTypeError(
      "A client secret belongs to a client: give clientId with clientSecret",
    );
  }
  const environment = environmentWith("GLOBUS_CLIENT_ID", choice);
  const id = loadExactly("GLOBUS_CLIENT_ID", environment);
  if (id.state === "unset" || id.state === "empty") throw noApp();
  if (id.state !== "used") throw unusable("GLOBUS_CLIENT_ID", id);
  const secret = loadExactly("GLOBUS_CLIENT_SECRET", environment);
  // A job whose secret is missing must not log in a person in the place of the app.
  if (secret.state !== "used" && secret.state !== "unset") {
    throw unusable("GLOBUS_CLIENT_SECRET", secret);
  }
  return {
    clientId: id.value.reveal(),
    clientSecret: secret.state === "used" ? secret.value : undefined,
    from: "environment",
  };
}

function secretOf(secret: string | Secret | undefined): Secret | undefined {
  return typeof secret === "string" ? new Secret(secret) : secret;
}

function unusable(variable: string, why: NotFound): Error {
  return notFound({ ...why, detail: `${variable} ${why.detail}` }, "Cannot tell which app logs in");
}

function notFound({ missing, detail, step }: NotFound, what: string): Error {
  if (missing !== undefined) return new PermissionNeededError(what, permissionFlags(missing));
  return new CredentialError(`${what}: ${detail}`, { wanted: "Globus token", lines: [] }, { step });
}

function noApp(): LoginError {
  const step: Step = {
    kind: "give",
    what: "its client id",
    argument: "clientId",
    platform: "Globus",
    variable: "GLOBUS_CLIENT_ID",
  };
  return new LoginError(
    "no app",
    (say) =>
      "No app is named to log in with: register one at https://developers.globus.org (tick Native " +
      `App, and give https://auth.globus.org/v2/web/auth-code as redirect), then ${
        say(step)
      }; or log ` +
      "in with globus-cli (globus login), whose login keyferry uses",
    { step },
  );
}
