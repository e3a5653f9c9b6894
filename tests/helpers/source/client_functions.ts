/** Every function of every client, as a caller in plain JavaScript finds it. */

import * as cave from "../../../src/cave/mod.ts";
import * as auth from "../../../src/globus/auth/mod.ts";
import * as transfer from "../../../src/globus/transfer/mod.ts";
import { v2, v3 } from "../../../src/tapis/mod.ts";
import { Secret } from "../../../src/credentials/secret/secret.ts";
import { createClient } from "../../../src/http/client.ts";
import { NetworkError } from "../../../src/http/reply/errors.ts";
import facts from "../../fixtures/globus_transfer_sdk_1_1_0.json" with { type: "json" };

/** A required argument that goes into a body alone: what it says is the service's to judge. */
export class Told {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** What a function takes, and an answer that it takes for a good one. */
export interface Sample {
  /** Its required arguments. */
  readonly args: readonly unknown[];
  /** The answer to each of its requests. */
  readonly good: unknown;
  /** The options that it cannot do without here; `undefined` for a function that has no options. */
  readonly options: Readonly<Record<string, unknown>> | undefined;
}

/** A function of a client. */
export interface ClientFunction extends Sample {
  /** Its client and name, such as `transfer.getTask`. */
  readonly name: string;
  /** Calls it at a server, to its end: all pages, all looks, the whole stream. */
  call(url: string, args: readonly unknown[], options?: unknown): Promise<unknown>;
}

type Options = Readonly<Record<string, unknown>>;
type Samples = Readonly<
  Record<string, readonly [args: readonly unknown[], good: unknown, options?: Options]>
>;
/** What the fixture says of an operation. */
interface Fact {
  readonly name: string;
  readonly path: string;
  readonly sends?: unknown;
  readonly list?: string;
  readonly pages?: { readonly key: string };
}
type Methods = Readonly<Record<string, unknown>>;

const id = "5e1f4d2a-0000-4000-8000-000000000001";
const told = (value: unknown = { made: "up" }): Told => new Told(value);
const result = { DATA_TYPE: "result", code: "Done", message: "It is done." };
const listed = { DATA: [{ id, name: "n" }], total: 1 };
const bookmark = { id, name: "n", endpoint_id: id, path: "/", pinned: false };
const task = { task_id: id, status: "SUCCEEDED", bytes_transferred: 5, files: 1 };
const batch = { DATA: [{ source_path: "/a", destination_path: "/b" }], submission_id: id };

/** What follows from an operation's facts: ids, then a body, and a list or that something is done. */
const plainSamples: Samples = Object.fromEntries(
  (facts.operations as readonly Fact[]).map(({ name, path, sends, list, pages }) => {
    const ids = (path.match(/\{\w+\}/g) ?? []).map((_, index) => index === 0 ? id : "7");
    const args = sends === "caller's" ? [...ids, told()] : ids;
    const good = (list ?? pages?.key) === "DATA" ? listed : { ...result, id };
    return [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), [args, good]];
  }),
);

