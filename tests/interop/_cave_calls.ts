import type * as cave from "../../src/cave/mod.ts";
import { isApiError } from "../../src/http/errors.ts";
import type { Difference, Row, Sent } from "./_same_requests.ts";

const [first, second] = [89309001002348421n, 89309001002348426n];
const [root, older] = [864691135571546922n, 864691135571546917n];
const day = new Date("2024-01-15T00:00:00Z");
const later = new Date("2024-03-01T12:30:00.25Z");
const bounds = [[0, 100], [0, 200], [0, 40]] as const;
const document = { layers: [{ segments: ["864691135571546917"], f: 0.5 }], u: "café" };
const properties = { "@type": "neuroglancer_segment_properties", inline: { ids: ["1"] } };
const viewer = "https://viewer.example.org";

const moment = (date: Date): unknown => ({ moment: date.toISOString().replace("Z", "+00:00") });
const texts = (ids: readonly bigint[]): string[] => ids.map(String);

/** The datastack of the calls. */
export const datastack = "sandbox_cortex";

const usernames = "/auth/api/v1/username";

/** The ids of the states of a run: the sandbox counts from here. */
const [stateId, propertyId] = ["5123456789012345601", "5123456789012345602"];

/** The calls, with each option of an operation somewhere. */
export function rowsOf(client: cave.CaveClients): readonly Row[] {
  const { auth, info, state, chunkedgraph: graph } = client;
  return [
    row("auth.get_tokens", [], () => auth.getTokens()),
    {
      ...refused("auth.get_user_information", [[7]], () => auth.getUserInformation([7])),
      answersDiffer: "only administrators may ask: keyferry falls back to names",
    },
    refused("auth.get_group_users", [3], () => auth.getGroupUsers(3)),
    row("info.get_datastacks", [], () => info.getDatastacks()),
    row("info.get_datastack_info", [], () => info.getDatastackInfo()),
    row("info.get_aligned_volumes", [], () => info.getAlignedVolumes()),
    row("info.get_aligned_volume_info", [], () => info.getAlignedVolumeInfo()),
    row("info.get_aligned_volume_info_by_id", [1], () => {
      return info.getAlignedVolumeInfoById({ alignedVolumeId: 1 });
    }),
    row("info.get_datastacks_by_aligned_volume", ["sandbox_retina_volume"], () => {
      return info.getDatastacksByAlignedVolume({ alignedVolume: "sandbox_retina_volume" });
    }),
    row("info.get_image_mirrors", [], () => info.getImageMirrors()),
    row("info.get_image_mirror_names", [], () => info.getImageMirrorNames()),
    row("info.local_server", [], () => info.localServer()),
    row("info.annotation_endpoint", [], () => info.annotationEndpoint()),
    row("info.image_source", [], () => info.imageSource()),
    row("info.image_source", [], () => info.imageSource({ imageMirror: "sandbox_mirror" }), {
      image_mirror: "sandbox_mirror",
    }),
    row("info.segmentation_source", [], () => info.segmentationSource()),
    row("info.synapse_segmentation_source", [], () => info.synapseSegmentationSource()),
    row("info.viewer_site", [], () => info.viewerSite()),
    row("info.viewer_resolution", [], () => info.viewerResolution()),
    row("info.refresh_stored_data", [], () => {
      info.refreshStoredData();
      return info.getDatastackInfo().then(() => null);
    }),
    own("state.upload_state_json", ["state_json", { name: "upload_state_json", document }], () => {
      return state.uploadStateJson(document);
    }),
    own(
      "state.upload_property_json",
      ["state_json", { name: "upload_property_json", document: properties }],
      () => state.uploadPropertyJson(properties),
    ),
    row("state.get_state_json", [stateId], () => state.getStateJson(stateId)),
    row("state.get_property_json", [propertyId], () => state.getPropertyJson(propertyId)),
    row("state.state_service_endpoint", [], () => Promise.resolve(state.stateServiceEndpoint())),
    own(
      "state.build_neuroglancer_url",
      ["build_url", { state_id: stateId, ngl_url: viewer, target_site: "spelunker" }],
      () => state.buildNeuroglancerUrl(stateId, { nglUrl: viewer, targetSite: "spelunker" }),
    ),
    own(
      "state.build_neuroglancer_url",
      ["build_url", { state_id: stateId, ngl_url: viewer, target_site: "seunglab" }],
      () => state.buildNeuroglancerUrl(stateId, { nglUrl: viewer, targetSite: "seunglab" }),
    ),
    // Asks the datastack's viewer for its kind; the sandbox has none there.
    row("state.get_neuroglancer_info", [], () => state.getNeuroglancerInfo()),
    row("chunkedgraph.get_root_id", [String(first)], () => {
      return graph.getRootId(first, { timestamp: day });
    }, { timestamp: moment(day) }),
    row("chunkedgraph.get_root_id", [String(first)], () => {
      return graph.getRootId(first, { timestamp: later, level2: true });
    }, { timestamp: moment(later), level2: true }),
    row("chunkedgraph.get_roots", [texts([first, second])], () => {
      return graph.getRoots([first, second], { timestamp: later });
    }, { timestamp: moment(later) }),
    row("chunkedgraph.get_roots", [texts([first])], () => {
      return graph.getRoots([first], { timestamp: day, stopLayer: 2 });
    }, { timestamp: moment(day), stop_layer: 2 }),
    row("chunkedgraph.get_leaves", [String(root)], () => graph.getLeaves(root)),
    row("chunkedgraph.get_leaves", [String(root)], () => {
      return graph.getLeaves(root, { bounds, stopLayer: 2 });
    }, { bounds: { box: bounds }, stop_layer: 2 }),
    row("chunkedgraph.get_leaves_many", [texts([root, older])], () => {
      return graph.getLeavesMany([root, older], { bounds, stopLayer: 2 });
    }, { bounds: { box: bounds }, stop_layer: 2 }),
    row("chunkedgraph.get_children", [String(root)], () => graph.getChildren(root)),
    row("chunkedgraph.get_minimal_covering_nodes", [texts([first, second])], () => {
      return graph.getMinimalCoveringNodes([first, second]);
    }),
    row("chunkedgraph.level2_chunk_graph", [String(root)], () => graph.level2ChunkGraph(root)),
    row("chunkedgraph.level2_chunk_graph", [String(root)], () => {
      return graph.level2ChunkGraph(root, { bounds });
    }, { bounds: { box: bounds } }),
    row("chunkedgraph.get_change_log", [String(root)], () => graph.getChangeLog(root)),
    row("chunkedgraph.get_change_log", [String(root)], () => {
      return graph.getChangeLog(root, { filtered: false });
    }, { filtered: false }),
    row("chunkedgraph.get_merge_log", [String(root)], () => graph.getMergeLog(root)),
    row("chunkedgraph.get_operation_details", [[1, 2]], () => graph.getOperationDetails([1, 2])),
    row("chunkedgraph.is_latest_roots", [texts([root, older])], () => {
      return graph.isLatestRoots([root, older], { timestamp: later });
    }, { timestamp: moment(later) }),
    row("chunkedgraph.get_root_timestamps", [texts([root])], () => {
      return graph.getRootTimestamps([root], { latest: true, timestamp: later });
    }, { latest: true, timestamp: moment(later) }),
    row("chunkedgraph.get_lineage_graph", [String(root)], () => {
      return graph.getLineageGraph(root, { timestampPast: day, timestampFuture: later });
    }, { timestamp_past: moment(day), timestamp_future: moment(later) }),
    row("chunkedgraph.get_original_roots", [String(root)], () => {
      return graph.getOriginalRoots(root, { timestampPast: day });
    }, { timestamp_past: moment(day) }),
    row("chunkedgraph.get_latest_roots", [String(older)], () => {
      return graph.getLatestRoots(older, { timestamp: later });
    }, { timestamp: moment(later) }),
    row("chunkedgraph.get_latest_roots", [String(root)], () => {
      return graph.getLatestRoots(root, { timestamp: day });
    }, { timestamp: moment(day) }),
    row("chunkedgraph.get_delta_roots", [moment(day)], () => {
      const roots = graph.getDeltaRoots(day, { timestampFuture: later });
      return roots.then(({ old_roots, new_roots }) => [old_roots, new_roots]);
    }, { timestamp_future: moment(later) }),
    row("chunkedgraph.segmentation_info", [], () => graph.segmentationInfo()),
    refused("chunkedgraph.is_valid_nodes", [texts([root])], () => {
      return graph.isValidNodes([root]);
    }),
    refused("chunkedgraph.get_past_ids", [texts([root])], () => {
      return graph.getPastIds([root]);
    }),
    refused("chunkedgraph.get_tabular_change_log", [texts([root])], () => {
      return graph.getTabularChangeLog([root]);
    }),
    theirsAlone("chunkedgraph.base_resolution", []),
    theirsAlone("chunkedgraph.suggest_latest_roots", [String(older)], { timestamp: moment(later) }),
  ];
}

