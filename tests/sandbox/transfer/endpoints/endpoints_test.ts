import { assert, assertEquals, assertMatch } from "@std/assert";
import { collectionId, startSandbox } from "../../../../src/sandbox/mod.ts";
import { folderOf, tree } from "../../_sandbox.ts";
import { allow, asColleague, asPerson, codeOf, giveRole, share } from "../_transfer.ts";

Deno.test("An endpoint is made, read, changed and deleted in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const made = await me.post("/endpoint", {
    DATA_TYPE: "endpoint",
    display_name: "myserver",
    description: "Example gridftp endpoint.",
    DATA: [{ DATA_TYPE: "server", hostname: "gridftp.example.org", port: 2812 }],
  });
  const { id, request_id, ...rest } = made.body;
  assertMatch(request_id, /^[A-Za-z0-9]{9}$/);
  assertEquals([made.status, rest], [200, {
    DATA_TYPE: "endpoint_create_result",
    code: "Created",
    globus_connect_setup_key: null,
    message: "Endpoint created",
    resource: `/endpoint/${id}`,
  }]);
  const { body } = await me.get(`/endpoint/${id}`);
  assertEquals(
    [body.DATA_TYPE, body.display_name, body.entity_type, body.owner_string],
    ["endpoint", "myserver", "GCSv4_host", "ferry@sandbox.example.org"],
  );
  assertEquals(body.DATA.map((server: { uri: string }) => server.uri), [
    "gsiftp://gridftp.example.org:2812",
  ]);
  const updated = await me.put(`/endpoint/${id}`, { description: "New", myproxy_server: "m.org" });
  assertEquals([updated.body.code, updated.body.message], [
    "Updated",
    "Endpoint updated successfully",
  ]);
  await me.put(`/endpoint/${id}`, { oauth_server: "o.org" });
  const { body: changed } = await me.get(`/endpoint/${id}`);
  assertEquals(
    [changed.description, changed.oauth_server, changed.myproxy_server],
    ["New", "o.org", null],
  );
  const deleted = await me.del(`/endpoint/${id}`);
  assertEquals([deleted.body.code, deleted.body.message], [
    "Deleted",
    "Endpoint deleted successfully",
  ]);
  const gone = await me.get(`/endpoint/${id}`);
  assertEquals([...codeOf(gone), gone.body.message], [
    404,
    "EndpointDeleted",
    `Endpoint '${id}' has been deleted`,
  ]);
});

Deno.test("A personal endpoint has a setup key that only its administrators see, and is not connected", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { body } = await me.post("/endpoint", {
    DATA_TYPE: "endpoint",
    display_name: "mygcp",
    is_globus_connect: true,
  });
  assertMatch(body.globus_connect_setup_key, /^[0-9a-f-]{36}$/);
  const mine = (await me.get(`/endpoint/${body.id}`)).body;
  const theirs = (await asColleague(sandbox).get(`/endpoint/${body.id}`)).body;
  assertEquals(mine.globus_connect_setup_key, body.globus_connect_setup_key);
  assertEquals([mine.entity_type, mine.is_globus_connect], ["GCP_mapped_collection", true]);
  assertEquals(theirs.globus_connect_setup_key, null);
  assertEquals(codeOf(await me.get(`/operation/endpoint/${body.id}/ls`)), [
    502,
    "ExternalError.DirListingFailed.GCDisconnected",
  ]);
});

Deno.test("Endpoint calls refuse bodies, methods and callers as the service does", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = `/endpoint/${await collectionId("lab")}`;
  const nowhere = `/endpoint/${crypto.randomUUID()}`;
  assertEquals(
    [
      codeOf(await me.post("/endpoint")),
      codeOf(await me.post("/endpoint", { DATA_TYPE: "endpoint" })),
      codeOf(await me.post("/endpoint", { DATA_TYPE: "server", display_name: "x" })),
      codeOf(await me.put(lab, { display_name: "x".repeat(129) })),
      codeOf(await me.put(lab, { display_name: "two\nlines" })),
      codeOf(await me.put(lab, { description: "x".repeat(4097) })),
      codeOf(await me.put(lab, { organization: "x".repeat(1025) })),
      codeOf(await me.put("/endpoint", {})),
      codeOf(await me.put(lab, { public: "yes" })),
      codeOf(await me.put(lab, { myproxy_server: "a", oauth_server: "b" })),
      codeOf(await asColleague(sandbox).put(lab, { description: "theirs" })),
      codeOf(await asColleague(sandbox).del(lab)),
      codeOf(await me.del(lab)),
      codeOf(await me.put(nowhere, {})),
      codeOf(await me.get("/foo")),
    ],
    [
      [400, "BadRequest"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [405, "ClientError.BadMethod"],
      [400, "BadRequest"],
      [400, "BadRequest"],
      [403, "PermissionDenied"],
      [403, "PermissionDenied"],
      [409, "Conflict"],
      [404, "EndpointNotFound"],
      [404, "ClientError.NotFound"],
    ],
  );
});