const transferSamples: Samples = {
  ...plainSamples,
  // A bookmark that is not there is the caller's slip, and tests/globus/transfer/files/find_place_test.ts's matter.
  findPlace: [[id], undefined],
  getSharedEndpointList: [[id], { shared_endpoints: [{ id }], next_token: null }],
  addEndpointAclRule: [[id, told()], { ...result, access_id: 7 }],
  ...each(["addEndpointRole", "addEndpointServer"], [[id, told()], { ...result, id: 7 }]),
  ...each(["setSubscriptionId", "setSubscriptionAdminVerified"], [[id, told()], result]),
  operationMkdir: [[id, "/a"], result],
  operationStat: [[id, "/a"], { name: "a", type: "file" }],
  ...each(["operationRename", "operationSymlink"], [[id, told("/a"), told("/b")], result]),
  getBookmark: [[id], bookmark],
  updateBookmark: [[id, told()], bookmark],
  createBookmark: [[told()], bookmark],
  endpointManagerCancelTasks: [[[id], told("m")], { id: 7, done: false }],
  endpointManagerPauseTasks: [[[id], told("m")], result],
  endpointManagerResumeTasks: [[[id]], result],
  endpointGetActivationRequirements: [[id], { activated: true, expires_in: 5, DATA: [{}] }],
  getSubmissionId: [[], { value: id }],
  ...each(["submitTransfer", "submitDelete"], [[batch], { value: id, task_id: id }]),
  submitMany: [[id, id, [{ source_path: "/a", destination_path: "/b" }]], {
    ...task,
    value: id,
    DATA: [{ is_error: true, code: "X" }],
    total: 1,
  }],
  ...each(["getTask", "endpointManagerGetTask", "taskWait"], [[id], task]),
  walk: [[id], { DATA: [{ name: "a", type: "file" }], path: "/", total: 1 }],
  watchTask: [[id], { ...task, DATA: [{ is_error: true, code: "X" }], total: 1 }],
};

const collectionSamples: Samples = {
  download: [["/a"], {}],
  downloadFile: [["/a", "{folder}/down"], {}],
  // What counts is how much arrived.
  upload: [["/a", "text"], undefined],
  uploadFile: [["{folder}/up", "/a"], undefined],
};

const grant = { access_token: "a", resource_server: "r", scope: "s", expires_in: 5 };

const authSamples: Samples = {
  oauth2GetAuthorizeUrl: [["{flow}"], {}],
  oauth2ExchangeCodeForTokens: [["{flow}", "code"], grant],
  oauth2StartFlow: [["http://localhost/login"], {}],
  getIdentities: [[], { identities: [{ id, username: "u" }] }],
  oauth2RefreshToken: [["t"], { ...grant, other_tokens: [] }],
  oauth2Token: [[told({ grant_type: "made-up" })], grant],
  oauth2RevokeToken: [["t"], { active: false }],
  oauth2ValidateToken: [["t"], { active: true }],
  oauth2TokenIntrospect: [["t"], { active: true }],
  oauth2Userinfo: [[], { sub: id }],
  oauth2ClientCredentialsTokens: [[], grant],
  oauth2GetDependentTokens: [["t"], [grant]],
  decodeIdToken: [[{ id_token: "e.e.e" }], undefined],
};

const enveloped = (result: unknown): unknown => ({ status: "success", message: "", result });
const pair = { access_token: { access_token: "e30.e30.e30" }, refresh_token: {} };
const tapisTask = { uuid: id, status: "COMPLETED", totalBytesTransferred: 5 };
const oauthClient = { clientId: "c", clientKey: "k" };

const tokenPair = { accessToken: new Secret(`e30.${btoa("{}")}.e30`), refreshToken: undefined };

