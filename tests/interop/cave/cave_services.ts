import { assert, assertEquals, assertRejects } from "@std/assert";
import * as cave from "../../../src/cave/mod.ts";
import { sandboxSurroundings } from "../../../src/credentials/mod.ts";
import { isApiError } from "../../../src/http/reply/errors.ts";
import { plantCredentials, type Sandbox } from "../../../src/sandbox/mod.ts";
import type { Call } from "../comparison/_python.ts";
import { programs, scenario, type Stage } from "../comparison/_scenario.ts";

const { caveclient } = programs;

/** That both have the same to tell, and have something. */
function assertSame(ours: unknown, theirs: unknown): void {
  assert(theirs !== null && theirs !== undefined && JSON.stringify(theirs).length > 2);
  assertEquals(ours, theirs);
}

interface Play extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly ours: cave.Cave;
  theirs(...calls: readonly Call[]): Promise<unknown[]>;
}

/** Both of them, with the token they find in the sandbox's home. */
async function meet(stage: Stage, datastack: string): Promise<Play> {
  const sandbox = await stage.sandbox();
  await plantCredentials(sandbox);
  const ours = await cave.restore(datastack, await sandboxSurroundings(sandbox.home));
  const place = { home: sandbox.home, env: sandbox.env };
  const opened = ["open_client", {
    datastack_name: datastack,
    server_address: sandbox.url,
  }] as const;
  return {
    sandbox,
    ours,
    async theirs(...calls) {
      return (await stage.ask(caveclient, "cave_services.py", [opened, ...calls], place)).slice(1);
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

scenario([caveclient], "auth and info give both the same", async (stage) => {
  await using play = await meet(stage, "sandbox_cortex");
  const { auth, info } = play.ours;
  const [tokens, people, told] = await play.theirs(
    ["tokens"],
    ["user_information", { user_ids: [7] }],
    ["info"],
  );
  const records = await auth.getTokens();
  const shown = ({ token, last_used: _now, ...record }: cave.TokenDocument): unknown => {
    return { ...record, token: token.reveal() };
  };
  const listed = tokens as { last_used: unknown }[];
  assertSame(
    { tokens: records.map(shown) },
    { tokens: listed.map(({ last_used: _now, ...record }) => record) },
  );
  // CAVEclient raises where ours falls back to names.
  assert(JSON.stringify(people).includes("HTTPError"), JSON.stringify(people));
  assertEquals((await auth.getUserInformation([7])).namesOnly, true);
  assertSame({
    datastacks: await info.getDatastacks(),
    record: await info.getDatastackInfo(),
    volumes: await info.getAlignedVolumes(),
    volume: await info.getAlignedVolumeInfoById({ alignedVolumeId: 1 }),
    of_volume: await info.getDatastacksByAlignedVolume({ alignedVolume: "sandbox_cortex_volume" }),
    mirrors: await info.getImageMirrors(),
    local_server: await info.localServer(),
    annotation: await info.annotationEndpoint(),
    image: await info.imageSource(),
    segmentation: await info.segmentationSource(),
    viewer: await info.viewerSite(),
    resolution: await info.viewerResolution(),
  }, told);
});

scenario([caveclient], "a state that one stores the other reads", async (stage) => {
  await using play = await meet(stage, "sandbox_cortex");
  const { state } = play.ours;
  const document = { layers: [{ segments: ["864691135571546917"], f: 0.5 }], u: "café" };
  const ourId = await state.uploadStateJson(document);
  const ourProperties = await state.uploadPropertyJson({ "@type": "properties" });
  const nglUrl = "https://spelunker.example.org";
  const [stored, properties, theirs, theirId, theirProperties] = await play.theirs(
    ["get_state", { state_id: String(ourId) }],
    ["get_property", { state_id: String(ourProperties) }],
    ["url", { state_id: String(ourId), ngl_url: nglUrl, target_site: "spelunker" }],
    ["upload_state", { state: document }],
    ["upload_property", { properties: { "@type": "properties" } }],
  );
  assertSame(document, stored);
  assertSame({ "@type": "properties" }, properties);
  const options = { nglUrl, targetSite: "spelunker" } as const;
  assertSame({ url: await state.buildNeuroglancerUrl(ourId, options) }, { url: theirs });
  assertEquals(await state.getStateJson(String(theirId)), document);
  assertEquals(await state.getPropertyJson(String(theirProperties)), { "@type": "properties" });
});

scenario([caveclient], "the chunkedgraph gives both the same", async (stage) => {
  await using play = await meet(stage, "sandbox_cortex");
  const { chunkedgraph } = play.ours;
  const supervoxels = [89309001002348421n, 89309001002348426n];
  const root = 864691135571546922n;
  const days = ["2024-01-15", "2024-03-01", "2024-06-01"];
  const texts = (ids: readonly bigint[]): string[] => ids.map(String);
  const answers = await play.theirs(
    ...days.map((day) =>
      ["graph", { supervoxels: texts(supervoxels), root_id: String(root), day }] as const
    ),
  );
  for (const [index, day] of days.entries()) {
    const timestamp = new Date(day);
    const log = await chunkedgraph.getChangeLog(root);
    const lineage = await chunkedgraph.getLineageGraph(root, { timestampFuture: timestamp });
    assertSame({
      one: String(await chunkedgraph.getRootId(supervoxels[0]!, { timestamp })),
      level2: String(await chunkedgraph.getRootId(supervoxels[0]!, { level2: true })),
      roots: texts(await chunkedgraph.getRoots(supervoxels, { timestamp })),
      leaves: texts(await chunkedgraph.getLeaves(root)),
      children: texts(await chunkedgraph.getChildren(root)),
      latest: await chunkedgraph.isLatestRoots([root]),
      latest_roots: texts(await chunkedgraph.getLatestRoots(root)),
      original_roots: texts(await chunkedgraph.getOriginalRoots(root)),
      timestamps: await chunkedgraph.getRootTimestamps([root]),
      merges: log.n_mergers,
      past: texts(log.past_ids),
      nodes: texts(lineage.nodes.map(({ id }) => id)),
    }, answers[index]);
  }
});

scenario([caveclient], "roots beyond 2^63 come as bytes to both", async (stage) => {
  await using play = await meet(stage, "sandbox_retina");
  const supervoxels = [89309001002349421n, 89309001002349426n];
  const [theirs] = await play.theirs(["big_roots", { supervoxels: supervoxels.map(String) }]);
  const ours = await play.ours.chunkedgraph.getRoots(supervoxels);
  assert(ours.every((id) => id > 2n ** 63n));
  assertSame(ours.map(String), theirs);
});

scenario([caveclient], "both are told the same where a datastack is not open", async (stage) => {
  await using play = await meet(stage, "sandbox_cortex");
  const names = ["sandbox_terms", "sandbox_private"];
  const theirs = await play.theirs(
    ...names.map((datastack) => ["refused", { datastack }] as const),
  );
  for (const [index, datastackName] of names.entries()) {
    const error = await assertRejects(() => play.ours.info.getDatastackInfo({ datastackName }));
    assert(isApiError(error));
    assertSame({ code: error.apiCode }, { code: theirs[index] });
  }
});
