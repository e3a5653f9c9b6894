/**
 * CAVE's state service: the states of Neuroglancer views.
 *
 * @module
 */

import { ArgumentRangeError, ArgumentTypeError } from "../../argument_error.ts";
import { nullAuthorizer } from "../../http/authorizer.ts";
import { stringifyInt64Json } from "../../http/body/int64_json.ts";
import { path, writtenQuery } from "../../http/path.ts";
import { document, id64, single } from "../../http/reply/shape.ts";
import { type NodeId, nodeIdText } from "../graph/node_id.ts";
import { type CaveClient, sendForDocument } from "../send.ts";
import { checkOptions, signalKinds } from "../../options.ts";

/**
 * A client of the state service may know the viewer of a datastack.
 *
 * @category Neuroglancer states
 */
export interface StateFacts extends CaveClient {
  /** The viewer of the datastack, where there is one. */
  readonly viewerSite?: (() => Promise<string | null>) | undefined;
}

/**
 * What every operation takes beside its own options.
 *
 * @category Neuroglancer states
 */
export interface StateCallOptions {
  /** Gives up the call. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A JSON object.
 *
 * @category Neuroglancer states
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The service labels plain text as compressed unless it is told that nothing else is understood. */
const plain = { "accept-encoding": "identity" };

/**
 * A stored state (`GET /nglstate/api/v1/{id}`, CAVEclient's `state.get_state_json`), or the one at an
 * address. The token goes to the client's own server alone; another host is asked without it.
 *
 * @param client A state client.
 * @param stateId The state's id, or an address.
 * @param options `signal` gives up.
 * @returns The state; whole numbers beyond 2^53 in it are `bigint`.
 * @throws {ApiError} When there is no such state.
 *
 * @example Store a state, and read it again
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const id = await state.uploadStateJson({ layers: [{ segments: [864691135571546917n] }] });
 * assertEquals(await state.getStateJson(id), { layers: [{ segments: [864691135571546917n] }] });
 * ```
 *
 * @category Neuroglancer states
 */
export async function getStateJson(
  client: CaveClient,
  stateId: NodeId,
  options: StateCallOptions = {},
): Promise<JsonObject> {
  checkOptions(options, signalKinds);
  const address = typeof stateId === "string" ? addressOf(stateId) : undefined;
  if (address !== undefined) return await getFrom(client, address, options);
  const id = nodeIdText("stateId", stateId);
  const call = { ...options, headers: plain };
  const asked = knowing(client, "state", id);
  return await sendForDocument(
    asked,
    "GET",
    path`/nglstate/api/v1/${{ stateId: id }}`,
    call,
    document(),
  );
}

/** Of an id that it does not know, the service says that it failed, in a page. */
function knowing(client: CaveClient, what: string, id: string): CaveClient {
  return explaining(client, `it has no ${what} ${id}, or failed`);
}

/** What a failure means that the service does not explain. */
function explaining(client: CaveClient, explanation: string): CaveClient {
  return {
    ...client,
    errorWords: (reply) => ({
      ...client.errorWords(reply),
      ...(reply.status === 500 || reply.status === 404 ? { explanation } : {}),
    }),
  };
}

function addressOf(text: string): URL | undefined {
  return URL.parse(text.replace(/^middleauth\+/, "")) ?? undefined;
}

/** The token stays with the client's own server. */
async function getFrom(
  client: CaveClient,
  url: URL,
  options: StateCallOptions,
): Promise<JsonObject> {
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new ArgumentTypeError(
      "The address of a state begins with https:// and contains no password",
    );
  }
  const own = url.origin === new URL(client.baseUrl).origin;
  const asked: CaveClient = {
    ...client,
    baseUrl: url.origin,
    ...(own ? {} : { authorizer: nullAuthorizer(), service: url.host }),
  };
  return await sendForDocument(asked, "GET", url.pathname, {
    ...options,
    headers: plain,
    query: writtenQuery(url.search),
  }, document());
}

/**
 * Stores a state (`POST /nglstate/api/v1/post`, CAVEclient's `state.upload_state_json`). It is not sent
 * again after a failure, since that might store it twice.
 *
 * @param client A state client.
 * @param jsonState The state; a `bigint` in it is written as a bare number.
 * @param options `stateId`, for the service's administrators alone, makes a new state under that id; a state
 * that is there is never replaced. `signal` gives up.
 * @returns The state's id.
 * @throws {ApiError} When the service refuses it.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const id = await state.uploadStateJson({ layers: [] });
 * assert(typeof id === "bigint");
 * ```
 *
 * @category Neuroglancer states
 */