const v3Samples: Samples = {
  ...each(["listClients"], [[], enveloped([{ client_id: "c", client_key: "k" }])]),
  ...each(["getClient", "updateClient"], [["c"], enveloped({ client_id: "c", client_key: "k" })]),
  ownOAuthClient: [[tokenPair, "c"], enveloped({ client_id: "c", client_key: "k" })],
  createClient: [[], enveloped({ client_id: "c", client_key: "k" })],
  ...each(["deleteClient", "cancelTransferTask"], [["c"], enveloped({})]),
  createToken: [[told("u"), "p"], enveloped(pair)],
  refreshToken: [[oauthClient, "r"], enveloped(pair)],
  exchangeCode: [[oauthClient, told("c"), told("https://x.example.org/")], enveloped(pair)],
  revokeToken: [["t"], enveloped({})],
  tokenToV2: [["t"], { access_token: "a", refresh_token: "r", expires_in: 5 }],
  startDevice: [
    [told("c")],
    enveloped({
      client_id: "c",
      user_code: "u",
      device_code: "d",
      verification_uri: "https://x.example.org/device",
    }),
  ],
  waitForDevice: [[{ client_id: "c", device_code: "d" }], enveloped(pair)],
  startBrowserLogin: [["c", "https://x.example.org/"], {}],
  codeInAnswer: [["{login}", "https://x.example.org/?code=c"], undefined],
  getUserinfo: [[], enveloped({ username: "u" })],
  getProfile: [["u"], enveloped({ username: "u" })],
  listProfiles: [[], enveloped([{ username: "u" }])],
  ...each(["listTenants"], [
    [],
    enveloped([{
      tenant_id: "t",
      base_url: "https://x.example.org",
    }]),
  ]),
  getTenant: [["t"], enveloped({ tenant_id: "t", base_url: "https://x.example.org" })],
  listSites: [[], enveloped([{ site_id: "s", base_url: "https://x.example.org" }])],
  createTransferTask: [[told([{ sourceURI: "a", destinationURI: "b" }])], enveloped(tapisTask)],
  ...each(["getTransferTask", "getTransferTaskDetails", "watchTransfer", "waitForTransfer"], [
    ["t"],
    enveloped(tapisTask),
  ]),
  listTransferTasks: [[], enveloped([tapisTask])],
  listSystems: [[], enveloped([{ id: "s" }])],
  getSystem: [["s"], enveloped({ id: "s" })],
  checkSystemCredential: [["s", "u"], enveloped(null)],
  ...each(["listFiles", "statFile", "findFile"], [
    ["s", "a"],
    enveloped([
      { name: "a", path: "a", type: "file", size: 5 },
    ]),
  ]),
  ...each(["mkdir", "deleteFile"], [["s", "a"], enveloped({})]),
  ...each(["moveFile", "copyFile"], [["s", "a", "b"], enveloped({})]),
  download: [["s", "a"], {}],
  downloadFile: [["s", "a", "{folder}/down3"], {}],
  upload: [["s", "a", "text"], undefined],
  uploadFile: [["{folder}/up", "s", "a"], undefined],
};

const login = { username: "u", password: "p" };
const namedLogin = { ...login, clientName: "c" };
const v2Client = { name: "c", consumerKey: "k", consumerSecret: "s" };
const v2Keys = { apiKey: "k", apiSecret: "s" };

const v2Samples: Samples = {
  // A name is made up where none is given.
  clientsCreate: [[told("c")], enveloped(v2Client), login],
  clientsList: [[], enveloped([v2Client]), login],
  clientsGet: [["c"], enveloped(v2Client), login],
  clientsDelete: [["c"], enveloped({}), login],
  clientsSubscribe: [[told("Files"), told("v2"), told("admin")], enveloped({}), namedLogin],
  clientsSubscriptions: [[], enveloped([{ apiName: "Files" }]), namedLogin],
  clientsUnsubscribeAll: [["c"], enveloped({}), login],
  profilesGet: [[], enveloped({ username: "u" })],
  profilesSearch: [[], enveloped([{ username: "u" }])],
  createToken: [
    [told("u"), "p"],
    { access_token: "a", refresh_token: "r", expires_in: 5 },
    { oauthClient: v2Keys },
  ],
  refreshToken: [[v2Keys, "r"], { access_token: "a", refresh_token: "r", expires_in: 5 }],
};

const record = (url: string): unknown => ({
  local_server: url,
  segmentation_source: `graphene://${url}/segmentation/table/t`,
  aligned_volume: { id: 1, name: "v", image_source: "gs://bucket/images" },
  viewer_site: url,
  viewer_resolution_x: 4,
});

