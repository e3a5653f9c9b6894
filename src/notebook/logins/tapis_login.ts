/** Logging in to Tapis v3 from a notebook. */

import { findAmong } from "../../credentials/platform.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import { LoginError } from "../../credentials/errors/login_error.ts";
import { platform } from "../../tapis/v3/platform.ts";
import { tapisClient } from "../../tapis/v3/client.ts";
import {
  restore,
  type RestoredTapis,
  restoreKinds,
  type RestoreOptions,
} from "../../tapis/v3/restore.ts";
import { storeTokens } from "../../tapis/v3/session/store_tokens.ts";
import { ifFound } from "./if_found.ts";
import { deskKinds, type DeskOptions, loginDesk } from "./login_desk.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../../options.ts";
import { clientPart } from "../../http/client.ts";
import { surroundingsPart } from "../../credentials/surroundings.ts";

/** How a login to Tapis v3 is done in a notebook. */
export interface TapisLoginOptions extends DeskOptions, Omit<RestoreOptions, "token" | "clientId"> {
  /** The OAuth client that the tokens are for; `createClient()` makes one. */
  readonly clientId: string;
  /** The OAuth client's key, with which the tokens are renewed. */
  readonly clientKey?: string | Secret | undefined;
  /**
   * The tenant's address.
   *
   * @default {"https://tacc.tapis.io"}
   */
  readonly baseUrl?: string | undefined;
  /**
   * How long to wait between looks whether the code was typed in, in seconds, above 0.
   *
   * @default {5}
   */
  readonly pollingInterval?: number | undefined;
  /**
   * Log in also where a session is stored, and replace it.
   *
   * @default {false}
   */
  readonly force?: boolean | undefined;
}

const { token: _token, ...searchKinds } = restoreKinds;
const tapisLoginKinds: OptionKinds<TapisLoginOptions> = {
  ...deskKinds,
  ...searchKinds,
  clientId: "text",
  clientKey: "secret",
  pollingInterval: "number",
  force: "flag",
};

const defaultTenant = "https://tacc.tapis.io";

/** Shows the page and the code, waits, and keeps the tokens. */
export async function tapisLogin(options: TapisLoginOptions): Promise<RestoredTapis> {
  checkOptions(options, tapisLoginKinds);
  checkArguments({ clientId: options.clientId }, { clientId: "text" });
  const { answer, display: _display, clientId, clientKey, pollingInterval = 5, ...rest } = options;
  const { force = false, ...others } = rest;
  const found = force ? undefined : await alreadyThere(clientId, others);
  if (found !== undefined) return found;
  const baseUrl = others.baseUrl ?? others.sandboxOrigin ?? defaultTenant;
  const desk = loginDesk(options);
  const client = tapisClient({ ...clientPart(others), baseUrl });
  const login = await client.startDevice(clientId);
  const { verification_uri: page, user_code: code } = login;
  desk.say(`To log in to Tapis, open ${page} and type in this code: ${code}`);
  if (answer !== undefined) await answer(page, code);
  else await untilEntered(() => desk.ask?.("Press Enter here once it is typed in: ", never));
  const pair = await client.waitForDevice(login, { pollingInterval });
  const oauthClient = clientKey === undefined ? {} : { oauthClient: { clientId, clientKey } };
  await storeTokens(client, pair, { ...surroundingsPart(others), ...oauthClient });
  return await restore(clientKey === undefined ? others : { ...others, clientId });
}

/** A session of this OAuth client, or one of which nobody knows the client; another's is not valid. */
async function alreadyThere(
  clientId: string,
  others: RestoreOptions,
): Promise<RestoredTapis | undefined> {
  const own = await ifFound(() => restore({ ...others, clientId }));
  if (own !== undefined) return own;
  const any = await ifFound(() => findAmong(platform, others));
  const known = any?.value.session.oauthClient !== undefined;
  return any === undefined || known ? undefined : await restore(others);
}

const never = new AbortController().signal;

/** Asked for the person's sake, and to tell at once that there is none. */
async function untilEntered(ask: () => Promise<string | null> | undefined): Promise<void> {
  const answer = await ask();
  if (typeof answer === "string") return;
  throw new LoginError(
    "nobody there",
    "You cannot be asked to type in the code: this notebook is run by a program. Log in once where " +
      "you can type, or set TAPIS_BASE_URL and TAPIS_TOKEN",
  );
}
