/** `keyferry globus login` */

import { markerPermissions } from "../../../credentials/sandbox_home.ts";
import type { LoggedIn } from "../../../globus/login/logged_in.ts";
import { login } from "../../../globus/login/login.ts";
import { type AppChoice, appOf } from "../../../globus/login/login_app.ts";
import { LoginError } from "../../../credentials/errors/login_error.ts";
import { loginRequired } from "../../../globus/login/login_required.ts";
import { scopesText } from "../../../globus/auth/flows/requested_scopes.ts";
import type { AuthorizationRequirements } from "../../../http/reply/errors.ts";
import {
  httpsScope,
  makeScope,
  mergeScopes,
  scopeText,
  transferScopes,
} from "../../../globus/scopes.ts";
import { browserPermissions } from "../../../oauth/browser.ts";
import type { LoginTalk } from "../../../oauth/login_talk.ts";
import { demandNeeds, type Needs } from "../../needs.ts";
import { checkConsents } from "./check_consents.ts";
import { exitCodes, wordsOf } from "../../exit_code.ts";
import { appChoice, appNeeds, appPermissions, environmentsApp } from "./app.ts";
import type { GlobusOptions } from "../client.ts";
import { idOf } from "../place.ts";
import { type Act, type AnyCommand, type Io, jobCommand, several } from "../../terminal/job.ts";
import { MisuseError } from "../../words/misuse.ts";
import { dropUndefined } from "../../../options.ts";
import { sandboxPermissions } from "../../surroundings.ts";
import { jsonText, plain } from "../../terminal/text.ts";
import type { GlobusLoginReport } from "../json_documents.ts";

/** The options of `globus login`. */
export interface GlobusLoginOptions extends GlobusOptions {
  /** `false`: by a code that is pasted, even where there is a browser. */
  readonly browser?: boolean | undefined;
  /** What the login is for, in place of the default; each may hold several. */
  readonly scopes?: readonly string[] | undefined;
  /** Collections whose data Transfer may move on the person's behalf, by id. */
  readonly dataAccess?: readonly string[] | undefined;
  /** Collections whose files are read and written over HTTPS, by id. */
  readonly https?: readonly string[] | undefined;
  /** Identities that the login must be done with, by id or name. */
  readonly identity?: readonly string[] | undefined;
  /** Domains of which an identity must log in. */
  readonly domain?: readonly string[] | undefined;
  /** Policies that the login must meet, by id. */
  readonly policy?: readonly string[] | undefined;
  /** Log in with a second factor. */
  readonly mfa?: boolean | undefined;
  /** Log in also where the stored tokens are still good. */
  readonly force?: boolean | undefined;
  /** What the login page asks again, such as `login` for the password. */
  readonly prompt?: string | undefined;
}

/**
 * Logs in to Globus: by a browser on this machine, else by a code that is pasted unseen, or piped in.
 *
 * @param options See {@linkcode GlobusLoginOptions}.
 * @param io Where to look and to print, and who is asked.
 * @throws {MisuseError} When a collection is not named by its id.
 * @throws {LoginError} When no app is named, or the login does not come to its end.
 * @throws {PermissionNeededError} When Deno may not reach Globus Auth or write the tokens; no one was
 * asked then.
 */
export async function globusLogin(options: GlobusLoginOptions, io: Io): Promise<number> {
  const scopes = scopesOf(options);
  // What else is needed hangs on the app.
  demandNeeds(
    { needed: appPermissions(await appChoice(options, io)) },
    "Cannot tell which app logs in",
  );
  const named = await withApp(options, io);
  demandNeeds(await globusLoginNeeds(named, io), "Cannot log in");
  const report = await reportOf(named, await appChoice(named, io), scopes, io);
  if (options.json) io.out(jsonText(report));
  else if (report.identity !== undefined) {
    const { username, identity } = report;
    io.out(plain(username === undefined ? identity : `${username} (${identity})`));
  }
  return exitCodes.ok;
}

/** Asks for the app where none is known and a person can tell. */
async function withApp(options: GlobusLoginOptions, io: Io): Promise<GlobusLoginOptions> {
  const choice = await appChoice(options, io);
  if (environmentsApp(choice) !== undefined) return options;
  try {
    appOf(choice);
    return options;
  } catch (error) {
    const isNone = error instanceof LoginError && error.reason === "no app";
    if (!isNone || !io.stdinIsTerminal) throw error;
    io.err(wordsOf(error));
    const clientId = (await io.ask("Its client id: "))?.trim();
    if (!clientId) throw error;
    return { ...options, clientId };
  }
}

async function reportOf(
  options: GlobusLoginOptions,
  choice: AppChoice,
  scopes: string,
  io: Io,
): Promise<GlobusLoginReport> {
  const own = environmentsApp(choice);
  if (own !== undefined) {
    io.note(
      "GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET are set: that app needs no login, and its tokens are " +
        "fetched when they are needed",
    );
    return { state: "not needed", clientId: own.clientId };
  }
  // A token does not tell which data_access it is good for.
  const requirements = requirementsOf(options);
  const force = options.force === true || (options.dataAccess ?? []).length > 0 ||
    requirements !== undefined;
  await checkConsents(options.dataAccess ?? [], choice, io);
  const needed = force || await loginRequired({ ...choice, scopes });
  const session = await login({
    ...choice,
    scopes,
    force,
    requirements,
    talk: talkOf(io),
    ...(options.browser === false ? { flow: "paste" as const } : {}),
  });
  const { app, clientId, path, identityId, resourceServers } = session;
  io.note(
    needed
      ? `Logged in; the tokens are in ${plain(path)}`
      : `Already logged in by ${plain(path)}: --force logs in again`,
  );
  return {
    state: needed ? "logged in" : "already logged in",
    clientId,
    app,
    path,
    services: resourceServers,
    identity: identityId,
    username: await usernameOf(session),
  };
}