Deno.test("A guest collection serves a folder of its host, and is gone without it when deleted", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = await collectionId("lab");
  const guest = await share(sandbox, "/runs", { description: "my test share" });
  const { body } = await me.get(`/endpoint/${guest}`);
  assertEquals(
    [body.entity_type, body.host_endpoint_id, body.host_path, body.sharing_target_root_path],
    ["GCSv5_guest_collection", lab, "/runs/", "/runs/"],
  );
  assertEquals(
    [body.display_name, body.description, body.acl_available, body.acl_editable],
    ["shared runs", "my test share", true, true],
  );
  const names = async () =>
    (await me.get(`/operation/endpoint/${guest}/ls`)).body.DATA
      .map((file: { name: string }) => file.name);
  assertEquals(await names(), ["2026-03-21"]);
  const before = await tree(folderOf(sandbox, "lab"));
  assertEquals(codeOf(await me.del(`/endpoint/${guest}`)), [200, "Deleted"]);
  assertEquals(codeOf(await me.get(`/operation/endpoint/${guest}/ls`)), [404, "EndpointDeleted"]);
  assertEquals(await tree(folderOf(sandbox, "lab")), before);
});

Deno.test("A guest collection is refused of what is not a folder, outside, or another's", async () => {
  await using sandbox = await startSandbox();
  const guest = await share(sandbox, "/runs/");
  const reply = async (more: Record<string, unknown>, caller = asPerson(sandbox)) =>
    codeOf(
      await caller.post("/shared_endpoint", {
        DATA_TYPE: "shared_endpoint",
        host_endpoint: await collectionId("lab"),
        host_path: "/runs/",
        display_name: "x",
        ...more,
      }),
    );
  assertEquals(await reply({ host_path: "/nothing/" }), [404, "ClientError.NotFound"]);
  assertEquals((await reply({ host_path: "/cells.csv" }))[0], 502);
  assertEquals(await reply({ host_path: "/../" }), [403, "EndpointPermissionDenied"]);
  assertEquals(await reply({ host_endpoint: guest }), [409, "Conflict"]);
  assertEquals(await reply({ display_name: "" }), [400, "BadRequest"]);
  assertEquals(await reply({}, asColleague(sandbox)), [403, "PermissionDenied"]);
});

Deno.test("A guest collection of a read-only one is not written", async () => {
  await using sandbox = await startSandbox();
  await using readOnly = await startSandbox({
    collections: [{ name: "lab", path: folderOf(sandbox, "lab") }],
  });
  const guest = await share(readOnly, "/runs/");
  const reply = await asPerson(readOnly).post(`/operation/endpoint/${guest}/mkdir`, {
    DATA_TYPE: "mkdir",
    path: "/made",
  });
  assertEquals(codeOf(reply), [403, "EndpointPermissionDenied"]);
});

Deno.test("my_shared_endpoint_list and shared_endpoint_list give a host's guests, the second in pages", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = await collectionId("lab");
  const wanted: string[] = [];
  for (let index = 0; index < 5; index++) wanted.push(await share(sandbox, "/runs/"));
  const { body } = await me.get(`/endpoint/${lab}/my_shared_endpoint_list`);
  const ids = (list: { id: string }[]) => list.map(({ id }) => id);
  assertEquals([body.DATA_TYPE, ids(body.DATA)], ["endpoint_list", wanted]);
  const found: string[][] = [];
  let token: string | null = null;
  do {
    const query: string = token === null ? "" : `&next_token=${encodeURIComponent(token)}`;
    const page = await me.get(`/endpoint/${lab}/shared_endpoint_list?max_results=2${query}`);
    found.push(ids(page.body.shared_endpoints));
    token = page.body.next_token;
  } while (token !== null);
  assertEquals(found.map((page) => page.length), [2, 2, 1]);
  assertEquals(found.flat(), wanted);
  assertEquals((await me.get(`/endpoint/${lab}/shared_endpoint_list?next_token=x`)).status, 400);
  assertEquals(
    (await asColleague(sandbox).get(`/endpoint/${lab}/shared_endpoint_list`)).status,
    403,
  );
  const theirs = async () =>
    ids((await asColleague(sandbox).get(`/endpoint/${lab}/my_shared_endpoint_list`)).body.DATA);
  assertEquals(await theirs(), []);
  // Those are a person's whose access they manage, too (globus-sdk 4.9.0).
  const [first = "", second = "", third = ""] = wanted;
  await giveRole(sandbox, first, "access_manager");
  await giveRole(sandbox, second, "administrator");
  await giveRole(sandbox, third, "activity_manager");
  assertEquals(await theirs(), [first, second]);
  const guest = await me.get(`/endpoint/${first}/my_shared_endpoint_list`);
  assertEquals(codeOf(guest), [400, "BadRequest"]);
});

