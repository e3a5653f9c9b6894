/** A person's token: getting one, using it, saving it. */

import { ArgumentTypeError } from "../../argument_error.ts";
import type { Secret } from "../../credentials/secret/secret.ts";
import type { Surroundings } from "../../credentials/surroundings.ts";
import { shownAs } from "../../credentials/errors/shown_as.ts";
import { openInBrowser } from "../../oauth/browser.ts";
import { saveToken, type SaveTokenOptions } from "./save_token.ts";
import { browserLoginKinds, type BrowserLoginOptions, tokenFromBrowser } from "./browser_login.ts";
import type { CaveClient } from "../send.ts";
import { changeToken, type TokenSession } from "./token_session.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/**
 * How a page is shown.
 *
 * @category Tokens
 */
export interface PageOptions {
  /**
   * Open the page in the person's browser.
   *
   * @default {false}
   */
  readonly open?: boolean | undefined;
  /** Opens an address, in place of the system's own way. */
  readonly openBrowser?: ((url: string) => unknown) | undefined;
}

const pageKinds: OptionKinds<PageOptions> = { open: "flag", openBrowser: "function" };
const setupKinds: OptionKinds<PageOptions & { readonly makeNew?: boolean | undefined }> = {
  ...pageKinds,
  makeNew: "flag",
};

/**
 * How a person gets to a token.
 *
 * @category Tokens
 */
export interface TokenSteps {
  /** The page to visit. */
  readonly url: string;
  /** What to do there and afterwards, line by line. */
  readonly text: string;
}

/**
 * How a person's token is saved.
 *
 * @category Tokens
 */
export interface SaveOwnTokenOptions
  extends Omit<SaveTokenOptions, keyof Surroundings | "serverAddress" | "localServer"> {
  /**
   * Use the token from now on.
   *
   * @default {true}
   */
  readonly switchToken?: boolean | undefined;
  /**
   * Also write the file that cloud-volume looks for: the one of the datastack's own server, as far as it is
   * known by now, or of the server that is named.
   *
   * @default {true}
   */
  readonly localServer?: boolean | string | undefined;
}

const saveOwnTokenKinds: OptionKinds<SaveOwnTokenOptions> = {
  tokenKey: "text",
  tokenFile: "text",
  overwrite: "flag",
  writeToServerFile: "flag",
  switchToken: "flag",
  localServer: "any",
};

/**
 * What an auth client does with the token itself.
 *
 * @category Tokens
 */
export interface TokenKeeping {
  /** The token, if there is one. */
  readonly token: Secret | undefined;
  /** Where the token comes from. */
  readonly source: string | undefined;
  /** The header that carries the token, for a request of one's own; empty without a token. */
  requestHeader(): Record<string, string>;
  /** Uses another token from now on, in every client of this person; writes nothing. */
  useToken(token: string | Secret): Promise<void>;
  /** How to get a further token. */
  getNewToken(options?: PageOptions): Promise<TokenSteps>;
  /** How to get to a token: a further one, or with `makeNew: false` one that is there. */
  setupToken(
    options?: PageOptions & { readonly makeNew?: boolean | undefined },
  ): Promise<TokenSteps>;
  /** The page that lists one's tokens. */
  getTokenPage(options?: PageOptions): Promise<string>;
  /**
   * Logs in through the browser and uses the token from now on; it lives for seven days. Experimental: it is
   * made after the server's source, and was tried against the sandbox alone.
   */
  logIn(options: BrowserLoginOptions): Promise<void>;
  /** Saves the token in use, or another, where CAVEclient and cloud-volume look; gives the files' paths. */
  saveToken(token?: string | Secret, options?: SaveOwnTokenOptions): Promise<string[]>;
}

/** What keeping a token depends on. */
export interface Keeper {
  readonly session: TokenSession;
  readonly serverAddress: string;
  /** The address as it was typed, which names the file. */
  readonly typedAddress: string;
  readonly surroundings: Surroundings;
  /** A client of the global server. */
  readonly client: () => CaveClient;
  readonly knownLocalServer: () => Promise<string | undefined>;
}

