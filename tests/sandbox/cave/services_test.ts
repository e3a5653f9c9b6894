import { assertEquals, assertStringIncludes } from "@std/assert";
import { request } from "node:http";
import { inflateSync } from "node:zlib";
import { type Sandbox, startSandbox } from "../../../src/sandbox/mod.ts";
import { send } from "../_sandbox.ts";

interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
}

async function raw(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Raw> {
  const headers = { authorization: `Bearer ${sandbox.tokens.cave}`, ...init.headers };
  const response = await fetch(sandbox.url + path, { redirect: "manual", ...init, headers });
  const bytes = await response.bytes();
  const text = new TextDecoder().decode(bytes);
  return { status: response.status, headers: response.headers, bytes, text };
}

function table(name: string, path: string): string {
  return `/segmentation/api/v1/table/${name}/${path}`;
}

/** Eight bytes each, the lowest first. */
function idBytes(...ids: bigint[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(ids.length * 8));
  ids.forEach((id, index) => view.setBigUint64(index * 8, id, true));
  return new Uint8Array(view.buffer);
}

const state = '{"layers": [], "id": 864691135571546917, "u": "caf\\u00e9"}';

Deno.test("CAVE keeps a state as it was sent, and labels it by what the caller takes", async () => {
  await using sandbox = await startSandbox();
  const body = new TextEncoder().encode(state);
  const posted = await raw(sandbox, "/nglstate/api/v1/post", { method: "POST", body });
  const path = JSON.parse(posted.text).slice(sandbox.url.length);
  const as = (encoding: string): Promise<Raw> => {
    return raw(sandbox, path, { headers: { "accept-encoding": encoding } });
  };
  const plain = await as("identity");
  assertEquals([plain.text, plain.headers.get("content-encoding")], [state, null]);
  // The trap: labelled as compressed, and yet plain.
  const trap = await as("gzip,br");
  assertEquals([trap.text, trap.headers.get("content-encoding")], [state, "deflate"]);
  const unlabelled = await as("deflate");
  assertEquals(new TextDecoder().decode(inflateSync(unlabelled.bytes)), state);
  assertEquals(unlabelled.headers.get("content-encoding"), null);
  const stored = await raw(sandbox, path.replace("/v1/", "/v1/raw/"));
  assertEquals(new TextDecoder().decode(inflateSync(stored.bytes)), state);
});

Deno.test("CAVE stores only JSON, and knows nothing of other ids", async () => {
  await using sandbox = await startSandbox();
  const bad = await raw(sandbox, "/nglstate/api/v1/post", { method: "POST", body: "{" });
  assertEquals(bad.status, 500);
  for (const id of ["5", "word", "99999999999999999999999"]) {
    assertEquals((await raw(sandbox, `/nglstate/api/v1/${id}`)).status, 500);
    assertEquals((await raw(sandbox, `/nglstate/api/v1/property/${id}/info`)).status, 500);
  }
  const none = await send(`${sandbox.url}/nglstate/api/v1/5`);
  assertEquals(none.status, 302);
});

Deno.test("CAVE's chunkedgraph writes ids as bare digits, beyond 2^53 and beyond 2^63", async () => {
  await using sandbox = await startSandbox();
  const small = await raw(sandbox, table("sandbox_cortex", "node/89309001002348421/root"));
  assertEquals(small.text, '{"root_id": 864691135571546921}');
  const large = await raw(sandbox, table("sandbox_retina", "node/89309001002349421/root"));
  assertEquals(large.text, '{"root_id": 9223372036854775817}');
});

Deno.test("CAVE's chunkedgraph stops at the pieces of the second layer, and goes up from them", async () => {
  await using sandbox = await startSandbox();
  const root = "864691135571546921";
  const leaves = await raw(sandbox, table("sandbox_cortex", `node/${root}/leaves?stop_layer=2`));
  assertEquals(leaves.text, '{"leaf_ids": [161366595040165888, 161366595040165889]}');
  const many = await raw(sandbox, table("sandbox_cortex", "node/leaves_many?stop_layer=2"), {
    method: "POST",
    body: `{"node_ids": [${root}]}`,
  });
  assertEquals(many.text, `{"${root}": [161366595040165888, 161366595040165889]}`);
  const up = await raw(sandbox, table("sandbox_cortex", "node/161366595040165889/root"));
  assertEquals(up.text, `{"root_id": ${root}}`);
});

Deno.test("CAVE's chunkedgraph gives roots as bytes, labelled as a page", async () => {
  await using sandbox = await startSandbox();
  const timestamp = Date.UTC(2024, 0, 15) / 1000;
  const path = table("sandbox_retina", `roots_binary?timestamp=${timestamp}`);
  const body = idBytes(89309001002349421n, 89309001002349430n);
  const { bytes, headers } = await raw(sandbox, path, { method: "POST", body });
  assertEquals(bytes, idBytes(9223372036854775813n, 9223372036854775815n));
  assertEquals(headers.get("content-type"), "text/html; charset=utf-8");
  const torn = await raw(sandbox, path, { method: "POST", body: body.slice(1) });
  assertEquals(torn.status, 500);
});

Deno.test("CAVE's chunkedgraph has a history whose parts fit together", async () => {
  await using sandbox = await startSandbox();
  const body = '{"root_ids": [864691135571546922]}';
  const path = table("sandbox_cortex", "lineage_graph_multiple");
  const { text } = await raw(sandbox, path, { method: "POST", body });
  assertStringIncludes(text, '{"source": 864691135571546917, "target": 864691135571546920}');
  assertStringIncludes(text, '{"source": 864691135571546920, "target": 864691135571546922}');
  const log = await raw(sandbox, table("sandbox_cortex", "root/864691135571546922/change_log"));
  const { n_mergers, n_splits, operations_ids } = JSON.parse(log.text);
  assertEquals([n_mergers, n_splits, operations_ids], [1, 1, [1, 2]]);
  const latest = await raw(sandbox, table("sandbox_cortex", "is_latest_roots"), {
    method: "POST",
    body: '{"node_ids": [864691135571546920, 864691135571546922]}',
  });
  assertEquals(latest.text, '{"is_latest":[false,true]}');
});

Deno.test("CAVE's chunkedgraph refuses what it does not know, and says what it cannot answer", async () => {
  await using sandbox = await startSandbox();
  const unknown = await raw(sandbox, table("nothing", "node/1/root"));
  assertEquals([unknown.status, JSON.parse(unknown.text).error], [400, "invalid_table_id"]);
  for (const path of ["node/1/root", "node/word/root", "node/word/leaves"]) {
    assertEquals((await raw(sandbox, table("sandbox_cortex", path))).status, 500);
  }
  const path = table("sandbox_cortex", "is_latest_roots");
  for (const body of ["", "[]", "{}", '{"node_ids": ["x"]}', '{"node_ids": [-1]}']) {
    assertEquals((await raw(sandbox, path, { method: "POST", body })).status, 500);
  }
  // Their question would be in the body of the GET.
  for (const name of ["valid_nodes", "past_id_mapping", "tabular_change_log_many"]) {
    assertEquals((await raw(sandbox, table("sandbox_cortex", name))).status, 500);
  }
});

/** A GET with a body, which `fetch` does not send. */
function getWith(sandbox: Sandbox, path: string, body: string): Promise<string> {
  const answer = Promise.withResolvers<string>();
  const headers = {
    authorization: `Bearer ${sandbox.tokens.cave}`,
    "content-length": String(body.length),
  };
  request(sandbox.url + path, { method: "GET", headers }, (response) => {
    const parts: string[] = [];
    response.setEncoding("utf8").on("data", (part: string) => parts.push(part));
    response.on("end", () => answer.resolve(parts.join("")));
  }).on("error", answer.reject).end(body);
  return answer.promise;
}

Deno.test("CAVE's chunkedgraph reads the question in the body of a GET, and the log keeps it", async () => {
  await using sandbox = await startSandbox();
  const [before, root] = ["864691135571546917", "864691135571546921"];
  const nodes = `{"node_ids": [${before}, ${root}, 7]}`;
  const roots = `{"root_ids": [${root}]}`;
  const ask = (path: string, body: string): Promise<string> => {
    return getWith(sandbox, table("sandbox_cortex", path), body);
  };
  const spring = Date.UTC(2024, 3, 1) / 1000;
  assertEquals(await ask("valid_nodes", nodes), `{"valid_roots": [${before}, ${root}]}`);
  assertEquals(
    await ask(`valid_nodes?start_timestamp=${spring}`, nodes),
    `{"valid_roots": []}`,
  );
  assertEquals(
    await ask("past_id_mapping", roots),
    `{"past_id_map": {"${root}": [${before}, 864691135571546918]}, ` +
      `"future_id_map": {}}`,
  );
  const frames = JSON.parse(await ask("tabular_change_log_many", roots));
  assertEquals(JSON.parse(frames[root]).is_merge, { "0": true, "1": false });
  assertEquals(sandbox.requests.map(({ method, body }) => [method, body]), [
    ["GET", nodes],
    ["GET", nodes],
    ["GET", roots],
    ["GET", roots],
  ]);
});
