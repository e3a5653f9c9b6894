/**
 * Requests of CAVEclient 8.2.1 as they were recorded on loopback: method, target and body. JSON bodies were
 * written by Python, so they are compared by what they say.
 */

/** The token of the recording. */
export const token = "0123456789abcdef0123456789abcdef";

/** The moment of the recording, in seconds since 1970. */
export const moment = 1704164645.678901;

const segment = "864691135571546917";
const query = "return_pyarrow=False&arrow_format=False&split_positions=True&direct_sql_pandas=True";

/** What was recorded, by the call that sent it. */
export const recorded = {
  getTokens: ["GET", "/auth/api/v1/user/token", ""],
  getUserInformation: ["GET", "/auth/api/v1/user?id=1%2C22%2C3", ""],
  getGroupUsers: ["GET", "/auth/api/v1/group/5/user", ""],
  getDatastacks: ["GET", "/info/api/v2/datastacks", ""],
  getDatastackInfo: ["GET", "/info/api/v2/datastack/full/ds", ""],
  imageMirror: ["GET", "/info/api/v2/datastack/full/ds?image_source_name=m", ""],
  getAlignedVolumes: ["GET", "/info/api/v2/aligned_volume", ""],
  getAlignedVolumeInfoById: ["GET", "/info/api/v2/aligned_volume/id/1", ""],
  getDatastacksByAlignedVolume: ["GET", "/info/api/v2/aligned_volume/av/datastacks", ""],
  getImageMirrors: ["GET", "/info/api/v2/datastack/ds/image_sources", ""],
  uploadStateJson: [
    "POST",
    "/nglstate/api/v1/post",
    `{"layers": [{"segments": [${segment}, "${segment}", "9223372036854775813"], ` +
    '"pos": ["1", "2"], "f": 0.5, "s": [7]}], "u": "caf\\u00e9"}',
  ],
  getStateJson: ["GET", "/nglstate/api/v1/5123456789012345678", ""],
  getRootId: [
    "GET",
    `/segmentation/api/v1/table/tab1/node/${segment}/root?timestamp=1704164645.678901`,
    "",
  ],
  getRoots: [
    "POST",
    "/segmentation/api/v1/table/tab1/roots_binary?timestamp=1704164645.678901",
    // 864691135571546917 and 2^63 + 5, each as eight bytes, the lowest first.
    "25d32ba80100000c0500000000000080",
  ],
  queryTable: [
    "POST",
    `/materialize/api/v3/datastack/ds/version/1412/table/syn/query?${query}`,
    `{"filter_in_dict": {"syn": {"pre_pt_root_id": [${segment}]}}, ` +
    '"filter_spatial_dict": {"syn": {"ctr_pt_position": [[0, 0, 0], [1, 1, 1]]}}, "limit": 3}',
  ],
} as const;
