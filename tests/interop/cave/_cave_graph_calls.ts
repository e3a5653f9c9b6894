import type * as cave from "../../../src/cave/mod.ts";
import { reads, row, theirsAlone } from "./_cave_rows.ts";
import type { Row } from "../comparison/_same_requests.ts";

/** Ids as text, as both programs' answers have them here. */
const [first, second] = ["89309001002348421", "89309001002348426"];
const [piece, lastPiece] = ["161366595040165888", "161366595040165890"];
const [firstRoot, secondRoot, merged] = [
  "864691135571546917",
  "864691135571546918",
  "864691135571546920",
];
const [otherPart, part] = ["864691135571546921", "864691135571546922"];
const nothing = "864691135571546999";
const [madeAt, mergedAt, splitAt] = [1704067200, 1706745600, 1710892800];
const day = new Date("2024-01-15T00:00:00Z");
const later = new Date("2024-03-01T12:30:00.25Z");
const bounds = [[0, 100], [0, 200], [0, 40]] as const;

const moment = (date: Date): unknown => ({ moment: date.toISOString().replace("Z", "+00:00") });

/**
 * The calls of the chunkedgraph. It has five supervoxels from `first` on, three from `second` on, two more; objects 0 and 1 were
 * merged into 3 in February, which was split into 4 and 5 in March.
 */
