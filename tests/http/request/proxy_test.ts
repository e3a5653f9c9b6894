/** With a proxy set, what is for this machine does not leave it, and all else does. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { plantCredentials } from "../../../src/sandbox/mod.ts";
import { startSandbox } from "../../helpers/sandbox.ts";
import { entryUrl, runChild, sourceUrl } from "../../helpers/child.ts";
import { type RawServer, startRawServer } from "../../helpers/servers/raw_server.ts";
import { authority, startTlsServer } from "../../helpers/servers/tls_server.ts";

const variables = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
];

function proxy(): RawServer {
  return startRawServer([{ status: 502, body: "the proxy" }]);
}

function withProxy(
  { url }: RawServer,
  names: readonly string[] = variables,
): Record<string, string> {
  return {
    // Deno itself would ask its own site for updates.
    DENO_NO_UPDATE_CHECK: "1",
    // The test task keeps this machine out of any proxy: here nothing would be left to show.
    NO_PROXY: "",
    no_proxy: "",
    ...Object.fromEntries(names.map((name) => [name, url])),
  };
}

/** A script that makes every kind of call to a server. */
function calls(url: string): string {
  return `
    import { call } from "${sourceUrl("src/http/call.ts")}";
    import { send } from "${sourceUrl("src/cave/send.ts")}";
    import { accessTokenAuthorizer } from "${sourceUrl("src/http/access_token_authorizer.ts")}";
    import { createClient } from "${sourceUrl("src/http/client.ts")}";
    import { observedFetch } from "${sourceUrl("src/http/request/observed_fetch.ts")}";
    import { v3 } from "${sourceUrl("src/tapis/mod.ts")}";
    import { collectionClient } from "${sourceUrl("src/globus/transfer/mod.ts")}";
    const baseUrl = "${url}";
    const authorizer = accessTokenAuthorizer("made-up-token");
    const options = { authorizer, baseUrl, retry: { retries: 0 } };
    const client = createClient({ service: "Test", baseUrl }, options);
    const tapis = v3.tapisClient(options);
    const files = collectionClient(baseUrl, options);
    const stream = () => ReadableStream.from([new Uint8Array(3)]);
    const observed = { ...client, fetch: observedFetch(() => {}) };
    const wrapped = { ...client, fetch: (input, init) => fetch(input, init) };
    const all = {
      call: () => call(client, "GET", "/call"),
      post: () => call(client, "POST", "/post", { json: {} }),
      observed: () => call(observed, "GET", "/observed"),
      wrapped: () => call(wrapped, "GET", "/wrapped"),
      cave: () => send(client, "GET", "/cave"),
      caveBody: () => send(client, "GET", "/cave-body", { json: [1] }),
      upload: () => call(client, "PUT", "/upload", { stream: stream() }),
      download: async () => await new Response((await tapis.download("lab", "tapis-down")).body).text(),
      get: async () => await new Response((await files.download("/globus-down")).stream).text(),
    };
    for (const [name, run] of Object.entries(all)) {
      await run().catch((error) => console.log(name, error.message));
    }
    console.log("done");
  `;
}

const wanted = [
  "/call /cave /cave-body /globus-down /observed /post /upload",
  "/v3/files/content/lab/tapis-down /wrapped",
].join(" ");

function seen(requests: RawServer["requests"]): string {
  return requests.map(({ target, headers }) => {
    assertEquals(
      headers.get("authorization") ?? headers.get("x-tapis-token"),
      "Bearer made-up-token",
    );
    return target.replace(/^https?:\/\/[^/]*/, "");
  }).sort().join(" ");
}

Deno.test("a proxy sees nothing of what is for this machine, whatever the permissions", async () => {
  await Promise.all(
    ["127.0.0.1", "localhost"].flatMap((host) =>
      (["least", "all"] as const).map(async (permissions) => {
        await using other = proxy();
        await using server = startRawServer([{ json: {} }]);
        const { port } = new URL(server.url);
        const flags = permissions === "all" ? ["-A"] : [`--allow-net=${host}:${port}`];
        const env = withProxy(other);
        const { stdout, stderr } = await runChild(calls(`http://${host}:${port}`), { flags, env });
        assertEquals([stderr, stdout], ["", "done\n"]);
        assertEquals([seen(server.requests), other.requests.length], [wanted, 0]);
      })
    ),
  );
});