/** A call of the script's, by the method's name. */
function row(
  name: string,
  args: readonly unknown[],
  ours: () => Promise<unknown>,
  options: Readonly<Record<string, unknown>> = {},
): Row {
  return { name, theirs: ["call", { name, args, options }], ours };
}

/** A call that the service refuses. */
function refused(name: string, args: readonly unknown[], ours: () => Promise<unknown>): Row {
  return {
    name,
    theirs: ["refused", { name, args }],
    ours: () =>
      ours().catch((error: unknown) => {
        if (isApiError(error)) return { status: error.status };
        throw error;
      }),
  };
}

/** A call that has a verb of its own. */
function own(name: string, theirs: Row["theirs"], ours: () => Promise<unknown>): Row {
  return { name, theirs, ours };
}

/** A call that keyferry does not have. */
function theirsAlone(
  name: string,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>> = {},
): Row {
  return { name, theirs: ["call", { name, args, options }] };
}

/** Public names of CAVEclient that are in no row, by the reason. */
export const unplayed: Readonly<Record<string, readonly string[]>> = {
  "no request of its own: read where the client is opened, or from what other rows asked for": [
    ...["info", "state", "chunkedgraph"].flatMap((service) => {
      return ["api_version", "default_url_mapping", "fc", "server_address", "server_version"]
        .map((name) => `${service}.${name}`);
    }),
    ...["info", "state", "chunkedgraph"].map((service) => `${service}.raise_for_status`),
    "auth.local_server",
    "auth.local_server_filepath",
    "auth.request_header",
    "auth.token",
    "chunkedgraph.cloudvolume_path",
    "chunkedgraph.table_name",
    "chunkedgraph.timestamp",
    "info.aligned_volume_id",
    "info.aligned_volume_name",
    "info.datastack_name",
    "state.ngl_url",
  ],
  "files, and pages for a person: in a scenario of their own": [
    "auth.get_new_token",
    "auth.get_token",
    "auth.get_token_page",
    "auth.save_token",
    "auth.setup_token",
    "state.save_state_json_local",
  ],
  "opens images and meshes, which the sandbox has none of": [
    "info.image_cloudvolume",
    "info.segmentation_cloudvolume",
  ],
  "edits: the sandbox's graphs are read-only": [
    "chunkedgraph.do_merge",
    "chunkedgraph.execute_split",
    "chunkedgraph.preview_split",
    "chunkedgraph.remesh_level2_chunks",
    "chunkedgraph.undo_operation",
  ],
  "needs space: contacts, paths and affinities, which the sandbox's graphs have none of": [
    "chunkedgraph.find_path",
    "chunkedgraph.get_contact_sites",
    "chunkedgraph.get_subgraph",
  ],
  "for administrators, or of no use without a history of edits": [
    "chunkedgraph.get_oldest_timestamp",
    "chunkedgraph.get_user_operations",
  ],
};

