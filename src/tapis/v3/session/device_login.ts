/**
 * Logging in with a code that the person types into a page, on whatever machine has a browser. Tapis's
 * way is not that of RFC 8628: it tells by its words alone how the login stands.
 *
 * @module
 */

import { ArgumentRangeError } from "../../../argument_error.ts";
import { nullAuthorizer } from "../../../http/authorizer.ts";
import type { Client } from "../../../http/client.ts";
import { ApiError } from "../../../http/reply/errors.ts";
import { lookTimes } from "../../../http/waiting/pause.ts";
import { address, document, filled } from "../../../http/reply/shape.ts";
import { LoginError } from "../../../credentials/errors/login_error.ts";
import { envelopeResult } from "../../envelope.ts";
import type { SignalOptions } from "../../signal_options.ts";
import { grant } from "./_grant.ts";
import type { TokenPair } from "./token_pair.ts";
import {
  checkOptions,
  type OptionKinds,
  requiredClient,
  requiredObject,
  requiredText,
  signalKinds,
} from "../../../options.ts";

/**
 * A login that waits for the person.
 *
 * @category Login
 */
export interface DeviceLogin {
  /** The OAuth client. */
  readonly client_id: string;
  /** What the person types in; capitals matter. */
  readonly user_code: string;
  /** What the program asks with. */
  readonly device_code: string;
  /** The page that the person opens. */
  readonly verification_uri: string;
  /** When the code ends: the service sends a date in words here, and no number of seconds. */
  readonly expires_in?: unknown | undefined;
}

/**
 * Begins a login on another device (`POST /v3/oauth2/device/code`): show the person `verification_uri`
 * and `user_code`, then call {@linkcode waitForDevice}.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param clientId The OAuth client's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When the service does not know the client.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertMatch } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const login = await tapis.startDevice(sandbox.tokens.tapis.clientName);
 * assertMatch(login.user_code, /^[A-Za-z]{8}$/);
 * ```
 *
 * @category Login
 */
export async function startDevice(
  client: Client,
  clientId: string,
  options: SignalOptions = {},
): Promise<DeviceLogin> {
  checkOptions(options, signalKinds);
  const open = { ...client, authorizer: nullAuthorizer() };
  const json = { client_id: clientId };
  return await envelopeResult(
    open,
    "POST",
    "/v3/oauth2/device/code",
    {
      json,
      signal: options.signal,
    },
    document({
      client_id: filled,
      user_code: filled,
      device_code: filled,
      verification_uri: address,
    }),
  );
}

/**
 * How long to wait for the person.
 *
 * @category Login
 */
export interface DeviceWaitOptions extends SignalOptions {
  /**
   * How long to wait between looks, in seconds, above 0.
   *
   * @default {5}
   */
  readonly pollingInterval?: number | undefined;
  /**
   * How long to wait at most, in seconds: the service forgets the code after ten minutes.
   *
   * @default {600}
   */
  readonly timeout?: number | undefined;
}

const deviceWaitKinds: OptionKinds<DeviceWaitOptions> = {
  signal: "signal",
  pollingInterval: "number",
  timeout: "number",
};

/**
 * Waits until the person has typed the code in, and gets the tokens.
 *
 * @param client A Tapis v3 client; its own credential is not used.
 * @param login What {@linkcode startDevice} gave.
 * @param options See {@linkcode DeviceWaitOptions}.
 * @throws {LoginError} When the person took too long, the code was used before, or the caller gave up.
 * @throws {ApiError} When the service refuses for another reason.
 * @throws {RangeError} When the interval is not above 0.
 *
 * @example A person types the code into the sandbox's page
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { approveDevice, startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const tapis = v3.tapisClient({ baseUrl: sandbox.url });
 * const login = await tapis.startDevice(sandbox.tokens.tapis.clientName);
 * await approveDevice(sandbox, login.verification_uri, login.user_code);
 * const pair = await tapis.waitForDevice(login, { pollingInterval: 0.1 });
 * assertEquals(pair.claims["tapis/username"], sandbox.tokens.tapis.username);
 * ```
 *
 * @category Login
 */
export async function waitForDevice(
  client: Client,
  login: DeviceLogin,
  options: DeviceWaitOptions = {},
): Promise<TokenPair> {
  checkOptions(options, deviceWaitKinds);
  requiredClient(client);
  const { pollingInterval = 5, timeout = 600, signal } = options;
  const next = lookTimes(pollingInterval);
  if (!(timeout > 0)) {
    throw new ArgumentRangeError(`timeout must be above 0 seconds: it is ${timeout}`);
  }
  const { client_id, device_code } = requiredObject("login", login);
  requiredText("login.device_code", device_code);
  const body = { client_id, grant_type: "device_code", device_code };
  const end = client.now() + timeout * 1000;
  while (true) {
    try {
      return await grant(client, undefined, body, options);
    } catch (error) {
      if (signal?.aborted) throw gaveUp(signal);
      if (!(error instanceof ApiError)) throw error;
      // The service tells them apart by its words alone.
      const words = error.explanation ?? "";
      if (/device code has expired/i.test(words)) throw tooLate();
      if (/device code not valid/i.test(words)) {
        throw new LoginError("denied", "This code is not known, or was used before: start again");
      }
      if (!/device code not ready/i.test(words)) throw error;
    }
    const waitMs = next();
    if (client.now() + waitMs > end) throw tooLate();
    try {
      await client.sleep(waitMs, signal);
    } catch (error) {
      throw signal?.aborted ? gaveUp(signal) : error;
    }
  }
}

function tooLate(): LoginError {
  return new LoginError("time-out", "The code expired before it was typed in: start again");
}

function gaveUp(signal: AbortSignal): LoginError {
  return new LoginError("aborted", "The login was given up", { cause: signal.reason });
}
