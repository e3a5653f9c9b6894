/** Logging in to CAVE from a notebook. */

import { isArgumentError } from "../../argument_error.ts";
import { caveKinds, type CaveOptions, client } from "../../cave/clients.ts";
import { type Cave, restore, restoreKinds, type RestoreOptions } from "../../cave/restore.ts";
import { saveToken, targets } from "../../cave/token/save_token.ts";
import { serverOf } from "../../cave/token/token_chain.ts";
import { askSecret, nothingPasted } from "../../credentials/secret/ask_secret.ts";
import { demandWriting } from "../../credentials/files/files.ts";
import { CredentialError } from "../../credentials/errors/errors.ts";
import { Secret } from "../../credentials/secret/secret.ts";
import { ifFound } from "./if_found.ts";
import { deskKinds, type DeskOptions, type LoginDesk, loginDesk } from "./login_desk.ts";
import { checkOptions, type OptionKinds, pickOptions } from "../../options.ts";
import { surroundingsPart } from "../../credentials/surroundings.ts";

/** How a login to CAVE is done in a notebook. */
export interface CaveLoginOptions extends DeskOptions, Omit<RestoreOptions, "token"> {
  /** The datastack to work with; none for the global services alone. */
  readonly datastack?: string | undefined;
  /**
   * Log in also where a token is stored, and replace it.
   *
   * @default {false}
   */
  readonly force?: boolean | undefined;
}

const { token: _token, ...ownKinds } = restoreKinds;
const caveLoginKinds: OptionKinds<CaveLoginOptions> = {
  ...deskKinds,
  ...ownKinds,
  datastack: "text",
  force: "flag",
};

const wanted = "CAVE token";
const instead = "set CAVE_TOKEN, or save the token once with `keyferry cave save`,";

/** Shows the link, takes the token, and keeps it once the server has taken it. */
export async function caveLogin(options: CaveLoginOptions): Promise<Cave> {
  checkOptions(options, caveLoginKinds);
  const { answer, display: _display, datastack, force = false, ...others } = options;
  const found = force ? undefined : await ifFound(() => restore(datastack, others));
  if (found !== undefined && await found.auth.isValid()) return found;
  if (found?.source === "CAVE_TOKEN") {
    throw new CredentialError(
      "CAVE does not take the token of CAVE_TOKEN, which goes before every file",
      found.report,
      { step: { kind: "replace", place: "CAVE_TOKEN", variable: true } },
    );
  }
  const { tokenFile, tokenKey } = others;
  const serverAddress = serverOf(others);
  const making = { ...pickOptions<CaveOptions>(others, caveKinds), serverAddress };
  const target = {
    ...surroundingsPart(others),
    ...tokenFile === undefined ? {} : { tokenFile },
    ...tokenKey === undefined ? {} : { tokenKey },
    serverAddress,
  };
  // Nobody is to fetch a token that cannot be kept.
  demandWriting(targets(target));
  const desk = loginDesk(options);
  const { url } = await client(making).auth.getNewToken();
  desk.say(
    `To log in to CAVE, open ${url} and copy the token that it shows, without the quotes around it.`,
  );
  await desk.told();
  const given = await answer?.(url);
  if (typeof given === "string" && given.trim() === "") throw nothingPasted(wanted);
  const token = await goodToken(
    async () =>
      typeof given === "string" ? new Secret(given.trim()) : await askSecret(wanted, { instead }),
    (token) => client({ ...making, token }).auth.isValid(),
    typeof given === "string" ? 1 : mostTries,
    `${serverAddress} does not take this CAVE token; copy it again from ${url}, whole and without the quotes`,
    desk,
  );
  await saveToken(token, { ...target, overwrite: force || found !== undefined });
  return await restore(datastack, others);
}

/** How often a person may paste a token before the cell fails. */
const mostTries = 3;

/** Asks for the token until the server takes one: what is pasted is easily cut short. */
async function goodToken(
  ask: () => Promise<Secret>,
  isGood: (token: Secret) => Promise<boolean>,
  tries: number,
  refusal: string,
  desk: LoginDesk,
): Promise<Secret> {
  const isTaken = async (token: Secret): Promise<boolean> => {
    try {
      return await isGood(token);
    } catch (error) {
      // What cannot be a token at all was pasted wrong, too.
      if (isArgumentError(error)) return false;
      throw error;
    }
  };
  for (let left = tries - 1;; left--) {
    const token = await ask();
    if (await isTaken(token)) return token;
    if (left === 0) throw new CredentialError(refusal, { wanted, lines: [] });
    desk.say(`${refusal}.`);
    await desk.told();
  }
}
