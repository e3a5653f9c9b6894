import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { get, post, setAppName } from "../../src/http/verbs.ts";
import { authClient } from "../../src/globus/auth/mod.ts";
import { transferClient } from "../../src/globus/transfer/mod.ts";
import { client as caveClient } from "../../src/cave/mod.ts";
import { v2, v3 } from "../../src/tapis/mod.ts";
import { ApiError } from "../../src/http/reply/errors.ts";
import { type RawServer, startRawServer } from "../helpers/servers/raw_server.ts";

const counted = new WeakMap<RawServer, number>();

/** What a server was asked since the last look. */
function taken(server: RawServer): RawServer["requests"] {
  const from = counted.get(server) ?? 0;
  counted.set(server, server.requests.length);
  return server.requests.slice(from);
}

Deno.test("a low-level path of Transfer lies below its base path, with a slash before it or without", async () => {
  await using server = startRawServer(() => ({ json: {} }));
  const transfer = transferClient({ baseUrl: server.url });
  const paths = [
    ["task_list", "/v0.10/task_list"],
    ["/task_list", "/v0.10/task_list"],
    ["task/1/event_list", "/v0.10/task/1/event_list"],
    ["/v0.10/task_list", "/v0.10/task_list"],
    ["v0.10/task_list", "/v0.10/task_list"],
    ["/v2/tunnels", "/v2/tunnels"],
    ["/voyage", "/v0.10/voyage"],
  ] as const;
  for (const [path, target] of paths) {
    await transfer.get(path);
    await post(transfer, path, { json: {} });
    assertEquals(
      taken(server).map((request) => request.target),
      [target, target],
      path,
    );
  }
});

Deno.test("a low-level path of other services lies below their address, with a slash or without", async () => {
  await using server = startRawServer(() => ({ json: { status: "success", result: {} } }));
  const at = { baseUrl: server.url };
  for (const client of [authClient(at), v2.tapisClient(at), v3.tapisClient(at)]) {
    await get(client, "v2/api/identities");
    await get(client, "/profiles/v2/me");
    const seen = taken(server).map(({ target }) => target);
    assertEquals(seen, ["/v2/api/identities", "/profiles/v2/me"]);
  }
});

Deno.test("a low-level path that is not a path on the service is refused before anything is sent", async () => {
  await using server = startRawServer(() => ({ json: {} }));
  const transfer = transferClient({ baseUrl: server.url });
  for (
    const path of ["https://evil.example.org/", "//evil.example.org", "a/../b", "a?b=1", "a b"]
  ) {
    await assertRejects(() => transfer.get(path), TypeError);
  }
  assertEquals(server.requests.length, 0);
});

Deno.test("setAppName() names the program in the calls that follow, on every platform", async () => {
  await using server = startRawServer(() => ({ json: { status: "success", result: {} } }));
  const at = { baseUrl: server.url };
  const cave = caveClient({ token: "made-up", serverAddress: server.url });
  const agents = (): string[] => {
    return taken(server).map(({ headers }) => headers.get("user-agent") ?? "");
  };
  for (
    const client of [transferClient(at), authClient(at), v2.tapisClient(at), v3.tapisClient(at)]
  ) {
    await client.get("/a");
    client.setAppName("nightly/1");
    await client.get("/a");
    const [before = "", after = ""] = agents();
    assertEquals(after, `${before} nightly/1`);
  }
  setAppName(cave.auth, "nightly/2");
  await cave.auth.get("/auth/a");
  assertEquals(agents().map((agent) => agent.endsWith(" nightly/2")), [true]);
  assertThrows(() => transferClient().setAppName("na\nme"), TypeError, "header");
  assertThrows(() => transferClient().setAppName(7 as unknown as string), TypeError, "a text");
});

Deno.test("an error has the service's code and bare message, and the code Error where it sent none", async () => {
  const rows: readonly [json: unknown, code: string, message: string | undefined][] = [
    [{ code: "TaskNotFound", message: "No task\n1" }, "TaskNotFound", "No task\n1"],
    [{ message: "No code" }, "Error", "No code"],
    [{ errors: [{ code: "A", detail: "first" }, { code: "B", detail: "second" }] }, "A", "first"],
    [{}, "Error", undefined],
    [[1], "Error", undefined],
  ];
  for (const [json, code, message] of rows) {
    await using server = startRawServer(() => ({ status: 404, json }));
    const transfer = transferClient({ baseUrl: server.url });
    const error = await assertRejects(() => transfer.get("task/1"), ApiError);
    assertEquals([error.code, error.serviceMessage], [code, message]);
    assertEquals(error.knowing({ source: "x" }).serviceMessage, message);
  }
  await using server = startRawServer(() => ({ status: 502, body: "<html>Bad gateway</html>" }));
  const transfer = transferClient({ baseUrl: server.url, retry: { retries: 0 } });
  const error = await assertRejects(() => transfer.get("task/1"), ApiError);
  assertEquals([error.code, error.serviceMessage], ["Error", undefined]);
});