Deno.test("each variable by itself is enough for Deno to use a proxy, and does not lead us there", async () => {
  await Promise.all(["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map(async (name) => {
    await using other = proxy();
    await using server = startRawServer([{ json: {} }]);
    const { host } = new URL(server.url);
    const env = withProxy(other, [name]);
    const flags = [`--allow-net=${host}`];
    const control = `console.log(await (await fetch("${server.url}/")).text())`;
    assertEquals((await runChild(control, { flags, env })).stdout, "the proxy\n");
    assertEquals((await runChild(calls(server.url), { flags, env })).stdout, "done\n");
    assertEquals(other.requests.length, 1);
  }));
});

Deno.test("a proxy sees nothing of what is for this machine over TLS", async () => {
  await using other = proxy();
  const targets: string[] = [];
  await using server = await startTlsServer((request) => {
    targets.push(new URL(request.url).pathname);
    return Response.json({});
  });
  const env = { ...withProxy(other), DENO_CERT: authority };
  const flags = [`--allow-net=127.0.0.1:${server.port}`];
  // A `fetch` of the caller's own is the caller's: what it does with TLS cannot be changed from here.
  const script = calls(server.url).replace(/wrapped: .*/, "");
  const { stdout, stderr } = await runChild(script, { flags, env });
  assertEquals([stderr, stdout], ["", "done\n"]);
  assertEquals(other.requests.length, 0);
  assertEquals(targets.sort().join(" "), wanted.replace(" /wrapped", ""));
});

Deno.test("a call to another machine goes through the proxy that is set", async () => {
  await using other = proxy();
  const env = withProxy(other);
  const flags = ["--allow-net=x.example.org"];
  const { stdout } = await runChild(calls("https://x.example.org"), { flags, env });
  assert(stdout.endsWith("done\n"));
  assertEquals(other.requests[0]?.text.split("\r\n")[0], "CONNECT x.example.org:443 HTTP/1.1");
});

Deno.test("the command and a sandbox's own helpers reach a sandbox whatever proxy is set", async () => {
  await using other = proxy();
  await using sandbox = await startSandbox();
  await plantCredentials(sandbox);
  const [lab] = sandbox.collections;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", "-A", entryUrl("cli.ts"), "--sandbox", sandbox.home],
      ...["globus", "ls", `${lab?.id}:/`],
    ],
    env: { ...withProxy(other), NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  assertEquals([code, text.decode(stderr)], [0, ""]);
  assertStringIncludes(text.decode(stdout), "README.txt");
  const script = `
    import { approveLogin, plantCredentials, startSandbox } from "${
    entryUrl("src/sandbox/mod.ts")
  }";
    import * as globus from "${entryUrl("src/globus/mod.ts")}";
    import { sandboxSurroundings } from "${entryUrl("src/credentials/mod.ts")}";
    await using sandbox = await startSandbox();
    await plantCredentials(sandbox);
    let address = "";
    const { transfer } = await globus.login({
      ...await sandboxSurroundings(sandbox.home),
      clientId: sandbox.tokens.globusApps.other,
      flow: "paste",
      force: true,
      talk: { say: (text) => void (address = /https?:\\S+/.exec(text)?.[0] ?? address), ask: () => approveLogin(sandbox, address) },
    });
    console.log((await transfer.endpointSearch({ filterScope: "my-endpoints" }).collect()).items.length > 0);
  `;
  const own = await runChild(script, { flags: ["-A"], env: withProxy(other) });
  assertEquals([own.stderr, own.stdout], ["", "true\n"]);
  assertEquals(other.requests.map(({ target }) => target), []);
});
