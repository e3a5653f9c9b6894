import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import * as cave from "../../../src/cave/mod.ts";
import { assertAgree } from "../comparison/_agree.ts";
import { found, makeHome, makeToken } from "./_cave.ts";
import { programs, scenario } from "../comparison/_scenario.ts";

const { caveclient, cloudVolume } = programs;
const caveScript = "cave_secrets.py";
const script = "cloud_volume_secrets.py";

scenario([cloudVolume], "it finds what saveToken() wrote", async (stage) => {
  const domain = "cave.example.org";
  const [own, shared] = [makeToken(), makeToken()];
  const options = { home: stage.home, env: {}, serverAddress: `https://${domain}` };
  await cave.saveToken(own, options);
  await cave.saveToken(shared, { ...options, overwrite: true, writeToServerFile: false });
  const answers = await stage.ask(cloudVolume, script, [
    ["cloudvolume", { domain }],
    ["cloudvolume", { domain: "elsewhere.example.org" }],
  ]);
  assertAgree({ token: own }, answers[0]);
  assertAgree({ token: shared }, answers[1]);
});

scenario([cloudVolume], "saveToken() writes to a folder of its own too", async (stage) => {
  const env = { CLOUD_VOLUME_DIR: await makeHome(stage, "other") };
  const serverAddress = "https://cave.example.org";
  const localServer = "https://local.example.org:8443";
  const token = makeToken();
  await cave.saveToken(token, { home: stage.home, env, serverAddress, localServer });
  // cloud-files, which cloud-volume brings, looks into the same folder.
  const answers = await stage.ask(cloudVolume, script, [
    ["cloudvolume", { domain: "cave.example.org" }],
    ["cloudvolume", { domain: "local.example.org:8443" }],
    ["cloudvolume", { domain: "elsewhere.example.org" }],
    ["cloudfiles", { server: "cave.example.org" }],
    ["cloudfiles", { server: "elsewhere.example.org" }],
  ], { env });
  for (const answer of answers) assertAgree({ token }, answer);
});

scenario(
  [caveclient, cloudVolume],
  "tokenChain() finds a token that only one of them finds",
  async (stage) => {
    const other = await makeHome(stage, "other");
    const place = { env: { CLOUD_VOLUME_DIR: other } };
    const token = makeToken();
    await stage.ask(caveclient, caveScript, [["save", { token }]], place);
    const anywhere = [["cloudvolume", { domain: "" }]] as const;
    const [nothing] = await stage.ask(cloudVolume, script, anywhere, place);
    assertEquals(nothing, {});
    const saved = await found({ home: stage.home, ...place });
    assertEquals(saved.value.token.reveal(), token);

    await Deno.remove(join(stage.home, ".cloudvolume"), { recursive: true });
    await Deno.mkdir(join(other, "secrets"));
    await Deno.writeTextFile(join(other, "secrets", "cave-secret.json"), `{"token": "${token}"}`);
    const [seen] = await stage.ask(cloudVolume, script, anywhere, place);
    const [unseen] = await stage.ask(caveclient, caveScript, [["find"]], place);
    assertEquals(unseen, { token: null, header: null });
    const { value, source } = await found({ home: stage.home, ...place });
    assertAgree({ token: value.token }, seen);
    assertEquals(source, "$CLOUD_VOLUME_DIR/secrets/cave-secret.json");
  },
);

scenario(
  [cloudVolume],
  "it opens a datastack with the token that keyferry saved",
  async (stage) => {
    await using sandbox = await stage.sandbox();
    const { home, env } = sandbox;
    const datastack = "sandbox_cortex";
    const here = { home, env: {}, sandboxOrigin: sandbox.url };
    const { auth, info, chunkedgraph: graph } = cave.client({
      ...here,
      token: sandbox.tokens.cave,
      serverAddress: sandbox.url,
      datastack,
    });
    await auth.saveToken();
    const [path, ids] = [await info.segmentationSource(), [89309001002348421n, 89309001002348426n]];
    const [root, timestamp] = [864691135571546922n, Date.UTC(2024, 0, 15) / 1000];
    const start = sandbox.requests.length;
    const theirs = await stage.ask(cloudVolume, "cloud_volume_graph.py", [
      ["open_volume", { path }],
      ["roots", { ids: ids.map(String) }],
      ["roots", { ids: ids.map(String), timestamp }],
      ["leaves", { root: String(root) }],
    ], { home, env });
    const asked = sandbox.requests.slice(start);
    const bounds = [[0, 1000], [0, 1000], [0, 100]] as const;
    const { graph: facts, scales } = await graph.segmentationInfo() as {
      readonly graph: { readonly n_layers: number };
      readonly scales: readonly { readonly resolution: number[] }[];
    };
    const ours = [
      ["CloudVolumeGraphene", scales[0]?.resolution, facts.n_layers],
      (await graph.getRoots(ids)).map(String),
      (await graph.getRoots(ids, { timestamp })).map(String),
      (await graph.getLeaves(root, { bounds })).map(String),
    ];
    assertEquals(theirs, ours);
    const requests = (records: typeof asked): unknown[] => {
      return records.map(({ method, path, query, body }) => ({ method, path, query, body }));
    };
    // Who made the images is asked too, of where they lie: the sandbox has none.
    const graphs = asked.filter(({ path }) => path.startsWith("/segmentation/"));
    assertEquals(requests(graphs), requests(sandbox.requests.slice(-ours.length)));
    assertEquals(asked.map(({ status }) => status), [200, 404, 200, 200, 200]);
  },
);
