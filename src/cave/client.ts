/** Clients for CAVE's services. */

import type { Step } from "../credentials/errors/step.ts";
import { bindAll, type Bound } from "../http/bind.ts";
import { type Client, type ClientOptions, createClient, type ErrorWords } from "../http/client.ts";
import type { Reply } from "../http/reply/reply.ts";
import type { GraphClient } from "./graph/_graph_call.ts";
import * as authOperations from "./services/_auth_operations.ts";
import * as graphOperations from "./graph/_graph_operations.ts";
import * as infoOperations from "./services/_info_operations.ts";
import type { InfoFacts } from "./services/info.ts";
import { defaultServer } from "./token/secret_files.ts";
import type { CaveClient, Locate, Place } from "./send.ts";
import * as stateOperations from "./services/_state_operations.ts";
import type { StateFacts } from "./services/state.ts";
import type { TokenKeeping } from "./token/token_keeping.ts";
import { checkArguments } from "../options.ts";

/**
 * A client for the auth service, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - People and tokens: {@linkcode createToken}, {@linkcode deleteToken},
 *   {@linkcode getGroupUsers}, {@linkcode getMissingTerms}, {@linkcode getPermissions},
 *   {@linkcode getTokens}, {@linkcode getUserInformation}, {@linkcode getUserNames},
 *   {@linkcode isValid}, {@linkcode whoami}
 *
 * @category Clients
 */
export interface AuthClient
  extends CaveClient, TokenKeeping, Bound<typeof import("./services/_auth_operations.ts")> {}

/**
 * A client for the info service, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Datastacks: {@linkcode getAlignedVolumeInfo}, {@linkcode getAlignedVolumeInfoById},
 *   {@linkcode getAlignedVolumes}, {@linkcode getDatastackInfo}, {@linkcode getDatastacks},
 *   {@linkcode getDatastacksByAlignedVolume}, {@linkcode getImageMirrorNames},
 *   {@linkcode getImageMirrors}, {@linkcode refreshStoredData}, {@linkcode annotationEndpoint},
 *   {@linkcode imageSource}, {@linkcode localServer}, {@linkcode segmentationSource},
 *   {@linkcode synapseSegmentationSource}, {@linkcode viewerResolution}, {@linkcode viewerSite}
 *
 * @category Clients
 */
export interface InfoClient
  extends InfoFacts, Bound<typeof import("./services/_info_operations.ts")> {}

/**
 * A client for the state service, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Neuroglancer states: {@linkcode buildNeuroglancerUrl}, {@linkcode getNeuroglancerInfo},
 *   {@linkcode getPropertyJson}, {@linkcode getStateJson}, {@linkcode stateServiceEndpoint},
 *   {@linkcode uploadPropertyJson}, {@linkcode uploadStateJson}
 *
 * @category Clients
 */
export interface StateClient
  extends StateFacts, Bound<typeof import("./services/_state_operations.ts")> {}

/**
 * A client for a datastack's chunkedgraph, with its operations as methods.
 *
 * These functions are its methods, without their first argument:
 *
 * - Chunkedgraph: {@linkcode getChildren}, {@linkcode getLeaves}, {@linkcode getLeavesMany},
 *   {@linkcode getMinimalCoveringNodes}, {@linkcode getRootId}, {@linkcode getRoots},
 *   {@linkcode isValidNodes}, {@linkcode level2ChunkGraph}, {@linkcode segmentationInfo},
 *   {@linkcode getDeltaRoots}, {@linkcode getLatestRoots}, {@linkcode getLineageGraph},
 *   {@linkcode getOriginalRoots}, {@linkcode getPastIds}, {@linkcode getRootTimestamps},
 *   {@linkcode isLatestRoots}, {@linkcode getChangeLog}, {@linkcode getMergeLog},
 *   {@linkcode getOperationDetails}, {@linkcode getTabularChangeLog}
 *
 * @category Clients
 */
export interface ChunkedgraphClient
  extends GraphClient, Bound<typeof import("./graph/_graph_operations.ts")> {}

/**
 * What is known to a client of the info service before it asks.
 *
 * @category Clients
 */
export interface InfoChoice {
  /** The datastack that is meant where none is named. */
  readonly datastack?: string | undefined;
  /** What is known of datastacks. */
  readonly stored?: InfoFacts["stored"] | undefined;
  /** Is told of every good answer. */
  readonly answered?: InfoFacts["answered"] | undefined;
}

/**
 * A client for CAVE's info service.
 *
 * @param options Authorizer, base URL, retries, time-out; see {@linkcode ClientOptions}.
 * @param facts The datastack that is meant where none is named, and what is known before.
 * @throws {TypeError} When the address is not valid, or plain `http:` to another machine.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example List the datastacks of a sandbox
 * ```ts
 * import { infoClient } from "@keyferry/keyferry/cave";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assert } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.cave);
 * const info = infoClient({ authorizer, baseUrl: sandbox.url });
 * assert((await info.getDatastacks()).length > 0);
 * ```
 *
 * @category Clients
 */