/** Makes what an auth client does with the token itself. */
export function tokenKeeping(keeper: Keeper): TokenKeeping {
  const { session, serverAddress } = keeper;
  const base = serverAddress.replace(/\/+$/, "");
  const pages = {
    make: `${base}/auth/api/v1/create_token`,
    list: `${base}/sticky_auth/settings/tokens`,
  };
  const setupToken = async (
    options: PageOptions & { readonly makeNew?: boolean | undefined } = {},
  ): Promise<TokenSteps> => {
    checkOptions(options, setupKinds);
    const url = options.makeNew ?? true ? pages.make : pages.list;
    await openIf(url, options, keeper.surroundings);
    return { url, text: stepsText(url) };
  };
  return {
    get token(): Secret | undefined {
      return session.token;
    },
    get source(): string | undefined {
      return session.source;
    },
    requestHeader: () => header(session.token),
    useToken: (token) => changeToken(session, token, "the caller", serverAddress),
    async getNewToken(options: PageOptions = {}): Promise<TokenSteps> {
      checkOptions(options, pageKinds);
      return await setupToken(options);
    },
    setupToken,
    async getTokenPage(options: PageOptions = {}): Promise<string> {
      checkOptions(options, pageKinds);
      await openIf(pages.list, options, keeper.surroundings);
      return pages.list;
    },
    logIn: (options) => logIn(keeper, options),
    saveToken: (token, options = {}) => saveOwn(keeper, token, options),
  };
}

async function openIf(
  url: string,
  { open = false, openBrowser }: PageOptions,
  surroundings: Surroundings,
): Promise<void> {
  if (!open) return;
  if (openBrowser === undefined) await openInBrowser(url, surroundings);
  else await openBrowser(url);
}

async function logIn(keeper: Keeper, options: BrowserLoginOptions): Promise<void> {
  checkOptions(options, browserLoginKinds);
  const { showUrl, signal } = options;
  if (showUrl === undefined && !options.open) {
    throw new ArgumentTypeError("No one would see the login page: set open, or give showUrl");
  }
  const show = async (url: string): Promise<void> => {
    showUrl?.(url);
    await openIf(url, options, keeper.surroundings);
  };
  const token = await tokenFromBrowser(keeper.client(), show, signal);
  await changeToken(keeper.session, token, "a login in the browser", keeper.serverAddress);
}

/** Earlier tokens stay good: CAVEclient's warning that they do not is out of date. */
function stepsText(url: string): string {
  return [
    `1. Visit ${url} and log in.`,
    "2. Copy the token it shows, without the quotes around it.",
    "3. Save it: await auth.saveToken(token), or for this session alone: await auth.useToken(token).",
    "A token you had before stays good; add overwrite: true to replace it in your files.",
  ].join("\n");
}

/** A plain record, but no part of it is shown when it is printed. */
function header(token: Secret | undefined): Record<string, string> {
  if (token === undefined) return {};
  const record = { Authorization: `Bearer ${token.reveal()}` };
  return shownAs(record, "{ Authorization: Secret(hidden) }");
}

async function saveOwn(
  keeper: Keeper,
  token: string | Secret | undefined,
  options: SaveOwnTokenOptions,
): Promise<string[]> {
  checkOptions(options, saveOwnTokenKinds);
  const { session, surroundings, typedAddress, serverAddress } = keeper;
  const chosen = token ?? session.token;
  if (chosen === undefined) {
    throw new ArgumentTypeError(
      "There is no token to save: give one to saveToken(), or use one first",
    );
  }
  const { switchToken = true, localServer = true, ...rest } = options;
  const local = localServer === true ? await keeper.knownLocalServer() : localServer || undefined;
  const paths = await saveToken(chosen, {
    ...surroundings,
    ...rest,
    serverAddress: typedAddress,
    ...(local === undefined ? {} : { localServer: local }),
  });
  if (switchToken) await changeToken(session, chosen, paths[0] ?? "the caller", serverAddress);
  return paths;
}
