/** Logging in through the browser, without copying a token. Experimental: CAVEclient has nothing like it. */

import { isApiError } from "../../http/reply/errors.ts";
import { nullAuthorizer } from "../../http/authorizer.ts";
import { startLoopback } from "../../oauth/loopback.ts";
import { type CaveClient, sendForDocument } from "../send.ts";
import type { OptionKinds } from "../../options.ts";

/**
 * How a login in the browser goes.
 *
 * @category Tokens
 */
export interface BrowserLoginOptions {
  /** Open the page in the person's browser. @default {false} */
  readonly open?: boolean | undefined;
  /** Opens an address, in place of the system's own way. */
  readonly openBrowser?: ((url: string) => unknown) | undefined;
  /** Is given the address, to show it to the person. */
  readonly showUrl?: ((url: string) => void) | undefined;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** How a login in the browser goes, as a value. */
export const browserLoginKinds: OptionKinds<BrowserLoginOptions> = {
  open: "flag",
  openBrowser: "function",
  showUrl: "function",
  signal: "signal",
};

/**
 * Sends a person to the login page, and waits on 127.0.0.1 for the browser to bring the token
 * (`GET {login}/api/v1/authorize?redirect=...` of middle_auth 2.30).
 *
 * @param client A client of the global server.
 * @param show Shows or opens the address.
 * @param signal Gives up waiting; its reason is thrown.
 * @returns The token; the server lets it live for seven days.
 */
export async function tokenFromBrowser(
  client: CaveClient,
  show: (url: string) => unknown,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const giveUp = (): void => reject(signal?.reason);
  signal?.addEventListener("abort", giveUp, { once: true });
  const page = {
    good: true,
    title: "You are logged in to CAVE",
    text: "You may close this page and go back to where you started.",
  };
  try {
    const login = await Promise.race([loginAddress(client, signal), promise]);
    await using server = startLoopback((parameters) => {
      const token = parameters.get("token") || parameters.get("middle_auth_token");
      if (token) resolve(token);
      return Promise.resolve(token ? page : undefined);
      // Nobody else can tell the browser to come here, and so give us a token that is not the person's.
    }, { path: `/${crypto.randomUUID()}` });
    const url = `${login}/api/v1/authorize?redirect=${encodeURIComponent(server.redirectUri)}`;
    // To open a browser may take long, and until then nobody else waits for what gives up.
    await Promise.race([show(url), promise]);
    return await promise;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** Every CAVE host names its login page to everybody; where it does not, the usual place is taken. */
async function loginAddress(
  client: CaveClient,
  signal: AbortSignal | undefined,
): Promise<string> {
  const usual = `${client.baseUrl}/sticky_auth`;
  try {
    const open = { ...client, authorizer: nullAuthorizer() };
    const told = await sendForDocument<{ login_url?: unknown | undefined }>(
      open,
      "GET",
      "/auth_info",
      { signal },
    );
    const url = typeof told.login_url === "string" ? URL.parse(told.login_url) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? url.href.replace(/\/+$/, "") : usual;
  } catch (error) {
    if (isApiError(error)) return usual;
    throw error;
  }
}
