import type * as cave from "../../src/cave/mod.ts";
import { isApiError } from "../../src/http/errors.ts";
import type { Row } from "./_same_requests.ts";

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
    {
      ...row("info.get_datastacks", [], () => info.getDatastacks()),
      expected: ["sandbox_cortex", "sandbox_retina", "sandbox_terms"],
    },
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
    {
      ...row("state.get_state_json", [stateId], () => state.getStateJson(stateId)),
      expected: document,
    },
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
    {
      ...row("chunkedgraph.get_root_id", [String(first)], () => {
        return graph.getRootId(first, { timestamp: day });
      }, { timestamp: moment(day) }),
      expected: String(older),
    },
    row("chunkedgraph.get_root_id", [String(first)], () => {
      return graph.getRootId(first, { timestamp: later, level2: true });
    }, { timestamp: moment(later), level2: true }),
    row("chunkedgraph.get_roots", [texts([first, second])], () => {
      return graph.getRoots([first, second], { timestamp: later });
    }, { timestamp: moment(later) }),
    row("chunkedgraph.get_roots", [texts([first])], () => {
      return graph.getRoots([first], { timestamp: day, stopLayer: 2 });
    }, { timestamp: moment(day), stop_layer: 2 }),
    {
      ...row("chunkedgraph.get_leaves", [String(root)], () => graph.getLeaves(root)),
      expected: texts([second, second + 1n, second + 2n]),
    },
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
    row("chunkedgraph.is_valid_nodes", [texts([root, older])], () => {
      return graph.isValidNodes([root, older]);
    }),
    row("chunkedgraph.is_valid_nodes", [texts([root, older])], () => {
      const span = { startTimestamp: day, endTimestamp: later };
      return graph.isValidNodes([root, older], span);
    }, { start_timestamp: moment(day), end_timestamp: moment(later) }),
    row("chunkedgraph.get_past_ids", [texts([root])], () => graph.getPastIds([root])),
    row("chunkedgraph.get_past_ids", [texts([older])], () => {
      return graph.getPastIds([older], { timestampPast: day, timestampFuture: later });
    }, { timestamp_past: moment(day), timestamp_future: moment(later) }),
    row("chunkedgraph.get_tabular_change_log", [texts([root])], () => {
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

/** What both are asked to begin with. */
export function openRow(client: cave.CaveClients, url: string): Row {
  return {
    name: "CAVEclient",
    theirs: ["open_client", { datastack_name: datastack, server_address: url }],
    ours: () => client.info.getDatastackInfo(),
    answersDiffer: "CAVEclient tells versions, keyferry the datastack's record",
  };
}
