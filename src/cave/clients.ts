/** All clients of CAVE for one person and at most one datastack. */

import { ArgumentTypeError } from "../argument_error.ts";
import { shownAs } from "../credentials/errors/shown_as.ts";
import { checkDestination } from "../credentials/destination.ts";
import { revealed, Secret } from "../credentials/secret/secret.ts";
import { type Surroundings, surroundingsKinds } from "../credentials/surroundings.ts";
import { checkedBaseUrl } from "../http/base_url.ts";
import type { Authorizer } from "../http/authorizer.ts";
import { behaviourKinds, type ClientOptions, clientPart } from "../http/client.ts";
import {
  type AuthClient,
  authClient,
  type ChunkedgraphClient,
  chunkedgraphClient,
  type InfoClient,
  infoClient,
  type StateClient,
  stateClient,
} from "./client.ts";
import type { DatastackInfo } from "./services/info_documents.ts";
import { defaultServer } from "./token/secret_files.ts";
import { withScheme } from "./token/with_scheme.ts";
import { ApiError } from "../http/reply/errors.ts";
import { filled } from "../http/reply/shape.ts";
import { partOf, recordPath, usableServer } from "./services/_datastack_record.ts";
import type { CaveCallOptions, CaveReply, Locate, Place } from "./send.ts";
import { tokenKeeping } from "./token/token_keeping.ts";
import { sessionAuthorizer, type TokenSession } from "./token/token_session.ts";
import * as verbs from "./verbs.ts";
import { checkOptions, type OptionKinds } from "../options.ts";

/**
 * What does not depend on where the token comes from.
 *
 * @category Clients
 */
export interface DatastackOptions {
  /** What is known of datastacks: nothing is asked about these. */
  readonly infoCache?: Readonly<Record<string, DatastackInfo>> | undefined;
  /**
   * Leave the datastack aside: the global services alone.
   *
   * @default {false}
   */
  readonly globalOnly?: boolean | undefined;
}

/** What does not depend on where the token comes from, as a value. */
export const datastackKinds: OptionKinds<DatastackOptions> = {
  infoCache: "names",
  globalOnly: "flag",
};

/**
 * How CAVE's clients are made for those who bring everything.
 *
 * @category Clients
 */
export interface CaveOptions
  extends DatastackOptions, Surroundings, Omit<ClientOptions, "authorizer" | "baseUrl"> {
  /** The token; none for what is open to everybody. */
  readonly token?: string | Secret | undefined;
  /**
   * What puts a credential on requests, in place of a token, until `useToken()` gives one. It is asked
   * for every service, the datastack's own server included.
   */
  readonly authorizer?: Authorizer | undefined;
  /** The datastack to work with; none for the global services alone. */
  readonly datastack?: string | undefined;
  /**
   * The server of the global services.
   *
   * @default {"https://global.daf-apis.com"}
   */
  readonly serverAddress?: string | undefined;
}

/** How CAVE's clients are made for those who bring everything, as a value. */
export const caveKinds: OptionKinds<CaveOptions> = {
  ...datastackKinds,
  ...surroundingsKinds,
  ...behaviourKinds,
  token: "secret",
  authorizer: "object",
  datastack: "text",
  serverAddress: "text",
};

/**
 * CAVE's clients. They share one token: changing it reaches all of them.
 *
 * @category Clients
 */
export interface CaveClients {
  /** The auth service, and the token itself. */
  readonly auth: AuthClient;
  /** The info service. */
  readonly info: InfoClient;
  /** The state service. */
  readonly state: StateClient;
  /** The datastack's chunkedgraph; its server is found with the first call. */
  readonly chunkedgraph: ChunkedgraphClient;
  /** The datastack that was asked for. */
  readonly datastack: string | undefined;
  /** The address of the global services. */
  readonly serverAddress: string;
  /** GET from any service: those of a datastack on its own server, the others on the global one. */
  get(path: string, options?: CaveCallOptions): Promise<CaveReply>;
  /**
   * POST to any service; not retried unless `idempotent` is set, or nothing was done (429, or 503 with
   * Retry-After).
   */
  post(path: string, options?: CaveCallOptions): Promise<CaveReply>;
  /** PUT to any service. */
  put(path: string, options?: CaveCallOptions): Promise<CaveReply>;
  /**
   * PATCH to any service; not retried unless `idempotent` is set, or nothing was done (429, or 503 with
   * Retry-After).
   */
  patch(path: string, options?: CaveCallOptions): Promise<CaveReply>;
  /** DELETE to any service. */
  del(path: string, options?: CaveCallOptions): Promise<CaveReply>;
}

/** The services that a datastack's own server has. */
const localServices = /^\/(annotation|segmentation|materialize|skeletoncache|l2cache)(\/|$)/;

/**
 * CAVE's clients, for those who bring everything. Nothing is looked for, read or asked.
 *
 * @param options Token, datastack, server, and how the clients behave.
 * @throws {TypeError} When the server's address is not valid, the token cannot stand in a header, or both
 * `token` and `authorizer` are given.
 * @throws {RangeError} When `timeoutMs`, `maxBytes` or a number of `retry` is not possible.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const cave = client({
 *   token: sandbox.tokens.cave,
 *   serverAddress: sandbox.url,
 *   datastack: "sandbox_cortex",
 * });
 * assertEquals((await cave.auth.whoami()).name, "Sandy Ferry");
 * const { data } = await cave.get("/segmentation/api/version");
 * assertEquals(data, "2.21.1");
 * ```
 *
 * @category Clients
 */
