/** What {@linkcode login} does. */

import { ArgumentRangeError } from "../../argument_error.ts";
import { demandPermissions } from "../../credentials/demand_permissions.ts";
import { checkDestination, isLoopback } from "../../credentials/destination.ts";
import { CredentialError } from "../../credentials/errors/errors.ts";
import { stepInWords } from "../../credentials/errors/step.ts";
import { isGranted, type Permission } from "../../credentials/permissions.ts";
import { sandboxOf } from "../../credentials/sandbox_home.ts";
import { checkedBaseUrl } from "../../http/base_url.ts";
import { behaviourKinds, checkedTimeout, type ClientOptions } from "../../http/client.ts";
import type { AuthorizationRequirements } from "../../http/reply/errors.ts";
import { reachesNetwork } from "../../http/request/observed_fetch.ts";
import { openInBrowser, reasonAgainstBrowser } from "../../oauth/browser.ts";
import { LoginError } from "../../credentials/errors/login_error.ts";
import { type LoginTalk, ownTalk } from "../../oauth/login_talk.ts";
import { loginByLoopback, loginByPaste, type WaitOptions } from "../../oauth/wait_for_login.ts";
import { confidentialAppAuthClient } from "../auth/confidential_app_auth_client.ts";
import { type NativeAppAuthClient, nativeAppAuthClient } from "../auth/native_app_auth_client.ts";
import { type Scopes, scopesText } from "../auth/flows/requested_scopes.ts";
import { serviceUrl } from "../config.ts";
import { type AppChoice, appChoiceKinds, appOf, type ChosenApp } from "./login_app.ts";
import { type LoggedIn, loggedIn } from "./logged_in.ts";
import { areEnough, type LoginStore, storeTokens, tokensOf } from "./login_tokens.ts";
import { loginParametersFor } from "../requirements.ts";
import { authScopes, mergeScopes, type Scope, scopeText } from "../scopes.ts";
import { writingOf } from "../storage/token_file.ts";
import { checkOptions, type OptionKinds, pickOptions } from "../../options.ts";

/**
 * How a login is done.
 *
 * @category Login
 */
export interface LoginOptions extends AppChoice, Omit<ClientOptions, "authorizer" | "timeoutMs"> {
  /**
   * What the tokens are for; `openid` is always added, to know who logged in.
   *
   * @default {openid, profile, email and all of Transfer}
   */
  readonly scopes?: Scopes | undefined;
  /**
   * Whether refresh tokens are wanted, so that the login lasts until it is taken back.
   *
   * @default {true}
   */
  readonly refreshTokens?: boolean | undefined;
  /**
   * How the person logs in: `loopback` by a browser on this machine, `paste` by a code that the person
   * copies; `auto` by a browser where there is one, else by a code.
   *
   * @default {"auto"}
   */
  readonly flow?: "auto" | "loopback" | "paste" | undefined;
  /** What an {@linkcode AuthorizationRequiredError} wants: the login is done in any case, and so. */
  readonly requirements?: AuthorizationRequirements | undefined;
  /**
   * Log in also where the stored tokens are still good.
   *
   * @default {false}
   */
  readonly force?: boolean | undefined;
  /** Opens an address in a browser; `false` where it could not. The machine's own by default. */
  readonly openBrowser?: ((url: string) => boolean | void | Promise<boolean | void>) | undefined;
  /** Talks to the person; the terminal or the notebook by default. */
  readonly talk?: LoginTalk | undefined;
  /**
   * How long to wait for the person, in milliseconds.
   *
   * @default {3_600_000}
   */
  readonly timeoutMs?: number | undefined;
}

/** How a login is done, as a value. */
export const loginKinds: OptionKinds<LoginOptions> = {
  ...appChoiceKinds,
  ...behaviourKinds,
  scopes: "any",
  refreshTokens: "flag",
  flow: "text",
  requirements: "object",
  force: "flag",
  openBrowser: "function",
  talk: "object",
};

const flows: readonly string[] = ["auto", "loopback", "paste"];

/** Logs in where it is needed; see {@linkcode login}. */
export async function logIn(options: LoginOptions): Promise<LoggedIn> {
  checkOptions(options, loginKinds);
  const { flow = "auto" } = options;
  if (!flows.includes(flow)) {
    throw new ArgumentRangeError(`flow is one of ${flows.join(", ")}: it is ${flow}`);
  }
  const app = appOf(options);
  demandWhatItNeeds(app, options);
  await checkAddress(app, options);
  const wanted = wantedScopes(options);
  const stored = await tokensOf(app);
  const top = wanted.filter(({ optional }) => !optional).map(({ scope }) => scope);
  const now = (options.now ?? Date.now)();
  const isNeeded = options.force || options.requirements !== undefined ||
    !areEnough(stored, top, now);
  if (isNeeded) {
    if (app.clientSecret === undefined) await loginPerson(app, wanted, options);
    else await loginApp(app, wanted, options);
  }
  // The login's own patience and signal are not those of the calls that follow.
  const { signal: _signal, timeoutMs: _timeoutMs, ...behaviour } = options;
  return loggedIn(app, await tokensOf(app), { ...behaviour, clientId: app.clientId });
}

/** What an app and a person log in for. */
function wantedScopes({ scopes, requirements }: LoginOptions): Scope[] {
  const required = requirements?.requiredScopes ?? [];
  return mergeScopes(scopesText(scopes), authScopes.openid, required.join(" "));
}