Deno.test("A host keeps its guests: it is not deleted before them", async () => {
  await using sandbox = await startSandbox();
  await share(sandbox, "/runs/");
  const reply = await asPerson(sandbox).del(`/endpoint/${await collectionId("lab")}`);
  assertEquals(codeOf(reply), [409, "Conflict"]);
});

Deno.test("The search finds by scope what the caller owns, manages, or was shown", async () => {
  await using sandbox = await startSandbox({ catalogue: 0 });
  const [me, them] = [asPerson(sandbox), asColleague(sandbox)];
  const lab = await collectionId("lab");
  const guest = await share(sandbox, "/runs/");
  const search = async (caller: typeof me, scope: string) => {
    const { body } = await caller.get(`/endpoint_search?filter_scope=${scope}`);
    return body.DATA.map((endpoint: { display_name: string }) => endpoint.display_name).sort();
  };
  assertEquals(await search(me, "my-endpoints"), ["archive", "lab", "shared runs"]);
  assertEquals(await search(me, "shared-by-me"), ["shared runs"]);
  assertEquals(await search(me, "administered-by-me"), ["archive", "lab", "shared runs"]);
  for (const scope of ["my-endpoints", "shared-with-me", "administered-by-me", "managed-by-me"]) {
    assertEquals([scope, await search(them, scope)], [scope, []]);
  }
  await allow(sandbox, guest, { path: "/", permissions: "r" });
  await giveRole(sandbox, lab, "activity_monitor");
  assertEquals(await search(them, "shared-with-me"), ["shared runs"]);
  assertEquals(await search(them, "managed-by-me"), ["lab", "shared runs"]);
  assertEquals(await search(them, "my-endpoints"), []);
});

Deno.test("Servers of an endpoint are added, read, changed and deleted in the service's words", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const { body: { id } } = await me.post("/endpoint", {
    DATA_TYPE: "endpoint",
    display_name: "myserver",
  });
  const added = await me.post(`/endpoint/${id}/server`, { hostname: "gridftp.example.org" });
  assertEquals(
    [added.body.DATA_TYPE, added.body.code, added.body.message],
    ["endpoint_server_add_result", "Created", "Server added to endpoint successfully"],
  );
  const server = `/endpoint/${id}/server/${added.body.id}`;
  const updated = await me.put(server, { hostname: "other.example.org", port: 2813 });
  assertEquals(updated.body.message, "Server updated successfully");
  const { body: read } = await me.get(server);
  assertEquals([read.DATA_TYPE, read.id, read.uri], [
    "server",
    added.body.id,
    "gsiftp://other.example.org:2813",
  ]);
  const { body: list } = await me.get(`/endpoint/${id}/server_list`);
  assertEquals([list.DATA_TYPE, list.DATA], ["endpoint_server_list", [read]]);
  assertEquals((await me.del(server)).body.message, "Server deleted successfully");
  assertEquals(codeOf(await me.get(server)), [404, "ClientError.NotFound.ServerNotFound"]);
  assertEquals(codeOf(await me.post(`/endpoint/${id}/server`, {})), [400, "BadRequest"]);
});

Deno.test("The server of a served collection is the sandbox, and is not changed", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = await collectionId("lab");
  const { body } = await me.get(`/endpoint/${lab}/server_list`);
  assertEquals(
    body.DATA.map((server: { hostname: string; port: number }) => [server.hostname, server.port]),
    [["127.0.0.1", Number(new URL(sandbox.url).port)]],
  );
  const reply = await me.post(`/endpoint/${lab}/server`, { hostname: "x.example.org" });
  assertEquals(codeOf(reply), [409, "Conflict"]);
});

Deno.test("A collection activates itself, tells that it is active already, and is deactivated", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = `/endpoint/${await collectionId("lab")}`;
  const activated = async () => (await me.get(lab)).body.activated;
  const first = await me.post(`${lab}/autoactivate`);
  assertEquals(codeOf(first), [200, "AutoActivated.GlobusOnlineCredential"]);
  assertEquals(await activated(), true);
  const again = await me.post(`${lab}/autoactivate?if_expires_in=3600`);
  assertEquals(codeOf(again), [200, "AlreadyActivated"]);
  assertEquals(codeOf(await me.post(`${lab}/deactivate`)), [200, "Deactivated"]);
  assertEquals(await activated(), false);
  const { body } = await me.get(`${lab}/activation_requirements`);
  assertEquals(
    [body.DATA_TYPE, body.expires_in, body.expire_time, body.oauth_server, body.DATA],
    ["activation_requirements", -1, null, null, []],
  );
  assert(body.auto_activation_supported);
});