const caveSamples: Readonly<Record<string, Samples>> = {
  auth: {
    createToken: [[], "0123456789abcdef"],
    deleteToken: [[7], "success"],
    getGroupUsers: [[1], [{ id: 7, name: "n" }]],
    getMissingTerms: [[], [{ dataset_id: 1, dataset_name: "d" }]],
    getPermissions: [[], { id: 7, permissions_v2: { d: ["view"] } }],
    getTokens: [[], [{ id: 1, token: "0123456789abcdef" }]],
    ...each(["getUserInformation", "getUserNames"], [[[7]], [{ id: 7, name: "n" }]]),
    ...each(["isValid", "whoami"], [[], { id: 7, name: "n" }]),
  },
  info: {
    ...each([
      "getAlignedVolumeInfo",
      "getDatastackInfo",
      "annotationEndpoint",
      "imageSource",
      "localServer",
      "segmentationSource",
      "synapseSegmentationSource",
      "viewerResolution",
      "viewerSite",
    ], [[], record]),
    getAlignedVolumeInfoById: [[], record],
    ...each(["getAlignedVolumes", "getDatastacks"], [[], ["one"]]),
    getDatastacksByAlignedVolume: [[], ["one"], { alignedVolume: "v" }],
    ...each(["getImageMirrorNames", "getImageMirrors"], [[], [{ id: 1, name: "m" }]]),
  },
  state: {
    buildNeuroglancerUrl: [["7"], record],
    getNeuroglancerInfo: [[], { tag: "v" }, { nglUrl: "{url}" }],
    ...each(["getPropertyJson", "getStateJson"], [["7"], { layers: [] }]),
    ...each(["uploadPropertyJson", "uploadStateJson"], [
      [told({})],
      "https://x.example.org/nglstate/api/v1/7",
    ]),
  },
  chunkedgraph: {
    getChildren: [["5"], { children_ids: [6] }],
    getLeaves: [["5"], { leaf_ids: [6, "7"] }],
    getLeavesMany: [[["5"]], { "5": [6] }],
    getRootId: [["5"], { root_id: 6 }],
    isValidNodes: [[["5"]], { valid_roots: [5] }],
    level2ChunkGraph: [["5"], { edge_graph: [[5, 6]] }],
    segmentationInfo: [[], { scales: [] }],
    getDeltaRoots: [[1], { old_roots: [5], new_roots: [6] }],
    ...each(["getLatestRoots", "getOriginalRoots", "getLineageGraph"], [["5"], {
      timestamp: [5],
      nodes: [{ id: 5, timestamp: 5, operation_id: 1 }],
      links: [{ source: 5, target: 6 }],
    }]),
    getPastIds: [[["5"]], { past_id_map: { "5": [6] }, future_id_map: { "6": 5 } }],
    getRootTimestamps: [[["5"]], { timestamp: [5] }],
    isLatestRoots: [[["5"]], { is_latest: [true] }],
    getChangeLog: [["5"], {
      n_mergers: 1,
      n_splits: 0,
      operations_ids: [1],
      past_ids: [4],
      user_info: {},
    }],
    getMergeLog: [["5"], {
      merge_edges: [[[5, 6]]],
      merge_edge_coords: [[[[1, 2, 3]], [[4, 5, 6]]]],
    }],
    getOperationDetails: [[["1"]], { "1": { user: "7" } }],
    getTabularChangeLog: [[["5"]], {
      "5":
        '{"operation_id":{"0":1},"timestamp":{"0":5},"before_root_ids":{"0":[4]},"after_root_ids":{"0":[5]}}',
    }],
    // Their answers are bytes, eight for each id.
    getRoots: [[["5"]], undefined],
    getMinimalCoveringNodes: [[["5"]], undefined],
  },
};

/** What they take beside their arguments goes into an address as it is, or they take nothing. */
const withoutOptions = ["oauth2GetAuthorizeUrl", "startBrowserLogin", "codeInAnswer"];