/** The login may be for something that does not tell who it is. */
async function usernameOf({ auth, resourceServers }: LoggedIn): Promise<string | undefined> {
  if (!resourceServers.includes("auth.globus.org")) return undefined;
  return (await auth.oauth2Userinfo()).preferred_username;
}

/** What a service may want of the session itself. */
function requirementsOf(options: GlobusLoginOptions): AuthorizationRequirements | undefined {
  const { identity, domain, policy, mfa, prompt } = options;
  const parameters = dropUndefined({
    session_required_identities: identity,
    session_required_single_domain: domain,
    session_required_policies: policy,
    session_required_mfa: mfa,
    prompt,
  });
  return Object.keys(parameters).length === 0 ? undefined : { parameters };
}

function scopesOf({ scopes = [], dataAccess = [], https = [] }: GlobusLoginOptions): string {
  const base = scopesText(scopes);
  const reach = dataAccess.map((id) => {
    const scope = `https://auth.globus.org/scopes/${idOf(id, "--data-access")}/data_access`;
    const dependencies = [makeScope(scope, { optional: true })];
    return makeScope(transferScopes.all, { dependencies });
  });
  const files = https.map((id) => httpsScope(idOf(id, "--https")));
  try {
    return scopeText(mergeScopes(base, reach, files));
  } catch (cause) {
    throw cause instanceof SyntaxError ? new MisuseError(`--scopes: ${cause.message}`) : cause;
  }
}

/** How often a code is asked for where Enter alone is pressed. */
const mostRounds = 3;

/** The link must be seen, and the code must not. */
function talkOf(io: Io): LoginTalk {
  let piped = false;
  return {
    say: (text) => io.err(text),
    async ask(question, signal): Promise<string | null> {
      if (piped) return null;
      piped = !io.stdinIsTerminal;
      for (let round = 0; round < mostRounds && !signal?.aborted; round++) {
        const text = await io.readSecret(question, signal);
        if (text.trim() !== "") return text;
        // Enter alone is a slip; the end of what is piped in is the end.
        if (piped) break;
      }
      return null;
    },
  };
}

/**
 * What {@linkcode globusLogin} needs as things stand now.
 *
 * @param options Its options.
 * @param io Where to look.
 */
export async function globusLoginNeeds(options: GlobusLoginOptions, io: Io): Promise<Needs> {
  const choice = await appChoice(options, io);
  const own = environmentsApp(choice);
  if (own !== undefined) {
    return { needed: [...sandboxPermissions(options), ...appPermissions(choice)] };
  }
  const { needed, ...rest } = await appNeeds(options, io);
  const needs = { ...rest, needed: [...needed, ...await markerPermissions(choice)] };
  if (options.browser === false) return needs;
  const browser = [{ name: "net", host: "127.0.0.1" } as const, ...browserPermissions(choice)];
  const why = "to log in by a browser on this machine";
  return { ...needs, optional: browser.map((permission) => ({ permission, why })) };
}

/**
 * The command line of {@linkcode globusLogin}.
 *
 * @param act Takes the command that was read.
 */
export function globusLoginCommand(act: Act): AnyCommand {
  return jobCommand(act, { run: globusLogin, needs: globusLoginNeeds, acts: true })
    .description(
      "Log in to Globus.\n\nThe tokens are kept where programs built on the Python SDK keep those " +
        "of the same app, and are renewed there. A browser on this machine is used where there is one; " +
        "else the link is printed, and the code it leads to is pasted unseen, or read from standard " +
        "input. The app is named by --client-id or GLOBUS_CLIENT_ID; with GLOBUS_CLIENT_SECRET next to " +
        "that it needs no login.\n\n" +
        "--json prints {state, clientId, app, identity, username, path, services}, of which state is " +
        '"logged in", "already logged in" or "not needed".',
    )
    .option("--no-browser", "Log in by a pasted code, even where there is a browser.")
    .option("--data-access <id:string>", "Let Transfer reach the data of this collection.", several)
    .option("--https <id:string>", "Read and write this collection's files over HTTPS.", several)
    .option(
      "--scopes <scopes:string>",
      "Ask for these scopes instead of the usual ones.",
      several,
    )
    .option("--identity <name:string>", "Log in with this identity, by its id or name.", several)
    .option("--domain <name:string>", "Log in with an identity of this domain.", several)
    .option("--policy <id:string>", "Log in as this policy wants it.", several)
    .option("--mfa", "Log in with a second factor.")
    .option("--prompt <what:string>", 'Have the login page ask again: "login" for the password.')
    .option("--force", "Log in also where the stored tokens are still good.")
    .example(
      "Log in",
      "keyferry globus login --client-id 61338d24-54d5-408f-a10d-66c06b59f6d2",
    )
    .example("In an SSH session", "keyferry globus login --no-browser")
    .example(
      "For a collection that asks for consent",
      "keyferry globus login --data-access 6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
    );
}