Deno.test("An endpoint with a MyProxy server wants a credential, for twelve hours", async () => {
  const clock = { now: Date.parse("2026-03-21T00:00:00Z") };
  await using sandbox = await startSandbox({ now: () => clock.now });
  const me = asPerson(sandbox);
  const { body: { id } } = await me.post("/endpoint", {
    DATA_TYPE: "endpoint",
    display_name: "cluster",
    myproxy_server: "myproxy.example.org",
  });
  const endpoint = `/endpoint/${id}`;
  const failed = await me.post(`${endpoint}/autoactivate`);
  assertEquals(codeOf(failed), [200, "AutoActivationFailed"]);
  const { body: wanted } = await me.get(`${endpoint}/activation_requirements`);
  assertEquals([wanted.activated, wanted.auto_activation_supported], [false, false]);
  assertEquals(
    wanted.DATA.map((item: Record<string, unknown>) => [item.type, item.name, item.value]),
    [
      ["myproxy", "hostname", "myproxy.example.org"],
      ["myproxy", "username", null],
      ["myproxy", "passphrase", null],
      ["myproxy", "lifetime_in_hours", "12"],
    ],
  );
  assertEquals((await me.post(`${endpoint}/activate`, wanted)).status, 400);
  for (const item of wanted.DATA) item.value ??= "given";
  const active = await me.post(`${endpoint}/activate`, wanted);
  assertEquals([active.status, active.body.expires_in], [200, 12 * 3600]);
  assertEquals(codeOf(await me.post(`${endpoint}/autoactivate?if_expires_in=60`)), [
    200,
    "AlreadyActivated",
  ]);
  assertEquals(codeOf(await me.post(`${endpoint}/autoactivate`)), [
    200,
    "AutoActivated.CachedCredential",
  ]);
  clock.now += 12 * 3600 * 1000;
  assertEquals(codeOf(await me.post(`${endpoint}/autoactivate`)), [200, "AutoActivationFailed"]);
});

Deno.test("subscription sets, clears and finds the subscription of a collection", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = `/endpoint/${await collectionId("lab")}`;
  const current = async () => (await me.get(lab)).body.subscription_id;
  const first = await current();
  assertMatch(first, /^[0-9a-f-]{36}$/);
  const cleared = await me.put(`${lab}/subscription`, { subscription_id: null });
  assertEquals([...codeOf(cleared), await current()], [200, "Updated", null]);
  await me.put(`${lab}/subscription`, { subscription_id: "DEFAULT" });
  assertEquals(await current(), first);
  assertEquals(
    [
      codeOf(await me.put(`${lab}/subscription`, { subscription_id: crypto.randomUUID() })),
      codeOf(await me.put(`${lab}/subscription`, {})),
      codeOf(await asColleague(sandbox).put(`${lab}/subscription`, { subscription_id: null })),
      codeOf(
        await me.put(`/endpoint/${crypto.randomUUID()}/subscription`, { subscription_id: null }),
      ),
    ],
    [
      [400, "BadRequest"],
      [400, "BadRequest"],
      [403, "PermissionDenied"],
      [404, "EndpointNotFound"],
    ],
  );
});

Deno.test("subscription_admin_verified is set by the subscription's manager, and needs a subscription", async () => {
  await using sandbox = await startSandbox();
  const me = asPerson(sandbox);
  const lab = `/endpoint/${await collectionId("lab")}`;
  const verify = (caller: typeof me, value: unknown) =>
    caller.put(`${lab}/subscription_admin_verified`, { subscription_admin_verified: value });
  const done = await verify(me, true);
  assertEquals([...codeOf(done), done.body.message], [
    200,
    "Updated",
    "Endpoint updated successfully",
  ]);
  assertEquals(codeOf(await verify(me, "yes")), [400, "BadRequest"]);
  const theirs = await verify(asColleague(sandbox), true);
  assertEquals([...codeOf(theirs), theirs.body.message], [
    403,
    "PermissionDenied",
    "User does not have an admin role on the collection's subscription to set " +
    "subscription_admin_verified",
  ]);
  await me.put(`${lab}/subscription`, { subscription_id: null });
  assertEquals(codeOf(await verify(me, true)), [400, "BadRequest"]);
});