/** Members of a client that are not calls of its service. */
const others = [
  ...Object.keys(createClient({ service: "x", baseUrl: "https://x.example.org" })),
  // The low level, which takes a path and gives whatever came; a check of its own holds it.
  ...["get", "post", "put", "patch", "del", "setAppName"],
  // Without a session they fail before anything is sent.
  ...["tokens", "refresh"],
  // Keeps what it is given in a file of the home's, and asks nothing of a service.
  "storeTokens",
  // Parts of a client's own making.
  ...[
    "locate",
    "answered",
    "refreshStoredData",
    "stateServiceEndpoint",
  ],
  // The token's own keeping, which asks nothing of a service.
  ...[
    "requestHeader",
    "useToken",
    "getNewToken",
    "setupToken",
    "getTokenPage",
    "logIn",
    "saveToken",
  ],
];

/**
 * All functions of all clients. A function without a sample is an error here, so that a new one is tried
 * like the others.
 *
 * @param folder A folder with a file `up`, to download to and upload from.
 */
export function clientFunctions(folder: string): ClientFunction[] {
  const sleep = shortPatience();
  const retry = { retries: 0 };
  const token = auth.accessTokenAuthorizer("made-up");
  const at = { sleep, retry, authorizer: token };
  const graph = (url: string): Methods =>
    methods(cave.chunkedgraphClient(at, { server: url, table: "t" }));
  const caveAt = (part: "auth" | "info" | "state") => (url: string): Methods => {
    const given = { token: "made-up", serverAddress: url, datastack: "ds", sleep, retry };
    const { viewerSite: _, ...client } = cave.client(given)[part] as unknown as Methods;
    return part === "state" ? client : methods(cave.client(given)[part]);
  };
  const clients: readonly [string, Samples, (url: string) => Methods][] = [
    ["transfer", transferSamples, (baseUrl) => {
      return methods(transfer.transferClient({ ...at, baseUrl }));
    }],
    ["collection", collectionSamples, (url) => methods(transfer.collectionClient(url, at))],
    ["auth", authSamples, (baseUrl) => {
      return methods(auth.confidentialAppAuthClient("app", "secret", { sleep, retry, baseUrl }));
    }],
    ["v2", v2Samples, (baseUrl) => methods(v2.tapisClient({ ...at, baseUrl }))],
    ["v3", v3Samples, (baseUrl) => methods(v3.tapisClient({ ...at, baseUrl }))],
    ["cave.auth", caveSamples.auth ?? {}, caveAt("auth")],
    ["cave.info", caveSamples.info ?? {}, caveAt("info")],
    ["cave.state", caveSamples.state ?? {}, caveAt("state")],
    ["cave.chunkedgraph", caveSamples.chunkedgraph ?? {}, graph],
  ];
  return clients.flatMap(([part, samples, clientAt]) => {
    const offered = Object.entries(clientAt("https://x.example.org"))
      .filter(([name, value]) => typeof value === "function" && isPublic(part, name))
      .map(([name]) => name);
    const unknown = [
      ...offered.filter((name) => !Object.hasOwn(samples, name)),
      ...Object.keys(samples).filter((name) => !offered.includes(name)),
    ];
    if (unknown.length > 0) {
      const facts = part === "transfer" ? ", and the fixture of its operations" : "";
      throw new Error(
        `${part}: no sample, or no function, for ${unknown.join(", ")}; see this file${facts}`,
      );
    }
    return offered.map((name): ClientFunction => {
      const [args, good, own = {}] = samples[name] ?? [[], undefined];
      return {
        name: `${part}.${name}`,
        args,
        good,
        options: withoutOptions.includes(name) ? undefined : own,
        async call(url: string, given: readonly unknown[], options: unknown = own) {
          const client = clientAt(url);
          const operation = client[name] as (...args: unknown[]) => unknown;
          const more = Object.keys(options ?? {}).length === 0 ? [] : [options];
          const filled = [...given, ...more].map((arg) => fill(arg, client, url, folder));
          return await toEnd(operation(...filled));
        },
      };
    });
  });
}

/** A function of a client as its module exports it. */
export interface FreeClientFunction {
  /** Its module and name. */
  readonly name: string;
  /** Calls it with whatever stands for a client, and good arguments otherwise, to its end. */
  call(client: unknown): Promise<unknown>;
}

