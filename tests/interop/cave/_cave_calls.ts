import type * as cave from "../../../src/cave/mod.ts";
import { graphRows } from "./_cave_graph_calls.ts";
import { own, refused, row } from "./_cave_rows.ts";
import type { Row } from "../comparison/_same_requests.ts";

const document = { layers: [{ segments: ["864691135571546917"], f: 0.5 }], u: "café" };
const properties = { "@type": "neuroglancer_segment_properties", inline: { ids: ["1"] } };
const viewer = "https://viewer.example.org";

/** The datastack's volume. */
const volume = {
  id: 1,
  name: "sandbox_cortex_volume",
  display_name: "Sandbox volume",
  image_source: "precomputed://http://HOST/images/sandbox_cortex",
};
const record = {
  aligned_volume: volume,
  segmentation_source: "graphene://http://HOST/segmentation/table/sandbox_cortex",
  local_server: "http://HOST",
  synapse_table: "synapses",
  skeleton_source: null,
  viewer_resolution_x: 4,
  viewer_resolution_y: 4,
  viewer_resolution_z: 40,
};
const mirror = {
  name: "sandbox_mirror",
  image_source: "precomputed://http://HOST/mirror/sandbox_cortex",
};

/** The datastack of the calls. */
export const datastack = "sandbox_cortex";

/** The ids of the states of a run: the sandbox counts from here. */
const [stateId, propertyId] = ["5123456789012345601", "5123456789012345602"];

/** The calls, with each option of an operation somewhere. */
export function rowsOf(client: cave.CaveClients): readonly Row[] {
  return [...authRows(client), ...infoRows(client), ...stateRows(client), ...graphRows(client)];
}

function authRows({ auth }: cave.CaveClients): readonly Row[] {
  return [
    // A date as Python's json puts it for Flask.
    row("auth.get_tokens", [], () => auth.getTokens(), [
      { id: 1, user_id: 7, token: /^made-up secret/, created: /^\w{3}, \d\d \w{3} 20\d\d .* GMT$/ },
    ]),
    {
      ...refused("auth.get_user_information", [[7]], () => auth.getUserInformation([7])),
      answersDiffer: "only administrators may ask: keyferry falls back to names",
      expected: [{ id: 7, name: "Sandy Ferry" }],
      theirExpected: { status: 403 },
    },
    refused("auth.get_group_users", [3], () => auth.getGroupUsers(3)),
  ];
}

function infoRows({ info }: cave.CaveClients): readonly Row[] {
  return [
    // Listed are those whose terms are not signed, too.
    row("info.get_datastacks", [], () => info.getDatastacks(), [
      "sandbox_cortex",
      "sandbox_retina",
      "sandbox_terms",
    ]),
    row("info.get_datastack_info", [], () => info.getDatastackInfo(), record),
    row("info.get_aligned_volumes", [], () => info.getAlignedVolumes(), [
      "sandbox_cortex_volume",
      "sandbox_retina_volume",
      "sandbox_terms_volume",
    ]),
    row("info.get_aligned_volume_info", [], () => info.getAlignedVolumeInfo(), volume),
    row("info.get_aligned_volume_info_by_id", [1], () => {
      return info.getAlignedVolumeInfoById({ alignedVolumeId: 1 });
    }, volume),
    row("info.get_datastacks_by_aligned_volume", ["sandbox_retina_volume"], () => {
      return info.getDatastacksByAlignedVolume({ alignedVolume: "sandbox_retina_volume" });
    }, ["sandbox_retina"]),
    row("info.get_image_mirrors", [], () => info.getImageMirrors(), [mirror]),
    row("info.get_image_mirror_names", [], () => info.getImageMirrorNames(), [mirror.name]),
    row("info.local_server", [], () => info.localServer(), "http://HOST"),
    row("info.annotation_endpoint", [], () => {
      return info.annotationEndpoint();
    }, "http://HOST/annotation"),
    row("info.image_source", [], () => info.imageSource(), volume.image_source),
    row(
      "info.image_source",
      [],
      () => {
        return info.imageSource({ imageMirror: "sandbox_mirror" });
      },
      mirror.image_source,
      { image_mirror: "sandbox_mirror" },
    ),
    row("info.segmentation_source", [], () => {
      return info.segmentationSource();
    }, record.segmentation_source),
    {
      ...row("info.synapse_segmentation_source", [], () => info.synapseSegmentationSource(), null),
      ignores: "the datastack's record has no such field",
    },
    row("info.viewer_site", [], () => info.viewerSite(), "http://HOST/viewer"),
    row("info.viewer_resolution", [], () => info.viewerResolution(), [4, 4, 40]),
    {
      ...row("info.refresh_stored_data", [], () => {
        info.refreshStoredData();
        return info.getDatastackInfo().then(() => null);
      }, null),
      ignores: "it tells nothing",
    },
  ];
}

function stateRows({ state }: cave.CaveClients): readonly Row[] {
  return [
    own(
      "state.upload_state_json",
      ["state_json", { name: "upload_state_json", document }],
      () => state.uploadStateJson(document),
      stateId,
    ),
    own(
      "state.upload_property_json",
      ["state_json", { name: "upload_property_json", document: properties }],
      () => state.uploadPropertyJson(properties),
      propertyId,
    ),
    row("state.get_state_json", [stateId], () => state.getStateJson(stateId), document),
    row("state.get_property_json", [propertyId], () => {
      return state.getPropertyJson(propertyId);
    }, properties),
    row("state.state_service_endpoint", [], () => {
      return Promise.resolve(state.stateServiceEndpoint());
    }, "http://HOST/nglstate/api/v1/post"),
    own(
      "state.build_neuroglancer_url",
      ["build_url", { state_id: stateId, ngl_url: viewer, target_site: "spelunker" }],
      () => state.buildNeuroglancerUrl(stateId, { nglUrl: viewer, targetSite: "spelunker" }),
      `${viewer}/#!middleauth+http://HOST/nglstate/api/v1/${stateId}`,
    ),
    own(
      "state.build_neuroglancer_url",
      ["build_url", { state_id: stateId, ngl_url: viewer, target_site: "seunglab" }],
      () => state.buildNeuroglancerUrl(stateId, { nglUrl: viewer, targetSite: "seunglab" }),
      `${viewer}/?json_url=http://HOST/nglstate/api/v1/${stateId}`,
    ),
    {
      // Asks the datastack's viewer for its kind; the sandbox has none there.
      ...row("state.get_neuroglancer_info", [], () => state.getNeuroglancerInfo(), {}),
      ignores: "a viewer that answers anything else than its kind is an old one",
    },
  ];
}

/** What both are asked to begin with. */
export function openRow(client: cave.CaveClients, url: string): Row {
  return {
    name: "CAVEclient",
    theirs: ["open_client", { datastack_name: datastack, server_address: url }],
    ours: () => client.info.getDatastackInfo(),
    answersDiffer: "CAVEclient tells versions, keyferry the datastack's record",
    expected: record,
    theirExpected: [/^4\.\d+\.\d+$/, /^0\.\d+\.\d+$/, /^2\.\d+\.\d+$/],
  };
}
