import { datastack } from "./_cave_calls.ts";
import type { Difference, Sent } from "../comparison/_same_requests.ts";

const usernames = "/auth/api/v1/username";

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

/** Options of CAVEclient's chunkedgraph that keyferry does not have, by the reason. */
export const untakenOptions: Readonly<Record<string, readonly string[]>> = {
  "a graph of networkx, a library of Python's": ["chunkedgraph.get_lineage_graph: as_nx_graph"],
  "deprecated there: it is `timestamp` now": ["chunkedgraph.get_latest_roots: timestamp_future"],
};

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
      "chunkedgraph.get_past_ids",
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