export function infoClient(
  options: ClientOptions = {},
  facts: InfoChoice = {},
): InfoClient {
  const client = {
    datastack: facts.datastack,
    stored: facts.stored ?? new Map(),
    answered: facts.answered,
    ...createClient(serviceFacts("CAVE info"), options),
  };
  return bindAll(client, [infoOperations]);
}

/** A client for the auth service; what it does with the token itself is given. */
export function authClient(
  options: ClientOptions,
  keeping: TokenKeeping,
  answered?: () => Promise<void>,
): AuthClient {
  const client = withHook(createClient(serviceFacts("CAVE auth"), options), answered);
  const bound = bindAll(client, [authOperations]);
  // By their descriptors, since the token may change.
  return Object.defineProperties(
    bound,
    Object.getOwnPropertyDescriptors(keeping),
  ) as typeof bound & TokenKeeping;
}

/** A client for the state service. */
export function stateClient(
  options: ClientOptions,
  viewerSite?: () => Promise<string | null>,
  answered?: () => Promise<void>,
): StateClient {
  const client = withHook(createClient(serviceFacts("CAVE state"), options), answered);
  const withSite = viewerSite === undefined ? client : { ...client, viewerSite };
  return bindAll(withSite, [stateOperations]);
}

/**
 * A client for a chunkedgraph, where its server and table are known or can be found.
 *
 * @param options Authorizer, retries, time-out; see {@linkcode ClientOptions}.
 * @param place The server and the table, or what finds them with the first call.
 * @param answered Is told of every good answer.
 * @throws {TypeError} When the address is not valid, or plain `http:` to another machine.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { chunkedgraphClient } from "@keyferry/keyferry/cave";
 * import { accessTokenAuthorizer } from "@keyferry/keyferry/globus/auth";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const authorizer = accessTokenAuthorizer(sandbox.tokens.cave);
 * const graph = chunkedgraphClient({ authorizer }, { server: sandbox.url, table: "sandbox_retina" });
 * assertEquals(await graph.getRootId(89309001002349421n), 9223372036854775817n);
 * ```
 *
 * @category Clients
 */
export function chunkedgraphClient(
  options: ClientOptions,
  place: Place | Locate,
  answered?: () => Promise<void>,
): ChunkedgraphClient {
  if (typeof place !== "function") {
    checkArguments({ place }, { place: "names" });
    const { server, table } = place;
    const named = { "place.server": server, "place.table": table };
    checkArguments(named, { "place.server": "text", "place.table": "text" });
  }
  const locate: Locate = typeof place === "function" ? place : () => Promise.resolve(place);
  const facts = serviceFacts("CAVE chunkedgraph");
  const client = { ...withHook(createClient(facts, options), answered), locate };
  return bindAll(client, [graphOperations]);
}

function withHook(client: Client, answered: (() => Promise<void>) | undefined): CaveClient {
  return answered === undefined ? client : { ...client, answered };
}

/** What all CAVE services have in common. */
function serviceFacts(service: string): {
  service: string;
  baseUrl: string;
  errorWords: (reply: Reply) => ErrorWords;
  isFinal: (reply: Reply) => boolean;
} {
  return { service, baseUrl: defaultServer, errorWords, isFinal };
}

/** CAVEclient sends again after 502, 503 and 504: a 500 of these services comes back if repeated. */
function isFinal({ status }: Reply): boolean {
  return status === 500;
}

/** middle_auth's errors: `{"error": code, "message": words, "data": {...}}`, or a plain sentence. */
function errorWords(reply: Reply): ErrorWords {
  const { data } = reply;
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    const sentence = /^text\/(html|plain)$/.test(reply.contentType) &&
      /^[^<]{1,200}$/.test(reply.text);
    return {
      ...(sentence ? { explanation: reply.text.trim() } : {}),
      ...nextStep(reply, undefined),
    };
  }
  const { error, message } = data as Record<string, unknown>;
  return {
    ...(typeof error === "string" ? { apiCode: error } : {}),
    ...(typeof message === "string" ? { explanation: message } : {}),
    ...nextStep(reply, data as Record<string, unknown>),
  };
}

const getNewToken: Step = {
  kind: "log in",
  platform: "CAVE",
  again: true,
  how: "get a new token from the page that auth.getNewToken() names, and keep it with saveToken()",
  cell: 'loginInNotebook("cave", { force: true })',
};

function nextStep(reply: Reply, document: Record<string, unknown> | undefined): ErrorWords {
  if (reply.status === 401) {
    return { step: getNewToken };
  }
  const { error, data: more } = document ?? {};
  const data = recordOf(more) ?? {};
  const { tos_form_url, auth_dataset, required_permission } = data;
  if (error === "missing_tos" && typeof tos_form_url === "string") {
    return {
      step: { kind: "other", words: `accept the terms at ${tos_form_url}` },
      requirements: { message: "Terms of service wait for a signature", parameters: data },
    };
  }
  if (error === "invalid_table_id") {
    return { step: { kind: "other", words: "check the name of the datastack" } };
  }
  if (error === "missing_permission" && typeof auth_dataset === "string") {
    const wanted = typeof required_permission === "string" ? required_permission : "the";
    const words = `ask those who run ${auth_dataset} for ${wanted} permission`;
    return { step: { kind: "other", words } };
  }
  return {};
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}
