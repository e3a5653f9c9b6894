/**
 * Addresses that open a stored state in a viewer of Neuroglancer, and what a viewer tells about itself.
 *
 * @module
 */

import { ArgumentTypeError } from "../../argument_error.ts";
import { nullAuthorizer } from "../../http/authorizer.ts";
import { path } from "../../http/path.ts";
import { isApiError } from "../../http/reply/errors.ts";
import { document } from "../../http/reply/shape.ts";
import { checkOptions, type OptionKinds, requiredClient, requiredText } from "../../options.ts";
import { type NodeId, nodeIdText } from "../graph/node_id.ts";
import { sendForDocument } from "../send.ts";
import type { JsonObject, StateCallOptions, StateFacts } from "./state.ts";

/**
 * The kinds of viewer there are.
 *
 * @category Neuroglancer states
 */
export type ViewerKind = "seunglab" | "cave-explorer" | "mainline" | "spelunker";

/** CAVEclient's viewer where neither a datastack nor a caller names one. */
const fallbackViewer = "https://neuroglancer.neuvue.io/";

/**
 * What a viewer tells about itself (`GET {viewer}/version.json`). The token is not sent.
 *
 * In Python: `get_neuroglancer_info()` of CAVEclient.
 *
 * @param client A state client.
 * @param options `nglUrl`, the datastack's viewer by default; `signal` gives up.
 * @returns What it tells; an empty document where it has nothing to tell (404).
 * @throws {ApiError} When the viewer answers with another error.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { startSandbox } from "@keyferry/keyferry/sandbox";
 * import { assertEquals } from "@std/assert";
 *
 * await using sandbox = await startSandbox();
 * const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
 * assertEquals(await state.getNeuroglancerInfo({ nglUrl: `${sandbox.url}/viewer` }), {});
 * ```
 *
 * @category Neuroglancer states
 */
export async function getNeuroglancerInfo(
  client: StateFacts,
  options: StateCallOptions & { readonly nglUrl?: string | undefined } = {},
): Promise<JsonObject> {
  checkOptions(options, { signal: "signal", nglUrl: "text" });
  requiredClient(client);
  const { nglUrl, ...rest } = options;
  const viewer = viewerAt(nglUrl ?? await defaultViewer(client));
  const where = `${viewer.pathname.replace(/\/+$/, "")}/version.json`;
  const { host } = viewer;
  const asked = { ...client, baseUrl: viewer.origin, authorizer: nullAuthorizer(), service: host };
  try {
    return await sendForDocument(asked, "GET", where, rest, document());
  } catch (error) {
    if (isApiError(error) && error.status === 404) return {};
    throw error;
  }
}

function viewerAt(address: string): URL {
  const url = URL.parse(address);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new ArgumentTypeError(`${JSON.stringify(address)} is not the address of a viewer`);
}

async function defaultViewer(client: StateFacts): Promise<string> {
  return await client.viewerSite?.() ?? fallbackViewer;
}

/**
 * How the address of a view is made.
 *
 * @category Neuroglancer states
 */
export interface NeuroglancerUrlOptions extends StateCallOptions {
  /** The viewer; the datastack's by default. */
  readonly nglUrl?: string | undefined;
  /** Its kind; it is asked where this is left out. */
  readonly targetSite?: ViewerKind | undefined;
  /** Whether the state's id is an address that holds the state. */
  readonly staticUrl?: boolean | undefined;
  /** Whether the id is one of segment properties: gives their source rather than a view's address. */
  readonly formatProperties?: boolean | undefined;
}

const neuroglancerUrlKinds: OptionKinds<NeuroglancerUrlOptions> = {
  signal: "signal",
  nglUrl: "text",
  targetSite: "text",
  staticUrl: "flag",
  formatProperties: "flag",
};

/**
 * The address that opens a stored state in a viewer (CAVEclient's `state.build_neuroglancer_url`).
 *
 * @param client A state client.
 * @param stateId The state's id; with `staticUrl`, an address.
 * @param options The viewer, its kind, and what the id stands for.
 * @throws {ApiError} When the viewer has to be asked for its kind and fails.
 * @throws {TypeError} When there is no such kind.
 *
 * @example
 * ```ts
 * import { client } from "@keyferry/keyferry/cave";
 * import { assertEquals } from "@std/assert";
 *
 * const { state } = client({ token: "made-up" });
 * const url = await state.buildNeuroglancerUrl(5n, {
 *   nglUrl: "https://spelunker.example.org/",
 *   targetSite: "spelunker",
 * });
 * const stored = "https://global.daf-apis.com/nglstate/api/v1/5";
 * assertEquals(url, `https://spelunker.example.org/#!middleauth+${stored}`);
 * ```
 *
 * @category Neuroglancer states
 */
export async function buildNeuroglancerUrl(
  client: StateFacts,
  stateId: NodeId,
  options: NeuroglancerUrlOptions = {},
): Promise<string> {
  checkOptions(options, neuroglancerUrlKinds);
  requiredClient(client);
  const { staticUrl = false, formatProperties = false, signal } = options;
  if (formatProperties) {
    const where = path`/nglstate/api/v1/property/${{ stateId: nodeIdText("stateId", stateId) }}`;
    return `precomputed://middleauth+${client.baseUrl}${where}`;
  }
  const state = staticUrl
    ? requiredText("stateId", stateId as string)
    : client.baseUrl + path`/nglstate/api/v1/${{ stateId: nodeIdText("stateId", stateId) }}`;
  const nglUrl = options.nglUrl ?? await defaultViewer(client);
  const call = { nglUrl, signal };
  const kind = options.targetSite ?? await kindOf(client, call);
  const viewer = nglUrl.endsWith("/") ? nglUrl : `${nglUrl}/`;
  switch (kind) {
    case "seunglab":
      return `${viewer}?json_url=${state}`;
    case "spelunker":
    case "cave-explorer":
    case "mainline":
      return `${viewer}#!${staticUrl ? "" : "middleauth+"}${state}`;
    default:
      throw new ArgumentTypeError(
        `There is no viewer of the kind ${JSON.stringify(kind)}: use seunglab, cave-explorer, ` +
          "mainline or spelunker",
      );
  }
}

async function kindOf(
  client: StateFacts,
  options: StateCallOptions & { readonly nglUrl: string },
): Promise<ViewerKind> {
  const told = await getNeuroglancerInfo(client, options);
  return Object.keys(told).length > 0 ? "spelunker" : "seunglab";
}