const modules: readonly [string, Methods, Samples][] = [
  ["transfer", transfer, transferSamples],
  ["collection", transfer, collectionSamples],
  ["auth", auth, authSamples],
  ["v2", v2, v2Samples],
  ["v3", v3, v3Samples],
  ...Object.entries(caveSamples).map(([part, samples]): [string, Methods, Samples] => {
    return [`cave.${part}`, cave, samples];
  }),
];

/**
 * Those that take a client first, called freely.
 *
 * @param folder A folder with a file `up`, to download to and upload from.
 */
export function freeClientFunctions(folder: string): FreeClientFunction[] {
  return modules.flatMap(([part, module, samples]) => {
    return Object.entries(samples).flatMap(([name, [args, , own]]) => {
      const operation = module[name];
      if (typeof operation !== "function") return [];
      const filled = [...args, ...own === undefined ? [] : [own]].map((arg) => {
        return fill(arg, {}, "https://x.example.org", folder);
      });
      return [{
        name: `${part}.${name}`,
        call: async (client: unknown) => await toEnd(operation(client, ...filled)),
      }];
    });
  });
}

/** The functions of the modules that {@linkcode clientFunctions} tries as methods. */
export function boundFunctions(): Set<unknown> {
  const named = modules.flatMap(([, module, list]) => {
    return Object.keys(list).map((name) => module[name]);
  });
  // Without a session they fail before anything is sent, and have no options.
  const others = [v2.tokens, v2.refresh, v3.tokens, v3.refresh, cave.refreshStoredData];
  return new Set([...named, ...others, cave.stateServiceEndpoint]);
}

/** Waits not at all, and not for ever: who asks again and again is given up. */
function shortPatience(): () => Promise<void> {
  let waits = 0;
  return () => {
    if (++waits % 20 !== 0) return Promise.resolve();
    throw new NetworkError("aborted", "GET", "https://x.example.org/", "asked often enough");
  };
}

/** What its module does not export is a part of a function's making. */
function isPublic(part: string, name: string): boolean {
  if (others.includes(name)) return false;
  const module = { transfer, collection: transfer, v2, v3 }[part];
  return module === undefined || Object.hasOwn(module, name);
}

function each(names: readonly string[], sample: Samples[string]): Samples {
  return Object.fromEntries(names.map((name) => [name, sample]));
}

function methods(client: object): Methods {
  return client as Methods;
}

/** What can be made only when the server is there. */
function fill(arg: unknown, client: Methods, url: string, folder: string): unknown {
  if (arg instanceof Told) return arg.value;
  const start = client.startBrowserLogin as undefined | ((...args: unknown[]) => unknown);
  const flow = client.oauth2StartFlow as undefined | ((url: string) => unknown);
  switch (arg) {
    case "{flow}":
      return flow?.("http://localhost/login");
    case "{login}":
      return start?.("c", "https://x.example.org/");
  }
  if (typeof arg === "string") return arg.replace("{folder}", folder).replace("{url}", url);
  if (typeof arg === "object" && arg !== null && Reflect.get(arg, "nglUrl") === "{url}") {
    return { ...arg, nglUrl: url };
  }
  // Documents that are submitted are changed by it.
  return arg === batch ? structuredClone(batch) : arg;
}

/** Pages, looks and streams are followed to their end, or far enough. */
async function toEnd(started: unknown): Promise<unknown> {
  const given = await started;
  if (typeof given !== "object" || given === null) return given;
  for (const name of ["body", "stream"]) {
    const stream: unknown = Reflect.get(given, name);
    if (stream instanceof ReadableStream) return await new Response(stream).bytes();
  }
  const seen: unknown[] = [];
  if (Symbol.asyncIterator in given) {
    for await (const item of given as AsyncIterable<unknown>) {
      if (seen.push(item) > 20) break;
    }
    return seen;
  }
  if (Symbol.iterator in given) return [...given as Iterable<unknown>];
  return given;
}
