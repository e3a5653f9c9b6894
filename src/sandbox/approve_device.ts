import { ArgumentTypeError } from "../argument_error.ts";
import { answerForm, shownText } from "./server/answer_form.ts";
import type { Sandbox } from "./sandbox.ts";
import { checkArguments } from "../options.ts";

/**
 * Does what a person does in a browser with the page of a Tapis v3 device login: opens it, types in the
 * code that the program shows, and allows it.
 *
 * @param sandbox The sandbox.
 * @param page The page's address, `verification_uri`.
 * @param userCode The code that the program shows.
 * @throws {TypeError} Where the page is not the sandbox's own, or does not take the code.
 *
 * @example Log in to Tapis without a browser
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { approveDevice, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const login = await tapis.startDevice(sandbox.tokens.tapis.clientName);
 * await approveDevice(sandbox, login.verification_uri, login.user_code);
 * const { claims } = await tapis.waitForDevice(login, { pollingInterval: 0.1 });
 * assertEquals(claims["tapis/username"], sandbox.tokens.tapis.username);
 * ```
 */
export async function approveDevice(
  sandbox: Sandbox,
  page: string,
  userCode: string,
): Promise<void> {
  checkArguments({ sandbox, page, userCode }, { sandbox: "names", page: "text", userCode: "text" });
  const url = URL.parse(page);
  if (url === null) throw new ArgumentTypeError("page must be an address");
  if (url.origin !== sandbox.url) {
    throw new ArgumentTypeError(
      `Cannot approve a login at ${url.origin}: the sandbox is ${sandbox.url}`,
    );
  }
  const key = new URL(sandbox.pageUrl).searchParams.get("key") ?? "";
  const answered = await answerForm(url, { user_code: userCode, key });
  if (answered.status === 200) return;
  const reason = [/role="alert">([^<]*)</, /"message":\s*"([^"]*)"/]
    .map((pattern) => shownText(answered.page, pattern)).find((text) => text !== undefined) ??
    `status ${answered.status}`;
  throw new ArgumentTypeError(`Cannot approve the login: ${reason}`);
}