/** What both are asked to begin with. */
export function openRow(client: cave.CaveClients, url: string): Row {
  return {
    name: "CAVEclient",
    theirs: ["open_client", { datastack_name: datastack, server_address: url }],
    ours: () => client.info.getDatastackInfo(),
    answersDiffer: "CAVEclient tells versions, keyferry the datastack's record",
  };
}

/** Where keyferry and CAVEclient differ. */
export const differences: readonly Difference[] = [
  {
    why: "keyferry does not ask services for their versions: one that is down must not stop others",
    names: ["CAVEclient"],
    of: (sent) => sent.filter(({ path }) => !/\/versions?$/.test(path)),
  },
  {
    why: "keyferry asks for names where the whole record is for administrators alone",
    names: ["auth.get_user_information"],
    of: ([asked]) => asked === undefined ? [] : [asked, { ...asked, path: usernames }],
  },
  {
    why: "keyferry asks for the record with the mirror; CAVEclient looks it up among all mirrors",
    names: ["info.image_source"],
    of: (sent) => sent.map((one) => one.path.endsWith("/image_sources") ? mirrorRecord(one) : one),
  },
  {
    why: "Python writes a whole number of seconds with .0",
    names: [
      "chunkedgraph.get_delta_roots",
      "chunkedgraph.get_latest_roots",
      "chunkedgraph.get_lineage_graph",
      "chunkedgraph.get_original_roots",
      "chunkedgraph.get_root_id",
      "chunkedgraph.get_roots",
      "chunkedgraph.is_valid_nodes",
    ],
    of: (sent) => withQuery(sent, (name, value) => [[name, value.replace(/^(\d+)\.0$/, "$1")]]),
  },
  {
    why: "keyferry leaves the present moment to the service, whose clock counts",
    names: ["chunkedgraph.get_latest_roots", "chunkedgraph.get_original_roots"],
    of: (sent) => {
      return withQuery(sent, (name, value) => name === "timestamp" ? [] : [[name, value]]);
    },
  },
];

function mirrorRecord(sent: Sent): Sent {
  return {
    ...sent,
    path: `/info/api/v2/datastack/full/${datastack}`,
    query: [["image_source_name", "sandbox_mirror"]],
  };
}

function withQuery(
  sent: readonly Sent[],
  change: (name: string, value: string) => [string, string][],
): Sent[] {
  return sent.map((one) => ({
    ...one,
    query: one.query.flatMap(([name, value]) => change(name, value)),
  }));
}