function authOptions(options: LoginOptions): Omit<ClientOptions, "authorizer"> {
  // The login's own patience and signal are for the person.
  const { signal: _signal, timeoutMs: _timeoutMs, ...behaviour } = options;
  const own = pickOptions<Omit<ClientOptions, "authorizer" | "baseUrl">>(behaviour, behaviourKinds);
  return { ...own, baseUrl: serviceUrl("auth", options).url };
}

/** Before anybody is bothered: what the login cannot do without. */
function demandWhatItNeeds(app: ChosenApp, options: LoginOptions): void {
  const { host } = new URL(checkedBaseUrl(serviceUrl("auth", options).url));
  const net: Permission[] = reachesNetwork(options.fetch) ? [{ name: "net", host }] : [];
  demandPermissions("Cannot log in", [...net, ...writingOf(app.file)]);
}

/** What is stored does not follow a variable, and a secret goes only where it belongs. */
async function checkAddress(app: ChosenApp, options: LoginOptions): Promise<void> {
  const destination = serviceUrl("auth", options);
  const { clientSecret, from } = app;
  const report = { wanted: "Globus client secret", lines: [] };
  if (clientSecret !== undefined) {
    await checkDestination({ secret: clientSecret, source: app.name, from }, destination, report);
  }
  const { chosenBy, name, url } = destination;
  if (chosenBy !== "environment") return;
  const address = URL.parse(url);
  // A variable of the shell that a sandbox prepared, whose home is the sandbox's, too.
  if (address !== null && isLoopback(address) && await sandboxOf(options) === address.origin) {
    return;
  }
  throw new CredentialError(
    `Cannot log in at ${url}, which ${name} names: the tokens of a login are stored, and a stored token ` +
      "does not follow a variable",
    { wanted: "Globus token", lines: [] },
    {
      step: { kind: "unset variable", variables: [name], or: "give the address as baseUrl" },
    },
  );
}

async function loginApp(
  app: ChosenApp,
  wanted: readonly Scope[],
  options: LoginOptions,
): Promise<void> {
  const { clientId, clientSecret = "" } = app;
  const client = confidentialAppAuthClient(clientId, clientSecret, authOptions(options));
  const { signal } = options;
  const response = await client.oauth2ClientCredentialsTokens({
    requestedScopes: scopeText(wanted),
    signal,
  });
  await storeTokens(response, { app, client, surroundings: options });
}

async function loginPerson(
  app: ChosenApp,
  wanted: readonly Scope[],
  options: LoginOptions,
): Promise<void> {
  const client = nativeAppAuthClient(app.clientId, authOptions(options));
  const timeoutMs = checkedTimeout(options.timeoutMs ?? 3_600_000);
  const patience = new AbortController();
  const timer = setTimeout(() => {
    const what = `The login was not finished within ${timeoutMs / 1000} s: start it again`;
    patience.abort(new LoginError("time-out", what));
  }, timeoutMs);
  const giveUp = (): void => {
    const cause = options.signal?.reason;
    patience.abort(new LoginError("aborted", "The login was given up", { cause }));
  };
  try {
    options.signal?.addEventListener("abort", giveUp, { once: true });
    if (options.signal?.aborted) giveUp();
    await byWhatThereIs(
      waiting({ app, client, surroundings: options }, wanted, options, patience.signal),
      options,
    );
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", giveUp);
  }
}

async function byWhatThereIs(wait: WaitOptions<void>, options: LoginOptions): Promise<void> {
  const { flow = "auto", openBrowser = (url) => openInBrowser(url, options) } = options;
  const open = async (url: string): Promise<boolean> => await openBrowser(url) !== false;
  if (flow === "loopback") {
    await loginByLoopback(wait, open, true);
    return;
  }
  if (flow === "auto") {
    const against = await reasonAgainst(options);
    if (against === undefined && await loginByLoopback(wait, open, false) !== undefined) return;
    wait.talk.say(`No browser is used here: ${against ?? "none could be opened"}.`);
  }
  await loginByPaste(wait);
}

async function reasonAgainst(options: LoginOptions): Promise<string | undefined> {
  if (!isGranted({ name: "net", host: "127.0.0.1" })) {
    const step = stepInWords({ kind: "allow", flags: ["--allow-net=127.0.0.1"] });
    return `Deno may not listen for it (${step})`;
  }
  return await reasonAgainstBrowser(options);
}

function waiting(
  store: LoginStore & { readonly client: NativeAppAuthClient },
  wanted: readonly Scope[],
  options: LoginOptions,
  signal: AbortSignal,
): WaitOptions<void> {
  const { app, client } = store;
  const { refreshTokens = true, requirements, talk = ownTalk() } = options;
  if (requirements?.message !== undefined) {
    talk.say(`Globus asks for a login: ${requirements.message}`);
  }
  return {
    talk,
    app: app.name,
    signal,
    async begin(redirectUri?: string) {
      const flow = client.oauth2StartFlow({
        requestedScopes: wanted,
        refreshTokens,
        prefillNamedGrant: grantName(app.name),
        ...(redirectUri === undefined ? {} : { redirectUri }),
      });
      return {
        url: await flow.getAuthorizeUrl(
          requirements === undefined ? {} : loginParametersFor(requirements),
        ),
        asked: {
          issuer: client.baseUrl,
          clientId: app.clientId,
          state: flow.state,
          stateless: redirectUri === undefined,
        },
        async finish(code: string): Promise<void> {
          await storeTokens(await flow.exchangeCodeForTokens(code), store);
        },
      };
    },
  };
}

/** Tells the person, in the list of consents, which of several machines it was. */
function grantName(app: string): string {
  if (!isGranted({ name: "sys", kind: "hostname" })) return app;
  return `${app} on ${Deno.hostname().replace(/\.local$/, "")}`;
}
