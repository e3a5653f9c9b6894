/**
 * The systems of Tapis v3: where files are, and whether Tapis has a credential for them.
 *
 * @module
 */

import type { Client } from "../../http/client.ts";
import { path } from "../../http/path.ts";
import { pageKinds, type PageOptions, type Pages } from "../../http/pages.ts";
import { document, filled } from "../../http/reply/shape.ts";
import { checkOptions, type OptionKinds, signalKinds } from "../../options.ts";
import { envelopeDone, envelopeResult } from "../envelope.ts";
import { envelopePages } from "../envelope_pages.ts";
import type { SignalOptions } from "../signal_options.ts";

/**
 * A system.
 *
 * @category Systems
 */
export interface SystemDocument {
  /** Its id, which names it in paths. */
  readonly id: string;
  /** What it is, such as `LINUX` or `S3`. */
  readonly systemType?: string | undefined;
  /** Its host. */
  readonly host?: string | undefined;
  /** Who owns it. */
  readonly owner?: string | undefined;
  /** Who Tapis is there: `${apiUserId}` stands for whoever asks. */
  readonly effectiveUserId?: string | undefined;
  /** What Tapis logs in there with, such as `PKI_KEYS`. */
  readonly defaultAuthnMethod?: string | undefined;
  /** Whether Tapis has a credential of that kind for it. */
  readonly hasCredentials?: boolean | undefined;
  /** Whether it is in service. */
  readonly enabled?: boolean | undefined;
  /** What the service adds. */
  readonly [key: string]: unknown;
}

/**
 * Which systems are listed.
 *
 * @category Systems
 */
export interface ListSystemsOptions extends PageOptions {
  /**
   * The person's own, those shared with everybody, or all that they may see.
   *
   * @default {"ALL"}
   */
  readonly listType?: "OWNED" | "SHARED_PUBLIC" | "ALL" | undefined;
}

const listKinds: OptionKinds<ListSystemsOptions> = {
  ...pageKinds,
  listType: "text",
};

const system = document({ id: filled });

/** What is asked of each: what the service selects by itself leaves out whether a credential is there. */
const select = "id,systemType,host,owner,effectiveUserId,defaultAuthnMethod,hasCredentials,enabled";

/**
 * The systems that the person may see, by id (`GET /v3/systems`).
 *
 * @param client A Tapis v3 client.
 * @param options See {@linkcode ListSystemsOptions}.
 * @returns The systems, fetched page by page as they are wanted.
 * @throws {ApiError} When the service refuses; while iterating.
 * @throws {RangeError} When `maxItems` or `pageSize` is not a count.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = await v3.restore({ baseUrl: sandbox.url, username, password });
 * const { items } = await tapis.listSystems().collect();
 * assertEquals(items.map(({ id }) => id), ["archive", "lab"]);
 * ```
 *
 * @category Systems
 */
export function listSystems(
  client: Client,
  options: ListSystemsOptions = {},
): Pages<SystemDocument, SystemDocument[]> {
  checkOptions(options, listKinds);
  const { listType = "ALL", ...pages } = options;
  const query = { listType, select, orderBy: "id" };
  const facts = { largest: 1000, item: system, query, offsetName: "skip" };
  return envelopePages(client, "/v3/systems", facts, pages);
}

/**
 * One system (`GET /v3/systems/{systemId}`).
 *
 * @param client A Tapis v3 client.
 * @param systemId The system's id.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is none, or the person may not see it.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = await v3.restore({ baseUrl: sandbox.url, username, password });
 * assertEquals((await tapis.getSystem("lab")).systemType, "LINUX");
 * ```
 *
 * @category Systems
 */
export async function getSystem(
  client: Client,
  systemId: string,
  options: SignalOptions = {},
): Promise<SystemDocument> {
  checkOptions(options, signalKinds);
  const at = path`/v3/systems/${{ systemId }}`;
  return await envelopeResult(client, "GET", at, options, system);
}

/**
 * Has Tapis log in to a system with the credential that it has (`POST
 * /v3/systems/credential/{systemId}/user/{userName}/check`), for systems of LINUX and S3.
 *
 * @param client A Tapis v3 client.
 * @param systemId The system's id.
 * @param userName Whose credential: the person, or the system's fixed user.
 * @param options `signal` gives up.
 * @throws {ApiError} When there is no credential, the system refuses it, or the person may not ask.
 *
 * @example
 * ```ts
 * import { v3 } from "@keyferry/keyferry/tapis";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 *
 * await using sandbox = await startSandbox();
 * const { username, password } = sandbox.tokens.tapis;
 * const tapis = await v3.restore({ baseUrl: sandbox.url, username, password });
 * await tapis.checkSystemCredential("lab", username);
 * ```
 *
 * @category Systems
 */
export async function checkSystemCredential(
  client: Client,
  systemId: string,
  userName: string,
  options: SignalOptions = {},
): Promise<void> {
  checkOptions(options, signalKinds);
  const at = path`/v3/systems/credential/${{ systemId }}/user/${{ userName }}/check`;
  await envelopeDone(client, "POST", at, options);
}