export function graphRows({ chunkedgraph: graph }: cave.CaveClients): readonly Row[] {
  const change = {
    n_mergers: 1,
    n_splits: 1,
    operations_ids: [1, 2],
    past_ids: [firstRoot, secondRoot, merged],
    user_info: { 7: { n_mergers: 1, n_splits: 1 } },
  };
  const details = {
    1: { user: "7", added_edges: [[first, "89309001002348424"]], roots: [merged] },
    2: { user: "7", removed_edges: [["89309001002348425", second]], roots: [otherPart, part] },
  };
  return [
    row(
      "chunkedgraph.get_root_id",
      [first],
      () => {
        return graph.getRootId(first, { timestamp: day });
      },
      firstRoot,
      { timestamp: moment(day) },
    ),
    row(
      "chunkedgraph.get_root_id",
      [first],
      () => {
        return graph.getRootId(first, { timestamp: later, level2: true });
      },
      piece,
      { timestamp: moment(later), level2: true },
    ),
    reads(
      "chunkedgraph.get_roots",
      [[first, second]],
      () => {
        return graph.getRoots([first, second], { timestamp: later });
      },
      [merged, merged],
      { timestamp: moment(later) },
    ),
    reads(
      "chunkedgraph.get_roots",
      [[first]],
      () => {
        return graph.getRoots([first], { timestamp: day, stopLayer: 2 });
      },
      [piece],
      { timestamp: moment(day), stop_layer: 2 },
    ),
    row("chunkedgraph.get_leaves", [part], () => {
      return graph.getLeaves(part);
    }, [0n, 1n, 2n].map((index) => String(BigInt(second) + index))),
    row(
      "chunkedgraph.get_leaves",
      [part],
      () => {
        return graph.getLeaves(part, { bounds, stopLayer: 2 });
      },
      [lastPiece],
      { bounds: { box: bounds }, stop_layer: 2 },
    ),
    reads(
      "chunkedgraph.get_leaves_many",
      [[part, firstRoot]],
      () => {
        return graph.getLeavesMany([part, firstRoot], { bounds, stopLayer: 2 });
      },
      { [part]: [lastPiece], [firstRoot]: [piece] },
      { bounds: { box: bounds }, stop_layer: 2 },
    ),
    row("chunkedgraph.get_children", [part], () => graph.getChildren(part), [lastPiece]),
    reads("chunkedgraph.get_minimal_covering_nodes", [[first, second]], () => {
      return graph.getMinimalCoveringNodes([first, second]);
    }, [first, second]),
    // One piece alone has no other to be joined to.
    row("chunkedgraph.level2_chunk_graph", [part], () => graph.level2ChunkGraph(part), []),
    row(
      "chunkedgraph.level2_chunk_graph",
      [part],
      () => {
        return graph.level2ChunkGraph(part, { bounds });
      },
      [],
      { bounds: { box: bounds } },
    ),
    row("chunkedgraph.level2_chunk_graph", [merged], () => {
      return graph.level2ChunkGraph(merged);
    }, [0n, 1n].map((index) => [index, index + 1n].map((at) => String(BigInt(piece) + at)))),
    row("chunkedgraph.get_change_log", [part], () => graph.getChangeLog(part), change),
    row(
      "chunkedgraph.get_change_log",
      [part],
      () => {
        return graph.getChangeLog(part, { filtered: false });
      },
      change,
      { filtered: false },
    ),
    row("chunkedgraph.get_merge_log", [part], () => {
      return graph.getMergeLog(part);
    }, {
      merge_edges: [[[first, "89309001002348424"]]],
      merge_edge_coords: [[[[100, 200, 20]], [[101, 200, 20]]]],
    }),
    row("chunkedgraph.get_operation_details", [[1, 2]], () => {
      return graph.getOperationDetails([1, 2]);
    }, details),
    // The one was not made by then, the other was merged before.
    reads(
      "chunkedgraph.is_latest_roots",
      [[part, firstRoot, merged]],
      () => {
        return graph.isLatestRoots([part, firstRoot, merged], { timestamp: later });
      },
      [false, false, true],
      { timestamp: moment(later) },
    ),
    reads(
      "chunkedgraph.get_root_timestamps",
      [[firstRoot, merged]],
      () => {
        return graph.getRootTimestamps([firstRoot, merged], { timestamp: later });
      },
      [madeAt, mergedAt],
      { timestamp: moment(later) },
    ),
    reads(
      "chunkedgraph.get_root_timestamps",
      [[firstRoot]],
      () => {
        return graph.getRootTimestamps([firstRoot], { latest: true, timestamp: later });
      },
      [mergedAt - 0.001],
      { latest: true, timestamp: moment(later) },
    ),
    reads("chunkedgraph.get_lineage_graph", [part], () => {
      return graph.getLineageGraph(part, { timestampPast: day, timestampFuture: later });
    }, {
      nodes: [
        // The real service adds a node before it looks at its time: this is past the border.
        { id: part, timestamp: splitAt },
        { id: merged, timestamp: mergedAt, operation_id: 2 },
        { id: firstRoot, timestamp: madeAt, operation_id: 1 },
        { id: secondRoot, timestamp: madeAt, operation_id: 1 },
      ],
      links: [
        { source: merged, target: part },
        { source: firstRoot, target: merged },
        { source: secondRoot, target: merged },
      ],
    }, { timestamp_past: moment(day), timestamp_future: moment(later) }),
    reads(
      "chunkedgraph.get_original_roots",
      [part],
      () => {
        return graph.getOriginalRoots(part, { timestampPast: day });
      },
      [firstRoot, secondRoot],
      { timestamp_past: moment(day) },
    ),
    reads(
      "chunkedgraph.get_latest_roots",
      [firstRoot],
      () => {
        return graph.getLatestRoots(firstRoot, { timestamp: later });
      },
      [merged],
      { timestamp: moment(later) },
    ),
    reads(
      "chunkedgraph.get_latest_roots",
      [part],
      () => {
        return graph.getLatestRoots(part, { timestamp: day });
      },
      [firstRoot, secondRoot],
      { timestamp: moment(day) },
    ),
    row(
      "chunkedgraph.get_delta_roots",
      [moment(day)],
      () => {
        const roots = graph.getDeltaRoots(day, { timestampFuture: later });
        return roots.then(({ old_roots, new_roots }) => [old_roots, new_roots]);
      },
      [[firstRoot, secondRoot], [merged]],
      { timestamp_future: moment(later) },
    ),
    row("chunkedgraph.segmentation_info", [], () => graph.segmentationInfo(), {
      data_dir: "precomputed://http://HOST/images/sandbox_cortex",
      data_type: "uint64",
      graph: { chunk_size: [500, 500, 50], n_layers: 12 },
      scales: [{ resolution: [4, 4, 40] }],
    }),
    row("chunkedgraph.is_valid_nodes", [[part, firstRoot, nothing]], () => {
      return graph.isValidNodes([part, firstRoot, nothing]);
    }, [true, true, false]),
    row(
      "chunkedgraph.is_valid_nodes",
      [[part, firstRoot]],
      () => {
        const span = { startTimestamp: day, endTimestamp: later };
        return graph.isValidNodes([part, firstRoot], span);
      },
      [false, true],
      { start_timestamp: moment(day), end_timestamp: moment(later) },
    ),
    row("chunkedgraph.get_past_ids", [[part]], () => graph.getPastIds([part]), {
      past_id_map: { [part]: [firstRoot, secondRoot] },
      future_id_map: {},
    }),
    row("chunkedgraph.get_past_ids", [[firstRoot]], () => {
      return graph.getPastIds([firstRoot], { timestampPast: day, timestampFuture: later });
    }, {
      past_id_map: { [firstRoot]: [firstRoot] },
      future_id_map: {},
    }, { timestamp_past: moment(day), timestamp_future: moment(later) }),
    row("chunkedgraph.get_tabular_change_log", [[part]], async () => {
      const log = await graph.getTabularChangeLog([part]);
      return new Map(Array.from(log, ([id, changes]) => {
        return [id, changes.map(({ timestamp, ...rest }) => ({ ...rest, timestamp: +timestamp }))];
      }));
    }, {
      [part]: [
        {
          operation_id: 1,
          timestamp: mergedAt * 1000,
          before_root_ids: [firstRoot, secondRoot],
          after_root_ids: [merged],
          is_merge: true,
          user_id: "7",
          user_name: "Sandy Ferry",
        },
        {
          operation_id: 2,
          timestamp: splitAt * 1000,
          before_root_ids: [merged],
          after_root_ids: [part],
          is_merge: false,
        },
      ],
    }),
    theirsAlone("chunkedgraph.base_resolution", [], [4, 4, 40]),
    // Objects of two layers have nothing at the eighth, which CAVEclient would ask for.
    theirsAlone("chunkedgraph.suggest_latest_roots", [firstRoot], merged, {
      timestamp: moment(later),
      stop_layer: 2,
    }),
  ];
}
