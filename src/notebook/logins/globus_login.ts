/** Logging in to Globus from a notebook. */

import type { LoggedIn } from "../../globus/login/logged_in.ts";
import { loginKinds, type LoginOptions } from "../../globus/login/log_in.ts";
import { login } from "../../globus/login/login.ts";
import { LoginError } from "../../credentials/errors/login_error.ts";
import { type LoginTalk, pasted } from "../../oauth/login_talk.ts";
import { deskKinds, type DeskOptions, loginDesk } from "./login_desk.ts";
import { checkOptions, type OptionKinds } from "../../options.ts";

/** How a login to Globus is done in a notebook. */
export interface GlobusLoginOptions
  extends DeskOptions, Omit<LoginOptions, "flow" | "openBrowser" | "talk"> {}

const { flow: _flow, openBrowser: _open, talk: _talk, ...ownKinds } = loginKinds;
const globusLoginKinds: OptionKinds<GlobusLoginOptions> = { ...deskKinds, ...ownKinds };

/** Shows the link, and takes the code. */
export async function globusLogin(options: GlobusLoginOptions): Promise<LoggedIn> {
  checkOptions(options, globusLoginKinds);
  const { answer: _answer, display: _display, ...others } = options;
  return await login({ ...others, flow: "paste", talk: talkFor(options) });
}

function talkFor(options: GlobusLoginOptions): LoginTalk {
  const { answer } = options;
  const desk = loginDesk(options);
  let link = "";
  return {
    say(text: string): void {
      link = /https?:\/\/\S+/.exec(text)?.[0] ?? link;
      desk.say(text);
    },
    async ask(question: string, signal: AbortSignal): Promise<string> {
      const text = answer === undefined
        ? pasted(await desk.ask?.(question, signal) ?? null)
        : await answer(link);
      if (typeof text === "string") return text;
      throw new LoginError(
        "nobody there",
        "You cannot be asked for the code: this notebook is run by a program. Log in once where you " +
          "can type (`keyferry globus login`, or this cell in Jupyter), or set GLOBUS_CLIENT_ID and " +
          "GLOBUS_CLIENT_SECRET of an app that logs in as itself",
      );
    },
  };
}
