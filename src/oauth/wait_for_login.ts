/** Waiting for a person to log in: by a browser that comes back, or by what is pasted. */

import { ApiError } from "../http/reply/errors.ts";
import { type AskedLogin, checkedCode, codeOf, isAnswer } from "./login_answer.ts";
import { stepInWords } from "../credentials/errors/step.ts";
import { LoginError } from "../credentials/errors/login_error.ts";
import type { LoginTalk } from "./login_talk.ts";
import { startLoopback } from "./loopback.ts";
import type { LoopbackPage } from "./loopback_page.ts";

/** A login that a person is to be sent to. */
export interface Visit<T> {
  /** Where to send the person. */
  readonly url: string;
  /** What its answer must fit. */
  readonly asked: AskedLogin;
  /** Ends the login: gets the tokens with the code, and keeps them. */
  finish(code: string): Promise<T>;
}

/** How a login is waited for. */
export interface WaitOptions<T> {
  /**
   * Begins a login.
   *
   * @param redirectUri Where the browser comes back to; the service's own page without it.
   */
  begin(redirectUri?: string): Promise<Visit<T>>;
  /** Talks to the person. */
  readonly talk: LoginTalk;
  /** The app's name, for the page in the browser. */
  readonly app: string;
  /** Gives up; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** How often a wrong answer may be pasted. */
const mostTries = 5;

/**
 * Shows an address, and waits for the code to be pasted: alone, or in the address that the browser ended
 * at.
 *
 * @param options How it is waited for.
 * @throws {LoginError} When no one can be asked, the input ends, or the login is refused.
 */
export async function loginByPaste<T>(options: WaitOptions<T>): Promise<T> {
  const { talk, signal } = options;
  signal.throwIfAborted();
  if (talk.ask === undefined) {
    throw new LoginError(
      "nobody there",
      "You cannot be asked to log in: there is no browser here, and no terminal",
      {
        step: {
          kind: "other",
          words:
            "log in once in a terminal, or let the program use a client id and secret of its own",
        },
      },
    );
  }
  const visit = await options.begin();
  talk.say(`To log in, open this address in any browser:\n\n    ${visit.url}\n`);
  const pasted = await askUntilGood(visit, options, signal, "Paste the code it shows in the end: ");
  if (pasted !== undefined) return pasted.result;
  signal.throwIfAborted();
  throw new LoginError("nobody there", "The input ended before the login did: start it again");
}

/** Asks until the answer is good; nothing where the input ends. */
async function askUntilGood<T>(
  visit: Visit<T>,
  { talk }: WaitOptions<T>,
  signal: AbortSignal,
  question: string,
): Promise<{ readonly result: T } | undefined> {
  for (let tries = 1; talk.ask !== undefined; tries++) {
    const text = await unlessAborted(talk.ask(question, signal), signal);
    if (text === null || signal.aborted) return undefined;
    if (text.trim() === "") continue;
    try {
      return { result: await visit.finish(await codeOf(text, visit.asked)) };
    } catch (error) {
      if (!isWrongAnswer(error) || tries >= mostTries) throw error;
      // The words alone: the person pastes again, and asks no service about the request.
      const words = error instanceof ApiError ? error.wordsWith(stepInWords) : error.message;
      talk.say(`That is not the answer to this login (${words}).`);
    }
  }
  return undefined;
}

/** Whoever asks may not know how to stop. */
function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  // An event that was before the listener is never heard of.
  if (signal.aborted) resolve(null);
  const stop = (): void => resolve(null);
  signal.addEventListener("abort", stop, { once: true });
  return Promise.race([asked, promise]).finally(() => signal.removeEventListener("abort", stop));
}

/** Something else was pasted, or the code was not copied whole. */
function isWrongAnswer(error: unknown): error is Error {
  if (error instanceof LoginError) return error.reason === "foreign answer";
  return error instanceof ApiError && (error.status === 400 || error.status === 401);
}

/**
 * Opens a browser, and waits for it to come back; meanwhile the address that it ended at may be pasted
 * as well, since the browser may be on another machine.
 *
 * @param options How it is waited for.
 * @param open Opens the browser, and says whether it could.
 * @param insist Whether to wait even if it could not.
 * @returns The result; `undefined` where no browser could be opened.
 * @throws {LoginError} When the login is refused.
 */
export async function loginByLoopback<T>(
  options: WaitOptions<T>,
  open: (url: string) => boolean | Promise<boolean>,
  insist: boolean,
): Promise<{ readonly result: T } | undefined> {
  const { talk, app, signal } = options;
  signal.throwIfAborted();
  const outcome = Promise.withResolvers<T>();
  // Nobody may be waiting for it yet, or any more.
  outcome.promise.catch(() => {});
  const visiting = Promise.withResolvers<Visit<T>>();
  visiting.promise.catch(() => {});
  let taken = false;
  const answered = async (parameters: URLSearchParams): Promise<LoopbackPage | undefined> => {
    if (!isAnswer(parameters)) return undefined;
    const visit = await visiting.promise;
    try {
      const code = await checkedCode(parameters, visit.asked);
      if (taken) return alreadyPage;
      taken = true;
      outcome.resolve(await visit.finish(code));
      return goodPage(app);
    } catch (error) {
      if (error instanceof LoginError && error.reason === "foreign answer") return foreignPage;
      taken = true;
      outcome.reject(error);
      return badPage(error);
    }
  };
  await using server = startLoopback(answered);
  const asking = new AbortController();
  const stop = (): void => {
    // What has begun is brought to its end: its code is used.
    if (!taken) outcome.reject(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const visit = await options.begin(server.redirectUri);
    visiting.resolve(visit);
    const opened = await Promise.race([open(visit.url), outcome.promise.then(() => true)]);
    if (!opened && !insist) return undefined;
    talk.say(
      `${
        opened ? "The browser was opened for the login. If it does not show" : "To log in"
      }, open ` +
        `this address on this machine:\n\n    ${visit.url}\n`,
    );
    const guarded: Visit<T> = {
      ...visit,
      async finish(code: string): Promise<T> {
        taken = true;
        try {
          return await visit.finish(code);
        } catch (error) {
          taken = false;
          throw error;
        }
      },
    };
    pastedMeanwhile(guarded, options, asking.signal).then((pasted) => {
      if (pasted !== undefined) outcome.resolve(pasted.result);
    }, outcome.reject);
    return { result: await outcome.promise };
  } catch (error) {
    visiting.reject(error);
    throw error;
  } finally {
    asking.abort();
    signal.removeEventListener("abort", stop);
  }
}

function pastedMeanwhile<T>(
  visit: Visit<T>,
  options: WaitOptions<T>,
  signal: AbortSignal,
): Promise<{ readonly result: T } | undefined> {
  const question =
    "Waiting for the browser. If it is on another machine, paste the address that it " +
    "ends at: ";
  return askUntilGood(visit, options, signal, question);
}

const alreadyPage: LoopbackPage = {
  good: true,
  title: "This login is done already",
  text: "You can close this window.",
};

const foreignPage: LoopbackPage = {
  good: false,
  title: "This answer belongs to another login",
  text: "Nothing was changed. Go back to the program and use the address that it shows.",
};

function goodPage(app: string): LoopbackPage {
  return {
    good: true,
    title: "You are logged in",
    text: `You can close this window and go back to ${app}.`,
  };
}

function badPage(error: unknown): LoopbackPage {
  const denied = error instanceof LoginError && error.reason === "denied";
  return {
    good: false,
    title: denied ? "The login was refused" : "The login failed",
    text: "You can close this window. The program says more.",
  };
}
