import { ArgumentTypeError } from "../argument_error.ts";
import { answerForm, shownText } from "./server/answer_form.ts";
import type { Sandbox } from "./sandbox.ts";
import { checkArguments, checkOptions, type OptionKinds } from "../options.ts";

/** How a login is answered. */
export interface ApproveLoginOptions {
  /** Whether the person says no. @default {false} */
  deny?: boolean | undefined;
  /** The code that a device shows, for a login of Tapis v3 on another device. */
  userCode?: string | undefined;
}

const approveLoginKinds: OptionKinds<ApproveLoginOptions> = { deny: "flag", userCode: "text" };

/**
 * Does what a person does in a browser with the address of a login: opens the sandbox's page, allows
 * what the app asks for, and sees where the browser is sent then. That address is not opened. The pages
 * are those of Globus, and of Tapis v3, on this device or another.
 *
 * @param sandbox The sandbox.
 * @param authorizeUrl The address that an app opens to log in.
 * @param options `deny`; `userCode` for a login on another device.
 * @returns Where the browser is sent: the app's own address or the page that shows the code, with
 * `code` and `state`, or with `error`, in its query. A login on another device leads nowhere: then the
 * page's own address.
 * @throws {TypeError} Where the address is not the sandbox's own, or its page says that the login
 * cannot go on, or Tapis v3 has no way to do what is asked.
 *
 * @example Log in to a native app without a browser
 * ```ts
 * import { approveLogin, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertMatch } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const query = new URLSearchParams({
 *   client_id: sandbox.tokens.globusApps.other,
 *   redirect_uri: `${sandbox.url}/v2/web/auth-code`,
 *   scope: "openid",
 *   response_type: "code",
 *   code_challenge: "ZtNPunH49FD35FWYhT5Tv8I7vRKQJ8uxMaL0_9eHjNA",
 *   code_challenge_method: "S256",
 * });
 * const page = await approveLogin(sandbox, `${sandbox.url}/v2/oauth2/authorize?${query}`);
 * assertMatch(new URL(page).searchParams.get("code") ?? "", /^[0-9a-f]{32}$/);
 * ```
 */
export async function approveLogin(
  sandbox: Sandbox,
  authorizeUrl: string,
  options: ApproveLoginOptions = {},
): Promise<string> {
  checkArguments({ sandbox, authorizeUrl }, { sandbox: "names", authorizeUrl: "text" });
  checkOptions(options, approveLoginKinds);
  const url = URL.parse(authorizeUrl);
  if (url === null) throw new ArgumentTypeError("authorizeUrl must be an address");
  if (url.origin !== sandbox.url) {
    throw new ArgumentTypeError(
      `Cannot approve a login at ${url.origin}: the sandbox is ${sandbox.url}`,
    );
  }
  const key = new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
  const isTapis = url.pathname.startsWith("/v3/");
  const answered = await answerForm(url, {
    key,
    ...(isTapis ? fieldsOfV3(url, options) : { decision: options.deny ? "deny" : "approve" }),
  });
  if (answered.location !== null) return answered.location;
  if (url.pathname === devicePath && answered.status === 200) return url.href;
  const reason = [/id="detail">([^<]*)</, /role="alert">([^<]*)</, /"message":\s*"([^"]*)"/]
    .map((pattern) => shownText(answered.page, pattern)).find((text) => text !== undefined);
  throw new ArgumentTypeError(
    `Cannot approve the login, its page says: ${reason ?? `status ${answered.status}`}`,
  );
}

const devicePath = "/v3/oauth2/device";

/** The pages of Tapis v3 have no button to say no. */
function fieldsOfV3(
  url: URL,
  { deny = false, userCode }: ApproveLoginOptions,
): Record<string, string> {
  if (deny) {
    throw new ArgumentTypeError("Cannot deny a login of Tapis v3: its pages have no way to");
  }
  if (userCode !== undefined) return { user_code: userCode };
  if (url.pathname !== devicePath) return {};
  throw new ArgumentTypeError(
    "Cannot let a device in without the code that it shows: give userCode",
  );
}