export async function uploadStateJson(
  client: CaveClient,
  jsonState: JsonObject,
  options: StateCallOptions & { readonly stateId?: NodeId | undefined } = {},
): Promise<bigint> {
  checkOptions(options, { signal: "signal", stateId: "any" });
  return await upload(client, "/nglstate/api/v1/post", jsonState, options);
}

const idAddress = single("an address with the id of what is stored", (value) => {
  return typeof value === "string" && id64(idIn(value)) === undefined;
});

function idIn(address: string): string | undefined {
  return /.*\/(\d+)/s.exec(address)?.[1];
}

/** Without a content type, as CAVEclient sends it. */
async function upload(
  client: CaveClient,
  where: string,
  document: JsonObject,
  options: StateCallOptions & { readonly stateId?: NodeId | undefined },
): Promise<bigint> {
  const { stateId, ...rest } = options;
  const bytes = new TextEncoder().encode(stringifyInt64Json(document));
  const id = stateId === undefined ? undefined : nodeIdText("stateId", stateId);
  const place = id === undefined ? where : where + path`/${{ stateId: id }}`;
  // It says no more than that it failed where there is one of that id.
  const asked = id === undefined
    ? client
    : explaining(client, `it has a state ${id} already, which stays as it is, or failed`);
  const told = await sendForDocument<string>(asked, "POST", place, { ...rest, bytes }, idAddress);
  return BigInt(idIn(told) ?? 0);
}

/**
 * Stored segment properties (`GET /nglstate/api/v1/property/{id}/info`; state service 0.4.0 or later).
 *
 * In Python: `get_property_json()` of CAVEclient.
 *
 * @param client A state client.
 * @param stateId The id that {@linkcode uploadPropertyJson} gave.
 * @param options `signal` gives up.
 * @throws {ApiError} When there are none.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * const id = await state.uploadPropertyJson({ "@type": "neuroglancer_segment_properties" });
 * const properties = await state.getPropertyJson(id);
 * assertEquals(properties["@type"], "neuroglancer_segment_properties");
 * ```
 *
 * @category Neuroglancer states
 */
export async function getPropertyJson(
  client: CaveClient,
  stateId: NodeId,
  options: StateCallOptions = {},
): Promise<JsonObject> {
  checkOptions(options, signalKinds);
  const id = nodeIdText("stateId", stateId);
  const where = path`/nglstate/api/v1/property/${{ stateId: id }}/info`;
  const asked = knowing(client, "segment properties", id);
  return await sendForDocument(asked, "GET", where, { ...options, headers: plain }, document());
}

/**
 * Stores segment properties (`POST /nglstate/api/v1/property/post`).
 *
 * In Python: `upload_property_json()` of CAVEclient.
 *
 * @param client A state client.
 * @param propertyJson The properties.
 * @param options `stateId` replaces stored ones (for the service's administrators); `maxSize` in bytes,
 * 2,500,000 by default; `signal` gives up.
 * @returns The id.
 * @throws {RangeError} When they are larger than `maxSize`; nothing is sent.
 * @throws {ApiError} When the service refuses them.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertRejects } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * await assertRejects(() => state.uploadPropertyJson({ ids: "1,2,3" }, { maxSize: 10 }), RangeError);
 * ```
 *
 * @category Neuroglancer states
 */
export async function uploadPropertyJson(
  client: CaveClient,
  propertyJson: JsonObject,
  options: StateCallOptions & {
    readonly stateId?: NodeId | undefined;
    readonly maxSize?: number | undefined;
  } = {},
): Promise<bigint> {
  checkOptions(options, { signal: "signal", stateId: "any", maxSize: "number" });
  const { maxSize = 2_500_000, ...rest } = options;
  const size = new TextEncoder().encode(stringifyInt64Json(propertyJson)).length;
  if (size > maxSize) {
    throw new ArgumentRangeError(
      `The properties have ${size} bytes, more than ${maxSize}: leave some out, or raise maxSize`,
    );
  }
  return await upload(client, "/nglstate/api/v1/property/post", propertyJson, rest);
}

/**
 * Where states are posted to.
 *
 * @param client A state client.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const { state } = client({ token: "made-up" });
 * assertEquals(state.stateServiceEndpoint(), "https://global.daf-apis.com/nglstate/api/v1/post");
 * ```
 *
 * @category Neuroglancer states
 */
export function stateServiceEndpoint(client: CaveClient): string {
  return `${client.baseUrl}/nglstate/api/v1/post`;
}
