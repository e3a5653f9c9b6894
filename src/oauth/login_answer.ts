/** What comes back from a login: a code, in the address that the browser was sent to, or alone. */

import { ArgumentTypeError } from "../argument_error.ts";
import { LoginError } from "../credentials/errors/login_error.ts";

/** What the answer must fit. */
export interface AskedLogin {
  /** The authorization server's issuer. */
  readonly issuer: string;
  /** The app. */
  readonly clientId: string;
  /** The state that was sent. */
  readonly state: string;
  /** Whether an answer without a state is taken, because the state says nothing. */
  readonly stateless: boolean;
}

/**
 * The code in an answer to a login.
 *
 * @param answer The code alone, or the whole address that the browser was sent back to.
 * @param asked What was asked.
 * @throws {LoginError} When the address says that the login was refused, belongs to another login, or
 * has no code.
 * @throws {TypeError} When the answer is empty.
 */
export async function codeOf(answer: string | URL, asked: AskedLogin): Promise<string> {
  if (typeof answer !== "string" && !(answer instanceof URL)) {
    throw new ArgumentTypeError(
      "The answer must be the code, or the address that the browser was sent to",
    );
  }
  const text = String(answer).trim();
  if (text === "") {
    throw new ArgumentTypeError("The code is empty: give what the login page showed");
  }
  const parameters = callbackParameters(text);
  return parameters === undefined ? text : await checkedCode(parameters, asked);
}

/** The parameters of a text that is an address, or the end of one. */
function callbackParameters(text: string): URLSearchParams | undefined {
  if (/^https?:\/\//i.test(text)) return URL.parse(text)?.searchParams;
  // Without its beginning, as some browsers show and copy it.
  const query = /^[^?\s]*\?(\S*)$/.exec(text)?.[1] ??
    (/^(code|error|state)=/.test(text) ? text : "");
  const parameters = new URLSearchParams(query.split("#", 1)[0]);
  return parameters.has("code") || parameters.has("error") ? parameters : undefined;
}

/**
 * The code in the parameters of a callback, once they prove to answer this login (RFC 6749 section
 * 4.1.2, RFC 9207).
 *
 * @param parameters The query of the callback.
 * @param asked What was asked.
 * @throws {LoginError} As {@linkcode codeOf}.
 */
export async function checkedCode(
  parameters: URLSearchParams,
  asked: AskedLogin,
): Promise<string> {
  const oauth = await import("oauth4webapi");
  const [server, client] = [{ issuer: asked.issuer }, { client_id: asked.clientId }];
  const open = asked.stateless && !parameters.has("state");
  let checked: URLSearchParams;
  try {
    checked = open
      ? oauth.validateAuthResponse(server, client, parameters, oauth.skipStateCheck)
      : oauth.validateAuthResponse(server, client, parameters, asked.state);
  } catch (error) {
    // The library's errors hold the whole answer, so none of them is passed on as a cause.
    throw error instanceof oauth.AuthorizationResponseError
      ? new LoginError("denied", refusalOf(parameters))
      : new LoginError(
        "foreign answer",
        "This answer belongs to another login, or to none: start the login again",
      );
  }
  const code = checked.get("code");
  if (code) return code;
  throw new LoginError("foreign answer", "The answer to the login has no code: start it again");
}

/** Whether parameters could answer any login at all. */
export function isAnswer(parameters: URLSearchParams): boolean {
  return parameters.has("code") || parameters.has("error");
}

function refusalOf(parameters: URLSearchParams): string {
  const words = ["error", "error_description"].map((name) => {
    return (parameters.get(name) ?? "").replace(/\p{Cc}+/gu, " ").trim().slice(0, 300);
  }).filter((text) => text !== "");
  return `The login was refused: ${words.join(", ")}`;
}
