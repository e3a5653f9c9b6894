import { assertEquals, assertRejects } from "@std/assert";
import { client } from "../../../src/cave/mod.ts";
import { ApiError } from "../../../src/http/reply/errors.ts";
import { startSandbox } from "../../../src/sandbox/mod.ts";
import { startRawServer } from "../../helpers/servers/raw_server.ts";

Deno.test("a state comes back as it was stored, ids exact, whatever the service labels it", async () => {
  await using sandbox = await startSandbox();
  const { state } = client({ token: sandbox.tokens.cave, serverAddress: sandbox.url });
  const document = { layers: [{ segments: [864691135571546917n, "9223372036854775813"], s: 7 }] };
  const id = await state.uploadStateJson(document);
  assertEquals(id > 2n ** 53n, true);
  assertEquals(await state.getStateJson(id), document);
  assertEquals(await state.getStateJson(String(id)), document);
  assertEquals(await state.getStateJson(`${sandbox.url}/nglstate/api/v1/${id}`), document);
  // The real service knows no 404.
  const once = client({
    token: sandbox.tokens.cave,
    serverAddress: sandbox.url,
    retry: { retries: 0 },
  });
  await assertRejects(() => once.state.getStateJson(id + 1n), ApiError, "500");
  const encodings = sandbox.requests.filter(({ method }) => method === "GET")
    .map(({ headers }) => headers["accept-encoding"]);
  assertEquals(new Set(encodings), new Set(["identity"]));
});

Deno.test("the token goes to no other host, be it a state's, a viewer's or a pasted address", async () => {
  await using other = startRawServer([{ json: { layers: [] } }]);
  const { state } = client({ token: "made-up", serverAddress: "https://cave.example.org" });
  await state.getStateJson(`${other.url}/nglstate/api/v1/5?b=a%20b&a=1&b=2`);
  await state.getStateJson(`middleauth+${other.url}/x`);
  await state.getNeuroglancerInfo({ nglUrl: `${other.url}/v/` });
  await state.buildNeuroglancerUrl(5n, { nglUrl: other.url });
  assertEquals(other.requests.map(({ target }) => target), [
    "/nglstate/api/v1/5?b=a%20b&a=1&b=2",
    "/x",
    "/v/version.json",
    "/version.json",
  ]);
  for (const { headers, text } of other.requests) {
    assertEquals([headers.has("authorization"), headers.has("cookie")], [false, false]);
    assertEquals(text.includes("made-up"), false);
  }
});

Deno.test("buildNeuroglancerUrl() asks the viewer for its kind only where it is not told", async () => {
  await using viewer = startRawServer(({ target }) => {
    return target.startsWith("/new/") ? { json: { tag: "v" } } : { status: 404, body: "" };
  });
  const { state } = client({ serverAddress: "https://cave.example.org" });
  const stored = "https://cave.example.org/nglstate/api/v1/9";
  const [fresh, old] = [`${viewer.url}/new`, `${viewer.url}/old`];
  assertEquals(
    await state.buildNeuroglancerUrl(9n, { nglUrl: fresh }),
    `${fresh}/#!middleauth+${stored}`,
  );
  assertEquals(await state.buildNeuroglancerUrl(9n, { nglUrl: old }), `${old}/?json_url=${stored}`);
  assertEquals(viewer.requests.length, 2);
  const nglUrl = "https://v.example.org";
  assertEquals(
    await state.buildNeuroglancerUrl("https://s.example.org/a.json", {
      nglUrl,
      targetSite: "mainline",
      staticUrl: true,
    }),
    "https://v.example.org/#!https://s.example.org/a.json",
  );
  assertEquals(
    await state.buildNeuroglancerUrl(9n, { nglUrl, formatProperties: true }),
    "precomputed://middleauth+https://cave.example.org/nglstate/api/v1/property/9",
  );
  const targetSite = "other" as "mainline";
  await assertRejects(() => state.buildNeuroglancerUrl(9n, { nglUrl, targetSite }), TypeError);
});

Deno.test("an upload is not sent twice, since that might store it twice", async () => {
  await using server = startRawServer([{ status: 503, body: "" }]);
  const { state } = client({ serverAddress: server.url });
  await assertRejects(() => state.uploadStateJson({}), ApiError, "503");
  assertEquals(server.requests.length, 1);
});

Deno.test("a page of HTML in place of a state is told as that", async () => {
  await using server = startRawServer([{
    body: "<html>Log in</html>",
    headers: { "content-type": "text/html" },
  }]);
  const { state } = client({ token: "made-up", serverAddress: server.url });
  await assertRejects(() => state.getStateJson(5n), ApiError, "a login page or a proxy");
});