export function client(options: CaveOptions = {}): CaveClients {
  checkOptions(options, caveKinds);
  const { token, authorizer } = options;
  if (token !== undefined && authorizer !== undefined) {
    throw new ArgumentTypeError("An authorizer stands in place of a token: give one of them");
  }
  const session: TokenSession = {
    token: token === undefined ? undefined : new Secret(revealed(token)),
    source: token === undefined ? undefined : "the caller",
  };
  return makeClients(session, options);
}

/** Makes the clients around a session; `answered` is told of every good answer of a global service. */
export function makeClients(
  session: TokenSession,
  options: Omit<CaveOptions, "token">,
  answered?: () => Promise<void>,
): CaveClients {
  const { infoCache = {}, globalOnly = false } = options;
  const datastack = globalOnly ? undefined : options.datastack;
  const typedAddress = options.serverAddress ?? options.sandboxOrigin ?? defaultServer;
  const serverAddress = withScheme(typedAddress);
  const call: ClientOptions = {
    ...clientPart(options),
    baseUrl: serverAddress,
    authorizer: sessionAuthorizer(session, options.authorizer),
  };
  const stored = new Map(
    Object.entries(infoCache).map(([name, record]) => [name, Promise.resolve(record)]),
  );
  const info = infoClient(call, { datastack, stored, ...(answered ? { answered } : {}) });
  const locate: Locate = async (signal) => {
    if (datastack === undefined) {
      throw new ArgumentTypeError(
        "This service belongs to a datastack: name one when the clients are made, without globalOnly",
      );
    }
    const record = await info.getDatastackInfo({ signal });
    // A record that the caller gave is the caller's word.
    const named = Object.hasOwn(infoCache, datastack) ? {} : { namedBy: info.baseUrl };
    return await placeOf(info, datastack, record, session, named);
  };
  const chunkedgraph = chunkedgraphClient(call, locate, answered);
  const keeping = tokenKeeping({
    session,
    serverAddress,
    typedAddress,
    surroundings: surroundingsOf(options),
    client: () => info,
    knownLocalServer: async () => {
      const known = datastack === undefined ? undefined : stored.get(datastack);
      const server = (await known?.catch(() => undefined))?.local_server;
      return usableServer(server) === undefined ? server : undefined;
    },
  });
  const auth = authClient(call, keeping, answered);
  const site = datastack === undefined ? undefined : () => info.viewerSite();
  const any = (path: string): Parameters<typeof verbs.get>[0] => {
    return localServices.test(path) && datastack !== undefined ? chunkedgraph : auth;
  };
  const clients: CaveClients = {
    auth,
    info,
    state: stateClient(call, site, answered),
    chunkedgraph,
    datastack,
    serverAddress,
    get: (path, options) => verbs.get(any(path), path, options),
    post: (path, options) => verbs.post(any(path), path, options),
    put: (path, options) => verbs.put(any(path), path, options),
    patch: (path, options) => verbs.patch(any(path), path, options),
    del: (path, options) => verbs.del(any(path), path, options),
  };
  return shownAs(clients, wordsOf(clients));
}

/** What clients are, for a person. */
export function wordsOf({ serverAddress, datastack }: CaveClients): string {
  const about = datastack === undefined ? "" : `, datastack ${JSON.stringify(datastack)}`;
  return `CAVE clients auth, info, state and chunkedgraph for ${serverAddress}${about}`;
}

function surroundingsOf({ env, home, sandboxOrigin }: Surroundings): Surroundings {
  return {
    ...(env === undefined ? {} : { env }),
    ...(home === undefined ? {} : { home }),
    ...(sandboxOrigin === undefined ? {} : { sandboxOrigin }),
  };
}

/** The info service names the server, so the token may go there; a sandbox's stays with its sandbox. */
async function placeOf(
  info: InfoClient,
  datastack: string,
  record: DatastackInfo,
  { token }: TokenSession,
  named: { readonly namedBy?: string | undefined },
): Promise<Place> {
  const source = partOf(info, datastack, record, "segmentation_source", filled);
  if (/^(?!graphene:|https?:)[a-z][a-z0-9]*:\/\//i.test(source)) {
    throw noGraph(info, datastack, source);
  }
  const table = source.split("/").at(-1) ?? "";
  const address = partOf(info, datastack, record, "local_server", usableServer);
  const server = checkedBaseUrl(withScheme(address));
  if (token !== undefined) {
    await checkDestination(
      { secret: token, source: "this session", from: "caller" },
      { url: server, chosenBy: "caller", name: "local_server", ...named },
      { wanted: "CAVE token", lines: [] },
    );
  }
  return { server, table };
}

function noGraph(info: InfoClient, datastack: string, source: string): ApiError {
  const name = JSON.stringify(datastack);
  return new ApiError({
    service: info.service,
    method: "GET",
    url: info.baseUrl + recordPath(datastack),
    status: 200,
    explanation: `the datastack ${name} has no chunkedgraph: its segmentation is ${source}`,
    text: "",
  });
}
